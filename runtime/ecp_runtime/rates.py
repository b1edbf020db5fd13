"""Exchange rates: the latest ones not after the act, unless they contradict each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    used: nobody can say which of them is wrong. Where they are less apart, each is used.

    # Invariant: what currencies are worth depends on the rates and the day alone, never on which
    # amounts are compared, so that an amount that is left out makes no answer more certain.
    """

    def __init__(self, quotes: Callable[[], Iterable[Quote]], day: Any) -> None:
        """Take rates, read when they are first needed; there are none without a certain day."""
        self._quotes = quotes
        self._day = day
        self._readings: dict[str, Sequence[Mapping[str, Fraction]]] = {}

    def __call__(self, currency: str) -> Sequence[Mapping[str, Fraction]]:
        """List the readings of what currencies are worth that rates connect with one.

        Each reading starts from another currency and takes the most direct rates to it. Rates that
        agree have one reading, and so has a currency without rates: that it is worth itself.
        """
        found = self._readings.get(currency)
        if found is None:
            found = self._read(currency)
            self._readings.update(dict.fromkeys(found[0], found))
        return found

    def _read(self, currency: str) -> Sequence[Mapping[str, Fraction]]:
        if currency not in self._neighbours or currency in self.contradicting:
            return ({currency: Fraction(1)},)
        group = sorted(self._worth_from(currency))
        found: dict[tuple[Fraction, ...], Mapping[str, Fraction]] = {}
        for start in group:
            worth = self._worth_from(start)
            one = worth[group[0]]
            reading = {each: worth[each] / one for each in group}
            found.setdefault(tuple(reading.values()), reading)
        return tuple(found.values())

    def _worth_from(self, start: str) -> Mapping[str, Fraction]:
        """Return what each currency that rates lead to is worth, by the fewest rates."""
        worth = {start: Fraction(1)}
        reached = [start]
        for base in reached:
            for to in self._neighbours[base]:
                if to not in worth:
                    worth[to] = worth[base] / self._latest[base, to]
                    reached.append(to)
        return worth

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
    def _neighbours(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for base, to in self._latest:
            found.setdefault(base, []).append(to)
        return found

    @cached_property
    def contradicting(self) -> frozenset[str]:
        """The currencies whose rates contradict each other, directly or by way of others."""
        latest = self._latest
        if len(latest) <= 4:
            return frozenset()  # Two pairs close no circle.
        done: set[str] = set()
        found: set[str] = set()
        for first in self._neighbours:
            if first in done:
                continue
            worth = self._worth_from(first)
            done.update(worth)
            if not all(
                abs(worth[to] * latest[base, to] / worth[base] - 1) <= TOLERANCE
                for base in worth
                for to in self._neighbours[base]
            ):
                found.update(worth)
        return frozenset(found)
