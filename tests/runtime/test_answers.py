"""Answers count for the one subject they are about, from their date and for a time."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from tests.compiler.compiling import in_frame, program, rule
from tests.strategies.agreement import Asked, compare

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import Decision, JurisdictionDecision
from ecp_runtime.facts import TransactionError

QUESTION = """
question owned(who: Party) "Does the state own it?" {
  of fact
  VALID
}
"""
VALID = "answer valid for 12 months"
ACT = date(2026, 3, 10)

OPEN = ("no_license_required", "prohibited")
FREE = ("no_license_required", "no_license_required")
BANNED = ("prohibited", "prohibited")


def engine(*conditions: str, more: str = "", valid: str = "") -> Engine:
    rules = "\n".join(rule(each, name=f"r{n}") for n, each in enumerate(conditions))
    return Engine(program(in_frame(QUESTION.replace("VALID", valid) + more + rules)))


def decide(
    of: Engine,
    answers: Any = None,
    *,
    line: Any = None,
    profile: ir.Profile | None = None,
    **facts: Any,
) -> Decision:
    """Decide by all paths, which must say the same."""
    transaction: dict[str, Any] = {
        "act": "export",
        "date": ACT.isoformat(),
        "parties": {},
        "items": [{} if line is None else {"answers": line}],
        **({} if answers is None else {"answers": answers}),
        **facts,
    }
    compared = compare(of, Asked(transaction, profile=profile))
    assert compared.difference is None
    assert compared.decision is not None
    return compared.decision


def range_of(decision: Decision) -> tuple[str, str]:
    return decision.outcome.at_least, decision.outcome.at_most


def part(decision: Decision) -> JurisdictionDecision:
    return decision.items[0].jurisdictions[0]


def reasons(decision: Decision) -> list[tuple[str | None, str | None]]:
    found = [dict(c.details) for c in part(decision).caveats if c.kind == "answer_not_counted"]
    return [(details["fact"], details["reason"]) for details in found]


SEVERAL = {
    "two roles": ("owned(end_user)", "owned(consignee)"),
    "two roles in one rule": ("owned(end_user) or owned(consignee)",),
    "through a definition": ("bad(end_user)", "bad(consignee)"),
    "a definition and a role": ("bad(end_user)", "owned(buyer)"),
    "each of a list": ("any p in intermediate_consignees satisfies (owned(p))",),
    "each owner of one": ("every p in end_user.owners satisfies (owned(p))",),
    "counted": ("count of p in intermediate_consignees where (bad(p)) > 1",),
    "a role and a part of it": (
        "owned(end_user)",
        "any l in licenses satisfies (owned(l.end_user))",
    ),
    "not in force any more": ("owned(end_user)", "owned(consignee)"),
}
BAD = 'define bad(who: Party) "Bad" { who.country is DE or owned(who) }\n'


@pytest.mark.parametrize("conditions", SEVERAL.values(), ids=SEVERAL.keys())
@pytest.mark.parametrize("answer", ["yes", "no", True, {"value": "no", "as_of": "2026-03-01"}])
def test_an_answer_about_one_of_several_subjects_counts_for_none(
    conditions: tuple[str, ...], answer: Any
) -> None:
    of = engine(*conditions, more=BAD)
    facts: dict[str, Any] = {
        "parties": {
            "intermediate_consignees": [{"country": "FR"}, {"country": "FR"}],
            "end_user": {"country": "FR", "owners": [{"country": "FR"}]},
            "consignee": {"country": "FR"},
        },
        "licenses": [{"end_user": {"country": "FR"}}],
    }
    without = decide(of, **facts)

    places: list[dict[str, Any]] = [{"answers": {"owned": answer}}, {"line": {"owned": answer}}]
    for given in places:
        decision = decide(of, **given, **facts)
        assert range_of(decision) == range_of(without) == OPEN
        assert [why for _, why in reasons(decision)] == ["several"]
    (missing,) = [each for each in part(without).missing if each.kind == "judgement"]
    assert missing.answers == () and "several" in missing.question
    adopted = ir.Adoption("test.owned", "yes", None, None, None)
    decision = decide(of, profile=ir.Profile("p", "P", (adopted,)), **facts)
    assert range_of(decision) == BANNED


ONE = {
    "one role": ("owned(end_user)",),
    "one role, twice": ("owned(end_user)", "owned(end_user) and destination is DE"),
    "one role, also through a definition": ("owned(end_user)", "bad(end_user)"),
    "inside a quantifier, about one": (
        "any p in intermediate_consignees satisfies (p.country is FR and owned(end_user))",
    ),
}


@pytest.mark.parametrize("conditions", ONE.values(), ids=ONE.keys())
def test_an_answer_about_the_one_subject_counts(conditions: tuple[str, ...]) -> None:
    of = engine(*conditions, more=BAD)
    facts: dict[str, Any] = {
        "parties": {
            "intermediate_consignees": [{"country": "FR"}],
            "end_user": {"country": "FR"},
        }
    }
    for answer, expected in (("yes", BANNED), ("no", FREE)):
        decision = decide(of, {"owned": answer}, **facts)
        assert range_of(decision) == expected
        assert reasons(decision) == []


@pytest.mark.parametrize(
    ("condition", "own", "is_replaced"),
    [
        ("owned(end_user)", {"parties": {"end_user": {"name": "Other"}}}, True),
        ("owned(end_user)", {"parties": {"end_user": None}}, True),
        ("owned(end_user)", {"parties": {"consignee": {"name": "Other"}}}, False),
        ("owned(end_user)", {"end_use": {"military": True}}, False),
        ("for_army(end_use.purpose)", {"end_use": {"purpose": "sale"}}, True),
        ("for_army(end_use.purpose)", {"parties": {"end_user": {"name": "Other"}}}, False),
    ],
)
def test_an_answer_about_what_the_line_replaces_does_not_count(
    condition: str, own: dict[str, Any], is_replaced: bool
) -> None:
    army = 'question for_army(purpose: text) "Does it serve an army?" { of fact }'
    of = engine(condition, more=army)
    name = condition.partition("(")[0]
    header = {"parties": {"end_user": {"name": "Acme"}}, "end_use": {"purpose": "research"}}
    asked: dict[str, Any] = {**header, "answers": {name: "no"}}
    assert range_of(decide(of, items=[{}], **asked)) == FREE
    decision = decide(of, items=[own], **asked)
    assert range_of(decision) == (OPEN if is_replaced else FREE)
    assert [why for _, why in reasons(decision)] == ["replaced"] * is_replaced
    assert range_of(decide(of, items=[{**own, "answers": {name: "yes"}}], **asked)) == BANNED


def test_subjects_are_counted_over_all_law_whatever_its_dates() -> None:
    lapsed = rule("owned(consignee)", name="old").replace(
        "from 2026-01-06", "from 2020-01-01 through 2020-02-01"
    )
    suspended = (
        'suspend r0 {\n  under act_2 clause "1"\n  in force from 2027-01-01\n'
        "  if owned(consignee)\n}\n"
    )
    for more in (lapsed, suspended):
        of = engine("owned(end_user)", more=more)
        assert range_of(decide(of, {"owned": "no"})) == OPEN


def days(first: date, last: date, step: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


EDGES = sorted(
    {
        *days(date(2024, 12, 1), date(2026, 4, 1), 37),
        *(date(2025, 3, 10) + timedelta(days=n) for n in (-1, 0, 1)),
        *(ACT + timedelta(days=n) for n in (-1, 0, 1)),
    }
)


@pytest.mark.parametrize("as_of", EDGES, ids=str)
def test_an_answer_holds_from_its_date_and_for_its_time(as_of: date) -> None:
    of = engine("owned(end_user)", valid=VALID)
    counts = date(2025, 3, 10) <= as_of <= ACT
    answer = {"value": "no", "as_of": as_of.isoformat()}
    why = None if counts else "later" if as_of > ACT else "expired"

    places: list[tuple[dict[str, Any], str]] = [
        ({"answers": {"owned": answer}}, "answers.owned"),
        ({"line": {"owned": answer}}, "items[0].answers.owned"),
        ({"answers": {"test.owned": answer}}, "answers.test.owned"),
    ]
    for given, path in places:
        decision = decide(of, **given)
        assert range_of(decision) == (FREE if counts else OPEN)
        assert reasons(decision) == ([] if counts else [(path, why)])
    adopted = ir.Adoption("test.owned", "no", None, as_of, None)
    decision = decide(of, profile=ir.Profile("p", "P", (adopted,)))
    assert range_of(decision) == (FREE if counts else OPEN)
    assert reasons(decision) == ([] if counts else [("profile", why)])


@pytest.mark.parametrize(
    "answer", ["no", "yes", False, True, {"value": "no"}, {"value": "yes", "source": "x"}]
)
def test_an_answer_without_a_date_is_valid_for_no_time(answer: Any) -> None:
    of = engine("owned(end_user)", valid=VALID)
    decision = decide(of, {"owned": answer})
    assert range_of(decision) == range_of(decide(of)) == OPEN
    assert reasons(decision) == [("answers.owned", "undated")]
    (missing,) = part(decision).missing
    assert missing.valid_for == "12 months" and "as_of" in missing.question
    adopted = ir.Adoption("test.owned", "no", None, None, None)
    decision = decide(of, profile=ir.Profile("p", "P", (adopted,)))
    assert range_of(decision) == OPEN and reasons(decision) == [("profile", "undated")]


def test_where_answers_are_valid_for_ever_they_need_no_date() -> None:
    of = engine("owned(end_user)")
    for answer in (
        "no",
        {"value": "no", "as_of": "2020-01-01"},
        {"value": "no", "as_of": "2030-01-01"},
    ):
        assert range_of(decide(of, {"owned": answer})) == FREE
    (missing,) = part(decide(of)).missing
    assert missing.valid_for is None


def test_an_answer_of_another_date_leaves_room_for_the_next_one() -> None:
    of = engine("owned(end_user)", valid=VALID)
    good = {"value": "yes", "as_of": "2026-01-01"}
    adopted = ir.Adoption("test.owned", "yes", None, date(2026, 1, 1), None)
    profile = ir.Profile("p", "P", (adopted,))
    for on in ("2020-01-01", "2027-01-01"):
        bad = {"value": "no", "as_of": on}
        assert range_of(decide(of, {"owned": good}, line={"owned": bad})) == BANNED
        assert range_of(decide(of, {"owned": bad}, profile=profile)) == BANNED


@pytest.mark.parametrize("answer", ["yes", {"value": "yes"}])
def test_no_other_answer_stands_in_for_one_without_a_date(answer: Any) -> None:
    """It may hold, and say the contrary: taking its date away makes nothing milder."""
    of = engine("owned(end_user)", valid=VALID)
    no = {"value": "no", "as_of": "2026-01-01"}
    adopted = ir.Adoption("test.owned", "no", None, date(2026, 1, 1), None)
    profile = ir.Profile("p", "P", (adopted,))
    assert range_of(decide(of, {"owned": no}, line={"owned": answer})) == OPEN
    assert range_of(decide(of, {"owned": answer}, profile=profile)) == OPEN
    assert range_of(decide(of, line={"owned": answer}, profile=profile)) == OPEN


def test_an_answer_of_the_header_about_the_item_is_not_about_several() -> None:
    listed = 'question listed(what: Item) "Is it listed?" { of fact }'
    of = engine("listed(item)", more=listed)
    assert range_of(decide(of, {"listed": "no"}, items=[{}])) == FREE
    decision = decide(of, {"listed": "no"}, items=[{}, {}])
    assert range_of(decision) == OPEN
    assert reasons(decision) == [("answers.listed", "replaced")]
    each = {"answers": {"listed": "no"}}
    assert range_of(decide(of, {"listed": "yes"}, items=[each, each])) == FREE


def test_deleting_an_answer_never_lowers_the_safe_bound() -> None:
    of = engine("owned(end_user)", "destination is DE and owned(end_user)", valid=VALID)
    answers: list[Any] = [None, "no", "yes"]
    answers += [
        {"value": v, "as_of": d}
        for v in ("yes", "no")
        for d in ("2025-01-01", "2026-01-01", "2026-09-01")
    ]
    rank = {"no_license_required": 0, "prohibited": 1}
    dates: list[Any] = [ACT.isoformat(), {"at_least": "2025-12-01", "at_most": "2026-06-01"}]
    for line, header, on in itertools.product(answers, answers, dates):
        given = {
            "line": line and {"owned": line},
            "answers": header and {"owned": header},
            "date": on,
        }
        whole = decide(of, **given)
        if line is not None and header is None:
            less = decide(of, **{**given, "line": None})
            assert rank[range_of(less)[1]] >= rank[range_of(whole)[1]]
        if header is not None:
            less = decide(of, **{**given, "answers": None})
            assert rank[range_of(less)[1]] >= rank[range_of(whole)[1]]


def test_a_range_of_days_that_leaves_the_time_of_an_answer_is_open() -> None:
    of = engine("owned(end_user)", valid=VALID)
    answer = {"owned": {"value": "no", "as_of": "2026-01-01"}}
    inside = {"at_least": "2026-02-01", "at_most": "2026-06-01"}
    outside = {"at_least": "2026-02-01", "at_most": "2027-06-01"}
    assert range_of(decide(of, answer, date=inside)) == FREE
    decision = decide(of, answer, date=outside)
    assert range_of(decision) == OPEN
    assert reasons(decision) == [("answers.owned", "unclear")]


def test_an_answer_to_a_question_that_is_not_there_is_said_and_counts_for_nothing() -> None:
    of = engine("owned(end_user)")
    for name, nearest in (("ownd", "owned"), ("test.ownedd", "test.owned"), ("zzzz", None)):
        for given, path in (
            (decide(of, {name: "no"}), f"answers.{name}"),
            (
                decide(of, line={name: {"value": "other", "as_of": "2026-01-01"}}),
                f"items[0].answers.{name}",
            ),
        ):
            assert range_of(given) == OPEN
            (caveat,) = [c for c in part(given).caveats if c.kind == "unknown_question"]
            assert dict(caveat.details) == {"fact": path, "question": name, "nearest": nearest}
    both = decide(of, {"gone": "yes", "owned": "no"})
    assert range_of(both) == FREE


def _itself() -> object:
    """Return an object that contains itself."""
    inside: dict[str, object] = {}
    inside["value"] = inside
    return inside


@pytest.mark.parametrize(
    "given",
    [
        None,
        1,
        1.5,
        [1],
        {},
        {"anything": 1},
        {"value": object()},
        {"value": ["yes"]},
        {"value": "yes", "as_of": "yesterday"},
        {"value": "yes", "source": 1},
        "\ud800",
        "x" * 100_000,
        _itself(),
    ],
)
def test_what_answers_no_question_is_refused_also_for_one_that_is_not_there(given: object) -> None:
    of = engine("owned(end_user)")
    for order, path in (
        ({"items": [{}], "answers": {"gone": given}}, "answers.gone"),
        ({"items": [{"answers": {"gone": given}}]}, "items[0].answers.gone"),
    ):
        with pytest.raises(TransactionError) as refused:
            of.decide(order)
        assert all(problem.path.startswith(path) for problem in refused.value.problems)


def test_what_is_no_name_of_a_question_is_refused() -> None:
    of = engine("owned(end_user)")
    for name in ("", "x" * 200, "\ud800", "gone.\udfff"):
        with pytest.raises(TransactionError):
            of.decide({"act": "export", "items": [{}], "answers": {name: "no"}})
