"""Compares compiled verdicts with the reference evaluator at scale.

`python scripts/differential.py --comparisons 1000000` takes policies of the benchmark family, of
the tests' generator and of the standard library, and transactions of which more or less is known.
One comparison is one line under one jurisdiction: its range, its rules and how they stand.
"""

import argparse
import random
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import as_ecp, family  # noqa: E402  # found only once the root is on the path
from tests.strategies.agreement import of_reference, of_verdict  # noqa: E402
from tests.strategies.less import less  # noqa: E402
from tests.strategies.policy import policies, transactions  # noqa: E402

import ecp  # noqa: E402
from ecp_runtime.compiled.engine import Engine  # noqa: E402
from ecp_runtime.facts import TransactionError  # noqa: E402

PER_POLICY = 400
"""Transactions for each policy before the next one is made."""

Case = tuple[Engine, Iterator[dict[str, Any]]]


def main() -> int:
    """Compare until there are enough comparisons, or one disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comparisons", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    start, done, refused, made = time.monotonic(), 0, 0, 0
    for engine, asked in _cases(random.Random(chosen.seed)):
        made += 1
        for transaction in asked:
            try:
                theirs = of_reference(engine.program, transaction)
            except TransactionError:
                refused += 1
                continue
            ours = of_verdict(engine.verdict(transaction))
            if ours != theirs:
                print(f"\ndisagree on {transaction}\n{ours}\n{theirs}")
                return 1
            done += len(theirs[-1])  # type: ignore[arg-type]  # the lines come last
        took = time.monotonic() - start
        print(f"\r{done:,} comparisons, {made} policies, {took:.0f} s", end="", flush=True)
        if done >= chosen.comparisons:
            break
    print(f"\nall agree; {refused:,} malformed transactions were refused by the reference")
    return 0


def _cases(chance: random.Random) -> Iterator[Case]:
    book = ecp.load().compiled()
    while True:
        size = str(chance.choice((12, 20, 40, 80)))
        seed = chance.randrange(10**9)
        made = family.family(size, seed)
        engine = ecp.load({"xctrl.ecp": as_ecp.text(made)}, cache=False).compiled()
        yield engine, _of_family(seed, chance)
        yield from _generated(chance)
        yield book, _of_generator(chance, PER_POLICY // 4)


def _of_family(seed: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for facts in family.transactions(PER_POLICY, seed):
        yield less(as_ecp.transaction(facts), chance, chance.randrange(5))


def _generated(chance: random.Random) -> Iterator[Case]:
    for _ in range(3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # An example outside of a test is what is wanted here.
            policy = policies().example()
        engine = ecp.load(policy.as_files(), cache=False).compiled()
        yield engine, _of_generator(chance, PER_POLICY)


def _of_generator(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kept = [transactions().example() for _ in range(10)]
    for _ in range(count):
        yield less(chance.choice(kept), chance, chance.randrange(6))


if __name__ == "__main__":
    sys.exit(main())
