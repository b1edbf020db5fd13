"""Days that a rulebook does not cover: nothing is said of their law, on any path."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.strategies import vocabulary as v
from tests.strategies.agreement import Asked, compare
from tests.strategies.deciding import MILITARY, TO_BB, caveats, only, outcome, run

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.explain import explain
from ecp_runtime.explanation_text import to_json, to_text
from ecp_runtime.facts import read_transaction
from ecp_runtime.first_day import first_days

FIRST = date(2026, 3, 1)
BEFORE, AFTER = FIRST - timedelta(days=1), FIRST + timedelta(days=1)
DATED = v.rule("m.r", ir.Prohibition(), MILITARY, life_=v.life(FIRST))
CIVIL = {"end_use": {"military": False}}

COVERED: list[Any] = [
    FIRST.isoformat(),
    AFTER.isoformat(),
    {"at_least": FIRST.isoformat()},
    {"at_least": FIRST.isoformat(), "at_most": AFTER.isoformat()},
    "2026-02-28T15:00:00Z",
    {"value": FIRST.isoformat(), "source": "x"},
]
NOT_COVERED: list[Any] = [
    BEFORE.isoformat(),
    "2019-01-01",
    {"at_most": AFTER.isoformat()},
    {"at_least": BEFORE.isoformat(), "at_most": AFTER.isoformat()},
    {"at_least": BEFORE.isoformat()},
    {"at_most": BEFORE.isoformat()},
    "2026-02-28T14:59:59Z",
    {"value": BEFORE.isoformat(), "source": "x"},
]
OPEN_DATES: list[Any] = [NOT_COVERED[2], NOT_COVERED[3], NOT_COVERED[4]]


def _program(*rules: ir.Rule, **parts: Any) -> ir.Program:
    """Make a program of two jurisdictions, in Tokyo and in London."""
    made = v.program(rules=rules or (DATED,), **parts)
    (tokyo,) = made.jurisdictions
    return evolve(made, jurisdictions=(tokyo, evolve(tokyo, id="XB", time_zone="UTC")))


def _alone(*rules: ir.Rule) -> ir.Program:
    return v.program(rules=rules or (DATED,))


@pytest.mark.parametrize("day", COVERED)
def test_a_covered_day_is_decided_by_the_rules(day: Any) -> None:
    assert outcome(_alone(), {"date": day, **CIVIL}) == "no_license_required"


@pytest.mark.parametrize("day", NOT_COVERED)
def test_nothing_is_said_of_a_day_that_may_be_earlier(day: Any) -> None:
    decision = run(_alone(), {"date": day, **CIVIL})
    part = only(decision)
    assert (part.outcome.at_least, part.outcome.at_most) == ("not_subject", "prohibited")
    assert (part.measures, part.authorizations, part.obligations) == ((), (), ())
    assert [caveat.kind for caveat in part.caveats] == ["not_covered"]
    assert caveats(decision)["not_covered"]["from"] == "2026-03-01"
    assert [m.path for m in part.missing] == (["date"] if day in OPEN_DATES else [])


def test_an_act_without_a_date_is_open_and_the_date_is_missing() -> None:
    program = _alone()
    facts = {"items": [{}], **CIVIL}
    decision = Engine(program).decide(facts)
    assert (decision.outcome.at_least, decision.outcome.at_most) == ("not_subject", "prohibited")
    assert [missing.path for missing in only(decision).missing] == ["date"]
    on = Engine(program).decide(facts, on=FIRST)
    assert on.outcome.at_most == "no_license_required"


@pytest.mark.parametrize("day", [*COVERED, *NOT_COVERED, None])
@pytest.mark.parametrize("on", [None, BEFORE, FIRST])
def test_both_evaluators_and_the_verdict_agree(day: Any, on: date | None) -> None:
    other = evolve(DATED, id="m.s", jurisdiction="XB", life=v.life(BEFORE))
    for program in (_alone(), _program(DATED, other)):
        facts: dict[str, Any] = {"items": [{}, {"id": "2"}], **CIVIL}
        if day is not None:
            facts["date"] = day
        for lines in (facts, {**facts, "items": [{}]}):
            assert compare(Engine(program), Asked(lines, on=on)).difference is None


def test_it_goes_before_what_the_jurisdiction_reaches() -> None:
    reach = ir.Reach("export", ir.Equal(v.tx("act"), ir.Text("export")), None)
    made = _alone()
    jurisdictions = tuple(evolve(j, reaches=(reach,)) for j in made.jurisdictions)
    program = evolve(made, jurisdictions=jurisdictions)
    facts = {"act": "transfer", "date": BEFORE.isoformat(), **CIVIL}
    assert outcome(program, facts) == "not_subject..prohibited"
    assert outcome(program, {**facts, "date": FIRST.isoformat()}) == "not_subject"


def test_each_jurisdiction_has_its_own_first_day_in_its_own_time_zone() -> None:
    other = evolve(DATED, id="m.s", jurisdiction="XB")
    program = _program(DATED, other)
    # Evening in London is the next morning in Tokyo.
    facts = {"date": "2026-02-28T20:00:00Z", "items": [{}], **CIVIL}
    decision = run(program, facts)
    parts = {p.jurisdiction: p.outcome.at_most for p in decision.items[0].jurisdictions}
    assert (parts["XA"], parts["XB"]) == ("no_license_required", "prohibited")
    assert compare(Engine(program), Asked(facts)).difference is None


def test_the_first_day_is_that_of_the_earliest_rule_or_list() -> None:
    early = v.list_of("m.bad", v.member("Evil Corp"), life_=v.life(BEFORE))
    by_member = v.list_of("m.bad", v.member("Evil Corp", life=v.life(BEFORE)))
    elsewhere = evolve(early, jurisdiction=None)
    undated = v.rule("m.u", ir.Prohibition(), MILITARY)
    assert first_days(_program())["XA"] == FIRST
    assert first_days(_program(lists=(early,)))["XA"] == BEFORE
    assert first_days(_program(lists=(by_member,)))["XA"] == BEFORE
    assert first_days(_program(lists=(elsewhere,)))["XA"] == FIRST
    assert first_days(_program(DATED, undated))["XA"] == FIRST
    text = v.rule("m.u", ir.Prohibition(), MILITARY, life_=v.life(BEFORE), version=2)
    assert first_days(_program(undated, text))["XA"] is None
    assert first_days(_program(undated, lists=(early,)))["XA"] is None


CONTRACT = ir.Field(ir.Field(ir.Transaction(), "dates"), "contract")
JUDGED = evolve(DATED, id="m.judged", judged_at=CONTRACT)


@pytest.mark.parametrize(
    ("contract", "wanted"),
    [
        (FIRST.isoformat(), "prohibited"),
        (BEFORE.isoformat(), "no_license_required..prohibited"),
        ({"at_least": BEFORE.isoformat(), "at_most": AFTER.isoformat()}, None),
        (None, "no_license_required..prohibited"),
    ],
)
@pytest.mark.parametrize("life", [v.life(FIRST), v.life(AFTER, AFTER), v.life()])
def test_what_is_judged_at_a_day_that_is_not_covered_may_apply(
    contract: Any, wanted: str | None, life: ir.Life
) -> None:
    program = _alone(evolve(DATED, condition=TO_BB), evolve(JUDGED, life=life))
    facts: dict[str, Any] = {
        "date": AFTER.isoformat(),
        "end_use": {"military": True},
        "destination": "CC",
        "items": [{}],
    }
    if contract is not None:
        facts["dates"] = {"contract": contract}
    assert compare(Engine(program), Asked(facts)).difference is None
    if contract == FIRST.isoformat():
        return
    assert outcome(program, facts) == "no_license_required..prohibited"
    assert caveats(run(program, facts))["not_covered"]["provision"] == "m.judged"


def test_an_authorization_judged_at_a_day_that_is_not_covered_may_be_available() -> None:
    rule = v.rule("m.l", v.license_(), life_=v.life(FIRST))
    offer = v.authorization("m.a", ("m.l",), judged_at=CONTRACT)
    program = v.program(rules=(rule,), authorizations=(offer,))
    facts = {"date": AFTER.isoformat(), "dates": {"contract": BEFORE.isoformat()}, "items": [{}]}
    assert outcome(program, facts) == "authorized..license_required"
    assert compare(Engine(program), Asked(facts)).difference is None


def test_an_explanation_says_so() -> None:
    program = _alone()
    facts = {"date": BEFORE.isoformat(), "items": [{}], **CIVIL}
    explained = explain(program, read_transaction(program, facts))
    part = next(p for p in explained.parts if p.jurisdiction == "XA")
    assert (part.covers_from, part.provisions) == (FIRST, ())
    assert "the rulebook covers acts from 2026-03-01 on" in to_text(explained)
    assert '"covers_from": "2026-03-01"' in str(to_json(explained)).replace("'", '"')


def test_a_verdict_costs_no_more_than_a_comparison_of_days() -> None:
    text = Engine(_alone()).text
    first = int(FIRST.strftime("%Y%m%d"))
    assert f"if day < {first}:" in text
    assert "day <" not in Engine(_alone(v.rule("m.u", ir.Prohibition(), MILITARY))).text
