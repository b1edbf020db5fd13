"""Measures what loading costs by the number of rules: `python -m benchmarks.growth --json OUT`.

Each size has a process of its own for the source and one for the bundle, so that neither finds the
memory of the other. What a process pays once, imports and the parser's tables, is counted apart.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ecp
from benchmarks import as_ecp
from benchmarks.family import family, transactions

SIZES = ("100", "300", "1000", "3000", "10000", "20000")
STEPS = ("source_s", "engine_s", "bundle_s")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `--json`, write the rows and how they grow."""
    parser = argparse.ArgumentParser(prog="benchmarks.growth")
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), help="S, M, L or numbers")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--from-source", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--from-bundle", nargs=1, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.from_source:
        size, bundle = chosen.from_source
        print(json.dumps(_from_source(size, chosen.seed, Path(bundle))))
        return 0
    if chosen.from_bundle:
        print(json.dumps(_from_bundle(Path(chosen.from_bundle[0]), chosen.seed)))
        return 0
    rows: list[dict[str, Any]] = []
    for size in chosen.sizes:
        rows.append({"size": size, "seed": chosen.seed, **loading(size, chosen.seed)})
        print(json.dumps(rows[-1]), flush=True)
    slopes = {step: slope([(row["rules"], row[step]) for row in rows]) for step in STEPS}
    print(f"slopes: {slopes}")
    if chosen.json:
        text = json.dumps({"rows": rows, "slopes": slopes}, indent=1)
        chosen.json.write_text(text + "\n", encoding="utf-8")
    return 0


def loading(size: str, seed: int) -> dict[str, Any]:
    """Load a policy of the family from its source and from its bundle, each in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "policy.ecpb"
        return {
            **_apart("--from-source", size, str(bundle), "--seed", str(seed)),
            **_apart("--from-bundle", str(bundle), "--seed", str(seed)),
        }


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """Fit a line through the logarithms: 1 is linear, 2 is quadratic."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(logs) < 2:
        return None
    middle = sum(x for x, _ in logs) / len(logs)
    spread = sum((x - middle) ** 2 for x, _ in logs)
    return round(sum((x - middle) * y for x, y in logs) / spread, 2) if spread else None


def _apart(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.growth", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _from_source(size: str, seed: int, bundle: Path) -> dict[str, Any]:
    policy = family(size, seed)
    sources = as_ecp.files(policy)
    asked = as_ecp.transaction(transactions(1, seed + 1)[0])
    start = time.perf_counter()
    ecp.load(as_ecp.files(family("S", seed)), cache=False).verdict(asked)
    begin = time.perf_counter()
    loaded = ecp.load(sources, cache=False)
    compiled = time.perf_counter()
    # The first verdict counts, should something be put off until then.
    loaded.compiled()
    loaded.verdict(asked)
    ready = time.perf_counter()
    data = loaded.to_bundle()
    bundle.write_bytes(data)
    return {
        "rules": len(policy.rules),
        "source_kb": round(sum(map(len, sources.values())) / 1e3),
        "once_s": round(begin - start, 3),
        "source_s": round(compiled - begin, 3),
        "engine_s": round(ready - compiled, 3),
        "bundle_kb": round(len(data) / 1e3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _from_bundle(bundle: Path, seed: int) -> dict[str, Any]:
    asked = as_ecp.transaction(transactions(1, seed + 1)[0])
    data = bundle.read_bytes()
    small = ecp.load(as_ecp.files(family("S", seed)), cache=False).to_bundle()
    ecp.load(small).verdict(asked)
    begin = time.perf_counter()
    loaded = ecp.load(data)
    loaded.compiled()
    loaded.verdict(asked)
    return {"bundle_s": round(time.perf_counter() - begin, 3)}


if __name__ == "__main__":
    sys.exit(main())
