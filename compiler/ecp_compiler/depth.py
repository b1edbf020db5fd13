"""Limits on how deep and how often provisions build on one another, so that evaluation is bounded.

The parser bounds what is written in one place; here is bounded what arises when definitions, lists
and exemptions refer to others of their kind.
"""

from collections.abc import Iterable, Mapping

import attrs

from ecp_compiler import hir
from ecp_compiler.resolve import Kind, SymbolTable
from ecp_compiler.targets import Targets
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir
from ecp_runtime.size import (
    MAX_COLLECTIONS,
    MAX_INCLUSIONS,
    MAX_PARTS,
    collections_of,
    overfull,
    parts_of,
)
from ecp_runtime.tree import children

MAX_LEVELS = 90
"""How deep a condition may be, with the definitions that it uses written out."""

MAX_CHAIN = 30
"""How long a chain of exemptions from exemptions, or of lists within lists, may be."""


def check_depth(
    policy: hir.Policy, table: SymbolTable, targets: Targets, diagnostics: list[Diagnostic]
) -> None:
    """Report conditions, chains of exemptions and chains of lists that are too deep."""
    levels: dict[str, int] = {}
    parts: dict[str, int] = {}
    nested: dict[str, int] = {}
    too_large: list[Span] = []
    spans = {s.id: s.span for s in table.of_kind(Kind.DEFINITION, Kind.END_USER, Kind.END_USE)}
    too_deep: list[Span] = []
    too_nested: list[Span] = []
    for definition in policy.written_out:
        levels[definition.id] = _levels(definition.body, levels)
        if levels[definition.id] > MAX_LEVELS:
            too_deep.append(spans[definition.id])
            # What uses it is not reported again.
            levels[definition.id] = 0
        parts[definition.id] = parts_of(definition.body, parts)
        if parts[definition.id] > MAX_PARTS:
            too_large.append(spans[definition.id])
            parts[definition.id] = 0
        nested[definition.id] = collections_of(definition.body, nested)
        if nested[definition.id] > MAX_COLLECTIONS:
            too_nested.append(spans[definition.id])
            nested[definition.id] = 0
    for provision in policy.provisions:
        if _levels(provision.condition, levels) > MAX_LEVELS:
            too_deep.append(provision.span)
        if collections_of(provision.condition, nested) > MAX_COLLECTIONS:
            too_nested.append(provision.span)
    diagnostics.extend(
        _report(span, f"the condition is more than {MAX_LEVELS} levels deep") for span in too_deep
    )
    diagnostics.extend(
        _report(span, f"the definition comes to more than {MAX_PARTS:,} parts")
        for span in too_large
    )
    diagnostics.extend(
        _report(span, f"more than {MAX_COLLECTIONS} collections are gone through in each other")
        for span in too_nested
    )
    _check_exemptions(policy, targets, diagnostics)
    _check_lists(policy, diagnostics)


def _levels(expression: ir.Expr, definitions: Mapping[str, int]) -> int:
    """Return how deep an expression is, with definitions written out."""
    deepest = 0
    waiting: list[tuple[attrs.AttrsInstance, int]] = [(expression, 1)]
    while waiting:
        node, level = waiting.pop()
        if isinstance(node, ir.Call):
            level += definitions.get(node.definition, 0)
        if level > deepest:
            deepest = level
        for child in children(node):
            waiting.append((child, level + 1))
    return deepest


def _report(span: Span, message: str) -> Diagnostic:
    return diagnostic(
        "ECP0005",
        message,
        span,
        "what it builds on is counted too",
        help="say it in fewer steps; law that people can read is not this deep",
    )


def _check_exemptions(policy: hir.Policy, targets: Targets, diagnostics: list[Diagnostic]) -> None:
    exemptions = {p.id: p for p in policy.provisions if p.symbol.kind is Kind.EXEMPTION}
    edges = {
        id_: [t for t in targets.of_provisions.get(id_, ()) if t in exemptions]
        for id_ in exemptions
    }
    for id_ in _too_long(edges):
        message = f"more than {MAX_CHAIN} exemptions lift one another in a chain"
        diagnostics.append(_report(exemptions[id_].span, message))


def _check_lists(policy: hir.Policy, diagnostics: list[Diagnostic]) -> None:
    edges: dict[str, list[str]] = {head.id: [] for head in policy.lists}
    for part in policy.parts:
        edges.setdefault(part.list, []).extend(i.list for i in part.inclusions)
    spans = {head.id: head.span for head in policy.lists}
    for id_ in _too_long(edges):
        message = f"more than {MAX_CHAIN} lists include one another in a chain"
        diagnostics.append(_report(spans[id_], message))
    for id_ in overfull(edges):
        message = f"the list comes to more than {MAX_INCLUSIONS:,} lists"
        diagnostics.append(_report(spans[id_], message))


def _too_long(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the nodes that a chain reaches with its first step too many; circles are none."""
    level = dict.fromkeys(edges, 0)
    incoming = dict.fromkeys(edges, 0)
    for following in edges.values():
        for node in following:
            incoming[node] = incoming.get(node, 0) + 1
    ready = sorted(node for node, count in incoming.items() if not count)
    found: list[str] = []
    while ready:
        node = ready.pop()
        for following in edges.get(node, ()):
            if level.get(following, 0) < level[node] + 1:
                level[following] = level[node] + 1
            incoming[following] -= 1
            if not incoming[following]:
                if level[following] == MAX_CHAIN:
                    found.append(following)
                ready.append(following)
    return sorted(found)
