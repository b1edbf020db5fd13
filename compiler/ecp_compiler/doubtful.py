"""Comparisons that are sound and yet say nothing, or that no dates can decide."""

from decimal import Decimal

from ecp_compiler import types
from ecp_compiler.environment import Environment, Typed
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
                words = unit.replace("_", " ")
                env.report(
                    "ECP0313",
                    f"days between two dates cannot be counted in {words}s",
                    span,
                    f"a {words} has no fixed number of days",
                    help="compare the dates, as in `later > earlier + 1 month`, or write days",
                )
            case _:
                pass


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
