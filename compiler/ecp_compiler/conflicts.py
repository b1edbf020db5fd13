"""Contradictions between sound declarations: circles of exemptions, rules nothing can reach."""

from collections.abc import Mapping

from ecp_compiler import hir
from ecp_compiler.resolve import Kind
from ecp_compiler.targets import Targets
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir


def find_conflicts(policy: hir.Policy, targets: Targets, diagnostics: list[Diagnostic]) -> None:
    """Report circles of exemptions and lists, and rules whose condition can never be yes."""
    _report_exemption_circle(policy, targets, diagnostics)
    _report_list_circle(policy, diagnostics)
    for provision in policy.provisions:
        if never_holds(provision.condition):
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


def never_holds(condition: ir.Expr) -> bool:
    """Return whether a condition is no whatever the facts are.

    It looks at conjunctions that demand two different values of one fact, and at constants; what
    it does not find is not proven to be possible.
    """
    match condition:
        case ir.Truth(value):
            return not value
        case ir.And(operands):
            if any(never_holds(o) for o in operands):
                return True
            return _demands_two_values(operands)
        case ir.Or(operands):
            return bool(operands) and all(never_holds(o) for o in operands)
        case ir.OneOf(_, values):
            return not values
        case _:
            return False


def _demands_two_values(operands: tuple[ir.Expr, ...]) -> bool:
    possible: dict[ir.Expr, frozenset[ir.Constant]] = {}
    for operand in operands:
        match operand:
            case ir.Equal(left, ir.Text() | ir.Code() | ir.Truth() as value):
                demanded: frozenset[ir.Constant] = frozenset({value})
            case ir.OneOf(left, values):
                demanded = frozenset(values)
            case _:
                continue
        before = possible.get(left)
        possible[left] = demanded if before is None else before & demanded
        if not possible[left]:
            return True
    return False
