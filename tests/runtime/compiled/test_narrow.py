"""Narrowing leaves out rules that certainly do not hold, and only those."""

from typing import Any

import pytest
import tests.strategies.vocabulary as make

from ecp_runtime import ir
from ecp_runtime.compiled.decide import Decider
from ecp_runtime.compiled.express import MAX_NESTED
from ecp_runtime.evaluate import decide
from ecp_runtime.explain import explain
from ecp_runtime.facts import read_transaction

COUNTRIES = make.COUNTRIES[:3]
DATE = "2026-03-10"


def _program(*more: ir.Rule) -> ir.Program:
    rules = [
        make.rule(
            f"m.to_{country.lower()}_{n:02}",
            make.license_(),
            ir.Equal(make.tx("destination"), ir.Code("country", country)),
        )
        for country in COUNTRIES
        for n in range(5)
    ]
    return make.program(rules=(*rules, *more))


def _kept(program: ir.Program, **facts: Any) -> set[str]:
    decider = Decider(program)
    transaction = {"date": DATE, "items": [{}], **facts}
    read_transaction(program, transaction)
    narrowing = decider.narrowing(decider.prepared.jurisdictions[0])
    return {
        rule.id.rpartition("_")[0]
        for rule in narrowing.rules(narrowing.context(transaction, 0, None))
    }


@pytest.mark.parametrize(
    ("destination", "kept"),
    [
        ("AA", {"m.to_aa"}),
        ({"value": "AA", "source": "invoice"}, {"m.to_aa"}),
        ({"one_of": ["AA", "BB"]}, {"m.to_aa", "m.to_bb"}),
        (None, set()),
    ],
)
def test_a_fact_narrows_to_all_that_it_may_be(destination: object, kept: set[str]) -> None:
    assert _kept(_program(), destination=destination) == kept


def test_a_missing_fact_leaves_every_rule_in() -> None:
    assert len(_kept(_program())) == len(COUNTRIES)


def test_what_a_line_says_counts_before_the_header() -> None:
    kept = _kept(_program(), destination="AA", items=[{"destination": "BB"}])
    assert kept == {"m.to_bb"}


def test_a_condition_too_deep_to_express_counts_as_open() -> None:
    condition: ir.Expr = ir.Equal(make.tx("destination"), ir.Code("country", "AA"))
    for n in range(MAX_NESTED * 2):
        parts = (condition, ir.Equal(make.of_item("origin"), ir.Code("country", "CC")))
        condition = ir.Or(parts) if n % 2 else ir.And((condition, make.of_item("flag")))
    deep = make.rule("m.deep_1", ir.Prohibition(), condition)
    assert "m.deep" in _kept(_program(deep), destination="BB")


def test_explanations_say_what_decisions_say() -> None:
    program = _program()
    decider = Decider(program)
    for facts in ({}, {"destination": "AA"}, {"destination": {"one_of": ["AA", "BB"]}}):
        transaction = {"date": DATE, "items": [{}], **facts}
        read = read_transaction(program, transaction)
        (item,) = decider.decide(transaction).items
        for decided, explained in zip(
            item.jurisdictions, explain(program, read).parts, strict=True
        ):
            assert decided.outcome == explained.outcome
            statuses = {each.id: each.status for each in explained.provisions}
            assert statuses == {each.rule: each.status for each in decided.measures}
        assert decider.decide(transaction) == decide(program, read)
