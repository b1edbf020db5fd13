"""Measures single decisions: `python -m benchmarks.single --sizes S M L --json out.json`.

Every engine first has to give the oracle's answers, to transactions of which no text is an object
of the policy. Then all take turns in one process on the same transactions, as the generator made
them. Times are wall clock per call, timer included; load time and memory come from a process of
their own for each engine and size, imports excluded.

A transaction is made just before it is decided, outside of the time, as by a host that fills in an
order: `made`. With `--transactions parsed` it is read from JSON just before, so that all its texts
are new; with `waiting` a thousand were made beforehand, more than the processor's caches hold.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES, Ready, version_of
from benchmarks.family import Facts, Family, edges, family, oracle, transactions
from benchmarks.timing import Turn, fresh, interleave, machine

TRAFFIC = 1_000
"""Different transactions, taken in turns."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `--json`, write one row per engine and size."""
    parser = argparse.ArgumentParser(prog="benchmarks.single")
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], help="S, M, L or numbers")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--transactions", choices=["made", "parsed", "waiting"], default="made")
    parser.add_argument("--probe", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.probe:
        print(json.dumps(_probe(chosen.probe[0], chosen.probe[1], chosen.seed)))
        return 0
    found: list[dict[str, Any]] = []
    for size in chosen.sizes:
        policy = family(size, chosen.seed)
        found += _measure(policy, chosen.engines, chosen.rounds, chosen.transactions)
        if chosen.json:
            chosen.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["wrong"] for row in found) else 0


def _measure(policy: Family, names: Sequence[str], rounds: int, given: str) -> list[dict[str, Any]]:
    traffic = transactions(TRAFFIC, policy.seed + 1)
    checked = [*edges(policy.seed), *traffic[: 300 if len(policy.rules) <= 1000 else 60]]
    right = oracle(policy)
    expected = [right(facts) for facts in checked]
    rows: dict[str, dict[str, Any]] = {}
    turns: dict[str, Turn] = {}
    for name in names:
        _say(f"{policy.size}: loading and checking {name}")
        try:
            ready = ENGINES[name](policy)
        except ImportError as error:
            _say(f"{name}: left out, since it is not installed ({error})")
            continue
        rows[name] = {
            "engine": name,
            "version": version_of(name),
            "size": policy.size,
            "rules": len(policy.rules),
            "seed": policy.seed,
            "machine": machine(),
            "transactions": given,
            **_probed(name, policy),
            "checked": len(checked),
            "wrong": _wrong(ready, checked, expected),
        }
        turns[name] = _turn(ready, traffic, given)
    _say(f"{policy.size}: timing {', '.join(turns)}, {rounds} rounds")
    times = interleave(turns, rounds)
    for name, row in rows.items():
        row["p50_us"] = times[name].p50
        row["p99_us"] = times[name].p99
        row["rounds_p50_us"] = [round(p50, 3) for p50 in times[name].p50s]
        print(_line(row), flush=True)
    return list(rows.values())


def _turn(ready: Ready, traffic: Sequence[Facts], given: str) -> Turn:
    """Say what is timed, and how its transactions come about."""
    match given:
        case "made":
            return Turn(ready.decide, traffic, ready.shape)
        case "parsed":
            return Turn(ready.decide, [json.dumps(ready.shape(f)) for f in traffic], json.loads)
        case _:
            return Turn(ready.decide, [ready.shape(facts) for facts in traffic])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _wrong(
    ready: Ready, checked: Sequence[Facts], expected: Sequence[tuple[str, list[str]]]
) -> int:
    wrong = 0
    for facts, (outcome, rules) in zip(checked, expected, strict=True):
        decided, reasons = ready.read(ready.decide(fresh(ready.shape(facts))))
        wrong += (decided, sorted(reasons)) != (outcome, sorted(rules))
    return wrong


def _probed(name: str, policy: Family) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.single", "--seed", str(policy.seed)]
    done = subprocess.run(
        [*command, "--probe", policy.size, name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        _say(f"{policy.size}: {name} could not be loaded by itself\n{done.stderr}")
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
