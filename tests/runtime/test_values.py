"""Truth tables, intervals and measures."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ecp_runtime.measures import (
    ANYTHING,
    NONNEGATIVE,
    NUMBER,
    SOME_MONEY,
    Interval,
    Measure,
    Operator,
    Unit,
    Worth,
    add,
    agreed,
    compare,
    divide,
    measure,
    minus,
    multiply,
    number,
    plain_fraction,
)
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Truth, agree, all_of, any_of, negate, word

U = Unknown(frozenset({Gap("fact", "x")}))
USD, EUR = Unit("money", "USD"), Unit("money", "EUR")


def no_rate(currency: str) -> Sequence[Worth]:
    return [{currency: Fraction(1)}]


def euro_rate(currency: str) -> Sequence[Worth]:
    return [{"EUR": Fraction(1), "USD": Fraction(1, 2)}]


def between(low: int | None, high: int | None, unit: Unit = NUMBER) -> Measure:
    ends = (None if end is None else Fraction(end) for end in (low, high))
    return measure(unit, Interval(*ends), frozenset({Gap("fact", "x")}))


def test_negation() -> None:
    assert negate(True) is False
    assert negate(False) is True
    assert negate(U) == U


@pytest.mark.parametrize(("left", "right"), list(product((True, False, U), repeat=2)))
def test_conjunction_and_disjunction(left: Truth, right: Truth) -> None:
    values = (left, right)
    conjunction = False if False in values else U if U in values else True
    disjunction = True if True in values else U if U in values else False
    assert all_of(values) == conjunction
    assert any_of(values) == disjunction


def test_nothing_is_all_and_not_any() -> None:
    assert all_of(()) is True
    assert any_of(()) is False


def test_unknown_names_every_gap_that_counts() -> None:
    a, b = (Unknown(frozenset({Gap("fact", name)})) for name in "ab")
    assert all_of((a, True, b)) == Unknown(a.gaps | b.gaps)
    assert all_of((a, False)) is False
    assert any_of((a, False, b)) == Unknown(a.gaps | b.gaps)


def test_options_agree_only_when_all_do() -> None:
    origin = frozenset({Gap("fact", "x")})
    assert agree([True, True], origin) is True
    assert agree([False], origin) is False
    assert agree([True, False], origin) == Unknown(origin)


def test_words() -> None:
    assert [word(value) for value in (True, False, U)] == ["yes", "no", "unknown"]


@pytest.mark.parametrize(
    ("operator", "left", "expected"),
    [
        ("<", (0, 9), True),
        ("<", (0, 10), None),
        ("<", (10, 12), False),
        ("<=", (0, 10), True),
        (">=", (10, None), True),
        (">=", (9, 11), None),
        (">", (None, 10), False),
        ("=", (10, 10), True),
        ("=", (11, 12), False),
        ("=", (10, 11), None),
        ("!=", (11, None), True),
        ("!=", (None, None), None),
    ],
)
def test_ranges_against_a_limit(
    operator: Operator, left: tuple[int | None, int | None], expected: bool | None
) -> None:
    result = compare(operator, between(*left), number(10), no_rate)
    if expected is None:
        assert result == Unknown(frozenset({Gap("fact", "x")}))
    else:
        assert result is expected


def test_money_needs_a_rate() -> None:
    total = add(between(3, 3, EUR), between(1, 1, USD))
    limit = between(6, 6, USD)
    result = compare(">", total, limit, no_rate)
    assert isinstance(result, Unknown) and Gap("fact", "rates") in result.gaps
    assert compare(">", total, limit, euro_rate) is True
    # Whatever euros are worth, they are not worth less than nothing.
    assert compare(">=", total, between(1, 1, USD), no_rate) is True


def test_unknown_money_is_still_money() -> None:
    total = add(between(5, 5, USD), measure(SOME_MONEY, NONNEGATIVE))
    assert compare(">=", total, between(5, 5, USD), no_rate) is True
    assert isinstance(compare(">", total, between(5, 5, USD), no_rate), Unknown)


def test_different_things_do_not_compare() -> None:
    assert compare("<", between(1, 1, USD), number(1), no_rate) == Unknown()


def test_zero_divides_nothing() -> None:
    assert divide(number(0), number(0), no_rate) == measure(NUMBER, ANYTHING)
    halves = divide(between(1, 1, EUR), between(1, 1, USD), euro_rate)
    assert halves is not None and halves.parts == number(2).parts


def test_only_numbers_scale() -> None:
    scaled = multiply(between(2, 3, USD), number(-2))
    assert scaled is not None and scaled.parts == between(-6, -4, USD).parts
    assert multiply(between(1, 1, USD), between(1, 1, USD)) is None


def test_readings_of_one_group_unite_and_groups_intersect() -> None:
    low, high, any_more = (Interval(Fraction(n), Fraction(m)) for n, m in ((2, 2), (3, 3), (0, 9)))
    assert agreed([[low, high], [any_more]]) == Interval(Fraction(2), Fraction(3))
    assert agreed([[any_more], [high]]) == high


def test_numbers_are_written_plainly() -> None:
    shown = [plain_fraction(Fraction(*each)) for each in ((1, 1000), (-5, 2), (7, 1), (1, 3))]
    assert shown == ["0.001", "-2.5", "7", "0.33333333333333333333"]


ends = st.none() | st.integers(-5, 5).map(Fraction)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high)


def holds(outer: Interval, value: Fraction) -> bool:
    return (outer.low is None or outer.low <= value) and (outer.high is None or value <= outer.high)


@given(intervals(), intervals(), st.integers(-6, 6), st.integers(-6, 6))
def test_ranges_hold_the_results_of_their_members(
    left: Interval, right: Interval, first: int, second: int
) -> None:
    a, b = Fraction(first), Fraction(second)
    assume(holds(left, a) and holds(right, b))
    assert holds(left + right, a + b)
    assert holds(left * right, a * b)
    assert holds(-left, -a)
    if b:
        assert holds(left / right, a / b)


def test_minus_changes_every_sign() -> None:
    assert minus(between(1, None)).parts == between(None, -1).parts
