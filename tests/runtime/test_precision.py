"""The range of a decision is what each open fact alone leads to, the same whoever is asked."""

import itertools
from typing import Any

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.agreement import disagreement
from tests.strategies.deciding import BAD, MILITARY, TO_BB, Q, outcome, run

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.explain import explain
from ecp_runtime.facts import read_transaction
from ecp_runtime.precision import Ranges
from ecp_runtime.provisions import Provisions

FREE, LICENSE, PROHIBITED = "no_license_required", "license_required", "prohibited"
DESTINATION = v.tx("destination")
KIND = v.party("end_user", "kind")
CODE = v.control_code()


def to(country: str) -> ir.Expr:
    return ir.Equal(DESTINATION, ir.Code("country", country))


def either(condition: ir.Expr) -> tuple[ir.Rule, ...]:
    """Ask for a license if something is so, and if it is not."""
    return (
        v.rule("m.so", v.license_(), condition),
        v.rule("m.not", v.license_(), ir.Not(condition)),
    )


def reading(name: str) -> ir.Expr:
    return ir.ReadingIs("m.law", name)


QUESTIONS = (v.question("m.q"), v.question("m.law", "wide", "narrow"))
IS_A = ir.WithinCode(CODE, ir.Code("ctl", "1A.a"))

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "one of two countries": (
        {
            "rules": (
                v.rule("m.a", v.license_(), to("AA")),
                v.rule("m.b", v.license_(), to("BB")),
            )
        },
        {"destination": {"one_of": ["AA", "BB"]}},
        LICENSE,
    ),
    "one of two countries of which each is among several": (
        {
            "rules": (
                v.rule(
                    "m.a",
                    v.license_(),
                    ir.OneOf(DESTINATION, (ir.Code("country", "AA"), ir.Code("country", "BB"))),
                ),
            )
        },
        {"destination": {"one_of": ["AA", "BB"]}},
        LICENSE,
    ),
    "yes or no": ({"rules": either(MILITARY)}, {}, LICENSE),
    "a country or not": ({"rules": either(TO_BB)}, {}, LICENSE),
    "a judgement": ({"rules": either(Q)}, {}, LICENSE),
    "each reading": (
        {
            "rules": (
                v.rule("m.a", v.license_(), reading("wide")),
                v.rule("m.b", v.license_(), reading("narrow")),
            )
        },
        {},
        LICENSE,
    ),
    "never both": (
        {"rules": (v.rule("m.a", ir.Prohibition(), ir.And((reading("wide"), reading("narrow")))),)},
        {},
        FREE,
    ),
    "two codes at once": (
        {
            "rules": (
                v.rule(
                    "m.a",
                    ir.Prohibition(),
                    ir.And((IS_A, ir.WithinCode(CODE, ir.Code("ctl", "2B")))),
                ),
            )
        },
        {"items": [{"classification": {"ctl": {"one_of": ["1A.a.1", "2B"]}}}]},
        FREE,
    ),
    "several codes where none is given": (
        {
            "rules": (
                v.rule(
                    "m.a",
                    ir.Prohibition(),
                    ir.And((IS_A, ir.WithinCode(CODE, ir.Code("ctl", "2B")))),
                ),
            )
        },
        {},
        f"{FREE}..{PROHIBITED}",
    ),
    "a coarse code with a rule for each of its kinds": (
        {"rules": (*either(ir.WithinCode(CODE, ir.Code("ctl", "1A.a.1"))),)},
        {"items": [{"classification": {"ctl": "1A.a"}}]},
        LICENSE,
    ),
    "lifted by what it asks for": (
        {
            "rules": (v.rule("m.a", v.license_(), MILITARY),),
            "exemptions": (v.exemption("m.x", ("m.a",), MILITARY),),
        },
        {},
        FREE,
    ),
    "covered by what it asks for": (
        {
            "rules": (v.rule("m.a", v.license_(), Q),),
            "authorizations": (v.authorization("m.x", ("m.a",), Q),),
        },
        {},
        f"{FREE}..authorized",
    ),
    "suspended by the reading that it needs": (
        {
            "rules": (
                v.rule(
                    "m.a",
                    ir.Prohibition(),
                    reading("wide"),
                    life_=v.life(
                        suspensions=(v.suspension(None, None, condition=reading("wide")),)
                    ),
                ),
            )
        },
        {},
        FREE,
    ),
    "a record that is there or not": (
        {"rules": either(ir.IsAbsent(v.tx("end_user")))},
        {},
        LICENSE,
    ),
    "what does not exist is none of the kinds": (
        {
            "rules": tuple(
                v.rule(f"m.{kind}", v.license_(), ir.Equal(KIND, ir.Text(kind)))
                for kind in ("person", "company", "military")
            )
        },
        {},
        f"{FREE}..{LICENSE}",
    ),
    "an element of a list": (
        {
            "rules": either(
                ir.Quantified(
                    "any",
                    "each",
                    v.tx("route"),
                    ir.Equal(ir.Variable("each"), ir.Code("country", "BB")),
                )
            )
        },
        {"route": [{"one_of": ["AA", "BB"]}]},
        LICENSE,
    ),
    "a record that looks like a value with its source": (
        {"rules": either(ir.Equal(v.of_item("origin"), ir.Code("country", "AA")))},
        {"items": [{"value": {"amount": "5", "currency": "USD"}}]},
        LICENSE,
    ),
    "a code in a classification with its source": (
        {"rules": either(ir.WithinCode(CODE, ir.Code("ctl", "1A.a.1")))},
        {"items": [{"classification": {"value": {"ctl": "1A.a"}, "source": "lab"}}]},
        LICENSE,
    ),
    "two facts together are not tried": (
        {
            "rules": (
                v.rule("m.a", v.license_(), ir.Or((MILITARY, Q))),
                v.rule("m.b", v.license_(), ir.Not(ir.Or((MILITARY, Q)))),
            )
        },
        {},
        f"{FREE}..{LICENSE}",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fact_has_one_value_wherever_it_is_tested(name: str) -> None:
    parts, data, expected = CASES[name]
    program = v.program(questions=QUESTIONS, lists=(BAD,), **parts)
    assert outcome(program, data) == expected
    facts = {"date": "2026-03-10", "parties": {}, "items": [{}], **data}
    engine = Engine(program)
    verdict = engine.verdict(facts)
    shown = expected.partition("..")
    assert (verdict.at_least, verdict.at_most) == (shown[0], shown[2] or shown[0])
    assert disagreement(engine, facts) is None
    (part,) = explain(program, read_transaction(program, facts)).parts
    assert (part.outcome.at_least, part.outcome.at_most) == (verdict.at_least, verdict.at_most)


def test_review_policies_are_part_of_the_range() -> None:
    program = v.program(
        rules=(
            v.rule("m.a", v.license_("denial_presumed"), MILITARY),
            v.rule("m.b", v.license_("approval_presumed"), ir.Not(MILITARY)),
        )
    )
    found = run(program).outcome
    assert (found.at_least, found.at_most, found.determined) == (LICENSE, LICENSE, False)
    assert (found.review_at_least, found.review_at_most) == (
        "approval_presumed",
        "denial_presumed",
    )


CODES = tuple(f"{number}{letter}" for number, letter in itertools.product(range(9), "AB"))


@pytest.mark.parametrize(("named", "expected"), [(14, LICENSE), (18, f"{FREE}..{LICENSE}")])
def test_a_fact_of_too_many_classes_is_not_tried(named: int, expected: str) -> None:
    """What is found out beyond the limit depends on the policy, never on other facts."""
    rules = tuple(
        v.rule(f"m.r{n}", v.license_(), ir.WithinCode(CODE, ir.Code("ctl", code)))
        for n, code in enumerate(CODES[:named])
    )
    others = ir.Not(ir.Or(tuple(rule.condition for rule in rules)))
    program = v.program(rules=(*rules, v.rule("m.rest", v.license_(), others)))
    assert outcome(program) == expected
    few = {"items": [{"classification": {"ctl": {"one_of": ["0A", "1B"]}}}]}
    assert outcome(program, few) == LICENSE


def test_members_that_no_test_tells_apart_count_once() -> None:
    """A list of many members is one class; one with another life is a class of its own."""
    members = [v.member(code) for code in CODES]
    program = v.program(
        rules=either(ir.WithinList(CODE, "m.codes")),
        lists=(v.list_of("m.codes", *members, scheme="ctl"),),
    )
    assert outcome(program) == LICENSE


def test_what_is_known_is_weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Ranges, provisions: Provisions) -> None:
        raise AssertionError("a range without width was narrowed")

    monkeypatch.setattr(Ranges, "__init__", refuse)
    program = v.program(rules=either(TO_BB))
    facts = {"date": "2026-03-10", "parties": {}, "items": [{}], "destination": "BB"}
    engine = Engine(program)
    assert engine.verdict(facts).at_most == engine.decide(facts).outcome.at_most == LICENSE
