"""Exchange rates: the latest ones not after the act, unless they contradict each other."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

Quote: TypeAlias = tuple[str, str, Any, Fraction]
"""How many of the second currency one of the first was worth on a day."""

TOLERANCE = Fraction(1, 100)
"""By how much of itself a cross rate may differ from the direct one: rates are rounded, and are
not all of the same hour."""


class Rates:
    """The rates of one transaction on the day of an act.

    Rates of currencies that lead to two values for one pair, more than `TOLERANCE` apart, are not
    used: nobody can say which of them is wrong.
    """

    def __init__(self, quotes: Callable[[], Iterable[Quote]], day: Any) -> None:
        """Take rates, read when they are first needed; there are none without a certain day."""
        self._quotes = quotes
        self._day = day

    def __call__(self, base: str, to: str) -> Fraction | None:
        """Return how many of `to` one of `base` is worth, where that is known."""
        if base in self.contradicting:
            return None
        return self._latest.get((base, to))

    @cached_property
    def _latest(self) -> dict[tuple[str, str], Fraction]:
        found: dict[tuple[str, str], tuple[Any, Fraction]] = {}
        for base, to, on, rate in () if self._day is None else self._quotes():
            best = found.get((base, to))
            if base != to and on <= self._day and (best is None or on > best[0]):
                found[base, to] = on, rate
                found[to, base] = on, 1 / rate
        return {pair: rate for pair, (_, rate) in sorted(found.items())}

    @cached_property
    def contradicting(self) -> frozenset[str]:
        """The currencies whose rates contradict each other, directly or by way of others."""
        latest = self._latest
        if len(latest) <= 4:
            return frozenset()  # Two pairs close no circle.
        neighbours: dict[str, list[str]] = {}
        for base, to in latest:
            neighbours.setdefault(base, []).append(to)
        worth: dict[str, Fraction] = {}
        found: set[str] = set()
        for first in neighbours:
            if first in worth:
                continue
            worth[first] = Fraction(1)
            group = [first]
            for base in group:
                for to in neighbours[base]:
                    if to not in worth:
                        worth[to] = worth[base] / latest[base, to]
                        group.append(to)
            if not all(
                abs(worth[to] * latest[base, to] / worth[base] - 1) <= TOLERANCE
                for base in group
                for to in neighbours[base]
            ):
                found.update(group)
        return frozenset(found)
