"""How calls are timed: in slices taken in turns, so that whatever else runs meets all alike."""

import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

WARM_UP = 200
"""Calls before a slice, fewer of slow ones: others ran since, and the caches hold their data."""

SLICE_SECONDS = 0.25
"""About how long a slice is."""

MOST = 20_000
"""Calls in a slice, however short they are."""

FEWEST = 100
"""Calls in all slices of a candidate, however long they are; a percentile needs as many."""


def as_it_is(asked: Any) -> Any:
    """Take what is asked as it waits."""
    return asked


@frozen
class Turn:
    """What one candidate does: `decide` is timed, `make` makes what it takes just before."""

    decide: Callable[[Any], Any]
    asked: Sequence[Any]
    make: Callable[[Any], Any] = as_it_is


Turns = Mapping[str, Turn]


@frozen
class Times:
    """What the calls of one candidate took, in nanoseconds, sorted, slice by slice."""

    slices: tuple[tuple[int, ...], ...]

    @property
    def p50s(self) -> tuple[float, ...]:
        """The median of each slice, in microseconds."""
        return tuple(_part(each, 0.5) for each in self.slices)

    @property
    def p50(self) -> float:
        """The median of the slices' medians."""
        return round(statistics.median(self.p50s), 3)

    @property
    def p99(self) -> float:
        """The median of the slices' 99th percentiles; of all calls where slices hold few."""
        slices = self.slices
        if min(map(len, slices)) < FEWEST:
            slices = (tuple(sorted(took for each in slices for took in each)),)
        return round(statistics.median(_part(each, 0.99) for each in slices), 3)


def interleave(turns: Turns, rounds: int, *, seconds: float = SLICE_SECONDS) -> dict[str, Times]:
    """Time all candidates in turns.

    In each round, all begin at the same transaction and go on in the same order; a slow one does
    not get as far as a fast one. Rounds begin at different transactions.
    """
    found: dict[str, list[tuple[int, ...]]] = {name: [] for name in turns}
    for number in range(rounds):
        for name, turn in turns.items():
            start = len(turn.asked) * number // rounds
            rotated = [*turn.asked[start:], *turn.asked[:start]]
            found[name].append(
                _slice(turn.decide, turn.make, rotated, seconds, -(-FEWEST // rounds))
            )
    return {name: Times(tuple(each)) for name, each in found.items()}


def _slice(
    decide: Callable[[Any], Any],
    make: Callable[[Any], Any],
    asked: Sequence[Any],
    seconds: float,
    fewest: int,
) -> tuple[int, ...]:
    clock = time.perf_counter_ns
    begin = clock()
    decide(make(asked[0]))
    warming = [make(each) for each in asked[: 2 if clock() - begin > 1e6 else WARM_UP]]
    begin = clock()
    for transaction in warming:
        decide(transaction)
    each = max(1, (clock() - begin) / len(warming))
    calls = int(min(MOST, max(fewest, seconds * 1e9 / each)))
    took: list[int] = []
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(-(-calls // len(asked))):
            for waiting in asked[: calls - len(took)]:
                transaction = make(waiting)
                start = clock()
                decide(transaction)
                took.append(clock() - start)
    finally:
        if was_on:
            gc.enable()
    return tuple(sorted(took))


def _part(took: Sequence[int], share: float) -> float:
    return took[int(len(took) * share)] / 1e3


def fresh(shaped: Any) -> Any:
    """Copy a transaction through JSON, so that none of its texts is an object of the policy."""
    return json.loads(json.dumps(shaped))


def machine() -> str:
    """Say what the times of a run belong to."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {os.cpu_count()} cores, {_processor()}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    for line in told.read_text(encoding="utf-8").splitlines() if told.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
