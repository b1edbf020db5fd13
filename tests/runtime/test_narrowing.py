"""Whatever is certain of ranges stays certain when they are narrowed, down to single numbers."""

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from ecp_runtime.aggregates import Term, share, share_over, total
from ecp_runtime.measures import (
    NOTHING,
    NUMBER,
    Interval,
    Measure,
    Operator,
    Unit,
    Worth,
    add,
    compare,
    divide,
    measure,
    minus,
    multiply,
    number,
)
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Truth

ENDS = (None, -1, 0, 1, 2)
"""Ends of ranges; None is open."""

MONEY = Unit("money", "EUR")
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
MAYBE = Unknown()


def intervals(ends: tuple[int | None, ...]) -> list[Interval]:
    found = []
    for low, high in itertools.product(ends, repeat=2):
        if low is None or high is None or low <= high:
            found.append(Interval(*(None if end is None else Fraction(end) for end in (low, high))))
    return found


def is_within(narrow: Interval, wide: Interval) -> bool:
    low = wide.low is None or (narrow.low is not None and narrow.low >= wide.low)
    return low and (wide.high is None or (narrow.high is not None and narrow.high <= wide.high))


def no_rate(currency: str) -> Sequence[Worth]:
    return [{currency: Fraction(1)}]


def range_of(value: Measure | Unknown | None) -> Interval:
    if isinstance(value, Measure) and value.parts:
        return value.parts[0][1]
    return (
        Interval(Fraction(0), Fraction(0)) if isinstance(value, Measure) else Interval(None, None)
    )


NUMBERS: dict[str, Callable[[Measure, Measure], Measure | None]] = {
    "+": lambda a, b: add(a, b),
    "-": lambda a, b: add(a, minus(b)),
    "*": multiply,
    "/": lambda a, b: divide(a, b, no_rate),
}


@pytest.mark.parametrize("operator", NUMBERS)
def test_arithmetic_on_less_is_within_arithmetic_on_more(operator: str) -> None:
    wide = intervals(ENDS)
    results = {
        pair: range_of(NUMBERS[operator](*(measure(NUMBER, each) for each in pair)))
        for pair in itertools.product(wide, repeat=2)
    }
    for (left, right), found in results.items():
        for inner in (i for i in wide if is_within(i, left)):
            assert is_within(results[inner, right], found), (inner, left, right)
        for inner in (i for i in wide if is_within(i, right)):
            assert is_within(results[left, inner], found), (left, inner, right)


@pytest.mark.parametrize("operator", OPERATORS)
def test_comparisons_stay_certain(operator: Operator) -> None:
    wide = intervals(ENDS)
    limit = measure(NUMBER, Interval(Fraction(1), Fraction(1)))
    for each in wide:
        truth = compare(operator, measure(NUMBER, each), limit, no_rate)
        for inner in (i for i in wide if is_within(i, each)):
            narrowed = compare(operator, measure(NUMBER, inner), limit, no_rate)
            assert isinstance(truth, Unknown) or narrowed == truth, (operator, each, inner)


NONNEGATIVE = intervals((None, 0, 1, 2))
AMOUNTS = [each for each in NONNEGATIVE if each.is_nonnegative]


@pytest.mark.parametrize("kind", ["sum", "share", "share over"])
def test_sums_and_shares_of_less_are_within_those_of_more(kind: str) -> None:
    def value(truths: tuple[Truth, ...], amounts: tuple[Interval, ...]) -> Interval:
        given = [measure(MONEY, each) for each in amounts]
        terms = [Term(t, amount) for t, amount in zip(truths, given, strict=False)]
        if kind == "sum":
            return range_of(total(terms))
        if kind == "share":
            return range_of(share(terms, no_rate))
        return range_of(share_over(terms, given[-1], no_rate))

    parts = 2 if kind != "share over" else 1
    values: tuple[Truth, ...] = (True, False, MAYBE)
    for truths in itertools.product(values, repeat=parts):
        for amounts in itertools.product(AMOUNTS, repeat=2):
            found = value(truths, amounts)
            for place, amount in enumerate(amounts):
                for inner in (i for i in AMOUNTS if is_within(i, amount)):
                    narrower = (*amounts[:place], inner, *amounts[place + 1 :])
                    assert is_within(value(truths, narrower), found), (truths, narrower, amounts)
            for place, truth in enumerate(truths):
                for known in values[:2] if isinstance(truth, Unknown) else ():
                    certain = (*truths[:place], known, *truths[place + 1 :])
                    assert is_within(value(certain, amounts), found), (certain, truths, amounts)


@pytest.mark.parametrize("included", [True, Unknown()])
def test_what_is_worth_nothing_may_be_any_share_of_nothing(included: Truth) -> None:
    nothing, something = number(0), number(4)
    part = Term(included, nothing)
    assert range_of(share([part], no_rate)) == Interval(Fraction(0), Fraction(1))
    assert range_of(share_over([part], nothing, no_rate)) == Interval(Fraction(0), None)
    assert range_of(share([part, Term(False, something)], no_rate)) == NOTHING
    assert range_of(share_over([part], something, no_rate)) == NOTHING
    for terms in ([], [Term(False, nothing)]):
        assert range_of(share(terms, no_rate)) == range_of(share_over(terms, nothing, no_rate))
        assert range_of(share(terms, no_rate)) == NOTHING
