"""Exchange rates: the latest ones not after the act, unless they contradict each other."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from ecp_runtime.measures import Worth

Quote: TypeAlias = tuple[str, str, Any, Fraction]
"""How many of the second currency one of the first was worth on a day."""

TOLERANCE = Fraction(1, 100)
"""By how much of itself the worth of a currency may differ by the rates by which it is worked out:
rates are rounded, and are not all of the same hour."""


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
        self._readings: dict[str, Sequence[Worth]] = {}
        self._ways: dict[str, tuple[Worth, ...]] = {}

    def __call__(self, currency: str) -> Sequence[Worth]:
        """List the readings of what currencies are worth that rates connect with one.

        Each reading starts from another currency, and takes the most direct rates to it, or those
        by which the others are worth least or most. Rates that agree have one reading, and so has a
        currency without rates: that it is worth itself.
        """
        found = self._readings.get(currency)
        if found is None:
            found = self._read(currency)
            self._readings.update(dict.fromkeys(found[0], found))
        return found

    def _read(self, currency: str) -> Sequence[Worth]:
        if currency not in self._neighbours or currency in self.contradicting:
            return ({currency: Fraction(1)},)
        group = sorted(self._worth_from(currency))
        found: dict[tuple[Fraction, ...], Worth] = {}
        for start in group:
            for worth in self._ways_from(start, group):
                one = worth[group[0]]
                reading = {each: worth[each] / one for each in group}
                found.setdefault(tuple(reading.values()), reading)
        return tuple(found.values())

    def _worth_from(self, start: str) -> Worth:
        """Return what each currency that rates lead to is worth, by the fewest rates."""
        worth = {start: Fraction(1)}
        reached = [start]
        for base in reached:
            for to in self._neighbours[base]:
                if to not in worth:
                    worth[to] = worth[base] / self._latest[base, to]
                    reached.append(to)
        return worth

    def _ways_from(self, start: str, group: Sequence[str]) -> tuple[Worth, ...]:
        """List what currencies are worth by the fewest rates, and by those that say least or most.

        There are no others where each currency has one way to each other.
        """
        found = self._ways.get(start)
        if found is None:
            direct = self._worth_from(start)
            found = (direct,)
            if not self._are_a_tree(group):
                found += tuple(self._best(direct, than) for than in (operator.lt, operator.gt))
            self._ways[start] = found
        return found

    def _best(self, direct: Worth, than: Callable[[Fraction, Fraction], bool]) -> Worth:
        """Return what currencies are worth by the rates that say least, or most.

        As many rates are chained as there are currencies: any that go through each but once.
        """
        worth = dict(direct)
        for _ in direct:
            before = dict(worth)
            for base in direct:
                for to in self._neighbours[base]:
                    found = before[base] / self._latest[base, to]
                    if than(found, worth[to]):
                        worth[to] = found
            if worth == before:
                break
        return worth

    def _are_a_tree(self, group: Sequence[str]) -> bool:
        """Whether there is but one way from each currency to each other."""
        return sum(len(self._neighbours[each]) for each in group) == 2 * (len(group) - 1)

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
        done: set[str] = set()
        found: set[str] = set()
        for first in self._neighbours:
            if first not in done:
                group = sorted(self._worth_from(first))
                done.update(group)
                if not self._are_a_tree(group) and self._contradict(group):
                    found.update(group)
        return frozenset(found)

    def _contradict(self, group: Sequence[str]) -> bool:
        """Whether a way through the rates leads to another worth than the most direct way."""
        for start in group:
            direct, least, most = self._ways_from(start, group)
            for each in group:
                if max(most[each] / direct[each], direct[each] / least[each]) - 1 > TOLERANCE:
                    return True
        return False
