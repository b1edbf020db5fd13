"""Compares what the compiled back end decides with the reference evaluator.

`python scripts/differential.py --comparisons 10000 --jobs 2` takes policies of the tests'
generators, of the benchmark family and of the standard library, and transactions of which more or
less is known; some are malformed. One comparison is one decision, as JSON, byte for byte, and the
verdict with it. A disagreement is made smaller, shown, and written to a file that `--case` reads.
`prove.py` compares in the same way and keeps count over many runs.
"""

import argparse
import json
import sys
import time
from collections import Counter
from datetime import datetime
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.strategies.agreement import Asked, compare  # noqa: E402  # found once the root is there
from tests.strategies.compared import (  # noqa: E402
    PER_POLICY,
    Done,
    as_case,
    compare_policy,
    tasks,
)
from tests.strategies.smallest import smallest  # noqa: E402

from ecp_runtime import ir  # noqa: E402
from ecp_runtime.codec import decode  # noqa: E402
from ecp_runtime.compiled.engine import Engine  # noqa: E402

PER_SEED = 10**6
"""So many policies lie between the first ones of two seeds."""

FEW = 12
"""So many provisions of a policy that disagrees are shown."""

COUNTED = ("comparisons", "policies", "determined", "undetermined", "refused", "lines")


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
    took: Counter[str] = Counter()
    with Pool(chosen.jobs) as pool:
        for done in pool.imap_unordered(compare_policy, tasks(chosen.seed * PER_SEED, chosen.only)):
            counts.setdefault(done.source, Counter()).update(done.counts)
            took[done.source] += round(done.seconds * 1000)
            if done.failure is not None:
                pool.terminate()
                return _show(done, chosen.report)
            total = sum(each["comparisons"] for each in counts.values())
            print(f"\r{total:,} comparisons, {time.monotonic() - start:.0f} s", end="", flush=True)
            if total >= chosen.comparisons:
                break
        pool.terminate()
    print("\nall agree")
    for source, each in sorted(counts.items()):
        told = ", ".join(f"{each[name]:,} {name}" for name in COUNTED)
        print(f"{source}: {told}; {took[source] / 1000:.0f} s of one core")
    return 0


def _show(done: Done, report: Path) -> int:
    """Make a disagreement smaller, write it out and show it."""
    assert done.failure is not None
    failure = done.failure
    print(f"\n{done.source} policy {done.number} disagrees; making it smaller")
    is_made = done.source in ("small", "generated")
    small, question = smallest(failure.program, failure.asked, keep_program=not is_made)
    report.write_text(as_case(done, small, question), encoding="utf-8")
    print(f"written to {report}")
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
