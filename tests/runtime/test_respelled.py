"""Codes that were withdrawn, and tariff codes as people and spreadsheets write them."""

from typing import Any

import pytest
from tests.compiler.compiling import FRAME, compile_texts, program, rule
from tests.strategies.agreement import disagreement

from ecp_plugins import reference
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import Decision
from ecp_runtime.facts import TransactionError

VOCABULARY = reference.ecp_vocabulary()
FORMER = {former.name: former for former in reference._countries().former}


def made(condition: str, more: str = "") -> Engine:
    """Make a policy of one rule, which has been law for long."""
    text = f"module test\nuse core\n{FRAME}\n{more}{rule(condition)}"
    return Engine(program(compile_texts(text.replace("2026-0", "2000-0"))))


def order(date: Any = "2026-03-10", **facts: Any) -> dict[str, Any]:
    item = {key: facts.pop(key) for key in ("hs", "value", "origin", "components") if key in facts}
    return {"act": "export", "date": date, "from": "CN", "parties": {}, "items": [item], **facts}


def decided(engine: Engine, transaction: dict[str, Any]) -> Decision:
    assert disagreement(engine, transaction) is None
    decision = engine.decide(transaction)
    verdict = engine.verdict(transaction)
    ends = decision.outcome.at_least, decision.outcome.at_most
    assert (verdict.at_least, verdict.at_most) == ends
    assert verdict.decision == decision
    return decision


def answer(engine: Engine, transaction: dict[str, Any]) -> str:
    """Say whether the one rule applies."""
    measures = decided(engine, transaction).items[0].jurisdictions[0].measures
    status = {measure.status for measure in measures}
    return "yes" if "applies" in status else "maybe" if "may_apply" in status else "no"


def said(decision: Decision, kind: str) -> list[dict[str, str | None]]:
    caveats = decision.items[0].jurisdictions[0].caveats
    return [dict(caveat.details) for caveat in caveats if caveat.kind == kind]


@pytest.mark.parametrize("code", ["00", "000000", "77", "770110", "7701.10", "77 01", 770110])
def test_codes_of_chapters_that_do_not_exist_are_refused(code: str | int) -> None:
    with pytest.raises(TransactionError, match="expected a code of hs"):
        made('item.hs within "85"').decide(order(hs=code))


# Countries


@pytest.mark.parametrize("code", sorted(FORMER))
@pytest.mark.parametrize("date", ["2026-03-10", "2026-01-06"])
def test_a_former_country_may_be_each_of_its_successors(code: str, date: str) -> None:
    successors = FORMER[code].now
    expected = "yes" if len(successors) == 1 else "maybe"
    for successor in successors:
        assert (
            answer(made(f"destination is {successor}"), order(date, destination=code)) == expected
        )
    whole = made(f"destination in {{ {', '.join(successors)} }}")
    assert decided(whole, order(date, destination=code)).outcome.at_least == "prohibited"
    assert answer(made("destination is JP"), order(date, destination=code)) == "no"
    assert answer(made("destination is not JP"), order(date, destination=code)) == "yes"


@pytest.mark.parametrize(
    "destination",
    [
        "AN",
        {"value": "AN", "source": "the order", "as_of": "2009-01-01"},
        {"one_of": ["AN", "DE"]},
        {"value": {"one_of": ["DE", "AN"]}},
    ],
    ids=str,
)
def test_a_former_country_is_read_wherever_it_stands(destination: Any) -> None:
    engine = made("destination is CW")
    assert answer(engine, order(destination=destination)) == "maybe"
    assert answer(made("any c in route satisfies (c is CW)"), order(route=["DE", destination])) == (
        "maybe"
    )
    partial = {"complete": False, "items": [destination]}
    assert answer(made("any c in route satisfies (c is CW)"), order(route=partial)) == "maybe"
    line = order(destination="DE")
    line["items"][0]["destination"] = destination
    assert answer(engine, line) == "maybe"
    owners = {"buyer": {"owners": [{"country": "DE"}, {"country": destination}]}}
    owned = made("any o in buyer.owners satisfies (o.country is CW)")
    assert answer(owned, order(parties=owners)) == "maybe"
    parts = [{"origin": destination}]
    assert (
        answer(made("any c in item.components satisfies (c.origin is CW)"), order(components=parts))
        == "maybe"
    )


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        ("thing.value is CW", {"thing": {"value": "AN"}}),
        ("thing.value is CW", {"thing": {"value": {"value": "AN", "source": "the order"}}}),
        ("thing.value is CW", {"thing": {"value": {"one_of": ["AN", "DE"]}}}),
        ("any c in thing.items satisfies (c is CW)", {"thing": {"items": ["DE", "AN"]}}),
        (
            "any c in thing.items satisfies (c is CW)",
            {"thing": {"items": {"value": {"complete": False, "items": ["DE", "AN"]}}}},
        ),
        (
            "thing.classification.country is CW",
            {"thing": {"classification": {"value": {"country": "AN"}, "source": "broker"}}},
        ),
    ],
    ids=str,
)
def test_keys_that_look_like_shapes_are_keys(condition: str, facts: dict[str, Any]) -> None:
    entity = """
extend entity Parameters { thing: Thing }
entity Thing "A thing" {
  value: code of country "Its country"
  items: list of code of country "Its countries"
  classification: classification "Its codes"
}
"""
    engine = made(condition.replace("thing.", "item.parameters.thing."), entity)
    transaction = order()
    transaction["items"][0]["parameters"] = facts
    assert answer(engine, transaction) == "maybe"


def test_a_line_says_more_of_where_it_is_used() -> None:
    transaction = order(end_use={"location": "DE"})
    transaction["items"][0]["end_use"] = {"location": "AN"}
    assert answer(made("end_use.location is CW"), transaction) == "maybe"


def test_a_code_is_read_anew_each_time() -> None:
    """What was read before is remembered, and the caveat must not be lost by that."""
    engine = made("destination is CW")
    for _ in range(3):
        assert said(decided(engine, order(destination="AN")), "withdrawn_code")


@pytest.mark.parametrize(
    ("date", "is_said"),
    [
        ("2010-12-30", False),
        ("2010-12-31", False),
        ("2011-01-01", True),
        ({"at_least": "2010-12-01", "at_most": "2010-12-31"}, False),
        ({"at_least": "2010-12-01", "at_most": "2011-01-01"}, True),
        ({"at_least": "2010-12-01"}, True),
    ],
)
def test_the_decision_says_that_a_code_was_withdrawn_before_the_act(
    date: Any, is_said: bool
) -> None:
    decision = decided(made("destination is CW"), order(date, destination="AN"))
    expected = [
        {
            "fact": "destination",
            "given": "AN",
            "through": "2010-12-31",
            "now": "BQ or CW or SX",
        }
    ]
    assert said(decision, "withdrawn_code") == (expected if is_said else [])


def test_a_caveat_is_of_its_own_line() -> None:
    transaction = order()
    transaction["items"] = [{"id": "a", "origin": "AN"}, {"id": "b", "origin": "DE"}]
    one, two = decided(made("item.origin is CW"), transaction).items
    kinds = [{c.kind for c in line.jurisdictions[0].caveats} for line in (one, two)]
    assert ["withdrawn_code" in each for each in kinds] == [True, False]


# Currencies


@pytest.mark.parametrize("code", [former.name for former in VOCABULARY.former_currencies])
def test_a_former_currency_needs_a_rate(code: str) -> None:
    value = {"amount": "50", "currency": code}
    for limit in ("item.value > 10 EUR", "item.value < 10 EUR", "item.value is 50 EUR"):
        assert answer(made(limit), order(value=value)) == "maybe"
    rates = [{"from": code, "to": "EUR", "rate": "0.5", "date": "2026-03-01"}]
    assert answer(made("item.value > 10 EUR"), order(value=value, rates=rates)) == "yes"
    assert answer(made("item.value > 30 EUR"), order(value=value, rates=rates)) == "no"


@pytest.mark.parametrize(
    "value",
    [
        {"amount": "5", "currency": "HRK"},
        {"amount": {"at_least": "5"}, "currency": "HRK"},
        {"value": {"amount": "5", "currency": "HRK"}, "source": "invoice"},
        {
            "at_least": {"amount": "5", "currency": "HRK"},
            "at_most": {"amount": "7", "currency": "HRK"},
        },
    ],
    ids=str,
)
@pytest.mark.parametrize("date", ["2022-05-01", "2023-01-31", "2023-02-01"])
def test_a_kuna_is_one_until_it_was_withdrawn(value: Any, date: str) -> None:
    decision = decided(made("item.value > 10 EUR"), order(date, value=value))
    is_said = date > "2023-01-31"
    assert bool(said(decision, "withdrawn_code")) == is_said


def test_codes_that_never_were_are_refused() -> None:
    engine = made("destination is CW")
    wrong: list[dict[str, Any]] = [
        {"destination": "ZZ"},
        {"destination": "an"},
        {"value": {"amount": "5", "currency": "HRX"}},
        {"value": {"amount": "5", "currency": "hrk"}},
    ]
    for facts in wrong:
        for ask in (engine.decide, engine.verdict):
            with pytest.raises(TransactionError):
                ask(order(**facts))


# Tariff codes


@pytest.mark.parametrize(
    "code",
    [
        *("850511900"[: 8 + n] for n in range(2)),
        "8505119000",
        "85051190001",
        "850511900012",
        "8505119000123",
        "8505.11",
        "8505 11",
        "85.05.11",
        "85 05 11 90",
        "8505.11.90",
        "8505.11.9000",
        "8505.11.90.00",
        "8505 11 90 0",
        850511,
        85051190,
    ],
    ids=str,
)
def test_national_codes_are_within_the_subheading(code: Any) -> None:
    engine = made('item.hs within "850511"')
    for given in (code, {"value": code}, {"one_of": [code, "850511"]}):
        assert answer(engine, order(hs=given)) == "yes"
    assert answer(made('item.hs within "850519"'), order(hs=code)) == "no"
    assert not said(decided(engine, order(hs=code)), "lost_zero")


@pytest.mark.parametrize("code", ["8505", "85.05", "85", 8505])
def test_a_coarse_code_may_be_within_the_subheading(code: Any) -> None:
    assert answer(made('item.hs within "850511"'), order(hs=code)) == "maybe"


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("101", "0101"),
        ("10121", "010121"),
        (10121, "010121"),
        ("1012100", "01012100"),
        (8111, None),
        ("81110", "081110"),
        ("9101", None),
        ("91011", "091011"),
    ],
)
def test_a_lost_zero_is_found(given: Any, full: str | None) -> None:
    if full is None:
        assert not said(decided(made('item.hs within "85"'), order(hs=given)), "lost_zero")
        return
    engine = made(f'item.hs within "{full}"')
    assert answer(engine, order(hs=given)) == "yes"
    (caveat,) = said(decided(engine, order(hs=given)), "lost_zero")
    assert caveat == {"fact": "items[0].hs", "given": str(given), "read": full}


@pytest.mark.parametrize("given", ["8111090000", "81110200", 85423100, 811100, 8111])
def test_an_even_number_of_digits_is_what_it_says(given: Any) -> None:
    assert answer(made(f'item.hs within "{str(given)[:4]}"'), order(hs=given)) == "yes"
    assert not said(decided(made('item.hs within "85"'), order(hs=given)), "lost_zero")


@pytest.mark.parametrize(
    "given",
    [
        *("810110000", 810110000, 8111090000, 81110200, 711090000000),
        *("10121000", "1012100010", "101210001000", "90138000000"),
    ],
)
def test_what_may_have_lost_a_zero_is_one_of_both(given: Any) -> None:
    own, full = str(given)[:4], f"0{given}"[:4]
    for heading in (own, full):
        engine = made(f'item.hs within "{heading}"')
        assert answer(engine, order(hs=given)) == "maybe"
        negated = made(f'not (item.hs within "{heading}")')
        assert answer(negated, order(hs=given)) == "maybe"
        assert said(decided(engine, order(hs=given)), "lost_zero")
    assert answer(made('item.hs within "85"'), order(hs=given)) == "no"


@pytest.mark.parametrize("given", ["81011000", "8101100000", "90138000", "40111000", "71081200"])
def test_an_even_number_of_digits_of_a_heading_that_exists_is_what_it_says(given: str) -> None:
    assert answer(made(f'item.hs within "{given[:4]}"'), order(hs=given)) == "yes"


@pytest.mark.parametrize(
    "given",
    [
        *("85051", "8505119", "8", "85051190001234", "8505.1", "8505..11", "8505.11.", ".8505"),
        *("101.2", "101.21", "8505-11", "８５０５", "", " ", -850511, True, 85051, 10**40),
    ],
    ids=str,
)
def test_other_digits_are_refused_with_what_to_do(given: Any) -> None:
    engine = made('item.hs within "850511"')
    for ask in (engine.decide, engine.verdict):
        with pytest.raises(TransactionError) as caught:
            ask(order(hs=given))
        assert {problem.path for problem in caught.value.problems} == {"items[0].hs"}
