"""What would settle a decision, and what each answer would lead to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.strategies import vocabulary as v
from tests.strategies.deciding import BAD, MILITARY, TO_BB, Q, run
from tests.strategies.transaction import Data

from ecp_runtime import ir
from ecp_runtime.decision import to_json
from ecp_runtime.schema import decision_schema


def missing(program: ir.Program, data: Data | None = None) -> dict[str, Any]:
    found: Any = to_json(run(program, data))
    entries = found["items"][0]["jurisdictions"]["XA"]["missing"]
    return {entry["path"]: entry for entry in entries}


def test_missing_facts_say_what_they_lead_to() -> None:
    program = v.program(
        rules=(
            v.rule("m.r", v.license_(), ir.WithinCode(v.control_code(), ir.Code("ctl", "1A"))),
            v.rule("m.s", ir.Prohibition(), ir.WithinList(v.tx("end_user"), "m.bad")),
            v.rule("m.t", ir.Prohibition(), ir.And((Q, ir.ReadingIs("m.law", "wide")))),
            v.rule(
                "m.u",
                v.license_(),
                ir.Compare(">=", v.of_item("purity"), ir.Number(Decimal("0.001"))),
            ),
        ),
        lists=(BAD,),
        questions=(v.question("m.q"), v.question("m.law", "wide", "narrow")),
    )
    found = missing(program, {"answers": {"q": "no"}})
    assert list(found) == [
        "parties.end_user.name",
        "items[0].classification.ctl",
        "items[0].purity",
    ]
    low = "no_license_required"
    assert found["parties.end_user.name"]["if"] == {
        "not listed": {"at_least": low, "at_most": "license_required"},
        "listed in m.bad": "prohibited",
    }
    assert set(found["items[0].classification.ctl"]["if"]) == {"NOT_LISTED", "1A", "other"}
    assert set(found["items[0].purity"]["if"]) == {"< 0.1%", ">= 0.1%"}
    judged = missing(program)["m.q"]
    assert (judged["kind"], judged["ask"], set(judged["if"])) == (
        "judgement",
        "compliance_officer",
        {"yes", "no"},
    )
    law = missing(program)["m.law"]
    assert (law["kind"], set(law["if"])) == ("law", {"wide", "narrow"})


def test_an_answer_leads_to_a_review_policy_as_well() -> None:
    program = v.program(
        rules=(
            v.rule("m.r", v.license_("approval_presumed"), TO_BB),
            v.rule("m.s", v.license_("denial_presumed"), MILITARY),
        )
    )
    schema = Draft202012Validator(decision_schema())
    for data, path, leads, reviews in (
        (
            {"act": "export"},
            "destination",
            {
                "at_least": "license_required",
                "at_most": "license_required",
                "review": {"at_least": "approval_presumed", "at_most": "denial_presumed"},
            },
            None,
        ),
        (
            {"act": "export", "destination": "BB"},
            "end_use.military",
            "license_required",
            {"yes": "denial_presumed", "no": "approval_presumed"},
        ),
    ):
        decision = run(program, data)
        assert schema.is_valid(to_json(decision))
        entry = missing(program, data)[path]
        answer = "BB" if path == "destination" else "yes"
        assert entry["if"][answer] == leads
        assert entry.get("reviews") == reviews


def test_whoever_does_not_exist_is_on_no_list() -> None:
    """An answer for a record closes the gaps of its facts, and is tried where they bear."""
    program = v.program(
        rules=(
            v.rule("m.r", ir.Prohibition(), ir.WithinList(v.tx("end_user"), "m.bad")),
            v.rule("m.s", v.license_(), ir.Not(ir.IsAbsent(v.tx("end_user")))),
        ),
        lists=(BAD,),
    )
    assert missing(program)["parties.end_user"]["if"] == {"none": "no_license_required"}


def test_an_answer_about_a_fact_implies_its_record() -> None:
    program = v.program(
        rules=(
            v.rule("m.r", ir.Prohibition(), ir.IsAbsent(v.tx("end_use"))),
            v.rule("m.s", v.license_(), MILITARY),
        )
    )
    found = missing(program)["end_use.military"]["if"]
    assert found == {"yes": "license_required", "no": "no_license_required"}


def test_an_answer_reaches_the_element_of_a_list() -> None:
    passes = ir.Quantified(
        "any", "each", v.tx("route"), ir.Equal(ir.Variable("each"), ir.Code("country", "BB"))
    )
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), passes),))
    found = missing(program, {"route": ["CC", {"one_of": ["AA", "BB"]}]})["route[1]"]["if"]
    assert found == {"AA": "no_license_required", "BB": "prohibited"}


def test_other_stays_within_what_is_known_of_a_code() -> None:
    code = v.control_code()
    program = v.program(
        rules=(
            v.rule("m.r", ir.Prohibition(), ir.Equal(code, ir.Code("ctl", "1A.a.1"))),
            v.rule("m.s", v.license_(), ir.WithinCode(code, ir.Code("ctl", "1A"))),
        )
    )
    data = {"items": [{"classification": {"ctl": "1A.a"}}]}
    found = missing(program, data)["items[0].classification.ctl"]["if"]
    assert found == {"1A.a.1": "prohibited", "other": "license_required"}


def test_answers_are_proposed_only_where_something_is_open() -> None:
    """What a settled condition compares a fact with would change nothing."""
    coded = [ir.WithinCode(v.control_code(), ir.Code("ctl", code)) for code in ("1A", "2B")]
    program = v.program(
        rules=(
            v.rule("m.r", ir.Prohibition(), coded[0]),
            v.rule("m.s", v.license_(), ir.Or((coded[1], TO_BB))),
        )
    )
    answers = missing(program, {"destination": "BB"})["items[0].classification.ctl"]["if"]
    assert "1A" in answers and "2B" not in answers


def test_nothing_is_missing_where_nothing_could_change() -> None:
    program = v.program(
        rules=(v.rule("m.r", ir.Prohibition()), v.rule("m.s", v.license_(), MILITARY))
    )
    assert missing(program) == {}


def test_a_fact_that_cannot_matter_is_not_missing_though_the_range_is_wide() -> None:
    weight, limit = v.of_item("weight"), ir.Amount(Decimal(5), "mass")
    light, heavy = ir.Compare("<=", weight, limit), ir.Compare(">", weight, limit)
    rules = (
        v.rule("m.always", ir.Prohibition(), ir.Or((light, heavy))),
        v.rule("m.some", v.license_(), TO_BB),
    )
    data: Data = {"date": "2026-03-10", "items": [{"weight": {"value": "5", "unit": "KGM"}}]}
    assert not missing(v.program(rules=rules), data)
    # Amounts are not tried: what narrows the range most is what is asked for.
    ends = ({"value": each, "unit": "KGM"} for each in ("4", "6"))
    data["items"] = [{"weight": dict(zip(("at_least", "at_most"), ends, strict=True))}]
    assert [*missing(v.program(rules=rules), data)] == ["items[0].weight"]


def test_only_the_date_leaves_a_listing_open() -> None:
    """A name, an alias or an identifier that is given exactly is not asked for again."""
    started = v.life(date(2026, 3, 1))
    member = v.member("Evil Corp", aliases=("Bad Inc",), identifiers=(("LEI", "1"),), life_=started)
    program = v.program(
        rules=(v.rule("m.r", ir.Prohibition(), ir.WithinList(v.tx("end_user"), "m.bad")),),
        lists=(v.list_of("m.bad", member),),
    )
    date_open = {"date": {"at_least": "2026-02-01", "at_most": "2026-04-01"}}
    for given in (
        {"name": "Evil Corp"},
        {"name": "Bad Inc"},
        {"name": "Nobody", "names": [{"value": "Bad Inc"}]},
        {"name": "Nobody", "identifiers": [{"scheme": "LEI", "value": "1"}]},
    ):
        assert list(missing(program, {**date_open, "parties": {"end_user": given}})) == ["date"]
    unsure = {"name": {"one_of": ["Evil Corp", "Nobody"]}}
    found = missing(program, {**date_open, "parties": {"end_user": unsure}})
    assert set(found) == {"date", "parties.end_user.name"}


COUNTRY_LIST = v.list_of(
    "m.near",
    v.member("AA", life_=v.life(None, date(2025, 12, 31))),
    v.member("BB"),
    scheme="country",
)


def test_an_answer_that_names_a_list_covers_all_its_members() -> None:
    """And those only that are on it on the day, whichever of them comes first."""
    near = ir.WithinList(v.tx("destination"), "m.near")
    aa = ir.Equal(v.tx("destination"), ir.Code("country", "AA"))
    bb = ir.Equal(v.tx("destination"), ir.Code("country", "BB"))
    program = v.program(
        rules=(
            v.rule("m.r", ir.Prohibition(), ir.And((near, MILITARY))),
            v.rule("m.s", v.license_(), aa),
            v.rule("m.t", ir.NotificationRequirement(None, None), bb),
        ),
        lists=(COUNTRY_LIST,),
    )
    free = "no_license_required"
    found = missing(program, {"end_use": {"military": True}})["destination"]["if"]
    assert found == {
        "within m.near": "prohibited",
        "AA": "license_required",
        "BB": "prohibited",
        "other": free,
    }
    found = missing(program)["destination"]["if"]
    assert found["within m.near"] == {"at_least": "notification_required", "at_most": "prohibited"}
    assert found["other"] == free


def test_other_codes_come_to_no_less_than_what_is_certain() -> None:
    """Rules that ask for no more than what is certain propose no answers; they name others."""
    to = v.tx("destination")
    anywhere_else = ir.Or((ir.IsAbsent(to), ir.Equal(to, ir.Code("country", "BB"))))
    others = tuple(ir.Code("country", each) for each in ("AA", "CC"))
    program = v.program(
        rules=(
            v.rule("m.r", v.license_("denial_presumed"), anywhere_else),
            v.rule("m.s", v.license_("approval_presumed"), ir.OneOf(to, others)),
        )
    )
    assert missing(program)["destination"]["if"] == {
        "none": "license_required",
        "BB": "license_required",
        "other": "license_required",
    }
    for code in ("AA", "CC"):
        assert run(program, {"destination": code}).outcome.at_most == "license_required"


def test_answers_left_out_are_counted_and_are_among_the_others() -> None:
    codes = [f"{number}{letter}" for number in range(7) for letter in "AB"]
    effects: list[ir.Effect] = [v.license_() for _ in codes]
    effects[-1] = ir.Prohibition()
    program = v.program(
        rules=tuple(
            v.rule(f"m.r{number:02}", effect, ir.WithinCode(v.control_code(), ir.Code("ctl", code)))
            for number, (code, effect) in enumerate(zip(codes, effects, strict=True))
        )
    )
    entry = missing(program)["items[0].classification.ctl"]
    left_out = set(codes) - set(entry["if"])
    assert left_out and entry["more"] == len(left_out)
    most = entry["if"]["other"]
    most = most if isinstance(most, str) else most["at_most"]
    expected = "prohibited" if codes[-1] in left_out else "license_required"
    assert most == expected


def test_what_was_not_tried_is_said_not_to_be() -> None:
    doubled = ir.Arithmetic("*", v.of_item("level"), ir.Number(Decimal(2)))
    program = v.program(
        rules=(
            v.rule("m.r", v.license_(), ir.Compare(">", doubled, ir.Number(Decimal(5)))),
            v.rule("m.s", v.license_(), MILITARY),
        )
    )
    found = missing(program)
    assert found["items[0].level"]["tried"] is False
    assert "tried" not in found["end_use.military"]


def test_being_on_one_list_says_nothing_of_others() -> None:
    other = v.list_of("m.worse", v.member("Evil Corp"))
    program = v.program(
        rules=(
            v.rule("m.r", v.license_(), ir.WithinList(v.tx("end_user"), "m.bad")),
            v.rule("m.s", ir.Prohibition(), ir.WithinList(v.tx("end_user"), "m.worse")),
        ),
        lists=(BAD, other),
    )
    found = missing(program)["parties.end_user.name"]["if"]
    assert found["not listed"] == "no_license_required"
    assert found["listed in m.bad"] == {"at_least": "license_required", "at_most": "prohibited"}
    assert found["listed in m.worse"] == "prohibited"


WEIGHT, LEVEL = v.of_item("weight"), v.of_item("level")
MONTH = ir.Duration(1, "month")
CONTRACT = ir.Field(v.tx("dates"), "contract")
UNFIT: dict[str, tuple[ir.Expr, dict[str, Any], set[str]]] = {
    "a length against a mass": (
        ir.Compare(">", WEIGHT, ir.Amount(Decimal(5), "length")),
        {"items": [{"weight": {"value": "3", "unit": "KGM"}}]},
        {"items[0].weight"},
    ),
    "divided by zero": (
        ir.Compare(">", ir.Arithmetic("/", ir.Number(Decimal(1)), LEVEL), ir.Number(Decimal(5))),
        {"items": [{"level": "0"}]},
        {"items[0].level"},
    ),
    "days against a month": (
        ir.Compare(">", ir.DaysBetween(v.tx("date"), CONTRACT), MONTH),
        {"dates": {"contract": "2026-02-08"}},
        {"date", "dates.contract"},
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_facts_that_are_given_and_decide_nothing_are_named(name: str) -> None:
    condition, data, expected = UNFIT[name]
    found = missing(v.program(rules=(v.rule("m.r", v.license_(), condition),)), data)
    assert set(found) == expected
    assert all(entry["wanted"] for entry in found.values())


def test_open_law_that_is_no_question_is_listed() -> None:
    """A parameter without a version on the day has no readings that could be tried."""
    threshold = ir.ParameterDefinition(id="m.threshold", title="Threshold", versions=())
    beyond = ir.Compare(">", v.of_item("level"), ir.ParameterValue("m.threshold"))
    program = v.program(
        rules=(v.rule("m.r", v.license_(), beyond), v.rule("m.s", v.license_(), MILITARY)),
        parameters=(threshold,),
    )
    found = missing(program, {"items": [{"level": "3"}]})
    assert found["m.threshold"]["tried"] is False
