"""Compares what the compiled back end says with the reference evaluator."""

from collections.abc import Mapping
from typing import TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.compiled.plan import STATUSES
from ecp_runtime.compiled.verdict import Verdict
from ecp_runtime.evaluate import inquire
from ecp_runtime.facts import read_transaction
from ecp_runtime.outcome import Bound, Bounds, bounds, combine
from ecp_runtime.provisions import Provisions
from ecp_runtime.report import measures

Said: TypeAlias = tuple[object, ...]
"""A range, and, for each line and jurisdiction, its range and its rules."""


def of_reference(program: ir.Program, transaction: Mapping[str, object]) -> Said:
    """Ask the reference evaluator for what a verdict holds."""
    inquiry = inquire(program, read_transaction(program, transaction))
    lines: list[object] = []
    found: list[Bounds] = []
    for number, line in enumerate(inquiry.transaction.lines):
        for jurisdiction in inquiry.prepared.jurisdictions:
            provisions = Provisions(inquiry.situation(line, jurisdiction))
            bound = bounds(provisions)
            shown = measures(provisions) if provisions.reach() is not False else ()
            rules = tuple((m.rule, m.status) for m in shown if m.status in STATUSES)
            found.append(bound)
            lines.append((number, jurisdiction.id, *_range(bound), rules))
    overall = combine(found)
    reviews = overall.at_least.review, overall.at_most.review
    return (*_range(overall), *reviews, tuple(lines))


def of_verdict(verdict: Verdict) -> Said:
    """Lay out a verdict in the same way."""
    lines = tuple(
        (line.item, line.jurisdiction, line.at_least, line.at_most, line.determined, line.rules)
        for line in verdict.lines
    )
    reviews = verdict.review_at_least, verdict.review_at_most
    return (verdict.at_least, verdict.at_most, verdict.determined, *reviews, lines)


def disagreement(engine: Engine, transaction: Mapping[str, object]) -> tuple[Said, Said] | None:
    """Return what both say where they differ."""
    ours, theirs = (
        of_verdict(engine.verdict(transaction)),
        of_reference(engine.program, transaction),
    )
    return None if ours == theirs else (ours, theirs)


def _range(bound: Bounds) -> tuple[object, object, bool]:
    least: Bound = bound.at_least
    return least.outcome, bound.at_most.outcome, bound.determined
