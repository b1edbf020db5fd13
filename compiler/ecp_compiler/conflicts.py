"""Contradictions between sound declarations: circles of exemptions, rules nothing can reach."""

from collections.abc import Mapping

from ecp_compiler import hir
from ecp_compiler.contradictions import never_holds
from ecp_compiler.resolve import Kind
from ecp_compiler.targets import Targets
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span


def find_conflicts(policy: hir.Policy, targets: Targets, diagnostics: list[Diagnostic]) -> None:
    """Report circles of exemptions and lists, and rules whose condition can never be yes."""
    _report_exemption_circle(policy, targets, diagnostics)
    _report_list_circle(policy, diagnostics)
    definitions = {definition.id: definition for definition in policy.written_out}
    for provision in policy.provisions:
        if never_holds(provision.condition, definitions):
            diagnostics.append(
                diagnostic(
                    "ECP0304",
                    f"`{provision.symbol.node.name}` can never apply",
                    provision.span,
                    "its condition is never yes",
                    help="look for two demands on one fact that exclude each other",
                )
            )


def _report_exemption_circle(
    policy: hir.Policy, targets: Targets, diagnostics: list[Diagnostic]
) -> None:
    exemptions = {p.id: p for p in policy.provisions if p.symbol.kind is Kind.EXEMPTION}
    lifts = {
        id_: tuple(t for t in targets.of_provisions.get(id_, ()) if t in exemptions)
        for id_ in exemptions
    }
    circle = _circle(lifts)
    if not circle:
        return
    spans: list[Span] = [exemptions[i].span for i in circle[:-1]]
    chain = " → ".join(f"`{exemptions[i].symbol.node.name}`" for i in circle)
    diagnostics.append(
        diagnostic(
            "ECP0301",
            "exemptions lift one another in a circle",
            spans[0],
            chain,
            secondary=tuple(Label(s, "part of the circle") for s in spans[1:]),
            help="an exception to an exception must end somewhere",
        )
    )


def _circle(edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first circle in a graph, from its first node back to it, or nothing."""
    is_done: dict[str, bool] = {}
    for start in sorted(edges):
        if start in is_done:
            continue
        is_done[start] = False
        trail = [(start, iter(edges[start]))]
        while trail:
            node, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                is_done[node] = True
                trail.pop()
            elif following not in is_done:
                is_done[following] = False
                trail.append((following, iter(edges.get(following, ()))))
            elif not is_done[following]:
                on_trail = [name for name, _ in trail]
                return (*on_trail[on_trail.index(following) :], following)
    return ()


def _report_list_circle(policy: hir.Policy, diagnostics: list[Diagnostic]) -> None:
    edges: dict[str, tuple[str, ...]] = {}
    for part in policy.parts:
        edges[part.list] = (*edges.get(part.list, ()), *(i.list for i in part.inclusions))
    circle = _circle(edges)
    if not circle:
        return
    part = next(p for p in policy.parts if p.list == circle[0])
    diagnostics.append(
        diagnostic(
            "ECP0107",
            "lists include one another in a circle",
            part.span,
            " → ".join(f"`{name}`" for name in circle),
        )
    )
