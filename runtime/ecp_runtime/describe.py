"""Expressions and values as text that a lawyer can read: close to the surface of `.ecp`."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import assert_never

from ecp_runtime import ir
from ecp_runtime.codec import plain_decimal
from ecp_runtime.measures import Interval, Measure, Unit, plain_fraction
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import (
    Absent,
    ClassificationValue,
    DateRange,
    ListValue,
    MomentRange,
    Record,
    Several,
    Symbols,
    Value,
)

# How tightly an expression binds; what binds less tightly inside it needs brackets.
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _ATOM = range(7)


def describe(expr: ir.Expr) -> str:
    """Write an expression as one line of text."""
    return _describe(expr)[0]


def _inside(expr: ir.Expr, level: int) -> str:
    text, own = _describe(expr)
    return text if own >= level else f"({text})"


def _describe(expr: ir.Expr) -> tuple[str, int]:
    match expr:
        case (
            ir.Truth()
            | ir.Number()
            | ir.Money()
            | ir.Amount()
            | ir.Date()
            | ir.Duration()
            | ir.Text()
            | ir.Code()
        ):
            return describe_constant(expr), _ATOM
        case ir.Transaction():
            return "transaction", _ATOM
        case ir.Variable(name):
            return name, _ATOM
        case ir.Field(ir.Transaction(), name):
            return name, _ATOM
        case ir.Field(base, name):
            return f"{_inside(base, _ATOM)}.{name}", _ATOM
        case ir.CodeIn(base, scheme):
            return f"{_inside(base, _ATOM)}.{scheme}", _ATOM
        case ir.ParameterValue(parameter):
            return parameter, _ATOM
        case ir.Call(name, arguments) | ir.Ask(name, arguments):
            return _applied(name, arguments), _ATOM
        case ir.ReadingIs(question, reading):
            return f"{question} is {reading}", _COMPARISON
        case ir.And(operands):
            return _joined("and", operands, _AND, "yes")
        case ir.Or(operands):
            return _joined("or", operands, _OR, "no")
        case ir.Not(operand):
            return _negated(operand)
        case ir.Compare(operator, left, right):
            return f"{_inside(left, _SUM)} {operator} {_inside(right, _SUM)}", _COMPARISON
        case (
            ir.Equal()
            | ir.IsAbsent()
            | ir.OneOf()
            | ir.WithinCode()
            | ir.WithinScheme()
            | ir.WithinList()
            | ir.Contains()
        ):
            subject, verb, target = _test(expr)
            return f"{subject} {verb} {target}", _COMPARISON
        case ir.Quantified(kind, variable, collection, body):
            return (
                f"{kind} {variable} in {describe(collection)} satisfies ({describe(body)})",
                _ATOM,
            )
        case ir.Count(variable, collection, where):
            return f"count of {variable} in {describe(collection)}{_where(where)}", _ATOM
        case ir.Sum(value, variable, collection, where):
            over = f"{variable} in {describe(collection)}"
            return f"sum of {describe(value)} for {over}{_where(where)}", _ATOM
        case ir.Share():
            return _share(expr), _ATOM
        case ir.Arithmetic(operator, left, right):
            level = _SUM if operator in "+-" else _PRODUCT
            return f"{_inside(left, level)} {operator} {_inside(right, level + 1)}", level
        case ir.Shift(day, duration, backward):
            sign = "-" if backward else "+"
            return f"{_inside(day, _SUM)} {sign} {_inside(duration, _PRODUCT)}", _SUM
        case ir.DaysBetween(later, earlier):
            return f"{_inside(later, _SUM)} - {_inside(earlier, _PRODUCT)}", _SUM
        case _:
            assert_never(expr)


def _joined(word: str, operands: tuple[ir.Expr, ...], level: int, empty: str) -> tuple[str, int]:
    if not operands:
        return empty, _ATOM
    if len(operands) == 1:
        return _describe(operands[0])
    return f" {word} ".join(_inside(operand, level + 1) for operand in operands), level


def _negated(operand: ir.Expr) -> tuple[str, int]:
    match operand:
        case (
            ir.Equal()
            | ir.IsAbsent()
            | ir.OneOf()
            | ir.WithinCode()
            | ir.WithinScheme()
            | (ir.WithinList())
        ):
            subject, verb, target = _test(operand)
            negated = "is not" if verb == "is" else f"not {verb}"
            return f"{subject} {negated} {target}", _COMPARISON
        case _:
            return f"not {_inside(operand, _NOT)}", _NOT


def _test(
    expr: ir.Equal
    | ir.IsAbsent
    | ir.OneOf
    | ir.WithinCode
    | ir.WithinScheme
    | ir.WithinList
    | ir.Contains,
) -> tuple[str, str, str]:
    match expr:
        case ir.Equal(left, right):
            return _inside(left, _SUM), "is", _inside(right, _SUM)
        case ir.IsAbsent(operand):
            return _inside(operand, _SUM), "is", "none"
        case ir.OneOf(operand, values):
            options = ", ".join(describe_constant(value) for value in values)
            return _inside(operand, _SUM), "in", f"{{ {options} }}"
        case ir.WithinCode(operand, code):
            return _inside(operand, _SUM), "within", describe_constant(code)
        case ir.WithinScheme(operand, scheme):
            return _inside(operand, _SUM), "within", scheme
        case ir.WithinList(operand, list_id):
            return _inside(operand, _SUM), "in", list_id
        case ir.Contains(collection, value):
            return _inside(value, _SUM), "in", _inside(collection, _SUM)
        case _:
            assert_never(expr)


def _share(expr: ir.Share) -> str:
    measured = describe(expr.measure).removeprefix(f"{expr.variable}.")
    base = "" if expr.over is None else f" over {describe(expr.over)}"
    over = f"{expr.variable} in {describe(expr.collection)}"
    return f"share by {measured} of {over} where ({describe(expr.where)}){base}"


def _where(where: ir.Expr) -> str:
    return "" if where == ir.Truth(True) else f" where ({describe(where)})"


def _applied(name: str, arguments: tuple[ir.Expr, ...]) -> str:
    inside = ", ".join(describe(argument) for argument in arguments)
    return f"{name}({inside})" if arguments else name


def describe_constant(constant: ir.Constant) -> str:
    """Return a constant in words."""
    match constant:
        case ir.Truth(value):
            return "yes" if value else "no"
        case ir.Number(value):
            return plain_decimal(value)
        case ir.Money(amount, currency):
            return f"{plain_decimal(amount)} {currency}"
        case ir.Amount(value, dimension, written):
            return written or f"{plain_decimal(value)} ({dimension}, base unit)"
        case ir.Date(value):
            return value.isoformat()
        case ir.Duration(count, unit, _):
            return f"{count} {unit.replace('_', ' ')}{'' if count == 1 else 's'}"
        case ir.Text(value):
            return value if value.isidentifier() else f'"{value}"'
        case ir.Code(_, value):
            return value if value and not value.isdecimal() else f'"{value}"'
        case _:
            assert_never(constant)


def describe_version(version: ir.ParameterVersion) -> str:
    """Return a value of a parameter as the policy has it."""
    return version.written or describe_constant(version.value)


def describe_value(value: Value) -> str:
    """Write a value as one line of text."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Unknown():
            return "unknown"
        case Absent():
            return "none"
        case Measure():
            parts = [_interval(unit, interval) for unit, interval in value.parts]
            return " + ".join(parts) if parts else "0"
        case Symbols(options):
            return " or ".join(sorted(options))
        case Several(codes):
            return " and ".join(describe_value(code) for code in codes)
        case DateRange(low, high) | MomentRange(low, high):
            return _dates(low, high)
        case ir.Duration():
            return describe_constant(value)
        case Record():
            return "as given"
        case ClassificationValue(_, codes):
            return ", ".join(f"{key} {describe_value(codes[key].value)}" for key in sorted(codes))
        case ListValue(_, _, elements, complete):
            if not elements and complete:
                return "empty"
            number = "1 element" if len(elements) == 1 else f"{len(elements)} elements"
            return number if complete else f"{number}, maybe more"
        case _:
            assert_never(value)


def _interval(unit: Unit, interval: Interval) -> str:
    name = f" {unit.name}" if unit.name else " days" if unit.kind == "days" else ""
    if interval.low is not None and interval.is_exact:
        return f"{plain_fraction(interval.low)}{name}"
    ends = []
    if interval.low is not None:
        ends.append(f"at least {plain_fraction(interval.low)}")
    if interval.high is not None:
        ends.append(f"at most {plain_fraction(interval.high)}")
    return f"{', '.join(ends) or 'any number'}{name}"


def _dates(low: date | None, high: date | None) -> str:
    if low is not None and low == high:
        return low.isoformat()
    ends = []
    if low is not None:
        ends.append(f"from {low.isoformat()}")
    if high is not None:
        ends.append(f"through {high.isoformat()}")
    return " ".join(ends) or "any date"


def describe_given(raw: object, symbols: Mapping[str, str]) -> str | None:
    """Write an amount, a quantity or a number as it is given; None for anything else.

    Args:
        raw: What the transaction writes.
        symbols: The symbols of units, by their codes in JSON.
    """
    match raw:
        case {"amount": amount, "currency": str(currency)}:
            return _with_unit(describe_given(amount, symbols), currency)
        case {"value": amount, "unit": str(unit)}:
            return _with_unit(describe_given(amount, symbols), symbols.get(unit, unit))
        case {"one_of": [*options]}:
            return _all_given(options, symbols, " or ", "")
        case {"at_least": low, "at_most": high}:
            return _all_given((low, high), symbols, " to ", "")
        case {"at_least": low}:
            return _all_given((low,), symbols, "", "at least ")
        case {"at_most": high}:
            return _all_given((high,), symbols, "", "at most ")
        case bool():
            return None
        case int() | Decimal():
            return _grouped(Decimal(raw))
        case str():
            number = raw.removesuffix("%")
            try:
                return _grouped(Decimal(number)) + raw[len(number) :]
            except InvalidOperation:
                return None
        case _:
            return None


def _all_given(
    options: Iterable[object], symbols: Mapping[str, str], joined_by: str, lead: str
) -> str | None:
    texts = [describe_given(option, symbols) for option in options]
    known = [text for text in texts if text is not None]
    return None if len(known) < len(texts) else lead + joined_by.join(known)


def _with_unit(amount: str | None, unit: str) -> str | None:
    return None if amount is None else f"{amount} {unit}"


def _grouped(number: Decimal) -> str:
    return f"{number:,f}"
