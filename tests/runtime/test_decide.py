"""Decisions: statuses, exceptions, authorizations, duties, time, profiles."""

from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from tests.strategies import vocabulary as v
from tests.strategies.deciding import MILITARY, TO_BB, Q, only, outcome, run
from tests.strategies.program import programs
from tests.strategies.transaction import Data, transactions

from ecp_runtime import ir
from ecp_runtime.codec import content_hash
from ecp_runtime.decision import to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction
from ecp_runtime.schema import decision_schema, transaction_schema


def statuses(program: ir.Program, data: Data | None = None, **options: Any) -> dict[str, str]:
    measures = only(run(program, data, **options)).measures
    return {measure.rule: measure.status for measure in measures}


def test_no_rule_no_license() -> None:
    assert outcome(v.program()) == "no_license_required"


@pytest.mark.parametrize(
    ("given_act", "expected"),
    [
        ({"act": "export"}, "prohibited"),
        ({"act": "reexport"}, "no_license_required"),
        ({"act": "transfer"}, "not_subject"),
        ({}, "not_subject..prohibited"),
        ({"act": {"one_of": ["export", "transfer"]}}, "not_subject..prohibited"),
        ({"act": {"one_of": ["export", "reexport"]}}, "no_license_required..prohibited"),
    ],
)
def test_reach(given_act: Data, expected: str) -> None:
    program = v.program(
        jurisdictions=(v.jurisdiction(v.REACHES),),
        rules=(v.rule("m.r", ir.Prohibition(), governs=("export",)),),
    )
    assert outcome(program, given_act) == expected
    if expected == "not_subject":
        assert only(run(program, given_act)).caveats == ()


def test_the_strictest_rule_decides_and_reviews_are_ordered() -> None:
    presumed = v.rule("m.p", v.license_("approval_presumed"))
    unstated = v.rule("m.n", v.license_())
    denied = v.rule("m.d", v.license_("denial_presumed"), Q)
    program = v.program(rules=(presumed, unstated, denied), questions=(v.question("m.q"),))
    found = run(program).outcome
    assert (found.at_least, found.at_most, found.determined) == (
        "license_required",
        "license_required",
        False,
    )
    assert (found.review_at_least, found.review_at_most) == (None, "denial_presumed")
    assert run(program, {"answers": {"q": "no"}}).outcome.determined
    case_by_case = v.program(rules=(unstated, v.rule("m.c", v.license_("case_by_case"))))
    assert run(case_by_case).outcome.review_at_most == "case_by_case"


def test_exemptions_lift_and_are_lifted() -> None:
    program = v.program(
        rules=(v.rule("m.r", v.license_()),),
        exemptions=(
            v.exemption("m.e", ("m.r",), TO_BB),
            v.exemption("m.f", ("m.e",), MILITARY),
        ),
    )
    assert outcome(program, {"destination": "AA"}) == "license_required"
    civil = {"destination": "BB", "end_use": {"military": False}}
    assert outcome(program, civil) == "no_license_required"
    assert statuses(program, civil) == {"m.r": "lifted"}
    military = {"destination": "BB", "end_use": {"military": True}}
    assert outcome(program, military) == "license_required"
    assert outcome(program, {"destination": "BB"}) == "no_license_required..license_required"


def test_prohibitions_are_lifted_only_by_name() -> None:
    rules = (v.rule("m.r", ir.Prohibition()),)
    for even, expected in ((False, "prohibited"), (True, "no_license_required")):
        exemption = v.exemption("m.e", ("m.r",), even_prohibition=even)
        assert outcome(v.program(rules=rules, exemptions=(exemption,))) == expected


def test_authorizations_cover_one_by_one_and_bars_beat_them() -> None:
    rules = (v.rule("m.r", v.license_()), v.rule("m.s", v.license_(), TO_BB))
    program = v.program(
        rules=rules,
        authorizations=(v.authorization("m.a", ("m.r",), ir.Not(MILITARY)),),
        bars=(v.bar("m.b", ("m.a",), Q),),
        exemptions=(v.exemption("m.e", ("m.b",), v.party("end_user", "country")),),
        questions=(v.question("m.q"),),
    )
    civil: Data = {"destination": "AA", "end_use": {"military": False}}
    assert outcome(program, {**civil, "answers": {"q": "no"}}) == "authorized"
    assert outcome(program, civil) == "authorized..license_required"
    barred = {**civil, "answers": {"q": "yes"}, "parties": {"end_user": None}}
    assert outcome(program, barred) == "license_required"
    assert only(run(program, barred)).authorizations[0].status == "barred"
    both = {**civil, "destination": "BB", "answers": {"q": "no"}}
    assert outcome(program, both) == "license_required"
    (offer,) = only(run(program, both)).authorizations
    assert (offer.status, offer.satisfies) == ("available", ("m.r",))


def test_an_authorization_covers_no_notification() -> None:
    notify = v.rule("m.r", ir.NotificationRequirement("XA.ministry", ir.Duration(1, "working_day")))
    program = v.program(rules=(notify,), authorizations=(v.authorization("m.a", ("m.r",)),))
    assert outcome(program) == "notification_required"
    (obligation,) = only(run(program, {"date": "2026-05-08"})).obligations
    assert (obligation.kind, obligation.due) == ("notify", date(2026, 5, 9))


EARLIER = v.rule("m.earlier", ir.Prohibition(), v.NEVER, life_=v.life(date(2025, 1, 1)))
"""Makes the rulebook cover days before other rules begin."""


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-01-31", "not_yet_in_force"),
        ("2026-02-01", "applies"),
        ("2026-03-01", "suspended"),
        ("2026-07-01", "lapsed"),
        ({"at_least": "2026-01-31", "at_most": "2026-02-01"}, "may_apply"),
        ({"at_least": "2026-07-01"}, "lapsed"),
    ],
)
def test_statuses_over_time(day: object, status: str) -> None:
    life = v.life(
        date(2026, 2, 1),
        date(2026, 6, 30),
        suspensions=(v.suspension(date(2026, 3, 1), date(2026, 3, 31), under="act"),),
    )
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), life_=life), EARLIER))
    assert statuses(program, {"date": day}) == {"m.r": status}


def test_rules_that_do_not_matter_are_not_shown() -> None:
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), TO_BB),))
    assert statuses(program, {"destination": "AA"}) == {}


def test_an_unknown_date_leaves_the_law_open() -> None:
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), life_=v.life(date(2026, 2, 1))),))
    facts = read_transaction(program, {"items": [{}]})
    found = decide(program, facts)
    assert to_json(found)["on"] is None
    assert found.outcome.at_most == "prohibited" and not found.outcome.determined
    assert [missing.path for missing in only(found).missing] == ["date"]
    assert decide(program, facts, on=date(2026, 2, 1)).outcome.determined


def test_known_at_replays_what_was_said() -> None:
    later = v.life(suspensions=(v.suspension(date(2026, 1, 1), None, under="late_act"),))
    program = v.program(
        rules=(
            v.rule("m.r", v.license_(), life_=later),
            v.rule("m.s", ir.Prohibition(), life_=v.life(under="late_act")),
        )
    )
    assert statuses(program, known_at=date(2026, 1, 31)) == {"m.r": "applies"}
    assert statuses(program, known_at=date(2026, 2, 1)) == {"m.s": "applies", "m.r": "suspended"}
    # 20:00 UTC is the next day already in this jurisdiction.
    evening = datetime(2026, 1, 31, 20, tzinfo=UTC)
    assert "m.s" in statuses(program, known_at=evening)
    assert run(program).known_at == date(2026, 6, 1)
    shown = to_json(run(program))["known_at"]
    assert shown == "2026-06-01T00:00:00Z"
    replayed = run(program, known_at=datetime.fromisoformat(shown))
    assert to_json(replayed) == to_json(run(program))


def test_amended_rules_have_one_live_version() -> None:
    first = v.rule(
        "m.r",
        v.license_(),
        life_=v.life(
            endings=(ir.Ending(ir.Citation("late_act", None), date(2026, 3, 1), "amendment"),)
        ),
    )
    second = v.rule(
        "m.r",
        ir.Prohibition(),
        life_=v.life(date(2026, 3, 1), under="late_act"),
        version=2,
    )
    program = v.program(rules=(second, first))
    assert outcome(program, {"date": "2026-02-28"}) == "license_required"
    measures = only(run(program)).measures
    assert [(measure.effect, measure.status) for measure in measures] == [("prohibited", "applies")]
    assert outcome(program, known_at=date(2026, 1, 31)) == "license_required"


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("2026-01-31", "no_license_required"),
        ("2026-02-01", "prohibited"),
        (None, "prohibited"),
        ({"at_least": "2026-01-31", "at_most": "2026-02-01"}, "no_license_required..prohibited"),
    ],
)
def test_another_date_may_select_the_law(contract: object, expected: str) -> None:
    rule = v.rule(
        "m.r",
        ir.Prohibition(),
        life_=v.life(date(2026, 2, 1)),
        judged_at=ir.Field(v.tx("dates"), "contract"),
    )
    program = v.program(rules=(rule, EARLIER))
    assert outcome(program, {"dates": {"contract": contract}}) == expected
    assert outcome(program) == "no_license_required..prohibited"


def test_lines_and_jurisdictions_combine_by_the_strictest() -> None:
    one, other = v.jurisdiction(v.EVERYTHING), v.jurisdiction(v.EVERYTHING, "XB")
    weak = v.rule("m.r", v.license_(), ir.Equal(v.of_item("origin"), ir.Code("country", "AA")))
    strict = v.rule("m.s", ir.Prohibition(), TO_BB, jurisdiction="XB")
    program = v.program(jurisdictions=(other, one), rules=(strict, weak))
    found = run(
        program,
        {
            "destination": "BB",
            "items": [
                {"id": "a", "origin": "AA", "destination": "AA"},
                {"id": "b", "origin": "BB"},
            ],
        },
    )
    assert found.outcome.at_most == "prohibited"
    assert [item.outcome.at_most for item in found.items] == ["license_required", "prohibited"]
    assert [each.jurisdiction for each in found.items[1].jurisdictions] == ["XA", "XB"]


def test_duties_never_change_the_outcome() -> None:
    duty = ir.Duty(
        kind="provide",
        authority="XA.ministry",
        text="An undertaking",
        document="undertaking",
        within=ir.Duration(1, "month"),
    )
    exemption = v.exemption("m.e", ("m.r",), duties=(duty,))
    program = v.program(
        rules=(v.rule("m.r", v.license_()), v.rule("m.d", None, duties=(duty,))),
        exemptions=(exemption,),
    )
    found = run(program, {"documents": ["undertaking"], "date": "2026-01-31"})
    assert found.outcome.at_most == "no_license_required"
    shown = [(o.provision, o.fulfilled, str(o.due), o.status) for o in only(found).obligations]
    assert shown == [
        ("m.d", "yes", "2026-02-28", "applies"),
        ("m.e", "yes", "2026-02-28", "applies"),
    ]
    assert only(run(program)).obligations[0].fulfilled == "unknown"
    assert only(run(program, {"documents": []})).obligations[0].fulfilled == "no"


def test_profiles_are_recorded() -> None:
    adoption = ir.Adoption("m.q", "yes", "counsel", date(2026, 1, 1), "board minute")
    profile = ir.Profile("m.house", "House", (adoption,))
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), Q),), questions=(v.question("m.q"),))
    assert outcome(program, profile=profile) == "prohibited"
    assert outcome(program, {"answers": {"q": "no"}}, profile=profile) == "no_license_required"
    shown: Any = to_json(run(program, profile=profile))["profile"]
    assert shown == {
        "id": "m.house",
        "adopted": {
            "m.q": {
                "reading": "yes",
                "by": "counsel",
                "on": "2026-01-01",
                "reason": "board minute",
            }
        },
    }


def test_decisions_name_their_policy() -> None:
    program = v.program()
    shown = to_json(run(program, {"id": "PO-1"}))
    assert list(shown) == [
        "schema",
        "transaction",
        "on",
        "known_at",
        "outcome",
        "items",
        "policy",
        "profile",
    ]
    assert shown["policy"] == {
        "hash": content_hash(program),
        "rulebooks": {"m": {"title": "2026.1", "version": None}},
        "modules": {"m": "2026.1"},
        "engine": "ecp/0.1",
    }
    assert (shown["transaction"], shown["on"]) == ("PO-1", "2026-03-10")


def test_cycles_made_by_hand_do_not_hang() -> None:
    program = v.program(
        rules=(v.rule("m.r", v.license_()),),
        exemptions=(
            v.exemption("m.e", ("m.r", "m.f")),
            v.exemption("m.f", ("m.e",)),
        ),
    )
    assert outcome(program) == "no_license_required..license_required"


def test_conditions_that_nest_too_deeply_are_refused() -> None:
    condition: ir.Expr = v.ALWAYS
    for _ in range(200):
        condition = ir.Not(condition)
    with pytest.raises(ValueError, match="deep"):
        run(v.program(rules=(v.rule("m.r", None, condition),)))


DECISIONS = jsonschema.Draft202012Validator(decision_schema())


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(programs(), transactions())
def test_schemas_describe_what_is_read_and_written(program: ir.Program, data: Data) -> None:
    jsonschema.Draft202012Validator(transaction_schema(program)).validate(data)
    DECISIONS.validate(to_json(decide(program, read_transaction(program, data))))


def test_schemas_are_schemas() -> None:
    jsonschema.Draft202012Validator.check_schema(decision_schema())
    schema = transaction_schema(v.program())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert not validator.is_valid({"items": []})
    assert not validator.is_valid({"items": [{}], "act": "exprot"})
    assert not validator.is_valid({"items": [{"purity": "1"}]})
