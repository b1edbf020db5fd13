"""Exchange rates that contradict each other are not used, and said not to be."""

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.deciding import caveats, outcome, run

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.rates import Rates

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
    assert found("AA", "BB") is None
    assert found("EE", "FF") == 3


@pytest.mark.parametrize(("day", "worth"), [(4, None), (5, 2), (6, 2), (7, 3), (8, 3)])
def test_the_latest_rate_not_after_the_act_counts(day: int, worth: int | None) -> None:
    quotes = [("AA", "BB", 5, Fraction(2)), ("BB", "AA", 7, Fraction(1, 3))]
    assert Rates(lambda: quotes, day)("AA", "BB") == worth
    assert Rates(lambda: quotes, None)("AA", "BB") is None
