"""Tests of policies: every name in them is known, and none passes without trying the rules."""

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from tests.compiler.compiling import errors, in_frame, program, rule

from ecp_compiler import pipeline
from ecp_compiler.judge import Failure, Judge, first_difference
from ecp_compiler.pipeline import Compiled
from ecp_compiler.scenario import Scenario
from ecp_dsl.diagnostic import diagnostic
from ecp_runtime.compiled.decide import Decider
from ecp_runtime.decision import Decision

QUESTIONS = """
question judged(who: Party) "Is it judged so?" { of fact }
question read "Is it read so?" { of law reading one "So" reading two "Otherwise" }
"""
BAN = rule("end_use.military or judged(end_user) or read is one", name="ban")
GIVEN = "act: export date: 2026-02-01 end_use: { military: yes } item: {}"


def policy(expected: str, *, given: str = GIVEN, more: str = "") -> Compiled:
    """Compile a policy of one ban with one test."""
    return in_frame(
        f'{QUESTIONS}{BAN}{more}\ntest "t" {{ given {{ {given} }} {expected} }}',
    )


def failures(compiled: Compiled) -> tuple[Failure, ...]:
    """Run the one test of a policy."""
    (scenario,) = compiled.scenarios
    return Judge(program(compiled)).failures(scenario)


@pytest.mark.parametrize(
    ("expected", "code", "help"),
    [
        ("expect YY prohibited", "ECP0102", "the jurisdictions of the policy are XX"),
        ("expect Xx not prohibited", "ECP0102", "did you mean `XX`?"),
        ("expect prohibitd", "ECP0206", "did you mean `prohibited`?"),
        ("expect not prohibitd", "ECP0206", "did you mean `prohibited`?"),
        ("expect prohibited to prohibitd", "ECP0206", "did you mean `prohibited`?"),
        ("expect prohibited because bann", "ECP0102", "did you mean `ban`?"),
        ("expect missing end_use.milltary", "ECP0102", "did you mean `end_use.military`?"),
        ("expect missing item.classification.goods", "ECP0102", None),
        ("expect missing parties.end_usr.kind", "ECP0102", None),
        ("expect missing juged", "ECP0102", "did you mean `judged`?"),
        ("expect missing ban", "ECP0102", None),
        ("expect duty keep", "ECP0102", "the duties of the policy are none"),
        ("adopt reed is two expect prohibited", "ECP0102", "did you mean `read`?"),
        ("adopt read is too expect prohibited", "ECP0206", "did you mean `two`?"),
        ("adopt judged is one expect prohibited", "ECP0206", "possible are yes, no"),
        ("adopt ban is yes expect prohibited", "ECP0105", None),
        ("expect license_required review casebycase", "ECP0206", "did you mean `case_by_case`?"),
    ],
)
def test_an_unknown_name_in_a_test_is_an_error(expected: str, code: str, help: str | None) -> None:
    compiled = policy(expected)
    assert errors(compiled) == [code]
    if help is not None:
        assert compiled.diagnostics[0].help == help


@pytest.mark.parametrize(
    "expected",
    [
        "expect missing end_user.kind",
        "expect missing parties.end_user.kind",
        "expect missing kind",
        "expect missing item.components",
        "expect missing item.components.origin",
        "expect missing item.classification.test.codes",
        "expect missing end_user.listed.test.bad",
        "expect missing departure, from, date",
        "expect missing judged, read, test.read",
    ],
)
def test_what_may_be_missing_may_be_named(expected: str) -> None:
    assert errors(policy(expected)) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("act: exprt item: {}", "ECP0211"),
        ("act: export colour: red item: {}", "ECP0211"),
        ("act: export end_user: { kind: militry } item: {}", "ECP0211"),
        ("act: export item: { classification: { test.cods: 1A001 } }", "ECP0211"),
        ("act: export item: {} answers: { juged: yes }", "ECP0102"),
        ("act: export item: {} answers: { judged: perhaps }", "ECP0211"),
        ("act: export item: {} answers: { read: three }", "ECP0211"),
        ("act: export act: reexport item: {}", "ECP0010"),
        ("act: export destination: JP item: {} items: [ {} ]", "ECP0010"),
        ("act: export from: JP departure: CN item: {}", "ECP0010"),
        ("act: export item: { hs: 850511 hs: 8505 }", "ECP0010"),
    ],
)
def test_a_fact_that_is_refused_is_an_error(given: str, code: str) -> None:
    compiled = policy("expect XX prohibited", given=given)
    assert set(errors(compiled)) == {code}
    assert compiled.program is None


@pytest.mark.parametrize(
    "expected",
    [
        "expect not not_subject",
        "expect prohibited to license_required",
        "expect prohibited review case_by_case",
        "expect authorized review denial_presumed",
    ],
)
def test_an_expectation_that_nothing_decides_is_an_error(expected: str) -> None:
    assert errors(policy(expected)) == ["ECP0212"]


def test_a_range_means_these_ends_and_no_others() -> None:
    (failure,) = failures(policy("expect XX not_subject to prohibited"))
    assert failure.actual == "the outcome is prohibited"


def test_what_is_reported_after_all_passes_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pass gets the same list, and the last one may still add to it."""

    def scenarios(*arguments: Any) -> tuple[Scenario, ...]:
        environment = arguments[1]["test"]
        span = environment.table.modules["test"].span
        environment.diagnostics.append(diagnostic("ECP0102", "late", span))
        return ()

    monkeypatch.setattr(pipeline, "scenarios", scenarios)
    compiled = policy("expect prohibited")
    assert errors(compiled) == ["ECP0102"]
    assert compiled.program is None


# Facts keep the digits in which they are written


@pytest.mark.parametrize(
    "digits", ["010121", "007", "0101.21", "00", "8505.10", "100", "0.0000001"]
)
def test_digits_stay_as_written(digits: str) -> None:
    given = f"act: export id: {digits} end_user: {{ name: {digits} }} item: {{}}"
    (scenario,) = policy("expect XX not prohibited", given=given).scenarios
    transaction: Any = scenario.transaction
    assert transaction["id"] == digits
    assert transaction["parties"]["end_user"]["name"] == digits


def test_a_tariff_code_may_begin_with_a_zero_in_a_rule() -> None:
    more = rule("item.hs within 010121", name="horses")
    given = "act: export date: 2026-02-01 item: { hs: 01012100 }"
    assert failures(policy("expect XX prohibited because horses", given=given, more=more)) == ()


# What a failing test says


def test_a_failing_test_names_the_rules_and_what_is_missing() -> None:
    given = "act: export date: 2026-02-01 item: {}"
    (failure,) = failures(policy("expect XX no_license_required", given=given))
    assert failure.kind == "expectation"
    assert failure.actual == "the outcome is no_license_required to prohibited"
    assert failure.why[0] == "`test.ban` may apply: ban (prohibited)"
    assert any(line.startswith("`end_use.military` is missing: ") for line in failure.why)
    assert any(line.startswith("`test.judged` is missing: ") for line in failure.why)


def test_a_test_fails_where_the_two_evaluators_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = policy("expect XX prohibited")
    assert failures(compiled) == ()
    decided = Decider.decide

    def lenient(self: Decider, *arguments: Any, **options: Any) -> Decision:
        decision = decided(self, *arguments, **options)
        return evolve(decision, outcome=evolve(decision.outcome, at_least="authorized"))

    monkeypatch.setattr(Decider, "decide", lenient)
    (failure,) = failures(compiled)
    assert failure.kind == "difference"
    assert failure.actual == (
        'at `outcome.at_least` the generated code decides "authorized", '
        'the reference evaluator "prohibited"'
    )


def _json() -> Iterator[tuple[Any, Any, str | None]]:
    yield {"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, None
    yield {"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "a[1].b"
    yield {"a": [1]}, {"a": [1, 2]}, "a"
    yield {"a": 1}, {"b": 1}, ""


@pytest.mark.parametrize(("one", "other", "place"), tuple(_json()))
def test_the_first_difference_has_a_place(one: Any, other: Any, place: str | None) -> None:
    found = first_difference(one, other)
    assert (found is None) if place is None else str(found).startswith(f"at `{place}`")


# What an outcome rests on

OTHERS = (
    rule("end_use.military", name="weaker", effect="require license from XX.ministry")
    + rule("destination is JP", name="unmet")
    + rule("end_use.military", name="later").replace("2026-01-06", "2026-03-01")
    + rule("end_use.military", name="ended").replace("2026-01-06", "2026-01-06 through 2026-01-31")
    + rule("end_use.military", name="stopped")
    + "suspend stopped { under act_2 in force from 2026-02-01 through 2026-03-31 }"
    + rule("end_use.military", name="lifted")
    + "exempt friends from lifted { even prohibition under act_1 when destination is DE }"
    + rule("item.value > 5 EUR", name="perhaps")
    + rule("end_use.military", name="paper", effect='oblige keep "Records"')
)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("weaker", "applies and comes to license_required"),
        ("unmet", "plays no part"),
        ("later", "not yet in force"),
        ("ended", "lapsed"),
        ("stopped", "is suspended"),
        ("lifted", "is lifted"),
        ("perhaps", "may apply and comes to prohibited"),
        ("paper", "applies and only obliges"),
    ],
)
def test_an_outcome_does_not_rest_on_what_does_not_lead_to_it(name: str, how: str) -> None:
    given = f"{GIVEN} destination: DE"
    expected = f"expect XX prohibited because ban, {name}"
    (failure,) = failures(policy(expected, given=given, more=OTHERS))
    assert failure.actual == f"`test.{name}` {how}; the outcome rests on `test.ban`"


def test_an_open_outcome_rests_on_what_may_lead_into_its_range() -> None:
    given = "act: export date: 2026-02-01 destination: DE item: { value: 1 EUR }"
    more = OTHERS + rule(
        "destination is DE", name="sure", effect="require license from XX.ministry"
    )
    start = "expect XX license_required to prohibited because ban, sure, weaker"
    assert failures(policy(start, given=given, more=more)) == ()
    for name, how in {
        "perhaps": "plays no part",
        "later": "not yet in force",
        "paper": "may apply and only obliges",
    }.items():
        (failure,) = failures(policy(f"{start}, {name}", given=given, more=more))
        assert failure.actual == (
            f"`test.{name}` {how}; the outcome rests on `test.ban`, `test.sure`, `test.weaker`"
        )


def test_a_license_requirement_that_is_covered_leads_to_what_is_authorized() -> None:
    more = (
        rule("destination is DE", name="near", effect="require license from XX.ministry")
        + rule(
            "destination is JP",
            name="far",
            effect="require license from XX.ministry review denial_presumed",
        )
        + rule("item.value > 5 EUR", name="dear", effect="require license from XX.ministry")
        + "authorize small for near { kind general under act_1 when item.value < 10 EUR }"
    )
    facts = (
        "act: export date: 2026-02-01 end_use: { military: no } answers: { judged: no read: two }"
    )
    free = f"{facts} destination: DE item: {{ value: 1 EUR }}"
    assert failures(policy("expect authorized because near, small", given=free, more=more)) == ()
    both = f"{facts} destination: DE item: {{ value: 6 EUR }}"
    assert failures(policy("expect license_required because dear", given=both, more=more)) == ()
    found = failures(policy("expect license_required because near, small", given=both, more=more))
    assert [failure.actual for failure in found] == [
        "`test.near` applies and comes to authorized; the outcome rests on `test.dear`",
        "`test.small` available and comes to authorized; the outcome rests on `test.dear`",
    ]
    two = f"{facts} destination: JP item: {{ value: 6 EUR }}"
    wanted = "expect license_required review denial_presumed because far"
    assert failures(policy(wanted, given=two, more=more)) == ()
    assert failures(policy("expect license_required because dear", given=two, more=more)) == ()
    (failure,) = failures(policy(f"{wanted}, dear", given=two, more=more))
    assert failure.actual.endswith("comes to license_required; the outcome rests on `test.far`")


def test_a_reason_may_stand_in_any_line() -> None:
    given = (
        "act: export date: 2026-02-01 end_use: { military: no } answers: { judged: no read: two } "
        "items: [{ value: 6 EUR }, { value: 1 EUR }]"
    )
    more = rule("item.value > 5 EUR", name="dear")
    assert failures(policy("expect XX prohibited because dear", given=given, more=more)) == ()


def test_a_duty_rests_on_what_imposes_it() -> None:
    more = rule("end_use.military", name="paper", effect='oblige keep "Records"')
    assert failures(policy("expect XX duty keep because paper", more=more)) == ()
    (failure,) = failures(policy("expect XX duty keep because ban", more=more))
    assert failure.actual == "`test.ban` applies; the duty rests on `test.paper`"


# Which rules the tests try


def test_a_rule_is_touched_where_facts_meet_its_condition() -> None:
    more = rule("destination is JP", name="far") + rule("destination is DE", name="near")
    given = "act: export date: 2026-02-01 destination: DE end_use: { military: yes } item: {}"
    compiled = policy("expect XX prohibited", given=given, more=more)
    judge = Judge(program(compiled))
    assert judge.failures(compiled.scenarios[0]) == ()
    assert judge.touched == {"test.ban", "test.near"}
