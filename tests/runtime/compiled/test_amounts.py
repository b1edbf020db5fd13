"""Counts, sums, shares, dates and parameters: generated code works them out by itself."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement
from tests.strategies.asking import CountingEngine

from ecp_runtime import ir

COMPONENTS = make.of_item("components")
EACH = ir.Variable("c")
FOREIGN = ir.Equal(ir.Field(EACH, "origin"), ir.Code("country", "AA"))
VALUE = ir.Field(EACH, "value")
RATES = [{"from": "EUR", "to": "USD", "rate": "2", "date": "2026-03-01"}]
CONTRACT = ir.Field(make.tx("dates"), "contract")
WORTH = make.of_item("value")
LISTED = ir.WithinList(ir.CodeIn(ir.Field(EACH, "classification"), "ctl"), "m.codes")


def _number(text: str) -> ir.Number:
    return ir.Number(Decimal(text))


def _share(over: ir.Expr | None = None) -> ir.Expr:
    where = ir.And((FOREIGN, LISTED))
    return ir.Compare(">=", ir.Share(VALUE, "c", COMPONENTS, where, over), _number("0.25"))


CONDITIONS: dict[str, ir.Expr] = {
    "a share of all": _share(),
    "a share of the item": _share(WORTH),
    "a sum": ir.Compare(">", ir.Sum(VALUE, "c", COMPONENTS, FOREIGN), ir.Money(Decimal(10), "USD")),
    "a count": ir.Compare("=", ir.Count("c", COMPONENTS, FOREIGN), _number("1")),
    "a share of a sum": ir.Equal(
        ir.Arithmetic("/", WORTH, ir.Money(Decimal(20), "USD")),
        _number("2"),
    ),
    "a parameter": ir.Compare(
        ">=", WORTH, ir.Arithmetic("*", ir.ParameterValue("m.cap"), _number("2"))
    ),
    "days since": ir.Compare(
        "<=", ir.DaysBetween(make.tx("date"), CONTRACT), ir.Duration(30, "day", None)
    ),
    "a date moved": ir.Compare(
        "<", make.tx("date"), ir.Shift(CONTRACT, ir.Duration(5, "working_day", None), False)
    ),
    "a term that is given": ir.Compare("<", make.tx("deadline"), ir.Duration(2, "month", None)),
    "what a definition works out": ir.Compare(
        "<", ir.Call("m.half", (WORTH,)), ir.Money(Decimal(25), "USD")
    ),
    "an element of a list": ir.Contains(make.tx("route"), ir.Code("country", "AA")),
    "a fact in a list": ir.Contains(make.tx("route"), make.of_item("origin")),
    "a count for each": ir.Quantified(
        "any",
        "p",
        make.tx("brokers"),
        ir.Compare(
            ">",
            ir.Count(
                "o",
                ir.Field(ir.Variable("p"), "owners"),
                ir.Equal(
                    ir.Field(ir.Variable("o"), "country"), ir.Field(ir.Variable("p"), "country")
                ),
            ),
            _number("0"),
        ),
    ),
    "no answer": ir.Equal(ir.Field(make.tx("end_use"), "military"), ir.Truth(False)),
}


def _component(origin: Any = "AA", code: Any = "1A.a", value: Any = "10", **more: Any) -> Any:
    money = {"amount": value, "currency": "USD"} if value.__class__ is not dict else value
    return {"origin": origin, "classification": {"ctl": code}, "value": money, **more}


LISTS: tuple[Any, ...] = (
    [],
    [_component(), _component("BB", value="25")],
    [_component(value="0")],
    [_component(), {}],
    [_component(), _component({"one_of": ["AA", "BB"]}, value="2")],
    [_component(value={"amount": {"at_least": "1", "at_most": "40"}, "currency": "USD"})],
    [_component(value={"amount": "10", "currency": "EUR"}), _component("BB")],
    [_component(code={"value": "1A", "source": "lab"}), _component("BB")],
    {"complete": False, "items": [_component()]},
    None,
)
HEADERS: tuple[dict[str, Any], ...] = (
    {},
    {
        "dates": {"contract": "2026-03-03"},
        "deadline": {"value": "60", "unit": "DAY"},
        "route": ["BB", "AA"],
        "end_use": {"military": False},
        "parties": {
            "brokers": [{"country": "AA", "owners": [{"country": "BB"}, {"country": "AA"}]}]
        },
    },
    {
        "dates": {"contract": {"at_least": "2026-01-01", "at_most": "2026-03-05"}},
        "deadline": None,
        "route": {"complete": False, "items": ["BB"]},
        "end_use": {"military": {"one_of": [True, False]}},
        "parties": {"brokers": {"complete": False, "items": [{"owners": None}]}},
    },
    {"route": [], "end_use": None, "dates": {"contract": None}, "parties": {"brokers": []}},
)


def _engine(condition: ir.Expr) -> CountingEngine:
    paused = make.life(suspensions=(make.suspension(date(2026, 5, 1), date(2026, 5, 9)),))
    versions = tuple(
        ir.ParameterVersion(value=value, life=life, citation=ir.Citation("act", None))
        for value, life in (
            (ir.Money(Decimal(15), "USD"), paused),
            (ir.Money(Decimal(30), "EUR"), make.life(date(2026, 4, 1))),
        )
    )
    half = ir.Definition(
        id="m.half",
        title=None,
        parameters=("of",),
        body=ir.Arithmetic("/", ir.Variable("of"), _number("2")),
    )
    return CountingEngine(
        make.program(
            rules=(make.rule("m.r", ir.Prohibition(), condition),),
            lists=(make.list_of("m.codes", make.member("1A.a"), scheme="ctl"),),
            parameters=(ir.ParameterDefinition("m.cap", "Cap", versions),),
            definitions=(half,),
        )
    )


@pytest.mark.parametrize("name", CONDITIONS)
def test_amounts_are_worked_out_without_the_reference(name: str) -> None:
    for condition in (CONDITIONS[name], ir.Not(CONDITIONS[name])):
        engine = _engine(condition)
        for components in LISTS:
            for header in HEADERS:
                item = {
                    "components": components,
                    "value": {"amount": "40", "currency": "USD"},
                    "origin": "AA",
                }
                for day in ("2026-03-10", "2026-04-10"):
                    for rates in ([], RATES):
                        transaction = {"date": day, "items": [item], "rates": rates, **header}
                        assert disagreement(engine, transaction) is None
        assert disagreement(engine, {"date": "2026-03-10", "items": [{}]}) is None
        assert engine.asked == 0
