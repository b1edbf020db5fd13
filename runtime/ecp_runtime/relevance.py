"""Which open facts cannot matter, whatever else becomes known: where that can be shown.

The facts are assumed one after the other until the outcome is determined or nothing is left to
assume. That takes time exponential in their number, so it ends after a count of weighed rules; a
fact that was not shown to be of no account is listed like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from ecp_runtime.measures import STEP, Interval, Measure, measure
from ecp_runtime.precision import Assumed, Ranges
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Absent, Value

MAX_WEIGHED = 4_000
"""How many rules are weighed again, for one line and one jurisdiction."""

Values: TypeAlias = Mapping[Gap, Sequence[Assumption]]
"""The values of each open fact, or ranges of values, such that each is among them."""


class Relevance:
    """Shows for one line and one jurisdiction which facts cannot matter."""

    def __init__(self, ranges: Ranges, values: Values) -> None:
        """Try values; a fact without any stays open."""
        self._ranges = ranges
        self._values = values
        self._left = MAX_WEIGHED

    def may_matter(self, gap: Gap) -> bool:
        """Whether a fact could change the outcome, alone or with others, as far as is shown."""
        if not self._values.get(gap):
            return True
        return self._may_matter(gap, {}, sorted(self._values.keys() - {gap}, key=self._order))

    def _may_matter(
        self, gap: Gap, assumed: Mapping[Gap, Assumption], others: Sequence[Gap]
    ) -> bool:
        values = self._values[gap]
        self._left -= self._ranges.open_count
        if self._ranges.plain(frozenset(assumed.items())).determined:
            return False
        self._left -= len(values) * self._ranges.open_count
        if self._left < 0:
            return True
        found = [self._ranges.plain(_assuming(gap, value, assumed)) for value in values]
        if max(each.at_least.rank for each in found) > min(each.at_most.rank for each in found):
            return True
        if all(each.determined for each in found):
            return False
        if not others:
            return True
        first, *rest = others
        for value in self._values[first]:
            left = rest
            if isinstance(value, Absent):
                # What does not exist has no facts.
                if gap.is_inside(first):
                    continue
                left = [each for each in rest if not each.is_inside(first)]
            if self._may_matter(gap, {**assumed, first: value}, left):
                return True
        return False

    def _order(self, gap: Gap) -> tuple[int, Gap, Gap]:
        """Facts of few values come first, and records before what is in them."""
        outermost = min((each for each in self._values if gap.is_inside(each)), default=gap)
        return len(self._values[outermost]), outermost, gap


def _assuming(gap: Gap, value: Assumption, others: Mapping[Gap, Assumption]) -> Assumed:
    """Assume a value with others, but nothing inside of what does not exist."""
    if isinstance(value, Absent):
        others = {each: v for each, v in others.items() if not each.is_inside(gap)}
    return frozenset({**others, gap: value}.items())


def cells(answers: Iterable[object], gap: Gap, given: Value | None) -> Sequence[Assumption]:
    """Divide what a number or a listing may be by the answers that are proposed for it."""
    listed = [each for each in answers if not isinstance(each, Absent)]
    if listed and all(isinstance(each, Listing) for each in listed):
        return [each for each in listed if isinstance(each, Listing)]
    amounts = [each for each in listed if isinstance(each, Measure) and len(each.parts) == 1]
    units = {each.parts[0][0] for each in amounts}
    whole = given.parts[0][1] if isinstance(given, Measure) and len(given.parts) == 1 else None
    if isinstance(given, Measure) and whole is not None:
        units.add(given.parts[0][0])
    if (
        len(units) != 1
        or not amounts
        or len(amounts) != len(listed)
        or (whole is None) != (given is None)
    ):
        return ()
    (unit,) = units
    intervals = [each.parts[0][1] for each in amounts]
    lows = sorted({each.low for each in intervals if each.low is not None})
    highs = [each.high for each in intervals]
    top = None if None in highs else max(high for high in highs if high is not None)
    starts = [None, *lows] if any(each.low is None for each in intervals) else [*lows]
    ends = [*(low - STEP for low in lows[1 if starts[0] is not None else 0 :]), top]
    found: list[Assumption] = [] if given is not None else [Absent(gap.path)]
    for low, high in zip(starts, ends, strict=True):
        cell = Interval(low, high)
        if whole is not None:
            cell = _common(cell, whole)
        if cell.low is None or cell.high is None or cell.low <= cell.high:
            found.append(measure(unit, cell))
    return found


def _common(left: Interval, right: Interval) -> Interval:
    lows = [end for end in (left.low, right.low) if end is not None]
    highs = [end for end in (left.high, right.high) if end is not None]
    return Interval(max(lows, default=None), min(highs, default=None))
