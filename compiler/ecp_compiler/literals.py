"""Literals: quantities, lengths of time, and codes of schemes."""

from collections.abc import Iterable, Mapping

from ecp_compiler import types
from ecp_compiler.environment import Environment, Typed
from ecp_dsl import syntax
from ecp_dsl.foreign import advice_on_line
from ecp_dsl.source import Span
from ecp_runtime import ir
from ecp_runtime.codec import plain_decimal
from ecp_runtime.nearest import nearest_code

_TIME_UNITS = {
    "day": "day",
    "days": "day",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
}
_WEEKS = {"week", "weeks"}
_WORKING_DAYS = {"working day", "working days"}


def quantity(env: Environment, literal: syntax.Quantity) -> Typed | None:
    """Elaborate a number with a unit: money, a length of time or a quantity."""
    value, unit = literal.value, literal.unit
    if unit in _TIME_UNITS or unit in _WEEKS or unit in _WORKING_DAYS:
        return _duration(env, literal)
    if unit in env.vocabulary.currencies:
        return Typed(ir.Money(value, unit), types.MONEY)
    for known in env.vocabulary.units:
        if unit in (known.symbol, known.code):
            amount = ir.Amount(
                value * known.factor, known.dimension, f"{plain_decimal(value)} {known.symbol}"
            )
            return Typed(amount, ir.QuantityType(known.dimension))
    names = [u.symbol for u in env.vocabulary.units]
    env.report(
        "ECP0204",
        f"`{unit}` is not a unit, a currency or a length of time",
        literal.span,
        help=meant_code(env, unit, [*names, *env.vocabulary.currencies, *_TIME_UNITS, *_WEEKS])
        or "write an amount with its unit or currency, as in `5 kg` or `5000 USD`",
    )
    return None


def unit_help(env: Environment, expected: ir.Type, found: ir.Type) -> str | None:
    """Return how to write a value that can be compared with one of a type."""
    match expected, found:
        case ir.MoneyType(), _:
            return "write an amount with its currency, as in `5000 USD`"
        case ir.QuantityType(dimension), _:
            symbols = {u.symbol for u in env.vocabulary.units if dimension in (u.dimension, "any")}
            shown = "kg" if "kg" in symbols else min(symbols, default=None)
            return None if shown is None else f"write an amount with its unit, as in `5 {shown}`"
        case ir.PercentType(), _:
            return "write a percentage, as in `0.1%`"
        case ir.DurationType(), _:
            return "write a length of time, as in `90 days`"
        case ir.NumberType(), ir.QuantityType() | ir.MoneyType() | ir.PercentType():
            return "compare it with a number alone, as in `5`"
        case _:
            return None


def _duration(env: Environment, literal: syntax.Quantity) -> Typed | None:
    value, unit = literal.value, literal.unit
    if value != value.to_integral_value():
        env.report(
            "ECP0210",
            "a length of time is a whole number",
            literal.span,
            help="use a smaller unit, such as days",
        )
        return None
    count = int(value)
    if unit in _WORKING_DAYS:
        if env.calendar is None:
            env.report(
                "ECP0210",
                "working days need a working calendar",
                literal.span,
                "no jurisdiction of this module names one",
                help="add `calendar …` to the jurisdiction",
            )
            return None
        return Typed(ir.Duration(count, "working_day", env.calendar), types.DURATION)
    if unit in _WEEKS:
        return Typed(ir.Duration(count * 7, "day"), types.DURATION)
    match _TIME_UNITS[unit]:
        case "month":
            return Typed(ir.Duration(count, "month"), types.DURATION)
        case "year":
            return Typed(ir.Duration(count, "year"), types.DURATION)
        case _:
            return Typed(ir.Duration(count, "day"), types.DURATION)


def bare_code(env: Environment, literal: syntax.Code) -> Typed | None:
    """Elaborate a code that stands without its scheme."""
    scheme = scheme_of_bare_code(env, literal.value, literal.span)
    if scheme is None:
        return None
    return Typed(ir.Code(scheme, literal.value), ir.CodeType(scheme))


def scheme_of_bare_code(env: Environment, code: str, span: Span) -> str | None:
    """Find the one scheme of the module's jurisdictions that a code without a scheme fits."""
    fitting = [s for s in env.home_schemes if env.has_code(s, code)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        env.refuse_code(
            code,
            env.home_schemes,
            f"`{code}` is not a code of any scheme known here",
            span,
            help=advice_on_line(code, 0) or _schemes_help(env, code),
        )
    else:
        env.report(
            "ECP0104",
            f"`{code}` could be a code of {', '.join(f'`{s}`' for s in fitting)}",
            span,
            help="compare it with the classification in one scheme, as in "
            f"`item.classification.{fitting[0]} within {code}`",
        )
    return None


def meant_code(env: Environment, word: str, codes: Mapping[str, str] | Iterable[str]) -> str | None:
    """Return the help line that offers the code which a word stands for, if it is one's."""
    meant = nearest_code(word, codes, env.vocabulary.aliases)
    return None if meant is None else f"did you mean `{meant}`?"


def _schemes_help(env: Environment, code: str) -> str:
    if code.isdigit():
        return f"write `{int(code)}` if it is a number; digits that begin with a zero are a code"
    if not env.home_schemes:
        return "add `scheme …` to the jurisdiction, or `use` the module that declares it"
    return "codes here belong to " + ", ".join(f"`{s}`" for s in env.home_schemes)


def code_constant(env: Environment, scheme: str, code: str, span: Span) -> ir.Code | None:
    """Make a code of a known scheme, or report that the scheme has no such code."""
    known = env.schemes[scheme]
    if env.has_code(scheme, code):
        return ir.Code(scheme, code)
    env.refuse_code(
        code,
        (scheme,),
        f"`{code}` is not a code of `{scheme}`",
        span,
        help=meant_code(env, code, dict(known.codes))
        or (f"a code of `{scheme}` looks like `{known.pattern}`" if known.pattern else None),
    )
    return None
