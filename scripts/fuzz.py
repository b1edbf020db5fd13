"""Throw broken texts and broken transactions at the parser and the transaction reader.

Run as `python scripts/fuzz.py --minutes 10 --seed 1`. An input that raises anything else than the
error designed for it, or that takes longer than the limit, is written to `--out` and counted; the
exit code is then 1. The number of inputs is printed at the end.
"""

import argparse
import copy
import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import ecp
from ecp_compiler.pipeline import compile_policy
from ecp_dsl.format import format_module
from ecp_dsl.parser import parse
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import vocabulary
from ecp_runtime.facts import TransactionError, read_transaction

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 5.0
"""An input that takes longer than this hangs."""

_CHARACTERS = '{}()[]",.:#%<>=!+-*/\\ \n\t0123456789abcxyzABC_é中\x00\ud800𝒳'
_WORDS = [
    "module",
    "use",
    "rule",
    "when",
    "prohibit",
    "require",
    "license",
    "in",
    "force",
    "from",
    "through",
    "until",
    "to",
    "test",
    "given",
    "expect",
    "list",
    "member",
    "alias",
    "of",
    "parties",
    "codes",
    "any",
    "every",
    "satisfies",
    "where",
    "share",
    "by",
    "count",
    "sum",
    "over",
    "and",
    "or",
    "not",
    "is",
    "none",
    "yes",
    "no",
    "within",
    "suspend",
    "exempt",
    "authorize",
    "bar",
    "amend",
    "value",
    "2026-01-06",
    "2026-02-30",
    "1C905.a.4",
    "0.1%",
    "5",
    "kg",
    "12000",
    "USD",
    "45",
    "working",
    "days",
]
_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    10**30,
    "",
    "none",
    "yes",
    "0.1%",
    "101%",
    "2026-02-30",
    "JP",
    "zz",
    [],
    {},
    [[]],
    {"at_least": "5", "at_most": "1"},
    {"one_of": []},
    {"value": {"value": {}}},
    {"complete": False, "items": [None]},
    "\ud800",
    "x" * 10_000,
    1.5,
    float("nan"),
    float("inf"),
)


def mutate_text(text: str, rng: random.Random) -> str:
    """Return a text with a few changes: cut, doubled, swapped or replaced pieces."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        length = rng.choice((0, 1, 3, 20, 200))
        piece = rng.choice(
            (
                "",
                rng.choice(_CHARACTERS),
                " " + rng.choice(_WORDS) + " ",
                text[rng.randrange(len(text) + 1) :][: rng.randint(0, 60)],
                rng.choice("({[-") * rng.choice((2, 50, 3000)),
                "not " * rng.choice((2, 4000)),
            )
        )
        text = text[:at] + piece + text[at + length :]
    return text[: rng.choice((len(text), len(text), rng.randrange(len(text) + 1)))]


def mutate_value(value: Any, rng: random.Random, depth: int = 0) -> Any:
    """Return a JSON value with something in it replaced, removed, renamed or nested."""
    if rng.random() < 0.12 or depth > 12:
        return rng.choice(_VALUES)
    if isinstance(value, dict) and value:
        key = rng.choice(list(value))
        match rng.randrange(5):
            case 0:
                value.pop(key)
            case 1:
                value[rng.choice((key + "x", key.upper(), "", "value", "one_of", "items"))] = value[
                    key
                ]
            case 2:
                value[key] = [value[key]]
            case _:
                value[key] = mutate_value(value[key], rng, depth + 1)
    elif isinstance(value, list) and value:
        at = rng.randrange(len(value))
        value[at] = mutate_value(value[at], rng, depth + 1)
    else:
        return rng.choice(_VALUES)
    return value


def check_text(text: str) -> None:
    """Parse, and format and compile what is sound."""
    parsed = parse(SourceFile("fuzz.ecp", text))
    if not parsed.diagnostics:
        format_module(parsed.module)
    compile_policy([SourceFile("fuzz.ecp", text)], vocabulary=_VOCABULARY, library=lambda _: None)


_VOCABULARY = vocabulary()


def main() -> int:
    """Run for the time given and report."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)
    program = ecp.load().program
    texts = [
        p.read_text(encoding="utf-8")
        for p in sorted(ROOT.glob("**/*.ecp"))
        if ".venv" not in p.parts
    ]
    texts = [t for t in texts if len(t) < 30_000]
    orders = [
        json.loads(p.read_text(encoding="utf-8")) for p in sorted(ROOT.glob("examples/*.json"))
    ]

    def check_order(order: Any) -> None:
        with suppress(TransactionError):
            read_transaction(program, order)

    counts = {"texts": 0, "transactions": 0}
    failures = 0
    end = time.monotonic() + chosen.minutes * 60
    shown = time.monotonic()
    while time.monotonic() < end:
        if rng.random() < 0.5:
            text = mutate_text(rng.choice(texts), rng)
            counts["texts"] += 1
            failures += _attempt(check_text, text, chosen.out, text)
        else:
            order = copy.deepcopy(rng.choice(orders))
            for _ in range(rng.randint(1, 4)):
                order = mutate_value(order, rng)
            counts["transactions"] += 1
            failures += _attempt(check_order, order, chosen.out, repr(order))
        if time.monotonic() - shown > 15:
            shown = time.monotonic()
            print(f"{counts}, {failures} failures, {int(end - shown)} s left", file=sys.stderr)
    print(f"{counts['texts']} texts, {counts['transactions']} transactions, {failures} failures")
    return 1 if failures else 0


def _attempt(check: Callable[[Any], None], value: Any, out: Path, shown: str) -> int:
    begun = time.monotonic()
    try:
        check(value)
    except Exception as error:
        return _keep(out, shown, f"{type(error).__name__}: {error}")
    took = time.monotonic() - begun
    return _keep(out, shown, f"took {took:.1f} s") if took > LIMIT_SECONDS else 0


def _keep(out: Path, shown: str, why: str) -> int:
    out.mkdir(exist_ok=True)
    number = len(list(out.iterdir())) + 1
    content = f"# {why}\n{shown}".encode("utf-8", "surrogatepass")
    (out / f"{number:04}.txt").write_bytes(content)
    print(f"failure {number}: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
