"""How calls are timed: in slices taken in turns, so that whatever else runs meets all alike."""

import gc
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

WARM_UP = 200
"""Calls before a slice, fewer of slow ones: others ran since, and the caches hold their data."""

SLICE_SECONDS = 0.25
"""About how long a slice is."""

FEWEST, MOST = 100, 20_000
"""Calls in a slice, whatever its length."""

Turns = Mapping[str, tuple[Callable[[Any], Any], Sequence[Any]]]


@frozen
class Times:
    """What the slices of one candidate took: median and 99th percentile of each, in µs."""

    p50s: tuple[float, ...]
    p99s: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median of the slices' medians."""
        return round(statistics.median(self.p50s), 3)

    @property
    def p99(self) -> float:
        """The median of the slices' 99th percentiles."""
        return round(statistics.median(self.p99s), 3)


def interleave(turns: Turns, rounds: int, *, seconds: float = SLICE_SECONDS) -> dict[str, Times]:
    """Time all candidates in turns.

    In each round, all begin at the same transaction and go on in the same order; a slow one does
    not get as far as a fast one. Rounds begin at different transactions.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
    for number in range(rounds):
        for name, (decide, asked) in turns.items():
            start = len(asked) * number // rounds
            found[name].append(_slice(decide, [*asked[start:], *asked[:start]], seconds))
    return {
        name: Times(tuple(p50 for p50, _ in each), tuple(p99 for _, p99 in each))
        for name, each in found.items()
    }


def _slice(
    decide: Callable[[Any], Any], asked: Sequence[Any], seconds: float
) -> tuple[float, float]:
    clock = time.perf_counter_ns
    begin = clock()
    decide(asked[0])
    slow = clock() - begin > 1e6
    begin = clock()
    warming = asked[: 2 if slow else WARM_UP]
    for transaction in warming:
        decide(transaction)
    each = max(1, (clock() - begin) / len(warming))
    calls = int(min(MOST, max(FEWEST, seconds * 1e9 / each)))
    took: list[int] = []
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(-(-calls // len(asked))):
            for transaction in asked[: calls - len(took)]:
                start = clock()
                decide(transaction)
                took.append(clock() - start)
    finally:
        if was_on:
            gc.enable()
    took.sort()
    return took[len(took) // 2] / 1e3, took[int(len(took) * 0.99)] / 1e3


def fresh(shaped: Any) -> Any:
    """Copy a transaction through JSON, so that none of its texts is an object of the policy."""
    return json.loads(json.dumps(shaped))
