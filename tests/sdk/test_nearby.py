"""What is told of a line that nothing stands in the way of: what is near, and what begins soon."""

from typing import Any

import pytest

import ecp
from ecp.cli.question import Question

LAW = """module xx
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry"
  time zone "UTC"
  reaches export when act is export
}
instrument act_1 "Act" { issued by XX.ministry on 2020-01-02 }
instrument act_2 "Later Act" { issued by XX.ministry on 2026-03-01 }
list bad "Bad parties" { of parties under act_1 clause "9" in force from 2021-01-01 member "Nemo" }
rule near {
  title "Dear goods to Japan"
  under act_1 clause "1"
  when destination is JP and item.value > 100 EUR
  prohibit
  in force from 2021-01-01
}
rule far {
  title "Dear arms to France"
  under act_1 clause "2"
  when destination is FR and item.value > 100 EUR and end_use.military
  prohibit
  in force from 2021-01-01
}
rule parties {
  title "Bad parties"
  under act_1 clause "3"
  when end_user in bad
  prohibit
  in force from 2021-01-01
}
"""
SOON = {
    "a rule": """rule next { title "New rule" under act_2 clause "1" when destination is JP
      prohibit in force from BEGIN }""",
    "a member": """extend list bad { under act_2 clause "2"
      in force from BEGIN member "Aozora" }""",
    "an amendment": """amend near { under act_2 clause "3" when destination is JP
      in force from BEGIN }""",
}
ORDER: dict[str, Any] = {
    "act": "export",
    "date": "2026-03-10",
    "destination": "JP",
    "parties": {"end_user": {"name": "Aozora"}},
    "end_use": {"military": False},
    "items": [{"value": {"amount": "50", "currency": "EUR"}}],
}


def _asked(text: str, **options: Any) -> tuple[Any, str]:
    policy = ecp.load({"xx.ecp": text}, cache=False)
    (part,) = policy.explain(ORDER, **options).parts
    assert part.outcome.at_most == "no_license_required"
    question = Question(
        policy=policy, on=None, known_at=None, profile=None, format="text", show_all=False
    )
    return part, question.as_text(ORDER, question.decide(ORDER))


def test_the_nearest_rules_are_told_with_the_conditions_that_fail() -> None:
    part, text = _asked(LAW)
    assert [rule.rule for rule in part.nearest] == ["xx.near", "xx.parties", "xx.far"]
    (failing,) = part.nearest[0].failing
    assert (failing.text, failing.truth) == ("item.value > 100 EUR", "no")
    assert [fact.value for fact in failing.facts] == ["50 EUR"]
    assert "Nearest rules, which do not apply" in text
    assert "not met: item.value > 100 EUR (items[0].value is 50 EUR)" in text


@pytest.mark.parametrize("name", SOON)
@pytest.mark.parametrize(
    ("begin", "told"),
    [("2026-03-11", True), ("2026-04-04", True), ("2026-05-09", True), ("2026-05-10", False)],
)
def test_what_an_act_already_issued_begins_soon_is_told(name: str, begin: str, told: bool) -> None:
    part, text = _asked(LAW + SOON[name].replace("BEGIN", begin))
    assert [str(rule.on) for rule in part.upcoming] == ([begin] if told else [])
    assert ("Begins soon" in text) is told
    for rule in part.upcoming:
        assert "xx.act_2" in {ground.instrument for ground in rule.citations}


def test_what_was_not_issued_yet_does_not_begin() -> None:
    text = LAW + SOON["a rule"].replace("BEGIN", "2026-03-11")
    assert not _asked(text, known_at="2026-02-28")[0].upcoming
    assert _asked(text, known_at="2026-03-01")[0].upcoming
