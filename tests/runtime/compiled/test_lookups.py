"""Parties, answers and dates that generated code looks up as the transaction writes them."""

from datetime import date
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement
from tests.strategies.asking import CountingEngine

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

ON_LIST = ir.WithinList(make.tx("end_user"), "m.bad")
OPEN = make.suspension(date(2026, 4, 1), None, condition=ir.ReadingIs("m.law", "extended"))
QUESTIONS = (
    make.question("m.risky", valid_for=ir.Duration(10, "day", None)),
    make.question("m.law", "extended", "lapsed", over=ir.Period(date(2026, 2, 1), None)),
)


def _list(*suspensions: ir.Suspension) -> ir.ListDefinition:
    return make.list_of(
        "m.bad",
        make.member("Evil Corp", aliases=("Evel",), identifiers=(("LEI", "12 34"),)),
        make.member("Late Ltd", life_=make.life(date(2026, 3, 1))),
        life_=make.life(suspensions=suspensions),
    )


def _engine(condition: ir.Expr, *suspensions: ir.Suspension) -> Engine:
    rule = make.rule("m.r", ir.Prohibition(), condition)
    return Engine(make.program(rules=(rule,), lists=(_list(*suspensions),), questions=QUESTIONS))


PARTIES: tuple[Any, ...] = (
    {"name": "EVIL CORP., Ltd."},
    {"name": "Evel"},
    {"name": "Late Ltd"},
    {"name": "Fine", "names": [{"value": "Evil Corp"}]},
    {"name": "Fine", "identifiers": [{"scheme": "LEI", "value": "1234"}, {"scheme": "LEI"}]},
    {"identifiers": [{"scheme": "VAT", "value": "1234"}]},
    {"name": "Evil Corp", "listed": {"m.bad": False}},
    {"name": "Fine", "listed": {"m.bad": {"value": True, "source": "service"}}},
    {"name": {"value": "Evil Corp", "source": "invoice"}},
    {"name": {"one_of": ["Evil Corp", "Fine"]}},
    {"name": "none"},
    {"name": "Fine", "names": {"complete": False, "items": []}},
    {"names": []},
    {},
    None,
)


@pytest.mark.parametrize("day", ["2026-02-10", "2026-03-10", "2026-04-10"])
@pytest.mark.parametrize("party", PARTIES, ids=repr)
def test_parties_are_found_as_the_reference_finds_them(party: Any, day: str) -> None:
    transaction = {"date": day, "items": [{}], "parties": {"end_user": party}}
    for engine in (_engine(ON_LIST), _engine(ON_LIST, OPEN)):
        assert disagreement(engine, transaction) is None


def test_a_party_by_name_needs_no_reference() -> None:
    engine = CountingEngine(_engine(ON_LIST).program)
    for party in PARTIES:
        engine.verdict({"date": "2026-03-10", "items": [{}], "parties": {"end_user": party}})
    several_names, schemes_of_no_list = 1, 1
    assert engine.asked == several_names + schemes_of_no_list


ANSWERS: tuple[Any, ...] = (
    {},
    {"m.risky": "yes"},
    {"risky": False},
    {"risky": {"value": "yes", "source": "report"}},
    {"risky": {"value": "yes", "as_of": "2026-03-05"}},
    {"risky": {"value": "yes", "as_of": "2026-02-05"}},
    {"law": "extended"},
    {"m.law": {"value": "lapsed", "source": "counsel"}},
)

OF_LINE: tuple[Any, ...] = (
    {},
    {"risky": "no"},
    {"m.risky": {"value": "no", "as_of": "2026-03-05"}},
    {"law": "lapsed"},
    {"law": "extended", "risky": {"value": "yes", "as_of": "2026-03-01"}},
)


@pytest.mark.parametrize("day", ["2026-01-10", "2026-03-10"])
@pytest.mark.parametrize("answers", ANSWERS, ids=repr)
def test_answers_are_read_as_the_reference_reads_them(answers: Any, day: str) -> None:
    condition = ir.Or((ir.Ask("m.risky", ()), ir.ReadingIs("m.law", "extended")))
    engine = _engine(condition)
    assert "ask(" not in engine.text
    for of_line in OF_LINE:
        line = {"answers": of_line} if of_line else {}
        transaction = {"date": day, "items": [line], "answers": answers}
        assert disagreement(engine, transaction) is None


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_dates_are_compared_with_that_of_the_act(operator: Any) -> None:
    contract = ir.Field(make.tx("dates"), "contract")
    for condition in (
        ir.Compare(operator, contract, make.tx("date")),
        ir.Compare(operator, make.tx("date"), contract),
    ):
        engine = _engine(condition)
        assert "ask(" not in engine.text
        for signed in ("2026-03-09", "2026-03-10", "2026-03-11", None, {"at_least": "2026-03-01"}):
            transaction = {"date": "2026-03-10", "items": [{}], "dates": {"contract": signed}}
            assert disagreement(engine, transaction) is None
        assert disagreement(engine, {"date": "2026-03-10", "items": [{}]}) is None


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize(
    ("military", "right"),
    [(True, {True}), ("yes", {True}), (False, {False}), ("no", {False}), (None, set())],
)
def test_of_what_does_not_exist_neither_yes_nor_no_is_so(
    military: Any, right: set[bool], said: bool
) -> None:
    field = ir.Field(make.tx("end_use"), "military")
    for condition in (ir.Equal(field, ir.Truth(said)), ir.Equal(ir.Truth(said), field)):
        engine = _engine(condition)
        transaction = {"date": "2026-03-10", "items": [{}], "end_use": {"military": military}}
        assert disagreement(engine, transaction) is None
        expected = "prohibited" if said in right else "no_license_required"
        assert engine.verdict(transaction).at_most == expected
