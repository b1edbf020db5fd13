"""Compares what the compiled back end decides with the reference evaluator, at scale.

`python scripts/differential.py --comparisons 1000000 --jobs 2` takes policies of the tests'
generator, of the benchmark family and of the standard library, and transactions of which more or
less is known; some are malformed. One comparison is one decision, as JSON, byte for byte, and the
verdict with it. A disagreement is made smaller, shown, and written to a file that `--case` reads.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from attrs import field, frozen

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import as_ecp, family  # noqa: E402  # found only once the root is on the path
from tests.strategies.agreement import Asked, compare  # noqa: E402
from tests.strategies.generated.programs import program  # noqa: E402
from tests.strategies.generated.transactions import asked, names_read, spoiled  # noqa: E402
from tests.strategies.less import less  # noqa: E402
from tests.strategies.smallest import smallest  # noqa: E402

from ecp.compiling import compile_inputs, of_texts, standard_library  # noqa: E402
from ecp_compiler.pipeline import Compiled  # noqa: E402
from ecp_runtime import ir  # noqa: E402
from ecp_runtime.codec import decode, encode  # noqa: E402
from ecp_runtime.compiled.engine import Engine  # noqa: E402

PER_POLICY = {"generated": 100, "family": 400, "library": 50}
"""Transactions for each policy before the next one is made."""

SOURCES = (*("generated",) * 12, "family", "library")
"""Where the policies come from, in turns."""

SIZES = (12, 12, 20, 40, 80)


@frozen
class Failure:
    """A disagreement: the policy, what was asked, and the diff of what was said."""

    program: ir.Program
    asked: Asked
    difference: str


@frozen(kw_only=True)
class Done:
    """What came of one policy."""

    source: str
    number: int
    counts: Counter[str]
    seconds: float
    failure: Failure | None = field(default=None)


def main() -> int:
    """Compare until there are enough comparisons, or one disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comparisons", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", choices=sorted(PER_POLICY), help="take policies of one source")
    parser.add_argument("--report", type=Path, default=Path("disagreement.json"))
    parser.add_argument("--case", type=Path, help="decide a disagreement that was written out")
    chosen = parser.parse_args()
    if chosen.case is not None:
        return _again(chosen.case)
    start = time.monotonic()
    counts: dict[str, Counter[str]] = {}
    took: dict[str, float] = {}
    tasks = _tasks(chosen.seed, chosen.only)
    with Pool(chosen.jobs) as pool:
        for done in pool.imap_unordered(_policy, tasks):
            counts.setdefault(done.source, Counter()).update(done.counts)
            took[done.source] = took.get(done.source, 0) + done.seconds
            if done.failure is not None:
                pool.terminate()
                return _show(done, chosen)
            total = sum(each["comparisons"] for each in counts.values())
            print(f"\r{total:,} comparisons, {time.monotonic() - start:.0f} s", end="", flush=True)
            if total >= chosen.comparisons:
                break
        pool.terminate()
    print("\nall agree")
    for source, each in sorted(counts.items()):
        told = ", ".join(f"{each[name]:,} {name}" for name in COUNTED)
        print(f"{source}: {told}; {took[source]:.0f} s of one core")
    return 0


FEW = 12
"""So many provisions of a policy that disagrees are shown."""

COUNTED = ("comparisons", "policies", "determined", "undetermined", "refused", "lines")


def _tasks(seed: int, only: str | None) -> Iterator[tuple[str, int]]:
    number = 0
    while True:
        for source in SOURCES:
            if only in (None, source):
                yield source, seed * 10**9 + number
            number += 1


def _policy(task: tuple[str, int]) -> Done:
    """Compare all questions to one policy."""
    source, number = task
    start = time.monotonic()
    counts: Counter[str] = Counter(policies=1)
    engine, questions = _MAKERS[source](number)
    failure: Failure | None = None
    for question in questions:
        compared = compare(engine, question)
        counts["comparisons"] += 1
        if compared.decision is None:
            counts["refused"] += 1
        else:
            known = compared.decision.outcome.determined
            counts["determined" if known else "undetermined"] += 1
            counts["lines"] += sum(len(item.jurisdictions) for item in compared.decision.items)
        if compared.difference is not None:
            failure = Failure(engine.program, question, compared.difference)
            break
    seconds = time.monotonic() - start
    return Done(source=source, number=number, counts=counts, seconds=seconds, failure=failure)


# Policies and what is asked of them


def _generated(number: int) -> tuple[Engine, Iterator[Asked]]:
    made = program(number)
    names = names_read(made)
    count = PER_POLICY["generated"]
    return Engine(made), (asked((number, n), made, names) for n in range(count))


def _of_family(number: int) -> tuple[Engine, Iterator[Asked]]:
    chance = random.Random(f"family {number}")
    made = family.family(str(chance.choice(SIZES)), number)
    compiled = compile_inputs(of_texts([("xctrl.ecp", as_ecp.text(made))]))
    assert compiled.program is not None
    facts = family.transactions(PER_POLICY["family"], number)
    transactions = (less(as_ecp.transaction(f), chance, chance.randrange(5)) for f in facts)
    return Engine(compiled.program), (_asked(t, compiled.program, chance) for t in transactions)


@cache
def _library() -> tuple[Compiled, Engine]:
    compiled = compile_inputs(standard_library())
    assert compiled.program is not None
    return compiled, Engine(compiled.program)


def _of_library(number: int) -> tuple[Engine, Iterator[Asked]]:
    compiled, engine = _library()
    chance = random.Random(f"library {number}")
    cases = chance.choices(compiled.scenarios, k=PER_POLICY["library"])
    transactions = (less(case.transaction, chance, chance.randrange(6)) for case in cases)
    return engine, (_asked(t, engine.program, chance) for t in transactions)


_MAKERS = {"generated": _generated, "family": _of_family, "library": _of_library}


def _asked(transaction: dict[str, Any], of: ir.Program, chance: random.Random) -> Asked:
    asked_of: Any = spoiled(transaction, chance) if chance.random() < 0.02 else transaction
    on = known_at = profile = None
    if chance.random() < 0.1:
        on = date(2024, 6, 1) + timedelta(days=chance.randrange(900))
    if chance.random() < 0.1:
        known_at = date(2024, 6, 1) + timedelta(days=chance.randrange(900))
    if of.profiles and chance.random() < 0.1:
        profile = chance.choice(of.profiles)
    return Asked(asked_of, on, known_at, profile)


# Disagreements


def _show(done: Done, chosen: argparse.Namespace) -> int:
    """Make a disagreement smaller, write it out and show it."""
    assert done.failure is not None
    failure = done.failure
    print(f"\n{done.source} policy {done.number} disagrees; making it smaller")
    small, question = smallest(
        failure.program, failure.asked, keep_program=done.source != "generated"
    )
    case = {
        "source": done.source,
        "number": done.number,
        "transaction": question.transaction,
        "on": None if question.on is None else question.on.isoformat(),
        "known_at": None if question.known_at is None else question.known_at.isoformat(),
        "profile": None if question.profile is None else question.profile.id,
        "program": encode(small),
    }
    chosen.report.write_text(json.dumps(case, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"written to {chosen.report}")
    return _compare_again(small, question)


def _again(path: Path) -> int:
    case = json.loads(path.read_text(encoding="utf-8"))
    made = decode(case["program"])
    on, known_at = (
        case[name] and datetime.fromisoformat(case[name]) for name in ("on", "known_at")
    )
    if case["known_at"] and "T" not in case["known_at"]:
        known_at = known_at.date()
    profile = next((each for each in made.profiles if each.id == case["profile"]), None)
    return _compare_again(made, Asked(case["transaction"], on and on.date(), known_at, profile))


def _compare_again(made: ir.Program, question: Asked) -> int:
    print(f"on {question.on}, known at {question.known_at}, profile {question.profile}")
    print(json.dumps(question.transaction, indent=1, ensure_ascii=False))
    provisions = (*made.rules, *made.exemptions, *made.authorizations, *made.bars)
    for provision in provisions if len(provisions) < FEW else ():
        print(provision)
    difference = compare(Engine(made), question).difference
    print("the two agree" if difference is None else difference)
    return 0 if difference is None else 1


if __name__ == "__main__":
    sys.exit(main())
