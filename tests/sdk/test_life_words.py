"""How the report tells since when a rule is in force, and why it has no effect."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.strategies.generated.programs import program as generated_program
from tests.strategies.generated.transactions import asked, names_read

import ecp as api
from ecp.cli.background import background
from ecp.policy import Policy
from ecp.sharing import Shared

BEGINNINGS = {
    "applies": ("in force",),
    "may_apply": ("in force", "suspended"),
    "lifted": ("in force", "suspended"),
    "suspended": ("suspended",),
    "lapsed": ("ended",),
    "not_yet_in_force": ("in force only from",),
}


def _told(policy: Policy, order: Any, **options: Any) -> list[tuple[str, str, str | None]]:
    decision = policy.decide(order, **options)
    explanation = policy.explain(order, **options)
    reasons = background(policy.program, order, decision, explanation).reasons
    return [
        (
            measure.rule,
            measure.status,
            reasons[item.id, part.jurisdiction, measure.rule, measure.status].life,
        )
        for item in decision.items
        for part in item.jurisdictions
        for measure in part.measures
    ]


@pytest.mark.parametrize("seed", range(60))
def test_words_on_lives_never_contradict_the_status(seed: int) -> None:
    policy = Policy(Shared(generated_program(seed, most_rules=12)))
    names = names_read(policy.program)
    for number in range(12):
        wanted = asked(f"{seed} {number}", policy.program, names)
        options = {"on": wanted.on, "known_at": wanted.known_at, "profile": wanted.profile}
        try:
            told = _told(policy, wanted.transaction, **options)
        except api.TransactionError:
            continue
        for rule, status, words in told:
            assert words is None or words.startswith(BEGINNINGS[status]), (rule, status, words)


HEAD = """module xx
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry"
  time zone "Asia/Tokyo"
  reaches export when act is export
}
instrument act_1 "Act No. 1" { issued by XX.ministry on 2020-01-02 }
instrument act_2 "Act No. 2" { issued by XX.ministry on 2025-06-01 }
question extended "Was it extended?" {
  of law
  reading yes_it_was "Yes"
  reading lapsed "No"
  over from 2026-01-01 through 2026-12-31
}
"""
RULE = """
rule r {
  under act_1 clause "1"
  when destination is JP
  prohibit
  in force from 2021-01-01
}
"""
ORDER: dict[str, Any] = {"act": "export", "date": "2026-03-10", "destination": "JP", "items": [{}]}


def _life(text: str, order: dict[str, Any] = ORDER, **options: Any) -> tuple[str, str | None]:
    policy = api.load({"xx.ecp": HEAD + text}, cache=False)
    ((_, status, words),) = _told(policy, order, **options)
    return status, words


def test_a_rule_judged_on_another_day_is_told_by_that_day() -> None:
    rule = RULE.replace("prohibit", "judged at dates.contract prohibit")
    ended = rule.replace("from 2021-01-01", "from 2021-01-01 through 2025-12-31")
    order = {**ORDER, "dates": {"contract": "2025-05-01"}}
    assert _life(ended, order) == ("applies", "in force since 2021-01-01 through 2025-12-31")


SUSPEND = (
    """suspend r {{ under act_2 clause "7" in force from 2026-01-01 through 2026-12-31 {} }}"""
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (True, "suspended from 2026-01-01 through 2026-12-31 by Act No. 2, clause 7, since"),
        (False, "in force since 2021-01-01"),
        (None, "suspended from 2026-01-01 through 2026-12-31 by Act No. 2, clause 7, if"),
    ],
)
def test_a_suspension_with_a_condition_on_facts_is_told_by_the_facts(
    given: bool | None, expected: str
) -> None:
    order = {**ORDER, "end_use": {} if given is None else {"military": given}}
    status, words = _life(RULE + SUSPEND.format("if end_use.military"), order)
    assert words is not None and words.startswith(expected)
    assert "question" not in words
    assert ("end_use.military" in words) is (given is not False)
    assert status == {True: "suspended", False: "applies", None: "may_apply"}[given]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (None, "by Act No. 2, clause 7, if “Was it extended?” is yes_it_was, which is open"),
        ("yes_it_was", "by Act No. 2, clause 7, since “Was it extended?” is yes_it_was"),
        ("lapsed", "in force since 2021-01-01"),
    ],
)
@pytest.mark.parametrize("day", ["2026-03-10", "2027-01-05"])
def test_an_adopted_reading_is_not_told_as_open(
    reading: str | None, expected: str, day: str
) -> None:
    text = RULE + SUSPEND.format("if reading extended is yes_it_was")
    if reading is not None:
        text += (
            f'profile house "House" {{ adopt extended is {reading} by "Counsel" on 2026-01-02 }}'
        )
    order = {**ORDER, "date": day}
    _, words = _life(text, order, profile=None if reading is None else "xx.house")
    if day == "2026-03-10":
        assert words is not None and words.endswith(expected)
    else:
        # Only a suspension that never held leaves the rule in force all the while.
        begun = "2021-01-01" if reading == "lapsed" else "2027-01-01"
        assert words == f"in force since {begun}"


def test_a_suspended_rule_is_not_told_as_in_force_where_the_law_is_known_at_an_instant() -> None:

    text = RULE + SUSPEND.format("")
    after = datetime(2025, 6, 1, 12, tzinfo=UTC)
    assert _life(text, known_at=after)[0] == "suspended"
    assert str(_life(text, known_at=after)[1]).startswith("suspended from 2026-01-01")
    # In Tokyo it is the day of issue already.
    late = _life(text, known_at=datetime(2025, 5, 31, 16, tzinfo=UTC))
    assert late[0] == "suspended" and str(late[1]).startswith("suspended")
    assert _life(text, known_at=datetime(2025, 5, 31, 14, tzinfo=UTC)) == (
        "applies",
        "in force since 2021-01-01",
    )
