"""Counts, sums and shares over lists of which parts may be unknown."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from ecp_runtime.measures import (
    NOTHING,
    NUMBER,
    Interval,
    Measure,
    Rates,
    add,
    agreed,
    common_intervals,
    hull,
    inexact,
    measure,
)
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Truth


@frozen
class Term:
    """An element: whether it counts, and how much it is (or why that cannot be said)."""

    included: Truth
    amount: Measure | Unknown


def count(truths: Sequence[Truth], rest: frozenset[Gap] | None) -> Measure:
    """Count elements; `rest` is given where there may be more of them."""
    least = sum(truth is True for truth in truths)
    unsure = [truth for truth in truths if isinstance(truth, Unknown)]
    most = None if rest is not None else Fraction(least + len(unsure))
    origin = (rest or frozenset()).union(*(truth.gaps for truth in unsure))
    return measure(NUMBER, Interval(Fraction(least), most), origin)


def total(terms: Sequence[Term]) -> Measure | Unknown:
    """Add up what counts."""
    result = Measure(())
    counting = [term for term in terms if term.included is not False]
    for term in counting:
        if isinstance(term.amount, Unknown):
            return _all_gaps(counting)
        result = add(result, _possibly(term.amount, term.included))
    return result


def share(terms: Sequence[Term], rates: Rates) -> Measure | Unknown:
    """Return what the counting elements are of all of them; from 0 to 1, and 0 of nothing."""
    groups = _groups(terms)
    if groups is None:
        return _all_gaps(terms)
    # Of nothing at all the share is none; what is worth nothing may be any share of nothing.
    is_any = any(term.included is not False for term in terms)
    shares = [
        [
            Interval(
                _ratio_low(certain, unsure + other),
                _ratio_high(certain + unsure, other, is_any=is_any),
            )
            for certain, unsure, other in readings
        ]
        for readings in common_intervals(groups, rates)
    ]
    return _as_number(shares, terms, groups)


def share_over(terms: Sequence[Term], base: Measure | Unknown, rates: Rates) -> Measure | Unknown:
    """Return what the counting elements are of a base, which may be smaller than they are."""
    terms = [term for term in terms if term.included is not False]
    groups = _groups(terms)
    if groups is None or isinstance(base, Unknown) or not _is_nonnegative(base):
        return Unknown(_all_gaps(terms).gaps | _gaps(base))
    certain_part, unsure_part, _ = groups
    shares = [
        [
            _over(certain, certain + unsure, whole, is_any=bool(terms))
            for certain, unsure, whole in readings
        ]
        for readings in common_intervals((certain_part, unsure_part, base), rates)
    ]
    return _as_number(shares, terms, (certain_part, unsure_part, base))


def _over(certain: Interval, matching: Interval, whole: Interval, *, is_any: bool) -> Interval:
    if matching.high == 0 and (whole.low or not is_any):
        return NOTHING
    low = certain.low or Fraction(0)
    # Of a base that may be zero, no share is certain.
    least = low / whole.high if whole.low and whole.high else Fraction(0)
    most = None if matching.high is None or not whole.low else matching.high / whole.low
    return Interval(least, most)


def _ratio_low(part: Interval, other: Interval) -> Fraction:
    if not part.low or other.high is None:
        return Fraction(0)
    return part.low / (part.low + other.high)


def _ratio_high(part: Interval, other: Interval, *, is_any: bool) -> Fraction:
    if part.high is None or (is_any and not part.low and not other.low):
        return Fraction(1)
    if part.high == 0:
        return Fraction(0)
    return part.high / (part.high + (other.low or Fraction(0)))


def _groups(terms: Sequence[Term]) -> tuple[Measure, Measure, Measure] | None:
    """Add up what counts, what may count, and the rest; None where amounts could be negative."""
    certain, unsure, other = Measure(()), Measure(()), Measure(())
    for term in terms:
        if isinstance(term.amount, Unknown) or not _is_nonnegative(term.amount):
            return None
        if term.included is True:
            certain = add(certain, term.amount)
        elif term.included is False:
            other = add(other, term.amount)
        else:
            unsure = add(unsure, term.amount)
    return certain, unsure, other


def _as_number(
    shares: Sequence[Sequence[Interval]], terms: Sequence[Term], groups: tuple[Measure, ...]
) -> Measure | Unknown:
    gaps = inexact(*groups).union(
        *(term.included.gaps for term in terms if isinstance(term.included, Unknown))
    )
    currencies = {unit.name for group in groups for unit, _ in group.parts if unit.kind == "money"}
    if len(currencies - {"?"}) > 1:
        gaps |= {Gap("fact", "rates")}
    return measure(NUMBER, agreed(shares), gaps) if shares else Unknown(gaps)


def _possibly(amount: Measure, included: Truth) -> Measure:
    if not isinstance(included, Unknown):
        return amount
    parts = tuple((unit, hull(NOTHING, interval)) for unit, interval in amount.parts)
    return Measure(parts, amount.origin | included.gaps)


def _is_nonnegative(amount: Measure) -> bool:
    return all(interval.is_nonnegative for _, interval in amount.parts)


def _all_gaps(terms: Sequence[Term]) -> Unknown:
    gaps: frozenset[Gap] = frozenset()
    for term in terms:
        gaps |= _gaps(term.amount)
        if isinstance(term.included, Unknown):
            gaps |= term.included.gaps
    return Unknown(gaps)


def _gaps(amount: Measure | Unknown) -> frozenset[Gap]:
    return amount.gaps if isinstance(amount, Unknown) else inexact(amount)
