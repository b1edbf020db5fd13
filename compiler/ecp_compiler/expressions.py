"""Typed expressions: from what was written to IR expressions, with every mistake reported.

An expression that is wrong has no type (None); what contains it stays silent, so that one mistake
gives one diagnostic.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from ecp_compiler import types
from ecp_compiler.doubtful import report_doubtful
from ecp_compiler.environment import Environment, Typed
from ecp_compiler.literals import bare_code, quantity, unit_help
from ecp_compiler.membership import equals, membership
from ecp_compiler.names import fact_root, symbol
from ecp_compiler.resolve import Kind, Symbol, nearest
from ecp_compiler.types import describe
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Label
from ecp_dsl.source import Span
from ecp_runtime import ir

# Conditions


def condition(env: Environment, expr: syntax.Expr) -> ir.Expr:
    """Elaborate an expression that must be yes or no. A wrong one becomes an empty `or`."""
    typed = elaborate(env, expr)
    if typed is None:
        return ir.Or(())
    if typed.type != types.YES_NO:
        env.report(
            "ECP0202",
            "a condition must be yes or no",
            expr.span,
            f"this is {describe(typed.type)}",
            help="compare it with something, as in `… is …` or `… >= …`",
        )
        return ir.Or(())
    return typed.expression


def elaborate(env: Environment, expr: syntax.Expr) -> Typed | None:
    """Elaborate any expression to a typed one, or report why it has no meaning."""
    match expr:
        case syntax.YesNo(value):
            return Typed(ir.Truth(value), types.YES_NO)
        case syntax.Absent():
            env.report(
                "ECP0202",
                "`none` stands alone only after `is`",
                expr.span,
                "not a value",
                help="write `… is none` or `… is not none`",
            )
            return None
        case syntax.Number(value):
            return Typed(ir.Number(value), types.NUMBER)
        case syntax.Percent(value):
            return Typed(ir.Number(value / Decimal(100)), types.PERCENT)
        case syntax.Quantity():
            return quantity(env, expr)
        case syntax.DateLiteral(value):
            return Typed(ir.Date(value), types.DATE)
        case syntax.Text(value):
            return Typed(ir.Text(value), types.TEXT)
        case syntax.Code():
            return bare_code(env, expr)
        case syntax.Path():
            return named(env, expr)
        case syntax.Call():
            return _call(env, expr)
        case syntax.SetOf():
            env.report(
                "ECP0202",
                "a set in braces stands only after `in`",
                expr.span,
                help="write `… in { a, b }`",
            )
            return None
        case syntax.Not(operand):
            return Typed(ir.Not(condition(env, operand)), types.YES_NO)
        case syntax.And(operands):
            return Typed(ir.And(tuple(condition(env, o) for o in operands)), types.YES_NO)
        case syntax.Or(operands):
            return Typed(ir.Or(tuple(condition(env, o) for o in operands)), types.YES_NO)
        case syntax.Compare():
            return _compare(env, expr)
        case syntax.Membership():
            return membership(env, expr)
        case syntax.Arithmetic():
            return _arithmetic(env, expr)
        case syntax.Negative(operand):
            return _negative(env, operand)
        case syntax.Quantifier():
            return _quantifier(env, expr)
        case syntax.Count() | syntax.Sum() | syntax.Share():
            return _aggregate(env, expr)
        case _:
            assert_never(expr)


# Names


def named(env: Environment, path: syntax.Path) -> Typed | None:
    """Elaborate a dotted name: a fact and its fields, a parameter, a definition, a question."""
    is_bound = path.parts[0] in env.variables
    known = None if is_bound else env.facts.get(path.parts)
    if known is not None:
        return known
    root = fact_root(env, path.parts[0])
    if root is not None:
        fact = _fields(env, root, path)
        if fact is not None and not is_bound:
            env.facts[path.parts] = fact
        return fact
    found = symbol(env, path)
    if found is None:
        return None
    match found.kind:
        case Kind.PARAMETER:
            type_ = env.parameter_types.get(found.id)
            # One without a sound value has been reported.
            return None if type_ is None else Typed(ir.ParameterValue(found.id), type_)
        case Kind.DEFINITION | Kind.QUESTION | Kind.END_USER | Kind.END_USE:
            return _apply(env, found, (), path.span)
        case _:
            env.report(
                "ECP0105",
                f"`{path}` is {found.kind.value}, not a value",
                path.span,
                secondary=(Label(found.span, "declared here"),),
                help="compare a fact with it, as in `… is …`, `… in …` or `… within …`",
            )
            return None


def _fields(env: Environment, root: Typed, path: syntax.Path) -> Typed | None:
    current = root
    for index, name in enumerate(path.parts[1:], start=1):
        match current.type:
            case ir.EntityType(entity):
                found = env.shapes.field(entity, name)
                if found is None:
                    env.report(
                        "ECP0201",
                        f"`{entity}` has no field `{name}`",
                        path.span,
                        help=nearest(name, env.shapes.names(entity))
                        or f"its fields are {', '.join(env.shapes.names(entity))}",
                    )
                    return None
                current = Typed(ir.Field(current.expression, name), found.type)
            case ir.ClassificationType():
                return _classification(env, current, ".".join(path.parts[index:]), path.span)
            case ir.ListType():
                env.report(
                    "ECP0201",
                    f"`{'.'.join(path.parts[:index])}` is a list, and its elements have the fields",
                    path.span,
                    help=f"write `any x in {'.'.join(path.parts[:index])} satisfies (x.{name} …)`",
                )
                return None
            case other:
                env.report(
                    "ECP0201",
                    f"`{'.'.join(path.parts[:index])}` has no fields",
                    path.span,
                    f"it is {describe(other)}",
                )
                return None
    return current


def _classification(env: Environment, base: Typed, scheme: str, span: Span) -> Typed | None:
    if scheme not in env.schemes:
        env.report(
            "ECP0102",
            f"there is no code scheme `{scheme}`",
            span,
            help=nearest(scheme, env.schemes),
        )
        return None
    return Typed(ir.CodeIn(base.expression, scheme), ir.CodeType(scheme))


def _call(env: Environment, call: syntax.Call) -> Typed | None:
    found = symbol(env, call.function)
    if found is None:
        for argument in call.arguments:
            elaborate(env, argument)
        return None
    if found.id not in env.signatures:
        env.report(
            "ECP0105",
            f"`{call.function}` is {found.kind.value} and takes no arguments",
            call.function.span,
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    return _apply(env, found, call.arguments, call.span)


def _apply(
    env: Environment, found: Symbol, arguments: Sequence[syntax.Expr], span: Span
) -> Typed | None:
    signature = env.signatures.get(found.id)
    if signature is None:
        # The definition itself is wrong, or part of a cycle that has been reported.
        return None
    if isinstance(found.node, syntax.Question) and signature.result != types.YES_NO:
        env.report(
            "ECP0202",
            f"`{found.node.name}` is a question of law",
            span,
            "its answer is a reading",
            help=f"write `{found.node.name} is …` with one of its readings",
        )
        return None
    if len(arguments) != len(signature.parameters):
        names = ", ".join(name for name, _ in signature.parameters) or "nothing"
        env.report(
            "ECP0207",
            f"`{found.node.name}` takes {names}, and {len(arguments)} given",
            span,
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    expressions: list[ir.Expr] = []
    for argument, (name, expected) in zip(arguments, signature.parameters, strict=True):
        typed = elaborate(env, argument)
        if typed is None:
            return None
        if typed.type != expected:
            env.report(
                "ECP0202",
                f"`{name}` of `{found.node.name}` is {describe(expected)}",
                argument.span,
                f"this is {describe(typed.type)}",
            )
            return None
        expressions.append(typed.expression)
    if found.kind is Kind.QUESTION:
        return Typed(ir.Ask(found.id, tuple(expressions)), signature.result)
    return Typed(ir.Call(found.id, tuple(expressions)), signature.result)


# Comparisons


def _compare(env: Environment, expr: syntax.Compare) -> Typed | None:
    left = elaborate(env, expr.left)
    if left is None:
        elaborate(env, expr.right) if not isinstance(expr.right, syntax.Path) else None
        return None
    if types.is_named(left.type):
        if expr.operator in ("=", "!="):
            return equals(env, left, expr.right, negated=expr.operator == "!=")
        env.report(
            "ECP0202",
            f"`{expr.operator}` needs things that can be larger or smaller",
            expr.left.span,
            f"this is {describe(left.type)}",
            help="compare it with `is`",
        )
        return None
    right = elaborate(env, expr.right)
    if right is None:
        return None
    if not comparable(env, left, right, expr):
        return None
    report_doubtful(env, left, right, expr.operator, expr.span)
    match expr.operator:
        case "=" | "!=" | "<" | "<=" | ">" | ">=" as operator:
            return Typed(ir.Compare(operator, left.expression, right.expression), types.YES_NO)
        case other:
            raise AssertionError(f"no such operator: {other}")


def comparable(
    env: Environment, left: Typed, right: Typed, expr: syntax.Compare | syntax.Membership
) -> bool:
    """Return whether two sides can be ordered; report two that cannot."""
    if types.are_comparable(left.type, right.type):
        return True
    measured = (ir.MoneyType, ir.QuantityType, ir.PercentType, ir.NumberType, ir.DurationType)
    if isinstance(left.type, measured) and isinstance(right.type, measured):
        env.report(
            "ECP0203",
            f"{describe(left.type)} cannot be compared with {describe(right.type)}",
            expr.right.span,
            f"this is {describe(right.type)}",
            secondary=(Label(expr.left.span, f"this is {describe(left.type)}"),),
            help=unit_help(env, left.type, right.type),
        )
    else:
        env.report(
            "ECP0202",
            f"{describe(left.type)} cannot be compared with {describe(right.type)}",
            expr.right.span,
            f"this is {describe(right.type)}",
            secondary=(Label(expr.left.span, f"this is {describe(left.type)}"),),
            help="a date is written without quotes, as in 2026-01-06"
            if isinstance(left.type, ir.DateType)
            else None,
        )
    return False


# Arithmetic


def _negative(env: Environment, operand: syntax.Expr) -> Typed | None:
    typed = elaborate(env, operand)
    if typed is None:
        return None
    match typed.expression, typed.type:
        case ir.Number(value), _:
            return Typed(ir.Number(-value), typed.type)
        case ir.Money(amount, currency), _:
            return Typed(ir.Money(-amount, currency), typed.type)
        case ir.Amount(value, dimension, written), _:
            negative = ir.Amount(-value, dimension, None if written is None else f"-{written}")
            return Typed(negative, typed.type)
        case inner, ir.NumberType() | ir.PercentType() | ir.MoneyType() | ir.QuantityType():
            minus_one = ir.Number(Decimal(-1))
            return Typed(ir.Arithmetic("*", inner, minus_one), typed.type)
        case _:
            env.report(
                "ECP0202",
                "only a number or an amount can be negative",
                operand.span,
                f"this is {describe(typed.type)}",
            )
            return None


def _arithmetic(env: Environment, expr: syntax.Arithmetic) -> Typed | None:
    left, right = elaborate(env, expr.left), elaborate(env, expr.right)
    if left is None or right is None:
        return None
    dated = _date_arithmetic(expr.operator, left, right)
    if dated is not None:
        return dated
    result = _result_type(expr.operator, left.type, right.type)
    if result is None:
        both_measured = not isinstance(
            left.type, ir.DateType | ir.TextType | ir.EntityType
        ) and types.is_ordered(right.type)
        env.report(
            "ECP0203" if both_measured else "ECP0202",
            f"{describe(left.type)} {expr.operator} {describe(right.type)} has no meaning",
            expr.span,
            secondary=(
                Label(expr.left.span, f"this is {describe(left.type)}"),
                Label(expr.right.span, f"this is {describe(right.type)}"),
            ),
        )
        return None
    match expr.operator:
        case "+" | "-" | "*" | "/" as operator:
            return Typed(ir.Arithmetic(operator, left.expression, right.expression), result)
        case other:
            raise AssertionError(f"no such operator: {other}")


def _date_arithmetic(operator: str, left: Typed, right: Typed) -> Typed | None:
    match operator, left.type, right.type:
        case "+", ir.DateType(), ir.DurationType():
            return Typed(ir.Shift(left.expression, right.expression, False), types.DATE)
        case "-", ir.DateType(), ir.DurationType():
            return Typed(ir.Shift(left.expression, right.expression, True), types.DATE)
        case "-", ir.DateType(), ir.DateType():
            return Typed(ir.DaysBetween(left.expression, right.expression), types.DURATION)
        case _:
            return None


def _result_type(operator: str, left: ir.Type, right: ir.Type) -> ir.Type | None:
    additive = (ir.NumberType, ir.PercentType, ir.MoneyType, ir.QuantityType)
    scalar = (ir.NumberType, ir.PercentType)
    match operator:
        case "+" | "-":
            return left if isinstance(left, additive) and left == right else None
        case "*":
            if isinstance(left, additive) and isinstance(right, scalar):
                return right if isinstance(left, ir.NumberType) else left
            if isinstance(left, scalar) and isinstance(right, additive):
                return right
            return None
        case _:
            if isinstance(left, ir.MoneyType | ir.QuantityType) and left == right:
                return types.PERCENT
            if isinstance(left, scalar) and left == right:
                return types.NUMBER
            return left if isinstance(left, additive) and isinstance(right, scalar) else None


# Collections


def collection(env: Environment, path: syntax.Path) -> tuple[ir.Expr, ir.Type] | None:
    """Elaborate the list that a quantifier or aggregate runs over; give its element type too."""
    typed = named(env, path)
    if typed is None:
        return None
    if isinstance(typed.type, ir.ListType):
        return typed.expression, typed.type.element
    env.report("ECP0208", f"`{path}` is not a list", path.span, f"it is {describe(typed.type)}")
    return None


def _quantifier(env: Environment, expr: syntax.Quantifier) -> Typed | None:
    over = collection(env, expr.collection)
    if over is None:
        return None
    body = condition(env.bind(expr.variable, over[1]), expr.body)
    match expr.kind:
        case "any" | "every" as kind:
            return Typed(ir.Quantified(kind, expr.variable, over[0], body), types.YES_NO)
        case other:
            raise AssertionError(f"no such quantifier: {other}")


def _aggregate(env: Environment, expr: syntax.Count | syntax.Sum | syntax.Share) -> Typed | None:
    over = collection(env, expr.collection)
    if over is None:
        return None
    elements, element = over
    inner = env.bind(expr.variable, element)
    where: ir.Expr = ir.Truth(True) if expr.where is None else condition(inner, expr.where)
    match expr:
        case syntax.Count():
            return Typed(ir.Count(expr.variable, elements, where), types.NUMBER)
        case syntax.Sum():
            value = elaborate(inner, expr.value)
            if value is None or not _summable(env, value, expr.value.span):
                return None
            return Typed(ir.Sum(value.expression, expr.variable, elements, where), value.type)
        case syntax.Share():
            path = syntax.Path((expr.variable, expr.measure), span=expr.span)
            measure = elaborate(inner, path)
            if measure is None or not _summable(env, measure, expr.span):
                return None
            base = None if expr.over is None else elaborate(env, expr.over)
            if expr.over is not None:
                if base is None:
                    return None
                if base.type != measure.type:
                    env.report(
                        "ECP0203",
                        f"a share by {expr.measure} is taken over {describe(measure.type)}",
                        expr.over.span,
                        f"this is {describe(base.type)}",
                    )
                    return None
            return Typed(
                ir.Share(
                    measure.expression,
                    expr.variable,
                    elements,
                    where,
                    None if base is None else base.expression,
                ),
                types.PERCENT,
            )
        case _:
            assert_never(expr)


def _summable(env: Environment, value: Typed, span: Span) -> bool:
    if isinstance(value.type, ir.NumberType | ir.PercentType | ir.MoneyType | ir.QuantityType):
        return True
    env.report(
        "ECP0202",
        "only numbers and amounts add up",
        span,
        f"this is {describe(value.type)}",
    )
    return False
