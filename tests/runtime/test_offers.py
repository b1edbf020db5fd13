"""What a decision says of licenses on hand: each condition, and what nobody checked."""

from typing import Any

import pytest
from tests.strategies.agreement import disagreement

import ecp
from ecp.cli.question import Question
from ecp_runtime.decision import AuthorizationOffer

LAW = """module xx
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry"
  time zone "UTC"
  reaches export when act is export
}
instrument act_1 "Act" { issued by XX.ministry on 2020-01-02 }
rule r {
  under act_1 clause "1"
  when destination is JP
  require license from XX.ministry
  in force from 2021-01-01
}
authorize held for r {
  title "A license on hand"
  under act_1 clause "2"
  when any held in licenses satisfies (
      held.type is "individual"
      and held.end_user.name is end_user.name
      and (held.valid_through is none or held.valid_through >= date)
    )
  condition "registration" in documents "The exporter is registered"
  limit item.quantity <= 100 kg "At most 100 kg"
}
"""
LICENSE: dict[str, Any] = {
    "type": "individual",
    "end_user": {"name": "Aozora Motors Corporation"},
    "valid_through": "2026-12-31",
}
ORDER: dict[str, Any] = {
    "act": "export",
    "date": "2026-03-10",
    "destination": "JP",
    "parties": {"end_user": {"name": "Aozora Motors Corporation"}},
    "documents": ["registration"],
    "items": [{"quantity": {"value": "2500", "unit": "GRM"}}],
}
WORDS = [None, "The exporter is registered", "At most 100 kg"]


def _offer(changes: dict[str, Any], order: dict[str, Any] | None = None) -> AuthorizationOffer:
    policy = ecp.load({"xx.ecp": LAW}, cache=False)
    wanted = {**ORDER, "licenses": [{**LICENSE, **changes}], **(order or {})}
    assert disagreement(policy.compiled(), wanted) is None
    (offer,) = policy.decide(wanted).items[0].jurisdictions[0].authorizations
    return offer


def _failing(offer: AuthorizationOffer) -> list[tuple[str, str, list[tuple[str, str | None]]]]:
    return [
        (tested.text, tested.truth, [(fact.path, fact.value) for fact in tested.facts])
        for condition in offer.conditions
        if condition.truth != "yes"
        for tested in (condition.because or (condition,))
    ]


SAME_USER = "held.end_user.name is end_user.name"
MISTAKES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "capitals": (
        {"end_user": {"name": "AOZORA MOTORS CORPORATION"}},
        SAME_USER,
        "licenses[0].end_user.name",
        "AOZORA MOTORS CORPORATION",
    ),
    "abbreviated": (
        {"end_user": {"name": "Aozora Motors Corp."}},
        SAME_USER,
        "licenses[0].end_user.name",
        "Aozora Motors Corp.",
    ),
    "another end user": (
        {"end_user": {"name": "Somebody"}},
        SAME_USER,
        "licenses[0].end_user.name",
        "Somebody",
    ),
    "expired by a day": (
        {"valid_through": "2026-03-09"},
        "held.valid_through >= date",
        "licenses[0].valid_through",
        "2026-03-09",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_condition_that_fails_is_named_with_its_facts(name: str) -> None:
    changes, text, path, value = MISTAKES[name]
    offer = _offer(changes)
    assert offer.status == "conditions_not_met"
    assert [condition.words for condition in offer.conditions] == WORDS
    assert [condition.truth for condition in offer.conditions] == ["no", "yes", "yes"]
    found = {tested: (truth, dict(facts)) for tested, truth, facts in _failing(offer)}
    truth, facts = found[text]
    assert truth == "no" and facts[path] == value
    shown = _text({**ORDER, "licenses": [{**LICENSE, **changes}]})
    assert f"not met: {text}" in shown
    assert "met: The exporter is registered" in shown and "met: At most 100 kg" in shown


def test_a_limit_in_words_of_its_author_is_told_with_the_quantity_as_given() -> None:
    offer = _offer({}, {"items": [{"quantity": {"value": "1500000", "unit": "GRM"}}]})
    (limit,) = (c for c in offer.conditions if c.truth == "no")
    assert (limit.words, limit.text) == ("At most 100 kg", "item.quantity <= 100 kg")
    (fact,) = limit.facts
    assert (fact.path, fact.value) == ("items[0].quantity", "1,500,000 g")
    assert fact.title == "The quantity of the item"


def test_what_is_not_known_of_a_license_is_told() -> None:
    policy = ecp.load({"xx.ecp": LAW}, cache=False)
    order = {**ORDER, "licenses": [{"type": "individual"}]}
    (offer,) = policy.decide(order).items[0].jurisdictions[0].authorizations
    assert offer.status == "may_be_available"
    paths = {path for _, _, facts in _failing(offer) for path, value in facts if value is None}
    assert {"licenses[0].end_user.name", "licenses[0].valid_through"} <= paths


def test_what_nobody_checks_stands_beside_the_verdict() -> None:
    offer = _offer({})
    assert offer.status == "available"
    assert "how much of the quantity and the value that it allows is left" in offer.not_checked
    assert "The number of the license" in offer.not_checked
    assert "The end user that the license names" not in offer.not_checked
    lines = _text({**ORDER, "licenses": [LICENSE]}).split("\n")
    verdict = next(n for n, line in enumerate(lines) if line.strip() == "AUTHORIZED")
    beside = " ".join(line.strip() for line in lines[verdict : verdict + 6])
    assert "Not checked of the license on hand: how much of the quantity" in beside


def test_an_authorization_that_asks_for_no_license_leaves_nothing_out() -> None:
    plain = (
        LAW[: LAW.index("authorize")] + "authorize a for r { under act_1 when item.value <= 5 EUR }"
    )
    policy = ecp.load({"xx.ecp": plain}, cache=False)
    (offer,) = policy.decide(ORDER).items[0].jurisdictions[0].authorizations
    assert offer.not_checked == ()


def _text(order: dict[str, Any]) -> str:
    policy = ecp.load({"xx.ecp": LAW}, cache=False)
    question = Question(
        policy=policy, on=None, known_at=None, profile=None, format="text", show_all=False
    )
    text = question.as_text(order, question.decide(order))
    return text
