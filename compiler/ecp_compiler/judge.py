"""Run `test` blocks: decide their facts and hold the decision against what was expected."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, TypeAlias

from attrs import frozen

from ecp_compiler.reasons import unfounded
from ecp_compiler.scenario import Expectation, Scenario
from ecp_runtime import ir
from ecp_runtime.compiled.decide import Decider
from ecp_runtime.decision import Decision, to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import TransactionError, read_transaction

_LINE = re.compile(r"\bitems\[\d+\]")
"""A line in a path of the decision; authors write `item`."""

_UNTOUCHED = frozenset({"not_met", "not_yet_in_force", "lapsed"})
"""How a rule stands that a decision has looked at, and whose condition it has not met."""

FailureKind: TypeAlias = Literal["facts", "expectation", "difference"]


@frozen(kw_only=True)
class Failure:
    """What is wrong with a test.

    Attributes:
        kind: The facts are refused; an expectation does not hold; or the generated code and the
            reference evaluator decide differently, which is a fault of the program.
        expectation: The expectation it is about, if it is about one.
        actual: What the decision says instead.
        why: The rules and the gaps behind the decision, one line each.
    """

    kind: FailureKind
    expectation: Expectation | None
    actual: str
    why: tuple[str, ...] = ()


class Judge:
    """Judges the tests of one program.

    Attributes:
        touched: The rules and authorizations whose conditions the facts of a test have met, or
            may have met.
    """

    def __init__(self, program: ir.Program) -> None:
        """Judge by the decisions of a program, made by the generated code that hosts run."""
        self.touched: set[str] = set()
        self._program = program
        self._decider = Decider(program)

    def failures(self, scenario: Scenario) -> tuple[Failure, ...]:
        """Return what is wrong with a test; nothing, if it passes.

        The reference evaluator decides beside the generated code: both must say the same.
        """
        try:
            read_transaction(self._program, scenario.transaction)
        except TransactionError as error:
            refused = f"the facts are refused: {error}"
            return (Failure(kind="facts", expectation=None, actual=refused),)
        found: list[Failure] = []
        for expectation in scenario.expectations:
            decided, reference = self._decisions(scenario, expectation.on, expectation.known_at)
            difference = first_difference(decided, reference)
            if difference is not None:
                found.append(Failure(kind="difference", expectation=expectation, actual=difference))
            parts = _parts(expectation, decided)
            self._touch(decided)
            found.extend(
                Failure(
                    kind="expectation",
                    expectation=expectation,
                    actual=actual,
                    why=tuple(_why(parts)),
                )
                for actual in _failures(expectation, decided, parts)
            )
        return tuple(found)

    def _decisions(
        self, scenario: Scenario, on: date | None, known_at: date | None
    ) -> tuple[Any, Any]:
        """Return what the generated code decides, and what the reference evaluator does."""
        profile = scenario.profile
        decided = self._decider.decide(
            scenario.transaction, on=on, known_at=known_at, profile=profile
        )
        transaction = read_transaction(self._program, scenario.transaction)
        reference: Decision = decide(
            self._program, transaction, on=on, known_at=known_at, profile=profile
        )
        return json.loads(self._decider.writer.text(decided)), to_json(reference)

    def _touch(self, decision: Any) -> None:
        for part in _parts(None, decision):
            measures = part["measures"]
            self.touched |= {m["rule"] for m in measures if m["status"] not in _UNTOUCHED}
            self.touched |= {
                offer["authorization"]
                for offer in part["authorizations"]
                if offer["status"] != "conditions_not_met"
            }


def first_difference(decided: Any, reference: Any, path: str = "") -> str | None:
    """Say where two decisions in JSON first differ; None if they are the same."""
    match decided, reference:
        case dict(), dict() if decided.keys() == reference.keys():
            keys = [(f"{path}.{key}" if path else key, key) for key in decided]
        case list(), list() if len(decided) == len(reference):
            keys = [(f"{path}[{number}]", number) for number in range(len(decided))]
        case _:
            if decided == reference:
                return None
            return (
                f"at `{path}` the generated code decides {json.dumps(decided)}, "
                f"the reference evaluator {json.dumps(reference)}"
            )
    inner = (first_difference(decided[key], reference[key], at) for at, key in keys)
    return next((found for found in inner if found is not None), None)


def _why(parts: list[Any]) -> Iterator[str]:
    """Yield what is behind a decision: the rules that matter, and what would settle it."""
    for part in parts:
        for measure in part["measures"]:
            status = measure["status"].replace("_", " ")
            yield f"`{measure['rule']}` {status}: {measure['title']} ({measure['effect']})"
        for offer in part["authorizations"]:
            status = offer["status"].replace("_", " ")
            yield f"`{offer['authorization']}` {status}: {offer['title']}"
        for gap in part["missing"]:
            yield f"`{_LINE.sub('item', gap['path'])}` is missing: {gap['question']}"
        if not part["measures"]:
            yield "no rule applies or may apply"


def _failures(expected: Expectation, decision: Any, parts: list[Any]) -> Iterator[str]:
    if expected.jurisdiction is not None and not parts:
        yield f"the decision says nothing of {expected.jurisdiction}"
        return
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
    yield from unfounded(expected, parts, at_least[0], at_most[0])


def _parts(expected: Expectation | None, decision: Any) -> list[Any]:
    """Return the parts of the decision that an expectation is about; all without one."""
    wanted = None if expected is None else expected.jurisdiction
    return [
        part
        for item in decision["items"]
        for name, part in item["jurisdictions"].items()
        if wanted in (None, name)
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
