"""Measures single decisions: `python -m benchmarks.single --sizes S M L --json out.json`.

Every engine first has to give the oracle's answers. Then all take turns on the same transactions in
one process, so that whatever else the machine does meets all of them. Times are wall clock per
call; load time and memory come from a process of their own for each engine and size.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES, Ready
from benchmarks.family import Facts, Family, edges, family, oracle, transactions

TRAFFIC = 1_000
"""Different transactions, taken in turns."""

SLICE_SECONDS = 0.2
"""How long each engine runs in each round."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `--json`, write one row per engine and size."""
    parser = argparse.ArgumentParser(prog="benchmarks.single")
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], help="S, M, L or numbers")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--probe", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.probe:
        print(json.dumps(_probe(chosen.probe[0], chosen.probe[1], chosen.seed)))
        return 0
    rows: list[dict[str, Any]] = []
    for size in chosen.sizes:
        rows += _measure(family(size, chosen.seed), chosen.engines, chosen.rounds)
        if chosen.json:
            chosen.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 1 if any(row["wrong"] for row in rows) else 0


def _measure(policy: Family, names: Sequence[str], rounds: int) -> list[dict[str, Any]]:
    traffic = transactions(TRAFFIC, policy.seed + 1)
    checked = [*edges(policy.seed), *traffic[: 300 if len(policy.rules) <= 1000 else 60]]
    right = oracle(policy)
    expected = [right(facts) for facts in checked]
    rows: dict[str, dict[str, Any]] = {}
    turns: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {}
    for name in names:
        ready = _load(name, policy)
        if ready is None:
            continue
        wrong = _wrong(ready, checked, expected)
        rows[name] = {
            "engine": name,
            "size": policy.size,
            "rules": len(policy.rules),
            **_probed(name, policy),
            "checked": len(checked),
            "wrong": wrong,
        }
        turns[name] = ready.decide, [fresh(ready.shape(facts)) for facts in traffic]
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, (decide, asked) in turns.items():
            times[name].append(time_slice(decide, asked))
    for name, row in rows.items():
        row["p50_us"] = round(statistics.median(p50 for p50, _ in times[name]), 3)
        row["p99_us"] = round(statistics.median(p99 for _, p99 in times[name]), 3)
        row["rounds_p50_us"] = [round(p50, 3) for p50, _ in times[name]]
        print(_line(row), flush=True)
    return list(rows.values())


def fresh(shaped: Any) -> Any:
    """Make texts that are not shared with the policy, as a request would."""
    return json.loads(json.dumps(shaped)) if isinstance(shaped, dict) else shaped


def _load(name: str, policy: Family) -> Ready | None:
    try:
        return ENGINES[name](policy)
    except ImportError as error:
        print(f"{name}: left out, {error}", file=sys.stderr)
        return None


def _wrong(
    ready: Ready, checked: Sequence[Facts], expected: Sequence[tuple[str, list[str]]]
) -> int:
    wrong = 0
    for facts, (outcome, rules) in zip(checked, expected, strict=True):
        decided, reasons = ready.read(ready.decide(fresh(ready.shape(facts))))
        wrong += (decided, sorted(reasons)) != (outcome, sorted(rules))
    return wrong


def time_slice(decide: Callable[[Any], Any], asked: list[Any]) -> tuple[float, float]:
    """Decide for a while; return the median and the 99th percentile, in microseconds."""
    clock = time.perf_counter_ns
    for transaction in asked[:50]:
        decide(transaction)
    took: list[int] = []
    gc.disable()
    end = clock() + int(SLICE_SECONDS * 1e9)
    while clock() < end or len(took) < 100:
        for transaction in asked:
            start = clock()
            decide(transaction)
            took.append(clock() - start)
            if took[-1] > 1e6 and clock() > end and len(took) >= 100:
                break
    gc.enable()
    took.sort()
    return took[len(took) // 2] / 1e3, took[int(len(took) * 0.99)] / 1e3


def _probed(name: str, policy: Family) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.single", "--seed", str(policy.seed)]
    done = subprocess.run(
        [*command, "--probe", policy.size, name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"load_s": None, "rss_mb": None}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _probe(size: str, name: str, seed: int) -> dict[str, Any]:
    """Load in a process of its own; imports are paid before, with the smallest policy."""
    policy, small = family(size, seed), family("S", seed)
    asked = transactions(100, seed + 1)
    ENGINES[name](small)
    gc.collect()
    before, start = _resident_mb(), time.perf_counter()
    ready = ENGINES[name](policy)
    took = time.perf_counter() - start
    for facts in asked:
        ready.decide(ready.shape(facts))
    gc.collect()
    return {"load_s": round(took, 3), "rss_mb": round(_resident_mb() - before, 1)}


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['size']:>6} {row['engine']:<15} p50 {row['p50_us']:>9.2f} µs  "
        f"p99 {row['p99_us']:>9.2f} µs  load {row['load_s']} s  {row['rss_mb']} MB  "
        f"checked {row['checked']}  wrong {row['wrong']}"
    )


if __name__ == "__main__":
    sys.exit(main())
