"""The test blocks of the rulebook hold, and none of them gets laxer by knowing less."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from tests.strategies.agreement import Asked, compare

from ecp_compiler.judge import Judge
from ecp_compiler.pipeline import Compiled
from ecp_compiler.scenario import Scenario
from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

IDENTITY = ("name", "names", "identifiers", "listed")
"""What says who a party is; screening takes it as one fact."""

STRUCTURE = ("parties", "items")
"""What holds facts and is not one; a transaction without lines is refused."""

WHOLE = ("amount", "at_least", "one_of", "unit")
"""Keys of values that are given whole or not at all."""


def test_every_test_block_holds(compiled: Compiled, program: ir.Program) -> None:
    judge = Judge(program)
    failures = [
        f"{scenario.file}:{scenario.line}: {scenario.name}: {failure.actual}"
        for scenario in compiled.scenarios
        for failure in judge.failures(scenario)
    ]
    assert not failures, "\n".join(failures)


def test_both_evaluators_decide_every_test_block_alike(compiled: Compiled, engine: Engine) -> None:
    for scenario in compiled.scenarios:
        asked = dict.fromkeys(
            (expected.on, expected.known_at) for expected in scenario.expectations
        )
        for on, known_at in asked:
            question = Asked(scenario.transaction, on, known_at, scenario.profile)
            difference = compare(engine, question).difference
            assert difference is None, f"{scenario.file}:{scenario.line}: {difference}"


def with_one_fact_less(facts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield copies of a transaction, each without one of its facts."""
    for path in _facts(facts, ()):
        copy: Any = deepcopy(dict(facts))
        inner = copy
        for key in path[:-1]:
            inner = inner[key]
        for key in IDENTITY if path[-1] in IDENTITY else path[-1:]:
            inner.pop(key, None)
        yield ".".join(map(str, path)), copy


def _facts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping) and not any(key in value for key in WHOLE):
        for key, inner in value.items():
            # Without its value, an answer that says when it was given is no answer.
            if key == "value":
                continue
            if key not in IDENTITY or key == "name":
                if path or key not in STRUCTURE:
                    yield (*path, key)
                if key not in IDENTITY:
                    yield from _facts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _facts(inner, (*path, index))


def rank(outcome: ir.Outcome, review: ir.Review | None) -> tuple[int, int]:
    """Return the place of an outcome in the order of strictness."""
    return ir.OUTCOMES.index(outcome), ir.REVIEWS.index(review or "case_by_case")


def bounds(engine: Engine, facts: Mapping[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Decide facts with both evaluators, and return the range as two ranks."""
    compared = compare(engine, Asked(facts))
    assert compared.difference is None, compared.difference
    assert compared.decision is not None
    outcome = compared.decision.outcome
    return (
        rank(outcome.at_least, outcome.review_at_least),
        rank(outcome.at_most, outcome.review_at_most),
    )


NAMES = ("J1 dysprosium", "J3 dysprosium magnets to Subaru", "J9", "J21", "R9", "R14", "M4", "U8")


@pytest.mark.parametrize("name", NAMES)
def test_knowing_less_never_makes_the_answer_laxer(
    compiled: Compiled, engine: Engine, name: str
) -> None:
    scenario: Scenario = next(s for s in compiled.scenarios if s.name.startswith(name))
    at_least, at_most = bounds(engine, scenario.transaction)
    for path, facts in with_one_fact_less(scenario.transaction):
        less_at_least, less_at_most = bounds(engine, facts)
        assert less_at_least <= at_least, path
        assert less_at_most >= at_most, path
