"""Holds what the compiled back end says against the reference evaluator, byte for byte."""

import difflib
import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.compiled.plan import STATUSES
from ecp_runtime.compiled.verdict import Verdict
from ecp_runtime.decision import Decision, OutcomeRange, to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import TransactionError, read_transaction

Said: TypeAlias = tuple[object, ...]
"""A range, and, for each line and jurisdiction, its range and its rules."""


@frozen
class Asked:
    """What is asked: a transaction, and what may be asked with it."""

    transaction: Any
    on: date | None = None
    known_at: date | None = None
    profile: ir.Profile | None = None


@frozen
class Comparison:
    """What came of comparing: a diff where the two differ, and what the reference said.

    `decision` is None for a transaction that the reference refuses.
    """

    difference: str | None
    decision: Decision | None


def compare(engine: Engine, asked: Asked) -> Comparison:
    """Ask both for the decision and for the verdict, or for what is wrong with a transaction."""
    program, transaction = engine.program, asked.transaction
    options = {"on": asked.on, "known_at": asked.known_at, "profile": asked.profile}

    def by_reference() -> Decision:
        return decide(program, read_transaction(program, transaction), **options)  # type: ignore[arg-type]  # one dictionary of several types

    decision, theirs = _said(by_reference, _written)
    _, ours = _said(lambda: engine.decide(transaction, **options), engine.decider.writer.text)  # type: ignore[arg-type]  # as above
    if theirs.startswith(_RAISED):
        return Comparison(f"the reference {theirs}; compiled: {ours}", decision)
    if ours != theirs:
        return Comparison(_diff(theirs, ours), decision)
    if asked.known_at is not None or asked.profile is not None:
        return Comparison(None, decision)
    return Comparison(_of_verdicts(engine, asked, decision), decision)


def disagreement(engine: Engine, transaction: object) -> str | None:
    """Return a diff of what both say of a transaction, where they differ."""
    return compare(engine, Asked(transaction)).difference


def of_decision(decision: Decision) -> Said:
    """Lay out what a decision shares with a verdict."""
    lines: list[object] = []
    for number, item in enumerate(decision.items):
        for each in item.jurisdictions:
            rules = tuple((m.rule, m.status) for m in each.measures if m.status in STATUSES)
            lines.append((number, each.jurisdiction, *_range(each.outcome), rules))
    overall = decision.outcome
    reviews = overall.review_at_least, overall.review_at_most
    return (*_range(overall), *reviews, tuple(lines))


def of_verdict(verdict: Verdict) -> Said:
    """Lay out a verdict in the same way."""
    lines = tuple(
        (line.item, line.jurisdiction, line.at_least, line.at_most, line.determined, line.rules)
        for line in verdict.lines
    )
    reviews = verdict.review_at_least, verdict.review_at_most
    return (verdict.at_least, verdict.at_most, verdict.determined, *reviews, lines)


_RAISED = "raised "

Write: TypeAlias = Callable[[Decision], str]


def _written(decision: Decision) -> str:
    return json.dumps(to_json(decision), ensure_ascii=False, separators=(",", ":"))


def _said(answer: Callable[[], Decision], write: Write) -> tuple[Decision | None, str]:
    """Return a decision with its JSON, or say what is wrong with the transaction."""
    try:
        decision = answer()
    except TransactionError as error:
        return None, "\n".join(str(problem) for problem in error.problems)
    except Exception as error:  # Whatever it is, it is what we look for.
        return None, f"{_RAISED}{error!r}"
    return decision, write(decision)


def _of_verdicts(engine: Engine, asked: Asked, decision: Decision | None) -> str | None:
    try:
        if asked.on is None:
            verdict = engine.verdict(asked.transaction)
        else:
            verdict = engine.verdict_on(asked.transaction, asked.on)
        ours = of_verdict(verdict)
    except TransactionError as error:
        return None if decision is None else f"the verdict refuses what is well formed: {error}"
    except Exception as error:
        return f"asking for the verdict {_RAISED}{error!r}"
    # A verdict may be given on what is malformed: it reads no more than it needs.
    if decision is None or ours == of_decision(decision):
        return None
    return _diff(json.dumps(of_decision(decision)), json.dumps(ours))


def _diff(theirs: str, ours: str) -> str:
    before, after = _laid_out(theirs).splitlines(), _laid_out(ours).splitlines()
    diff = difflib.unified_diff(before, after, "reference", "compiled", lineterm="", n=6)
    return "\n".join(diff)


def _laid_out(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except ValueError:
        return text


def _range(outcome: OutcomeRange) -> tuple[object, object, bool]:
    return outcome.at_least, outcome.at_most, outcome.determined
