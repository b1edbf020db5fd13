"""Measures what `benchmarks.single` does not: unknown facts, reasons, bundles, first sight.

`python -m benchmarks.targets --sizes S M L --json targets.json` prints ratios to the known path of
the same policy in the same run.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ecp
from benchmarks import as_ecp
from benchmarks.family import family, transactions
from benchmarks.single import fresh, time_slice

TRAFFIC = 100
"""Few transactions, which stay in the processor's caches as a request just read does."""


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
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0


def _measure(size: str, seed: int, rounds: int) -> dict[str, Any]:
    start = time.perf_counter()
    compiled = ecp.load({"xctrl.ecp": as_ecp.text(family(size, seed))}, cache=False)
    parsed = time.perf_counter()
    compiled.compiled()
    ready = time.perf_counter()
    bundle = compiled.to_bundle()
    packed = time.perf_counter()
    loaded = ecp.load(bundle)
    unpacked = time.perf_counter()
    verdict = loaded.verdict
    known = [as_ecp.transaction(facts) for facts in transactions(TRAFFIC, seed + 1)]
    chance = random.Random(seed)
    quarter = [_without(transaction, chance) for transaction in known]
    turns: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
        "known": (lambda t: verdict(t).at_most, known),
        "known_with_rules": (lambda t: _with_rules(verdict(t)), known),
        "quarter_unknown": (lambda t: verdict(t).at_most, quarter),
    }
    times: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, (decide, asked) in turns.items():
            times[name].append(time_slice(decide, [fresh(t) for t in asked])[0])
    middle = {name: round(statistics.median(each), 3) for name, each in times.items()}
    row: dict[str, Any] = {
        "size": size,
        "p50_us": middle,
        "rules_over_none": round(middle["known_with_rules"] / middle["known"], 2),
        "quarter_unknown_over_known": round(middle["quarter_unknown"] / middle["known"], 2),
        "source_s": round(parsed - start, 2),
        "engine_s": round(ready - parsed, 2),
        "bundle_s": round(unpacked - packed, 2),
        "bundle_mb": round(len(bundle) / 1e6, 2),
    }
    print(json.dumps(row), flush=True)
    return row


def _with_rules(found: Any) -> Any:
    return found.at_most, found.rules


def _without(transaction: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Leave out a quarter of the facts that rules may ask for, never the date or the act."""
    kept = fresh(transaction)
    holders = [*kept["parties"].values(), kept["end_use"], *kept["items"]]
    for holder in holders:
        for key in [key for key in holder if key not in ("name", "hs")]:
            if chance.random() < 0.25:
                del holder[key]
    return dict(kept)


if __name__ == "__main__":
    sys.exit(main())
