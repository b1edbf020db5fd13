"""Exchange rates that contradict each other are not used, and said not to be."""

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import vocabulary as v
from tests.strategies.deciding import caveats, outcome, run

from ecp_runtime import ir
from ecp_runtime.aggregates import Term
from ecp_runtime.arithmetic import calculated, compared, summed
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.measures import (
    ANYTHING,
    NONNEGATIVE,
    SOME_MONEY,
    Interval,
    Measure,
    Operator,
    Unit,
    hull,
    measure,
)
from ecp_runtime.rates import Rates
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Truth, Value

PARTS = ir.Field(v.ITEM, "components")
TOTAL = ir.Sum(ir.Field(ir.Variable("c"), "value"), "c", PARTS, v.ALWAYS)
SHARE = ir.Share(
    ir.Field(ir.Variable("c"), "value"),
    "c",
    PARTS,
    ir.Equal(ir.Field(ir.Variable("c"), "origin"), ir.Code("country", "AA")),
    None,
)
PROGRAM = v.program(
    rules=(v.rule("m.r", ir.Prohibition(), ir.Compare(">", TOTAL, ir.Money(Decimal(150), "EUR"))),)
)
SHARED = v.program(
    rules=(v.rule("m.r", ir.Prohibition(), ir.Compare(">", SHARE, ir.Number(Decimal("0.6")))),)
)


def rate(base: str, to: str, worth: str) -> dict[str, str]:
    return {"from": base, "to": to, "rate": worth, "date": "2026-03-09"}


def data(*rates: dict[str, str], low: str = "97", high: str = "101") -> dict[str, Any]:
    dollars = {"amount": {"at_least": low, "at_most": high}, "currency": "USD"}
    yen = {"amount": "53.6", "currency": "JPY"}
    parts = [{"value": dollars, "origin": "AA"}, {"value": yen, "origin": "BB"}]
    return {"items": [{"components": parts}], "rates": list(rates)}


CONTRADICTING = (rate("USD", "EUR", "0.90"), rate("USD", "JPY", "0.80"), rate("JPY", "EUR", "1.10"))
AGREEING = (rate("USD", "EUR", "0.90"), rate("USD", "JPY", "0.82"), rate("JPY", "EUR", "1.10"))


@pytest.mark.parametrize("program", [PROGRAM, SHARED])
@pytest.mark.parametrize("order", list(itertools.permutations(CONTRADICTING)))
def test_rates_that_contradict_each_other_leave_it_open(
    program: ir.Program, order: tuple[dict[str, str], ...]
) -> None:
    """Whichever currencies are compared, and in whatever order the rates are given."""
    given = data(*order)
    assert outcome(program, given) == "no_license_required..prohibited"
    assert caveats(run(program, given))["rates"]["currencies"] == "EUR, JPY, USD"
    facts = {"date": "2026-03-10", **given}
    assert Engine(program).verdict(facts).at_most == "prohibited"


def test_rates_that_differ_a_little_are_used() -> None:
    given = data(*AGREEING, high="100")
    assert outcome(PROGRAM, given) == "no_license_required"
    assert "rates" not in caveats(run(PROGRAM, given))


def test_a_limit_crossed_in_one_currency_only_is_open() -> None:
    """No currency into which everything converts is left out because another one is sure."""
    assert outcome(PROGRAM, data(*AGREEING)) == "no_license_required..prohibited"


def test_contradictions_are_found_around_longer_circles() -> None:
    quotes = [
        ("AA", "BB", 1, Fraction(2)),
        ("BB", "CC", 1, Fraction(2)),
        ("CC", "DD", 1, Fraction(2)),
    ]
    apart = [("EE", "FF", 1, Fraction(3))]
    assert Rates(lambda: [*quotes, *apart], 1).contradicting == frozenset()
    closing = ("AA", "DD", 1, Fraction(9))
    found = Rates(lambda: [*quotes, *apart, closing], 1)
    assert found.contradicting == {"AA", "BB", "CC", "DD"}
    assert list(found("AA")) == [{"AA": 1}]
    assert list(found("EE")) == list(found("FF")) == [{"EE": 1, "FF": Fraction(1, 3)}]


@pytest.mark.parametrize("hub", ["AAA", "MMM", "ZZZ"])
def test_small_differences_that_add_up_contradict_each_other(hub: str) -> None:
    """Whichever currency the others have rates to, and however they are called."""
    others = ("EUR", "GBP", "JPY", "USD")
    quotes = [(hub, each, 1, Fraction(1)) for each in others]
    chain = [(base, to, 1, Fraction("1.0045")) for base, to in itertools.pairwise(others)]
    assert Rates(lambda: [*quotes, *chain], 1).contradicting == {hub, *others}
    less = [(base, to, 1, Fraction("1.001")) for base, to, _, _ in chain]
    rates = Rates(lambda: [*quotes, *less], 1)
    assert rates.contradicting == frozenset()
    worth = {each["USD"] / each["EUR"] for each in rates(hub)}
    assert min(worth) <= 1 / Fraction("1.001") ** 2
    assert 1 in worth


@pytest.mark.parametrize(("day", "worth"), [(4, None), (5, 2), (6, 2), (7, 3), (8, 3)])
def test_the_latest_rate_not_after_the_act_counts(day: int, worth: int | None) -> None:
    quotes = [("AA", "BB", 5, Fraction(2)), ("BB", "AA", 7, Fraction(1, 3))]
    alone = {"AA": Fraction(1)}
    read = alone if worth is None else {**alone, "BB": Fraction(1, worth)}
    assert list(Rates(lambda: quotes, day)("AA")) == [read]
    assert list(Rates(lambda: quotes, None)("AA")) == [alone]


def test_rates_that_differ_a_little_have_a_reading_for_each_pair() -> None:
    quotes = [("AA", "BB", 1, Fraction(2)), ("BB", "CC", 1, Fraction(2))]
    assert list(Rates(lambda: quotes, 1)("CC")) == [
        {"AA": 1, "BB": Fraction(1, 2), "CC": Fraction(1, 4)}
    ]
    closing = ("AA", "CC", 1, Fraction("4.02"))
    readings = Rates(lambda: [*quotes, closing], 1)("BB")
    worth = {each["CC"] for each in readings}
    assert worth == {Fraction(1, 4), 1 / Fraction("4.02")}


UNKNOWN = frozenset({Gap("fact", "x")})
AMOUNTS = st.builds(
    lambda currency, low, more: measure(
        Unit("money", currency), Interval(Fraction(low, 10), Fraction(low + more, 10)), UNKNOWN
    ),
    st.sampled_from(("EUR", "USD", "CHF", "XAU")),
    st.integers(0, 60),
    st.sampled_from((0, 0, 1)),
)
ANY_MONEY = measure(SOME_MONEY, NONNEGATIVE, UNKNOWN)


@given(
    st.lists(AMOUNTS, min_size=2, max_size=4),
    st.lists(st.sampled_from((True, False, Unknown(UNKNOWN))), min_size=4, max_size=4),
    st.sampled_from(("1.10", "1.11", "1.12")),
    st.sampled_from(get_args(Operator)),
    st.integers(1, 9),
    st.data(),
)
def test_an_amount_that_is_not_known_makes_no_answer_more_certain(
    amounts: list[Measure],
    included: list[Truth],
    dollar: str,
    operator: Operator,
    limit: int,
    drawn: st.DataObject,
) -> None:
    """Neither with rates that differ a little, nor with a currency without rates."""
    quotes = [
        ("EUR", "USD", 1, Fraction(dollar)),
        ("EUR", "CHF", 1, Fraction(1)),
        ("CHF", "USD", 1, Fraction("1.11")),
    ]
    rates = Rates(lambda: quotes, 1)
    place = drawn.draw(st.integers(0, len(amounts) - 1))
    unit, known = amounts[place].parts[0]
    assert known.low is not None and known.high is not None
    wider = measure(unit, Interval(known.low - known.low / 9, known.high + 1), UNKNOWN)
    for less, truths in (
        ([*amounts[:place], ANY_MONEY, *amounts[place + 1 :]], included),
        ([*amounts[:place], wider, *amounts[place + 1 :]], included),
        (amounts, [*included[:place], Unknown(UNKNOWN), *included[place + 1 :]]),
    ):
        before, after = (
            [
                _range(summed("share", terms, None, rates)),
                _range(summed("share", terms[1:], terms[0].amount, rates)),
                _range(calculated("/", measured[0], measured[1], rates)),
                compared(operator, summed("sum", terms, None, rates), EUROS[limit], rates),
                compared(operator, measured[0], measured[1], rates),
            ]
            for measured, counting in ((amounts, included), (less, truths))
            for terms in ([Term(*each) for each in zip(counting, measured, strict=False)],)
        )
        for one, other in zip(before, after, strict=True):
            assert _holds(other, one)


EUROS = [measure(Unit("money", "EUR"), Interval(Fraction(n), Fraction(n))) for n in range(10)]


def _range(value: Value) -> Interval:
    return value.parts[0][1] if isinstance(value, Measure) and value.parts else ANYTHING


def _holds(wider: Interval | Truth, narrower: Interval | Truth) -> bool:
    """Whether all that one leaves possible is left possible by another."""
    if isinstance(wider, Interval) and isinstance(narrower, Interval):
        for low, high in ((wider.low, wider.high), (narrower.low, narrower.high)):
            assert low is None or high is None or low <= high
        return hull(wider, narrower) == wider
    return isinstance(wider, Unknown) or wider is narrower
