"""Conditions that no facts can meet: two demands on one fact that exclude each other.

What is not found here is not proven to be possible.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.measures import MIRRORED
from ecp_runtime.tree import inner_fields

Limit: TypeAlias = Decimal | int

_DENIED: Mapping[str, str] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


MAX_LEVELS = 8
"""How many definitions within one another are looked into."""

MAX_WRITTEN_OUT = 200
"""How many definitions are looked into for one condition; they may build on one another twice."""


def never_holds(condition: ir.Expr, definitions: Mapping[str, ir.Definition]) -> bool:
    """Return whether a condition is no whatever the facts are.

    Args:
        condition: The condition.
        definitions: By id; those that a conjunction asks for are written out, within limits.
    """
    return _Search(definitions).never_holds(condition, MAX_LEVELS)


class _Search:
    """Looks for contradictions in one condition."""

    def __init__(self, definitions: Mapping[str, ir.Definition]) -> None:
        self._definitions = definitions
        self._left = MAX_WRITTEN_OUT

    def never_holds(self, condition: ir.Expr, levels: int) -> bool:
        match condition:
            case ir.Truth(value):
                return not value
            case ir.And() | ir.Call():
                operands = tuple(self._operands(condition, levels))
                parts = (o for o in operands if not isinstance(o, ir.Call))
                if any(self.never_holds(part, levels - 1) for part in parts):
                    return True
                return _excludes_itself(operands)
            case ir.Or(operands):
                return bool(operands) and all(self.never_holds(o, levels) for o in operands)
            case ir.Not(ir.Truth(value)):
                return value
            case ir.OneOf(_, values):
                return not values
            case ir.Quantified("any", _, _, body):
                return self.never_holds(body, levels)
            case ir.Compare():
                return _excludes_itself((condition,))
            case _:
                return False

    def _operands(self, condition: ir.Expr, levels: int) -> Iterator[ir.Expr]:
        """Yield what all must hold, through conjunctions in conjunctions and in definitions."""
        match condition:
            case ir.And(operands):
                for operand in operands:
                    yield from self._operands(operand, levels)
            case ir.Call(name, arguments) if name in self._definitions:
                yield condition
                if levels > 0 and self._left > 0:
                    self._left -= 1
                    definition = self._definitions[name]
                    values = dict(zip(definition.parameters, arguments, strict=True))
                    yield from self._operands(_replaced(definition.body, values), levels - 1)
            case _:
                yield condition


def _replaced(expression: ir.Expr, values: Mapping[str, ir.Expr]) -> ir.Expr:
    """Return an expression with values in the place of variables."""
    if isinstance(expression, ir.Variable):
        return values.get(expression.name, expression)
    node: Any = expression
    kind: Any = type(expression)
    changes: dict[str, object] = {}
    for name, is_many in inner_fields(kind):
        value = getattr(node, name)
        if is_many:
            changes[name] = tuple(_replaced(part, values) for part in value)
        elif value is not None:
            changes[name] = _replaced(value, values)
    made: ir.Expr = attrs.evolve(node, **changes) if changes else expression
    return made


def _excludes_itself(operands: tuple[ir.Expr, ...]) -> bool:
    held = set(operands)
    if any(isinstance(each, ir.Not) and each.operand in held for each in operands):
        return True
    return _demands_two_values(operands) or _demands_an_empty_range(operands)


def _demands_two_values(operands: tuple[ir.Expr, ...]) -> bool:
    possible: dict[ir.Expr, frozenset[ir.Constant]] = {}
    denied: dict[ir.Expr, set[ir.Constant]] = {}
    for operand in operands:
        match operand:
            case ir.Equal(left, ir.Text() | ir.Code() | ir.Truth() as value):
                demanded: frozenset[ir.Constant] = frozenset({value})
            case ir.OneOf(left, values):
                demanded = frozenset(values)
            case ir.Not(ir.Equal(left, ir.Text() | ir.Code() | ir.Truth() as value)):
                denied.setdefault(left, set()).add(value)
                continue
            case ir.Not(ir.OneOf(left, values)):
                denied.setdefault(left, set()).update(values)
                continue
            case _:
                continue
        before = possible.get(left)
        possible[left] = demanded if before is None else before & demanded
    return any(not (values - denied.get(left, set())) for left, values in possible.items())


@frozen
class _Range:
    """What is left of the values of a measure; `open` ends are left out."""

    low: Limit | None = None
    high: Limit | None = None
    low_open: bool = False
    high_open: bool = False
    denied: frozenset[Limit] = frozenset()

    def with_(self, operator: str, limit: Limit) -> "_Range":
        """Return what is left when the measure compares so with a limit."""
        low, high = (self.low, self.low_open), (self.high, self.high_open)
        denied = self.denied | ({limit} if operator == "!=" else frozenset())
        if operator in (">", ">=", "="):
            is_open = operator == ">"
            if low[0] is None or limit > low[0] or (limit == low[0] and is_open):
                low = limit, is_open
        if operator in ("<", "<=", "="):
            is_open = operator == "<"
            if high[0] is None or limit < high[0] or (limit == high[0] and is_open):
                high = limit, is_open
        return _Range(low[0], high[0], low[1], high[1], denied)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return self.low_open or self.high_open or self.low in self.denied
        return self.low > self.high


def _demands_an_empty_range(operands: tuple[ir.Expr, ...]) -> bool:
    ranges: dict[tuple[ir.Expr, str], _Range] = {}
    for operand in operands:
        compared = _comparison(operand)
        if compared is None:
            continue
        measure, operator, limit, unit = compared
        # Amounts in different currencies exclude each other at no rate that is known here.
        before = ranges.get((measure, unit), _least(measure, unit))
        ranges[measure, unit] = before.with_(operator, limit)
    return any(each.is_empty for each in ranges.values())


def _least(measure: ir.Expr, unit: str) -> _Range:
    """Return what a measure can be at all: money, amounts and counts are not below zero."""
    match measure:
        case ir.Count() | ir.Share():
            return _Range(low=Decimal(0))
        case ir.Field() if unit != "number" and not unit.startswith(("date", "time")):
            return _Range(low=Decimal(0))
        case _:
            return _Range()


def _comparison(operand: ir.Expr) -> tuple[ir.Expr, str, Limit, str] | None:
    """Return the measure, the operator, the limit and its unit of a comparison with a constant."""
    match operand:
        case ir.Not(ir.Compare() as denied):
            inner = _comparison(denied)
            return None if inner is None else (inner[0], _DENIED[inner[1]], *inner[2:])
        case ir.Compare(operator, left, right):
            limit = _limit(right)
            if limit is not None and _limit(left) is None:
                return left, operator, *limit
            limit = _limit(left)
            if limit is not None and _limit(right) is None:
                return right, MIRRORED[operator], *limit
            # Two measures against one another, whichever stands first.
            if repr(left) > repr(right):
                left, right, operator = right, left, MIRRORED[operator]
            return ir.Arithmetic("-", left, right), operator, Decimal(0), "difference"
        case _:
            return None


def _limit(constant: ir.Expr) -> tuple[Limit, str] | None:
    match constant:
        case ir.Number(value):
            return value, "number"
        case ir.Money(amount, currency):
            return amount, f"money in {currency}"
        case ir.Amount(value, dimension):
            return value, f"amount of {dimension}"
        case ir.Date(value):
            return value.toordinal(), "date"
        case ir.Duration(count, unit, calendar):
            return count, f"time in {unit} {calendar}"
        case _:
            return None
