"""Comparisons that are sound and yet say nothing, or that no dates can decide."""

from collections.abc import Iterator
from decimal import Decimal

from ecp_compiler import types
from ecp_compiler.environment import Environment, Typed
from ecp_dsl import syntax
from ecp_dsl.source import Span
from ecp_runtime import ir

_OF_ANY_LENGTH = ("month", "year", "working_day")


def report_doubtful(env: Environment, left: Typed, right: Typed, operator: str, span: Span) -> None:
    """Warn of a percentage beyond 0 % to 100 %, and of days that are compared with months."""
    for one, other, compared in (
        (left.expression, right.expression, operator),
        (right.expression, left.expression, _mirrored(operator)),
    ):
        match one, other:
            case measure, ir.Number(value) if left.type == types.PERCENT and not isinstance(
                measure, ir.Number
            ):
                _report_percentage(env, measure, compared, value, span)
            case ir.DaysBetween(), ir.Duration(_, unit) if unit in _OF_ANY_LENGTH:
                _report_length(env, unit.replace("_", " "), "", "1 month", span)
            case ir.DaysBetween(), ir.ParameterValue(name):
                word = next(_words_of_any_length(env, name), None)
                if word is not None:
                    last = name.rpartition(".")[2]
                    _report_length(env, word, f", and `{last}` is in {word}s", last, span)
            case _:
                pass


def _report_length(env: Environment, word: str, more: str, length: str, span: Span) -> None:
    """Warn of days that are compared with a length of time of no fixed number of days."""
    env.report(
        "ECP0313",
        f"days between two dates cannot be counted in {word}s",
        span,
        f"a {word} has no fixed number of days{more}",
        help=f"compare the dates, as in `later > earlier + {length}`, or write days",
    )


def _words_of_any_length(env: Environment, parameter: str) -> Iterator[str]:
    """Yield the units of no fixed number of days in which a parameter, or an amendment, is."""
    for module in env.table.modules.values():
        for declared in module.declarations:
            match declared:
                case syntax.Parameter(name=name, clauses=clauses):
                    is_meant = f"{module.name}.{name}" == parameter
                case syntax.Amend(target, clauses):
                    is_meant = parameter == str(target) or parameter.endswith(f".{target}")
                case _:
                    continue
            for clause in clauses if is_meant else ():
                if isinstance(clause, syntax.Value) and isinstance(clause.value, syntax.Quantity):
                    unit = clause.value.unit.removesuffix("s")
                    if unit.replace(" ", "_") in _OF_ANY_LENGTH:
                        yield unit


def _mirrored(operator: str) -> str:
    return {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)


def _report_percentage(
    env: Environment, measure: ir.Expr, operator: str, value: Decimal, span: Span
) -> None:
    """Warn of a limit that a percentage is always or never beyond."""
    if isinstance(measure, ir.Share) and measure.over is not None:
        # A share of a base of its own may be more than the whole.
        return
    beyond = value > 1 or value < 0
    at_the_end = (value == 1 and operator in (">", "<=")) or (
        value == 0 and operator in ("<", ">=")
    )
    if beyond or at_the_end:
        env.report(
            "ECP0304",
            "a percentage is from 0 % to 100 %, so this is decided without any fact",
            span,
            "no fact changes this comparison",
            help="check the limit, and which side it stands on",
        )
