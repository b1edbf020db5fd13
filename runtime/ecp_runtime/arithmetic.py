"""What measured values come to: comparisons, sums, differences, dates that are moved."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from ecp_runtime import calendar, ir
from ecp_runtime.aggregates import Term, share, share_over, total
from ecp_runtime.conversions import as_measure, days, gaps_of, in_one_unit
from ecp_runtime.measures import (
    ANYTHING,
    NONNEGATIVE,
    NUMBER,
    SOME_MONEY,
    Measure,
    Operator,
    Rates,
    Unit,
    add,
    compare,
    divide,
    inexact,
    measure,
    minus,
    multiply,
)
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Absent, DateRange, Truth, Value, all_of


def compared(operator: Operator, left: Value, right: Value, rates: Rates) -> Truth:
    """Compare what has an order; anything else leaves it open."""
    if isinstance(left, ir.Duration) and isinstance(right, ir.Duration):
        left, right = in_one_unit(left, right)
    measures = as_measure(left), as_measure(right)
    if measures[0] is None or measures[1] is None:
        return Unknown(gaps_of(left) | gaps_of(right))
    return compare(operator, measures[0], measures[1], rates)


def wanted_form(left: Value, right: Value) -> str:
    """Say what form of facts would let two values be compared that are known, and do not."""
    measures = [as_measure(value) for value in (left, right)]
    kinds = [{unit.kind for unit, _ in each.parts} for each in measures if each is not None]
    if any(part == ANYTHING for each in measures if each for _, part in each.parts):
        return "a divisor other than zero"
    if len(kinds) == 2 and kinds[0] == kinds[1] == {"days"}:
        return "days that a month of 28 to 31 days, or a year of 365 or 366, leaves no doubt about"
    return "an amount of what it is compared with, in a unit of that kind"


def calculated(
    operator: Literal["+", "-", "*", "/"], left: Value, right: Value, rates: Rates
) -> Value:
    """Add, subtract, multiply or divide; with what does not exist, nothing comes of it."""
    for operand in (left, right):
        if isinstance(operand, Absent):
            return Absent()
    if not (isinstance(left, Measure) and isinstance(right, Measure)):
        return Unknown(gaps_of(left) | gaps_of(right))
    result: Measure | None
    match operator:
        case "+":
            result = add(left, right)
        case "-":
            result = add(left, minus(right))
        case "*":
            result = multiply(left, right)
        case "/":
            result = divide(left, right, rates)
    return Unknown(inexact(left, right)) if result is None else result


def shifted(day: Value, duration: Value, working: ir.Calendar | None, *, backward: bool) -> Value:
    """Move a date by a length of time, in a calendar where it counts working days."""
    if isinstance(day, Absent) or isinstance(duration, Absent):
        return Absent()
    if not (isinstance(day, DateRange) and isinstance(duration, ir.Duration)):
        return Unknown(gaps_of(day) | gaps_of(duration))
    ends: list[date | None] = []
    for end in (day.low, day.high):
        moved = end and calendar.shift(end, duration, backward=backward, working=working)
        if end is not None and moved is None:
            unannounced = {Gap("law", working.id)} if working is not None else set()
            return Unknown(gaps_of(day) | unannounced)
        ends.append(moved)
    return DateRange(ends[0], ends[1], day.origin)


def days_between(later: Value, earlier: Value) -> Value:
    """Count the days from one date to another."""
    if isinstance(later, Absent) or isinstance(earlier, Absent):
        return Absent()
    if not (isinstance(later, DateRange) and isinstance(earlier, DateRange)):
        return Unknown(gaps_of(later) | gaps_of(earlier))
    return add(days(later), minus(days(earlier)))


def amount_of(value: Value) -> Measure | Unknown:
    """Measure something; where it is not given, it is still not below zero."""
    if isinstance(value, Measure):
        return value
    if isinstance(value, Unknown | Absent):
        gaps = gaps_of(value)
        match value.type:
            case ir.MoneyType():
                return measure(SOME_MONEY, NONNEGATIVE, gaps)
            case ir.QuantityType(dimension):
                return measure(Unit("quantity", dimension), NONNEGATIVE, gaps)
            case ir.PercentType():
                return measure(NUMBER, NONNEGATIVE, gaps)
            case _:
                return Unknown(gaps)
    return Unknown()


def unseen(included: Callable[[], Truth], amount: Measure | Unknown, rest: Unknown) -> Term:
    """All the elements that are not given, as one: of any amount, if amounts have a floor."""
    if isinstance(amount, Measure) and all(part.is_nonnegative for _, part in amount.parts):
        parts = tuple((unit, NONNEGATIVE) for unit, _ in amount.parts)
        return Term(all_of((included(), rest)), Measure(parts, rest.gaps))
    return Term(rest, Unknown(rest.gaps))


def summed(
    kind: Literal["sum", "share"],
    terms: Sequence[Term],
    base: Measure | Unknown | None,
    rates: Rates,
) -> Value:
    """Add up what counts, or say what share it is of all elements or of a base."""
    if kind == "sum":
        return total(terms)
    return share(terms, rates) if base is None else share_over(terms, base, rates)
