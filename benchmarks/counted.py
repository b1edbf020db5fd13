"""The fixed workloads whose instructions are counted, through the public API alone.

`prepare` writes what they need into a folder. `python -m benchmarks.counted FOLDER` then runs each
between two calls of `getppid`, which nothing else calls: `benchmarks.instructions` runs that under
callgrind, with a dump before each call.
"""

import gc
import json
import os
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from attrs import frozen

import ecp
from benchmarks import as_ecp
from benchmarks.family import family, transactions
from ecp_runtime.bundle import read_bundle

SEED = 11
ORDER = Path(__file__).parents[1] / "examples" / "order.json"
CANDIDATES = 100
"""How many rules share one cell of a table."""

SMALL_MODULE = """module shop "House rules of a shop"

use core

jurisdiction SH "Shop" {
  authority office "Compliance office"
  time zone "UTC"
  reaches export when act is export
}

instrument handbook "Handbook" {
  issued by SH.office on 2026-01-01
  source "https://example.org/handbook" read 2026-01-02
  verified 2026-01-02
}

define allied(who: Party) { who.country in { DE, FR, NL } }

rule magnets {
  title "Magnets need approval"
  under handbook clause "1"
  governs export
  when item.hs within "850511" and not ( end_user is allied )
  require license from SH.office
  in force from 2026-01-01
}

rule military {
  title "Nothing for military use"
  under handbook clause "2"
  governs export
  when end_use.military and item.value > 100 USD
  prohibit
  in force from 2026-01-01
}
"""

_RULE = """
rule r{number} {{
  title "Rule {number}"
  under act clause "{number}"
  in force from 2020-01-01
  when item within {code} and end_user.country is {country} and item.content >= {share}%
  {effect}
}}
"""


@frozen
class Workload:
    """A piece of work: what to call, and how often it was called when all of it was done."""

    name: str
    calls: int
    run: Callable[[], object]
    warm_up: int = 1


def prepare(folder: Path) -> None:
    """Write bundles and transactions, so that the process that is counted compiles little."""
    for size in ("S", "M"):
        _write(folder / f"{size}.ecpb", as_ecp.text(family(size, SEED)))
    _write(folder / "cell.ecpb", _crowded_cell())
    (folder / "library.ecpb").write_bytes(ecp.load().to_bundle())
    known = [as_ecp.transaction(facts) for facts in transactions(60, SEED + 1)]
    chance = random.Random(SEED)
    asked = {
        "known": known,
        "unknown": [_without_a_quarter(transaction, chance) for transaction in known],
        "items": [
            {**first, "items": [*first["items"], *second["items"], *third["items"]]}
            for first, second, third in zip(known[0::3], known[1::3], known[2::3], strict=True)
        ],
        "cell": [_in_the_cell(transaction, n) for n, transaction in enumerate(known[:20])],
    }
    (folder / "transactions.json").write_text(json.dumps(asked), encoding="utf-8")


def workloads(folder: Path) -> tuple[Workload, ...]:
    """Load what was prepared and return what to run; the first is the calibration."""
    asked = json.loads((folder / "transactions.json").read_text(encoding="utf-8"))
    small, medium, cell, library = (
        ecp.load(folder / f"{name}.ecpb") for name in ("S", "M", "cell", "library")
    )
    order: dict[str, Any] = json.loads(ORDER.read_text(encoding="utf-8"))
    partial = _partial(order)
    bundle = (folder / "S.ecpb").read_bytes()
    return (
        Workload("calibration", 1, _calibrate, warm_up=2),
        _verdicts("verdict_known_s", small, asked["known"]),
        _verdicts("verdict_unknown_m", medium, asked["unknown"]),
        _verdicts("verdict_items_m", medium, asked["items"]),
        _verdicts("verdict_crowded_cell", cell, asked["cell"]),
        Workload("decide_known", 2, _times(2, lambda: library.decide(order))),
        Workload("decide_missing", 1, lambda: library.decide(partial), warm_up=0),
        Workload("read_transaction", 20, _times(20, lambda: library.read(order))),
        Workload("explain", 1, lambda: library.explain(order)),
        Workload("compile_source", 1, lambda: ecp.load({"shop.ecp": SMALL_MODULE}, cache=False)),
        Workload("read_bundle", 1, lambda: read_bundle(bundle)),
    )


def _verdicts(name: str, policy: ecp.Policy, asked: list[dict[str, Any]]) -> Workload:
    verdict = policy.verdict

    def run() -> None:
        for transaction in asked:
            found = verdict(transaction)
            found.at_most, found.rules  # noqa: B018  # reading them is part of the work

    return Workload(name, len(asked), run, warm_up=3)


def _times(count: int, call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(count):
            call()

    return run


def _calibrate() -> int:
    """Read dictionaries and call functions, as a measure of what an interpreter needs for that."""
    facts = {"name": "a", "limit": 3, "inner": {"value": 1}}

    def add(total: int, record: dict[str, Any]) -> int:
        return total + record["inner"]["value"] if record["limit"] > 2 else total

    total = 0
    for _ in range(20_000):
        total = add(total, facts)
    return total


def _crowded_cell() -> str:
    effects = (
        'oblige keep XC.office "A note for the file"',
        "require license from XC.office",
        "prohibit",
    )
    places = (("3A001", "CN"), ("4A090", "CN"), ("3A001", "JP"), ("4A090", "JP"))
    rules = [
        _RULE.format(number=n, share=n % 100, effect=effects[n % 3], code=code, country=country)
        for n, (code, country) in enumerate([*places * 5, *places[:1] * CANDIDATES])
    ]
    return as_ecp.HEAD + "\n".join(rules)


def _in_the_cell(transaction: dict[str, Any], number: int) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(transaction))
    changed["parties"]["end_user"]["country"] = "CN"
    changed["items"][0]["classification"] = {"xctrl.codes": "3A001.a"}
    changed["items"][0]["content"] = f"{5 * number}%"
    return changed


def _without_a_quarter(transaction: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(json.dumps(transaction))
    for holder in (*kept["parties"].values(), kept["end_use"], *kept["items"]):
        for key in [key for key in holder if key not in ("name", "hs")]:
            if chance.random() < 0.25:
                del holder[key]
    return kept


def _partial(order: dict[str, Any]) -> dict[str, Any]:
    (line,) = order["items"]
    line = {key: value for key, value in line.items() if key not in ("classification", "value")}
    left = {key: value for key, value in order.items() if key not in ("end_use", "answers")}
    return {**left, "items": [line]}


def _write(place: Path, text: str) -> None:
    place.write_bytes(ecp.load({"xctrl.ecp": text}, cache=False).to_bundle())


def _run(chosen: Iterable[Workload]) -> None:
    """Run each workload between two marks, with everything it needs once warmed up."""
    mark = os.getppid
    for workload in chosen:
        for _ in range(workload.warm_up):
            workload.run()
        gc.collect()
        run = workload.run
        mark()
        run()
        mark()


def main(arguments: list[str]) -> int:
    """Run all workloads on a prepared folder and print how many calls each made."""
    gc.disable()
    chosen = workloads(Path(arguments[0]))
    _run(chosen)
    print(json.dumps([[workload.name, workload.calls] for workload in chosen]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
