"""Measures what `benchmarks.single` does not: unknown facts, rules read or not, loading.

`python -m benchmarks.targets --sizes S M L --json targets.json` prints ratios to the known path of
the same policy in the same run.
"""

import argparse
import copy
import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ecp
from benchmarks import as_ecp
from benchmarks.family import family, transactions
from benchmarks.growth import loading
from benchmarks.single import TRAFFIC
from benchmarks.timing import Turn, fresh, interleave

SHORT_SECONDS = 0.01
SHORT_PER_ROUND = 20
"""A difference of some percent shows only where both sides alternate in short slices."""

CHECKED_COMPARISONS = 40_000
"""Rules times transactions given to the reference evaluator, which reads every rule."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `--json`, write one row per size."""
    parser = argparse.ArgumentParser(prog="benchmarks.targets")
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], help="S, M, L or numbers")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    rows = [_measure(size, chosen.seed, chosen.rounds) for size in chosen.sizes]
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["wrong"] for row in rows) else 0


def _measure(size: str, seed: int, rounds: int) -> dict[str, Any]:
    made = family(size, seed)
    policy = ecp.load(as_ecp.files(made), cache=False)
    policy.compiled()
    verdict = policy.verdict
    known = [as_ecp.transaction(facts) for facts in transactions(TRAFFIC, seed + 1)]
    chance = random.Random(seed)
    quarter = [_without(transaction, chance) for transaction in known]
    checked = quarter[: max(4, min(100, CHECKED_COMPARISONS // max(1, len(made.rules))))]
    wrong = sum(_differ(policy, fresh(transaction)) for transaction in checked)

    def without_rules(transaction: dict[str, Any]) -> Any:
        found = verdict(transaction)
        return found.at_most, None

    def with_rules(transaction: dict[str, Any]) -> Any:
        found = verdict(transaction)
        return found.at_most, found.rules

    unknown = interleave(
        {"known": _read(with_rules, known), "quarter": _read(with_rules, quarter)},
        rounds,
    )
    paired = interleave(
        {"without": _read(without_rules, known), "with": _read(with_rules, known)},
        rounds * SHORT_PER_ROUND,
        seconds=SHORT_SECONDS,
    )
    row: dict[str, Any] = {
        "size": size,
        "rules": len(made.rules),
        "seed": seed,
        "known_p50_us": unknown["known"].p50,
        "quarter_unknown_p50_us": unknown["quarter"].p50,
        "quarter_unknown_p99_us": unknown["quarter"].p99,
        "quarter_unknown_over_known": round(unknown["quarter"].p50 / unknown["known"].p50, 2),
        "rules_over_none": round(paired["with"].p50 / paired["without"].p50, 3),
        "checked": len(checked),
        "wrong": wrong,
        **loading(size, seed),
    }
    print(json.dumps(row), flush=True)
    return row


def _read(decide: Callable[[Any], Any], asked: Sequence[Any]) -> Turn:
    """Read each transaction from JSON just before it is decided."""
    return Turn(decide, [json.dumps(each) for each in asked], json.loads)


def _differ(policy: ecp.Policy, transaction: dict[str, Any]) -> bool:
    """Say whether a verdict has another range than the decision that it stands for."""
    found, outcome = policy.verdict(transaction), policy.decide(transaction).outcome
    return (found.at_least, found.at_most) != (outcome.at_least, outcome.at_most)


def _without(transaction: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Leave out a quarter of the facts that rules may ask for, never the date or the act."""
    kept = copy.deepcopy(transaction)
    for holder in (*kept["parties"].values(), kept["end_use"], *kept["items"]):
        for key in [key for key in holder if key not in ("name", "hs")]:
            if chance.random() < 0.25:
                del holder[key]
    return kept


if __name__ == "__main__":
    sys.exit(main())
