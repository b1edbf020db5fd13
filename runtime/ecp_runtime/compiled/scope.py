"""What variables stand for inside definitions and loops, and how to do without them."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

import attrs
from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import Beyond, Condition, Path, inner
from ecp_runtime.tree import children

_BINDERS = (ir.Quantified, ir.Count, ir.Sum, ir.Share)


@frozen
class Bound:
    """What a variable stands for: an expression without variables, and where that fact stands.

    The element of a collection has no such expression.
    """

    expr: ir.Expr | None
    path: Path | None


Scope: TypeAlias = Mapping[str, Bound]


def is_open(condition: Condition) -> bool:
    """Whether a part is left to the reference that would need variables to be bound."""
    if isinstance(condition, Beyond):
        return condition.open
    return any(is_open(part) for part in inner(condition))


def close(expr: ir.Expr, scope: Scope) -> ir.Expr | None:
    """Put what they stand for in the place of variables; None where one stands for an element."""
    free = set(_free(expr, frozenset()))
    # A collection may not bind a name anew that stands for something else around it.
    if scope.keys() & set(_binds(expr)):
        return None
    if not free:
        return expr
    if any(name not in scope or scope[name].expr is None for name in free):
        return None
    return cast(ir.Expr, _replace(expr, {name: scope[name].expr for name in free}))


def _free(node: object, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ir.Variable):
        if node.name not in bound:
            yield node.name
    elif attrs.has(type(node)):
        own = {node.variable} if isinstance(node, _BINDERS) else set()
        for child in children(cast(attrs.AttrsInstance, node)):
            yield from _free(child, bound | own)


def _binds(node: attrs.AttrsInstance) -> Iterator[str]:
    if isinstance(node, _BINDERS):
        yield node.variable
    for child in children(node):
        yield from _binds(child)


def _replace(node: Any, by: Mapping[str, ir.Expr | None]) -> Any:
    if isinstance(node, tuple):
        return tuple(_replace(part, by) for part in node)
    if isinstance(node, ir.Variable):
        return by.get(node.name) or node
    if not attrs.has(type(node)):
        return node
    changes = {
        field.name: _replace(getattr(node, field.name), by) for field in attrs.fields(type(node))
    }
    return attrs.evolve(node, **changes)
