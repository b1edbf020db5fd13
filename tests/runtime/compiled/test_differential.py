"""The compiled back end says what the reference evaluator says, on generated policies."""

import itertools
import random
from datetime import date
from functools import cache
from typing import Any

import attrs
import pytest
import tests.strategies.vocabulary as make
from benchmarks import as_ecp, family
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.properties.test_policies import SLOW, _compile
from tests.strategies.agreement import disagreement
from tests.strategies.less import less
from tests.strategies.policy import Policy, policies, transactions

from ecp_runtime import ir
from ecp_runtime.codec import canonical_bytes
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.compiled.plan import STATUSES
from ecp_runtime.decision import to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import TransactionError, read_transaction


@hypothesis_settings(SLOW, max_examples=40)
@given(policies(), st.lists(transactions(), min_size=1, max_size=5))
def test_generated_policies(policy: Policy, asked: list[dict[str, Any]]) -> None:
    engine = Engine(_compile(policy.as_files()))
    for transaction in asked:
        assert disagreement(engine, transaction) is None


@cache
def _engine(size: str) -> Engine:
    made = family.family(size, 5)
    return Engine(_compile({"xctrl.ecp": as_ecp.text(made)}))


@pytest.mark.parametrize("size", ["12", "60"])
def test_the_family_is_decided_as_its_oracle_says(size: str) -> None:
    right = family.oracle(family.family(size, 5))
    engine = _engine(size)
    for facts in (*family.edges(5), *family.transactions(200, 6)):
        verdict = engine.verdict(as_ecp.transaction(facts))
        outcome, rules = right(facts)
        applying = [rule.removeprefix("xctrl.") for rule, s in verdict.rules if s == "applies"]
        assert (as_ecp.MEANING[verdict.at_most], sorted(applying)) == (outcome, sorted(rules))


@pytest.mark.parametrize("size", ["12", "60"])
def test_less_is_known(size: str) -> None:
    engine = _engine(size)
    compared = 0
    for seed, facts in enumerate(family.transactions(150, 8)):
        chance = random.Random(seed)
        transaction = less(as_ecp.transaction(facts), chance, chance.randrange(5))
        try:
            read_transaction(engine.program, transaction)
        except TransactionError:
            continue
        compared += 1
        assert disagreement(engine, transaction) is None, seed
    assert compared > 100


def test_the_decision_of_a_verdict_is_the_reference_s_byte_for_byte() -> None:
    engine = _engine("60")
    for facts in family.edges(5)[::7]:
        transaction = as_ecp.transaction(facts)
        decision = decide(engine.program, read_transaction(engine.program, transaction))
        ours = canonical_bytes(to_json(engine.verdict(transaction).decision))
        assert ours == canonical_bytes(to_json(decision))


def test_provisions_that_the_generator_makes_rarely() -> None:
    military = ir.Field(make.tx("end_use"), "military")
    home = ir.Equal(make.of_item("origin"), ir.Code("country", "AA"))
    asked = ir.Ask("m.q", (make.tx("end_use"),))
    paused = make.life(suspensions=(make.suspension(date(2026, 3, 1), None, condition=asked),))
    judged = ir.Field(make.tx("dates"), "contract")
    dated = make.life(date(2026, 1, 1), date(2026, 6, 30))
    engine = Engine(
        make.program(
            questions=(make.question("m.q"),),
            rules=(
                make.rule("m.paused", make.license_("denial_presumed"), home, life_=paused),
                make.rule("m.judged", ir.Prohibition(), military, life_=dated, judged_at=judged),
                make.rule("m.licensed", make.license_(), governs=("export",)),
                make.rule("m.duty", None, ir.Not(home)),
            ),
            exemptions=(
                make.exemption("m.lifts", ("m.licensed",), military, life_=dated),
                make.exemption("m.unlifts", ("m.lifts",), asked),
            ),
            authorizations=(make.authorization("m.general", ("m.licensed", "m.paused"), home),),
            bars=(make.bar("m.bars", ("m.general",), asked, life_=paused),),
            jurisdictions=(attrs.evolve(make.program().jurisdictions[0], reaches=make.REACHES),),
        )
    )
    chance = random.Random(4)
    statuses: set[str] = set()
    for _ in range(600):
        transaction: dict[str, Any] = {
            "act": chance.choice(("export", "reexport", "transfer")),
            "date": chance.choice(("2025-12-31", "2026-02-01", "2026-04-01", "2026-08-01")),
            "dates": {"contract": chance.choice(("2025-01-01", "2026-05-01", None))},
            "end_use": {"military": chance.random() < 0.5},
            "answers": {"q": chance.choice(("yes", "no"))},
            "items": [
                {"origin": chance.choice(("AA", "BB"))} for _ in range(chance.choice((1, 2)))
            ],
        }
        for key in ("act", "dates", "end_use", "answers"):
            if chance.random() < 0.15:
                del transaction[key]
        assert disagreement(engine, transaction) is None
        statuses |= {status for _, status in engine.verdict(transaction).rules}
    assert statuses == set(STATUSES)


def test_a_branch_that_asks_a_fact_twice_does_not_stand_for_another() -> None:
    kind, place = make.party("end_user", "kind"), make.tx("destination")
    of_kind = [ir.Equal(kind, ir.Text(each)) for each in ("person", "military", "company")]
    at_home = ir.Equal(place, ir.Code("country", "AA"))
    from_bb = ir.Equal(make.of_item("origin"), ir.Code("country", "BB"))
    union, pact = (
        ir.Definition(
            id=name,
            title=None,
            parameters=("place",),
            body=ir.OneOf(ir.Variable("place"), tuple(ir.Code("country", c) for c in members)),
        )
        for name, members in (("m.union", ("AA", "BB")), ("m.pact", ("AA", "CC")))
    )
    both = ir.And((ir.Call("m.union", (place,)), ir.Call("m.pact", (place,))))
    conditions = (
        ir.Or((of_kind[0], at_home, ir.And((of_kind[1], of_kind[0])))),
        ir.Or((ir.And((of_kind[1], at_home)), at_home, ir.And((of_kind[0], of_kind[1])))),
        ir.Or((both, from_bb, of_kind[1])),
    )
    for condition in conditions:
        rules = (make.rule("m.r", ir.Prohibition(), condition),)
        engine = Engine(make.program(rules=rules, definitions=(union, pact)))
        for end_user, destination, origin in itertools.product(
            ("person", "military", "company", None), ("AA", "BB", "CC", None), ("BB", "CC", None)
        ):
            transaction: dict[str, Any] = {
                "date": "2026-03-10",
                "destination": destination,
                "parties": {"end_user": {"kind": end_user}},
                "items": [{"origin": origin}],
            }
            assert disagreement(engine, transaction) is None


def test_a_cell_of_many_rules_counts_on_its_first_use() -> None:
    rules = tuple(
        make.rule(
            f"m.r{n:02}",
            make.license_(),
            ir.Equal(make.tx("destination"), ir.Code("country", make.COUNTRIES[n % 3])),
        )
        for n in range(60)
    )
    engine = Engine(make.program(rules=rules))
    assert "cells" in engine.text
    transaction = {"date": "2026-03-10", "destination": "AA", "items": [{}], "parties": {}}
    assert len(engine.verdict(transaction).rules) == 20


def test_each_jurisdiction_asks_for_its_own_day() -> None:
    begins = date(2026, 2, 1)
    asked = ir.ReadingIs("m.law", "extended")
    places = (("XA", "Asia/Tokyo"), ("XB", "America/New_York"))
    engine = Engine(
        make.program(
            jurisdictions=tuple(
                attrs.evolve(make.jurisdiction(make.EVERYTHING, id_), time_zone=zone)
                for id_, zone in places
            ),
            questions=(make.question("m.law", "extended", over=ir.Period(begins, None)),),
            definitions=(ir.Definition(id="m.d", title=None, parameters=(), body=asked),),
            rules=tuple(
                make.rule(f"m.{id_}", ir.Prohibition(), ir.Call("m.d", ()), jurisdiction=id_)
                for id_, _ in places
            ),
        )
    )
    asked_at = {
        "date": "2026-01-31T20:30:00Z",
        "answers": {"m.law": "extended"},
        "items": [{}],
    }
    assert [line.at_most for line in engine.verdict(asked_at).lines] == [
        "prohibited",
        "no_license_required",
    ]
    assert disagreement(engine, asked_at) is None
