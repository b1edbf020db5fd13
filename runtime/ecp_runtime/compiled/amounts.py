"""Translates what can be measured: counts, sums, shares, dates, parameters, and sums of those."""

from abc import ABC, abstractmethod
from fractions import Fraction

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    ActDate,
    Amount,
    Between,
    Calculated,
    Compares,
    Condition,
    Constant,
    Fact,
    Parameter,
    Path,
    Shifted,
    Tally,
)
from ecp_runtime.compiled.scope import Bound, Scope, is_open
from ecp_runtime.conversions import exact
from ecp_runtime.measures import Operator, Unit, number
from ecp_runtime.prepare import Prepared
from ecp_runtime.values import DateRange, Value

MAX_DEPTH = 12
"""Deeper amounts are left to the reference: Python nests calls only so far."""

MEASURED = (
    ir.NumberType,
    ir.PercentType,
    ir.MoneyType,
    ir.QuantityType,
    ir.DateType,
    ir.DurationType,
)
"""The types of facts that can be measured."""


class Amounts(ABC):
    """Translates amounts, for a translator of conditions."""

    _prepared: Prepared

    @abstractmethod
    def _truth(self, expr: ir.Expr, scope: Scope) -> Condition: ...

    @abstractmethod
    def _path(self, expr: ir.Expr, scope: Scope) -> Path | None: ...

    @abstractmethod
    def _element(self, collection: Path, variable: str, scope: Scope) -> tuple[str, Scope]: ...

    @abstractmethod
    def _inside(
        self, definition: str, arguments: tuple[ir.Expr, ...], scope: Scope, *, written: bool
    ) -> tuple[ir.Expr, Scope] | None: ...

    def _compares(
        self, operator: "Operator | None", left: ir.Expr, right: ir.Expr, scope: Scope
    ) -> Condition | None:
        """Compare two amounts; without an operator, ask whether they are equal."""
        first = self._amount(left, scope, 0)
        second = None if first is None else self._amount(right, scope, 0)
        if first is None or second is None:
            return None
        return Compares("equal" if operator is None else operator, first, second)

    def _amount(self, expr: ir.Expr, scope: Scope, depth: int) -> Amount | None:
        if depth > MAX_DEPTH:
            return None
        constant = _constant(expr)
        if constant is not None:
            return Constant(constant)
        match expr:
            case ir.Field(ir.Transaction(), "date"):
                return ActDate()
            case ir.ParameterValue(id_):
                return Parameter(id_) if self._is_plain(id_) else None
            case ir.Arithmetic(operator, left, right):
                both = self._both(left, right, scope, depth)
                return None if both is None else Calculated(operator, *both)
            case ir.Shift(day, duration, backward):
                both = self._both(day, duration, scope, depth)
                return None if both is None else Shifted(*both, backward)
            case ir.DaysBetween(later, earlier):
                both = self._both(later, earlier, scope, depth)
                return None if both is None else Between(*both)
            case ir.Count() | ir.Sum() | ir.Share():
                return self._tally(expr, scope, depth)
            case ir.Call(definition, arguments):
                inside = self._inside(definition, arguments, scope, written=True)
                return None if inside is None else self._amount(*inside, depth + 1)
            case _:
                return self._fact(expr, scope, depth)

    def _fact(self, expr: ir.Expr, scope: Scope, depth: int) -> Amount | None:
        path = self._path(expr, scope)
        if path is not None:
            return Fact(path) if isinstance(path.type, MEASURED) else None
        bound = scope.get(expr.name, Bound(None, None)) if isinstance(expr, ir.Variable) else None
        if bound is None or bound.expr is None:
            return None
        return self._amount(bound.expr, {}, depth + 1)

    def _both(
        self, left: ir.Expr, right: ir.Expr, scope: Scope, depth: int
    ) -> tuple[Amount, Amount] | None:
        first = self._amount(left, scope, depth + 1)
        second = None if first is None else self._amount(right, scope, depth + 1)
        return None if first is None or second is None else (first, second)

    def _tally(self, expr: ir.Count | ir.Sum | ir.Share, scope: Scope, depth: int) -> Tally | None:
        path = self._path(expr.collection, scope)
        if path is None or not isinstance(path.type, ir.ListType):
            return None
        variable, inside = self._element(path, expr.variable, scope)
        where = self._truth(expr.where, inside)
        if is_open(where):
            return None
        if isinstance(expr, ir.Count):
            return Tally("count", path, variable, where, None, None)
        measure = expr.value if isinstance(expr, ir.Sum) else expr.measure
        amount = self._amount(measure, inside, depth + 1)
        over = expr.over if isinstance(expr, ir.Share) else None
        base = None if over is None else self._amount(over, scope, depth + 1)
        if amount is None or (over is not None and base is None):
            return None
        if isinstance(expr, ir.Sum):
            return Tally("sum", path, variable, where, amount, None)
        return Tally("share", path, variable, where, amount, base)

    def _is_plain(self, parameter: str) -> bool:
        """Whether nothing but the day says which version of a parameter is in force."""
        found = self._prepared.parameters.get(parameter)
        versions = () if found is None else found.versions
        return all(
            _constant(version.value) is not None
            and all(suspension.condition is None for suspension in version.life.suspensions)
            for version in versions
        )


def _constant(expr: ir.Expr) -> Value | None:
    """Return what a constant that can be measured stands for."""
    match expr:
        case ir.Number(value):
            return number(Fraction(value)) if value.is_finite() else None
        case ir.Money(amount, currency):
            return exact(Unit("money", currency), Fraction(amount)) if amount.is_finite() else None
        case ir.Amount(amount, dimension):
            if not amount.is_finite():
                return None
            return exact(Unit("quantity", dimension), Fraction(amount))
        case ir.Date(day):
            return DateRange(day, day)
        case ir.Duration():
            return expr
        case _:
            return None


def constant_of(expr: ir.Expr) -> Value:
    """Return what a constant stands for, which has to be one."""
    found = _constant(expr)
    assert found is not None
    return found
