"""Facts that are not one plain value: generated code answers as the reference does, by itself."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement
from tests.strategies.asking import CountingEngine

from ecp_runtime import ir
from ecp_runtime.measures import Operator

DAY = "2026-03-10"
NO_FACTS: list[dict[str, Any]] = [{}]
RATES = [{"from": "EUR", "to": "USD", "rate": "2", "date": "2026-03-01"}]


def _of_item(name: str, operator: Any, limit: ir.Expr) -> ir.Expr:
    return ir.Compare(operator, make.of_item(name), limit)


def _engine(condition: ir.Expr) -> CountingEngine:
    codes = make.list_of("m.codes", make.member("1A.a"), make.member("2B"), scheme="ctl")
    rule = make.rule("m.r", ir.Prohibition(), condition)
    return CountingEngine(make.program(rules=(rule,), lists=(codes,)))


def _asks_nothing(condition: ir.Expr, transaction: dict[str, Any]) -> None:
    engine = _engine(condition)
    assert disagreement(engine, transaction) is None
    assert engine.asked == 0


OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
NUMBERS: tuple[Any, ...] = (
    "5",
    "10",
    {"at_least": "5", "at_most": "9"},
    {"at_least": "5", "at_most": "10"},
    {"at_least": "10", "at_most": "10"},
    {"at_least": "10.0000001"},
    {"at_most": "9.9999999"},
    {"one_of": ["5", "15"]},
    {"value": {"at_least": "11"}, "source": "lab"},
    None,
)


@pytest.mark.parametrize("raw", NUMBERS, ids=repr)
def test_ranges_of_numbers_are_compared(raw: Any) -> None:
    for operator in OPERATORS:
        condition = _of_item("level", operator, ir.Number(Decimal(10)))
        _asks_nothing(condition, {"date": DAY, "items": [{"level": raw}]})


AMOUNTS: tuple[Any, ...] = (
    {"amount": {"at_least": "5", "at_most": "15"}, "currency": "USD"},
    {"amount": {"at_least": "11"}, "currency": "USD"},
    {"at_least": {"amount": "1", "currency": "USD"}},
    {"amount": "6", "currency": "EUR"},
    {"amount": {"one_of": ["1", "2"]}, "currency": "EUR"},
    {"amount": "6", "currency": "JPY"},
    {"value": {"amount": "12", "currency": "USD"}, "as_of": "2026-01-01"},
)


@pytest.mark.parametrize("raw", AMOUNTS, ids=repr)
def test_money_is_compared_at_the_rates_of_the_transaction(raw: Any) -> None:
    for operator in OPERATORS:
        condition = _of_item("value", operator, ir.Money(Decimal(10), "USD"))
        for rates in ([], RATES):
            _asks_nothing(condition, {"date": DAY, "items": [{"value": raw}], "rates": rates})


@pytest.mark.parametrize(
    "raw",
    [
        {"value": {"at_least": "5", "at_most": "15"}, "unit": "KGM"},
        {"value": {"at_most": "9000"}, "unit": "GRM"},
        {"value": {"value": "11", "unit": "KGM"}, "source": "scales"},
    ],
    ids=repr,
)
def test_quantities_are_compared_in_their_base_unit(raw: Any) -> None:
    condition = _of_item("weight", ">=", ir.Amount(Decimal(10), "mass"))
    _asks_nothing(condition, {"date": DAY, "items": [{"weight": raw}]})


CODES: tuple[Any, ...] = (
    {"one_of": ["1A.a", "1A.a.1"]},
    {"one_of": ["1A.a", "2B.a"]},
    {"one_of": ["1A", "2B"]},
    {"one_of": ["NOT_LISTED", "2B.a"]},
    {"one_of": ["NOT_LISTED"]},
    {"value": "1A.a.2", "source": "lab"},
    None,
)


@pytest.mark.parametrize("raw", CODES, ids=repr)
def test_codes_that_may_be_one_of_several(raw: Any) -> None:
    conditions: tuple[ir.Expr, ...] = (
        ir.WithinCode(make.control_code(), ir.Code("ctl", "1A.a")),
        ir.WithinScheme(make.control_code(), "ctl"),
        ir.WithinList(make.control_code(), "m.codes"),
        ir.OneOf(make.control_code(), (ir.Code("ctl", "1A.a"), ir.Code("ctl", "2B.a"))),
    )
    for condition in conditions:
        for codes in ({"ctl": raw}, {"value": {"ctl": raw}, "source": "lab"}):
            _asks_nothing(condition, {"date": DAY, "items": [{"classification": codes}]})


COUNTRIES: tuple[Any, ...] = (
    {"one_of": ["AA", "BB"]},
    {"one_of": ["BB", "CC"]},
    {"one_of": ["AA"]},
    {"value": {"one_of": ["AA", "BB"]}, "source": "invoice"},
)


@pytest.mark.parametrize("raw", COUNTRIES, ids=repr)
def test_rules_in_tables_are_found_by_any_option(raw: Any) -> None:
    """Options that lead to different rules leave each open, and one that leads nowhere as well."""
    destination, code = make.tx("destination"), make.control_code()
    rules = [
        make.rule(
            f"m.r{n}",
            ir.Prohibition() if n % 2 else make.license_(),
            ir.And(
                (
                    ir.WithinCode(code, ir.Code("ctl", ("1A.a", "2B", "1A")[n % 3])),
                    ir.Equal(destination, ir.Code("country", ("AA", "BB")[n // 3 % 2])),
                    ir.Compare("!=", make.of_item("level"), ir.Number(Decimal(n))),
                )
            ),
        )
        for n in range(18)
    ]
    engine = CountingEngine(make.program(rules=tuple(rules)))
    assert "cells" in engine.text
    for given in (*CODES[:-1], "1A.a.1", "1A"):
        classification = {"ctl": given}
        item = {"classification": classification, "level": "4"}
        transaction = {"date": DAY, "destination": raw, "items": [item]}
        assert disagreement(engine, transaction) is None
    assert engine.asked == 0
    # What is not given may be several codes; of them the reference evaluator is asked.
    transaction = {"date": DAY, "destination": raw, "items": [{"level": "4"}]}
    assert disagreement(engine, transaction) is None


LISTS: tuple[Any, ...] = (
    {"complete": False, "items": []},
    {"complete": False, "items": ["AA"]},
    {"complete": False, "items": ["BB", {"one_of": ["AA", "CC"]}]},
    {"complete": True, "items": []},
    {"value": ["AA", {"value": "BB", "source": "map"}], "source": "carrier"},
    "none",
)


@pytest.mark.parametrize("raw", LISTS, ids=repr)
def test_lists_may_be_incomplete(raw: Any) -> None:
    each = ir.Equal(ir.Variable("c"), ir.Code("country", "AA"))
    for kind in ("any", "every"):
        quantified = ir.Quantified(kind, "c", make.tx("route"), each)
        for condition in (quantified, ir.Not(quantified)):
            _asks_nothing(condition, {"date": DAY, "route": raw, "items": [{}]})
    _asks_nothing(ir.IsAbsent(make.tx("route")), {"date": DAY, "route": raw, "items": [{}]})


def test_of_a_record_that_does_not_exist_nothing_is_so() -> None:
    conditions: tuple[ir.Expr, ...] = (
        ir.Field(make.tx("end_use"), "military"),
        ir.Not(ir.Equal(ir.Field(make.tx("end_use"), "purpose"), ir.Text("civil"))),
        ir.IsAbsent(ir.Field(make.tx("end_use"), "purpose")),
        ir.Equal(make.party("end_user", "country"), ir.Code("country", "AA")),
    )
    for condition in conditions:
        for absent in (None, "none"):
            parties = {"end_user": absent}
            transaction = {"date": DAY, "end_use": absent, "parties": parties}
            _asks_nothing(condition, {**transaction, "items": [{}]})


DATES: tuple[Any, ...] = (
    {"at_least": "2026-03-01", "at_most": "2026-03-20"},
    {"at_least": "2026-03-10T20:00:00Z"},
    {"at_most": "2026-03-09"},
    {"one_of": ["2026-03-09", "2026-03-10"]},
)


def test_dates_may_be_ranges() -> None:
    contract = ir.Field(make.tx("dates"), "contract")
    for raw in DATES:
        for operator in OPERATORS:
            transaction = {"date": DAY, "dates": {"contract": raw}, "items": NO_FACTS}
            _asks_nothing(ir.Compare(operator, contract, make.tx("date")), transaction)
            day = ir.Date(date(2026, 3, 10))
            _asks_nothing(ir.Compare(operator, contract, day), transaction)


TEXTS: tuple[Any, ...] = (
    {"one_of": ["none", "magnet"]},
    {"one_of": ["none"]},
    {"one_of": ["magnet"] * 30},
    {"one_of": [f"magnet {n}" for n in range(30)]},
    {"value": None, "source": "form"},
)


@pytest.mark.parametrize("raw", TEXTS, ids=lambda raw: repr(raw)[:40])
def test_texts_that_are_seldom_given_mean_the_same(raw: Any) -> None:
    """The word `none` as an option is a text; more options than are remembered are asked for."""
    description = make.of_item("description")
    for condition in (
        ir.Equal(description, ir.Text("none")),
        ir.OneOf(description, (ir.Text("none"), ir.Text("magnet"))),
        ir.IsAbsent(description),
        ir.Equal(description, ir.Field(make.tx("end_use"), "purpose")),
    ):
        transaction = {"date": DAY, "end_use": {"purpose": "none"}}
        items = [{"description": raw}]
        assert disagreement(_engine(condition), {**transaction, "items": items}) is None
