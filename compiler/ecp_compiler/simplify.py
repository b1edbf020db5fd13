"""Simplify conditions without changing what they mean, facts unknown or not.

Only identities of three-valued logic are used: `x or not x` stays, since it is unknown when x is.
"""

from typing import Any

import attrs

from ecp_runtime import ir
from ecp_runtime.tree import inner_fields

YES = ir.Truth(True)
NO = ir.Truth(False)


def simplify(expression: ir.Expr) -> ir.Expr:
    """Return an expression with the same meaning: constants folded, chains of and/or flat."""
    match expression:
        case ir.And(operands):
            return _chain(operands, ir.And, unit=YES, zero=NO)
        case ir.Or(operands):
            return _chain(operands, ir.Or, unit=NO, zero=YES)
        case ir.Not(operand):
            match simplify(operand):
                case ir.Truth(value):
                    return ir.Truth(not value)
                case ir.Not(inner):
                    return inner
                case inner:
                    return ir.Not(inner)
        case ir.OneOf(operand, (only,)) if isinstance(only, ir.Text | ir.Code | ir.Truth):
            return ir.Equal(simplify(operand), only)
        case ir.Transaction() | ir.Variable() | ir.Field() | ir.CodeIn():
            return expression  # A path to a fact.
        case _:
            return _with_simple_children(expression)


def _chain(
    operands: tuple[ir.Expr, ...],
    kind: type[ir.And] | type[ir.Or],
    *,
    unit: ir.Truth,
    zero: ir.Truth,
) -> ir.Expr:
    flat: dict[ir.Expr, None] = {}
    for operand in map(simplify, operands):
        if isinstance(operand, ir.Truth):
            if operand == zero:
                return zero
            continue
        inner = operand.operands if isinstance(operand, kind) else (operand,)
        flat.update(dict.fromkeys(inner))
    match list(flat):
        case []:
            return unit
        case [only]:
            return only
        case several:
            return kind(tuple(several))


def _with_simple_children(expression: ir.Expr) -> ir.Expr:
    """Simplify what an expression contains, leaving its own shape alone."""
    node: Any = expression
    kind: Any = type(expression)
    changes: dict[str, ir.Expr | tuple[ir.Expr, ...]] = {}
    for name, is_many in inner_fields(kind):
        value = getattr(node, name)
        if is_many:
            several = tuple([simplify(part) for part in value])
            if several != value:
                changes[name] = several
        elif value is not None:
            simple = simplify(value)
            if simple is not value:
                changes[name] = simple
    if not changes:
        return expression
    rebuilt: ir.Expr = attrs.evolve(node, **changes)
    return rebuilt
