"""Dates of the act that are ranges, and provisions that are judged at another date."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement
from tests.strategies.asking import CountingEngine

from ecp_runtime import ir

CONTRACT = ir.Field(make.tx("dates"), "contract")
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
CLOSED = make.life(FIRST, SECOND)
PAUSED = make.life(FIRST, suspensions=(make.suspension(SECOND, date(2026, 4, 20)),))
EARLY_PAUSE = make.life(SECOND, suspensions=(make.suspension(FIRST, THIRD),))
ASKED_PAUSE = make.life(
    suspensions=(make.suspension(FIRST, THIRD, condition=ir.Field(make.tx("end_use"), "military")),)
)
ENDED = make.life(FIRST, endings=(ir.Ending(ir.Citation("act", None), THIRD, "repeal"),))
LIVES = (CLOSED, PAUSED, EARLY_PAUSE, ASKED_PAUSE, ENDED, make.life())

ACT_DATES: tuple[Any, ...] = (
    "2026-03-10",
    {"at_least": "2026-03-10", "at_most": "2026-03-20"},
    {"at_least": "2026-02-10", "at_most": "2026-03-20"},
    {"at_least": "2026-03-20", "at_most": "2026-04-10"},
    {"at_least": "2026-04-05", "at_most": "2026-04-10"},
    {"at_least": "2026-03-20", "at_most": "2026-06-10"},
    {"at_least": "2026-04-10"},
    {"at_most": "2026-04-10"},
    {"one_of": ["2026-02-10", "2026-06-10"]},
    {"value": "2026-04-10", "source": "invoice"},
    {"at_least": "2026-04-10", "at_most": "2026-04-10"},
    {"at_least": "2026-03-31T14:00:00Z", "at_most": "2026-03-31T16:00:00Z"},
    None,
)


def _program(**judged: Any) -> ir.Program:
    rules = tuple(
        make.rule(f"m.r{n}", make.license_(), life_=life, **judged) for n, life in enumerate(LIVES)
    )
    exemption = make.exemption("m.e", ("m.r5",), life_=PAUSED)
    offered = make.authorization("m.a", ("m.r4",), life_=CLOSED)
    bar = make.bar("m.b", ("m.a",), life_=make.life(SECOND))
    return make.program(
        rules=rules, exemptions=(exemption,), authorizations=(offered,), bars=(bar,)
    )


def _transaction(act_date: Any, **more: Any) -> dict[str, Any]:
    return {"date": act_date, "items": [{}], "end_use": {"military": True}, **more}


@pytest.mark.parametrize("act_date", ACT_DATES, ids=repr)
def test_a_range_of_days_is_compared_with_every_stretch(act_date: Any) -> None:
    engine = CountingEngine(_program())
    assert disagreement(engine, _transaction(act_date)) is None
    # Of days before the first rule, facts are only read, to refuse what is malformed.
    verdict = engine.verdict(_transaction(act_date))
    is_covered = bool(verdict.rules) or verdict.at_most != "prohibited"
    assert not is_covered or engine.asked == 0
    assert disagreement(engine, {"items": [{}]}) is None
    assert engine.lines == 0


@pytest.mark.parametrize("contract", ACT_DATES, ids=repr)
def test_a_provision_may_be_judged_at_another_date(contract: Any) -> None:
    shifted = ir.Shift(CONTRACT, ir.Duration(1, "month", None), False)
    for judged_at in (CONTRACT, shifted, make.tx("date")):
        engine = CountingEngine(_program(judged_at=judged_at))
        for act_date in ("2026-06-01", ACT_DATES[3]):
            dates = {"contract": contract}
            assert disagreement(engine, _transaction(act_date, dates=dates)) is None
            assert disagreement(engine, _transaction(act_date)) is None
        assert engine.asked == 0


OPERATORS: tuple[Any, ...] = ("=", "!=", "<", "<=", ">", ">=")


def _conditions() -> dict[str, ir.Expr]:
    codes = ir.WithinList(make.control_code(), "m.codes")
    days = ir.DaysBetween(make.tx("date"), CONTRACT)
    return {
        **{f"act {o}": ir.Compare(o, make.tx("date"), ir.Date(SECOND)) for o in OPERATORS},
        **{f"contract {o}": ir.Compare(o, CONTRACT, make.tx("date")) for o in OPERATORS},
        "a list": codes,
        "a party": ir.WithinList(make.tx("end_user"), "m.bad"),
        "an answer": ir.Ask("m.q", ()),
        "a reading": ir.ReadingIs("m.law", "extended"),
        "days": ir.Compare("<", days, ir.Duration(20, "day", None)),
        "a parameter": ir.Compare(">", make.of_item("level"), ir.ParameterValue("m.limit")),
        "rates": ir.Compare("<", make.of_item("value"), ir.Money(Decimal(10), "USD")),
    }


@pytest.mark.parametrize("name", _conditions())
def test_conditions_that_look_at_the_date_know_that_it_is_a_range(name: str) -> None:
    """What hangs on the lives of lists is left to the reference, and only that."""
    condition = _conditions()[name]
    member = make.member("1A.a", life_=make.life(FIRST, SECOND))
    person = make.member("Evil Corp", life_=make.life(SECOND))
    late = make.life(date(2026, 3, 15), date(2026, 4, 15))
    bad = make.list_of("m.bad", person, life_=late)
    version = ir.ParameterVersion(
        value=ir.Number(Decimal(3)), life=make.life(SECOND), citation=ir.Citation("act", None)
    )
    law = make.question("m.law", "extended", "lapsed", over=ir.Period(FIRST, SECOND))
    program = make.program(
        rules=(
            make.rule("m.r", ir.Prohibition(), condition),
            make.rule("m.s", make.license_(), ir.Not(condition)),
        ),
        lists=(bad, make.list_of("m.codes", member, scheme="ctl", life_=late)),
        questions=(law, make.question("m.q", valid_for=ir.Duration(1, "month", None))),
        parameters=(ir.ParameterDefinition("m.limit", "Limit", (version,)),),
    )
    engine = CountingEngine(program)
    answers = {"m.q": {"value": "yes", "as_of": "2026-03-05"}, "m.law": "extended"}
    rates = [{"from": "EUR", "to": "USD", "rate": "2", "date": "2026-03-01"}]
    item = {
        "classification": {"ctl": "1A.a"},
        "level": "5",
        "value": {"amount": "2", "currency": "EUR"},
    }
    for act_date in ACT_DATES:
        for party in ("Evil Corp", "Fine"):
            transaction = {
                "date": act_date,
                "items": [item],
                "parties": {"end_user": {"name": party}},
                "answers": answers,
                "rates": rates,
                "dates": {"contract": "2026-03-20"},
            }
            assert disagreement(engine, transaction) is None
            bare = {"date": act_date, "items": [{}]}
            assert disagreement(engine, bare) is None
    if not name.startswith(("a ", "an ")):
        assert engine.asked == 0


def test_nobody_who_is_on_no_list_is_looked_up_by_day() -> None:
    bad = make.list_of("m.bad", make.member("Evil Corp", life_=make.life(SECOND)))
    condition = ir.WithinList(make.tx("end_user"), "m.bad")
    rule = make.rule("m.r", ir.Prohibition(), condition)
    engine = CountingEngine(make.program(rules=(rule,), lists=(bad,)))
    transaction = _transaction(ACT_DATES[3], parties={"end_user": {"name": "Fine"}})
    assert disagreement(engine, transaction) is None
    assert engine.asked == 0


def test_a_circle_of_exemptions_is_ended_whatever_the_day() -> None:
    exemptions = (make.exemption("m.e", ("m.r", "m.f")), make.exemption("m.f", ("m.e",)))
    program = make.program(rules=(make.rule("m.r", make.license_()),), exemptions=exemptions)
    engine = CountingEngine(program)
    for act_date in ACT_DATES:
        assert disagreement(engine, _transaction(act_date)) is None
    assert engine.asked > 0 and engine.lines == 0
