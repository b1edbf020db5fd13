"""What the reader of a decision should know beside it: screenings, evidence, guidance."""

from datetime import date

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.deciding import BAD, MILITARY, TO_BB, caveats, only, outcome, run
from tests.strategies.transaction import Data

from ecp_runtime import ir
from ecp_runtime.decision import Decision


def test_screening_by_name_is_said() -> None:
    listed = ir.WithinList(v.tx("end_user"), "m.bad")
    program = v.program(
        rules=(v.rule("m.s", ir.Prohibition(), ir.And((TO_BB, listed))),), lists=(BAD,)
    )
    party = {"parties": {"end_user": {"name": "Fine"}}}
    found = caveats(run(program, {"destination": "BB", **party}))["screening"]
    assert (found["party"], found["list"]) == ("parties.end_user", "m.bad")
    assert found["list_version"] == "2025-01-01"
    assert "screening" not in caveats(run(program, {"destination": "AA", **party}))
    asserted = {"parties": {"end_user": {"name": "Evil Corp", "listed": {"m.bad": False}}}}
    overridden = caveats(run(program, {"destination": "BB", **asserted}))
    assert "overridden_screening" in overridden and "screening" not in overridden


def test_screenings_that_decide_only_together_are_said_whatever_other_rules_there_are() -> None:
    both = ir.And(tuple(ir.WithinList(v.tx(who), "m.bad") for who in ("exporter", "end_user")))
    other = ir.And((ir.WithinList(v.tx("end_user"), "m.bad"), MILITARY))
    party = {"parties": {"exporter": {"name": "Fine"}, "end_user": {"name": "Fine"}}}
    civil = {"end_use": {"military": False}}
    alone = (v.rule("m.both", ir.Prohibition(), both),)
    for rules in (alone, (*alone, v.rule("m.other", ir.Prohibition(), other))):
        program = v.program(rules=rules, lists=(BAD,))
        found = caveats(run(program, {**party, **civil}))["screening"]
        assert found["party"] == "parties.exporter"


def screenings(decision: Decision) -> set[object]:
    caveats = only(decision).caveats
    return {dict(each.details)["party"] for each in caveats if each.kind == "screening"}


def on_bad(who: str) -> ir.Expr:
    return ir.WithinList(v.tx(who), "m.bad")


@pytest.mark.parametrize("turned", [False, True])
def test_screenings_are_said_whatever_was_looked_at_first(turned: bool) -> None:
    """A look-up is said where it could have changed the answer, not where it happened first."""
    step = -1 if turned else 1
    end_user, exporter = (TO_BB, on_bad("end_user")), (ir.Not(TO_BB), on_bad("exporter"))
    branches = ir.Or((ir.And(end_user[::step]), ir.And(exporter[::step]))[::step])
    settled = ir.Or(end_user[::step])
    party = {"parties": {"exporter": {"name": "Evil Corp"}, "end_user": {"name": "Evil Corp"}}}
    to_bb = {"destination": "BB", **party}
    one_of_two = v.program(rules=(v.rule("m.r", ir.Prohibition(), branches),), lists=(BAD,))
    assert screenings(run(one_of_two, to_bb)) == {"parties.end_user"}
    assert screenings(run(one_of_two, {**to_bb, "destination": "AA"})) == {"parties.exporter"}
    either_way = v.program(rules=(v.rule("m.r", ir.Prohibition(), settled),), lists=(BAD,))
    assert screenings(run(either_way, to_bb)) == set()


def test_screenings_behind_an_authorization_are_said() -> None:
    program = v.program(
        rules=(v.rule("m.r", v.license_()),),
        authorizations=(v.authorization("m.a", ("m.r",)),),
        bars=(v.bar("m.b", ("m.a",), on_bad("end_user")),),
        lists=(BAD,),
    )
    party = {"parties": {"end_user": {"name": "Fine"}}}
    assert outcome(program, party) == "authorized"
    assert screenings(run(program, party)) == {"parties.end_user"}


def test_caveats_about_the_law() -> None:
    guidance = (ir.Guidance("Civil use is fine.", "XA.ministry", None, None),)
    program = v.program(
        rules=(v.rule("m.r", v.license_(), guidance=guidance, confidence="low"),),
        instruments=(
            v.instrument("act", date(2025, 1, 1), verified=date(2026, 2, 2), read=date(2026, 2, 2)),
        ),
    )
    found = caveats(run(program))
    assert found["law_verified"]["date"] == "2026-02-02"
    assert found["guidance"]["text"] == "Civil use is fine."
    assert found["confidence"]["level"] == "low"
    assert found["not_modelled"]["text"] == "customs law"
    assert found["beyond_evidence"]["date"] == "2026-02-02"
    assert "beyond_evidence" not in caveats(run(program, {"date": "2026-02-02"}))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"parties": {"end_user": {"name": "Fine"}}}, ["parties.end_user"]),
        ({"parties": {"end_user": {"name": "Fine", "country": "BB"}}}, []),
        ({"parties": {"end_user": None}}, ["parties.end_user"]),
        ({"parties": {"exporter": {"name": "Fine"}}}, []),
        ({"end_use": {"purpose": "civil"}}, ["end_use"]),
        ({"end_use": {"military": False}}, []),
        ({}, []),
    ],
)
def test_a_record_of_a_line_that_replaces_more_is_said(line: Data, said: list[str]) -> None:
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), MILITARY),))
    header = {
        "parties": {"end_user": {"name": "Other", "country": "BB"}},
        "end_use": {"military": True},
    }
    decision = run(program, {**header, "items": [line]})
    found = [c for c in only(decision).caveats if c.kind == "line_record"]
    assert [dict(c.details)["replaced"] for c in found] == said
