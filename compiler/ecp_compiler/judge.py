"""Run `test` blocks: decide their facts and hold the decision against what was expected."""

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from ecp_compiler.scenario import Expectation, Scenario
from ecp_runtime import ir
from ecp_runtime.decision import to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import TransactionError, read_transaction

_SETTLED = frozenset(
    {"applies", "lifted", "suspended", "lapsed", "not_yet_in_force", "available", "barred"}
)
_LINE = re.compile(r"\bitems\[\d+\]")
"""A line in a path of the decision; authors write `item`."""

_OPEN = frozenset({"may_apply", "may_be_available"})


@frozen
class Failure:
    """An expectation that does not hold: what was expected, and what the decision says."""

    expectation: Expectation | None
    actual: str


def judge(scenario: Scenario, program: ir.Program) -> tuple[Failure, ...]:
    """Return the expectations of a `test` block that do not hold.

    Facts that cannot be read as a transaction are one failure, with every problem in it.
    """
    try:
        transaction = read_transaction(program, scenario.transaction)
    except TransactionError as error:
        return (Failure(None, f"the facts are refused: {error}"),)
    failures: list[Failure] = []
    for expectation in scenario.expectations:
        decision = decide(
            program,
            transaction,
            on=expectation.on,
            known_at=expectation.known_at,
            profile=scenario.profile,
        )
        failures.extend(
            Failure(expectation, actual) for actual in _failures(expectation, to_json(decision))
        )
    return tuple(failures)


def _failures(expected: Expectation, decision: Any) -> Iterator[str]:
    parts = _parts(expected, decision)
    at_least, at_most = _range(expected, decision, parts)
    shown = _show(at_least, at_most)
    if expected.at_least is not None and expected.at_most is not None:
        same_outcome = (at_least[0], at_most[0]) == (expected.at_least, expected.at_most)
        same_review = expected.review in (None, at_least[1]) and expected.review in (
            None,
            at_most[1],
        )
        if not (same_outcome and same_review):
            yield f"the outcome is {shown}"
    if expected.below is not None:
        limit = ir.OUTCOMES.index(expected.below)
        if ir.OUTCOMES.index(at_most[0]) >= limit:
            yield f"the outcome is {shown}"
    yield from _missing(expected, parts)
    yield from _duty(expected, parts)
    yield from _because(expected, parts, is_open=at_least != at_most)


def _parts(expected: Expectation, decision: Any) -> list[Any]:
    """Return the parts of the decision that an expectation is about."""
    return [
        part
        for item in decision["items"]
        for name, part in item["jurisdictions"].items()
        if expected.jurisdiction in (None, name)
    ]


Rank = tuple[ir.Outcome, str | None]


def _range(expected: Expectation, decision: Any, parts: list[Any]) -> tuple[Rank, Rank]:
    if expected.jurisdiction is None:
        outcomes = [decision["outcome"]]
    else:
        outcomes = [part["outcome"] for part in parts]
    lower = [(o["at_least"], o["review"]["at_least"]) for o in outcomes]
    upper = [(o["at_most"], o["review"]["at_most"]) for o in outcomes]
    nothing: Rank = ("not_subject", None)
    return max(lower, key=_order, default=nothing), max(upper, key=_order, default=nothing)


def _order(rank: Rank) -> tuple[int, float]:
    outcome, review = rank
    reviews: list[str] = [*ir.REVIEWS]
    # A stated policy comes before none at the same strictness.
    stated = 0.9 if review is None else float(reviews.index(review))
    return ir.OUTCOMES.index(outcome), stated


def _show(at_least: Rank, at_most: Rank) -> str:
    def one(rank: Rank) -> str:
        return rank[0] if rank[1] is None else f"{rank[0]} review {rank[1]}"

    return one(at_most) if at_least == at_most else f"{one(at_least)} to {one(at_most)}"


def _missing(expected: Expectation, parts: list[Any]) -> Iterator[str]:
    named = [_LINE.sub("item", entry["path"]) for part in parts for entry in part["missing"]]
    for name in expected.missing:
        wanted = f".{name}."
        if not any(wanted in f".{path}." for path in named):
            yield f"`{name}` is not missing; missing are {', '.join(sorted(set(named))) or 'none'}"


def _duty(expected: Expectation, parts: list[Any]) -> Iterator[str]:
    if expected.duty is None:
        return
    duties = [d for part in parts for d in part["obligations"]]
    if not any(expected.duty in (d["kind"], d["document"]) for d in duties):
        names = sorted({d["document"] or d["kind"] for d in duties})
        yield f"there is no such duty; the duties are {', '.join(names) or 'none'}"


def _because(expected: Expectation, parts: list[Any], *, is_open: bool) -> Iterator[str]:
    accepted = _SETTLED | _OPEN if is_open else _SETTLED
    statuses = {m["rule"]: m["status"] for part in parts for m in part["measures"]}
    for part in parts:
        statuses |= {a["authorization"]: a["status"] for a in part["authorizations"]}
    for name in expected.because:
        status = statuses.get(name)
        if status is None:
            yield f"`{name}` plays no part; those that do are {', '.join(sorted(statuses))}"
        elif status not in accepted:
            yield f"`{name}` {status.replace('_', ' ')}, which is not certain"
