"""Values as measures, and the gaps that leave a value open."""

from fractions import Fraction

from ecp_runtime import calendar, ir
from ecp_runtime.measures import DAYS, Interval, Measure, Unit, hull, inexact, measure, number
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Absent, DateRange, Several, Symbols, Value


def exact(unit: Unit, amount: Fraction) -> Measure:
    """Make an exact amount."""
    return measure(unit, Interval(amount, amount))


def days(day: DateRange) -> Measure:
    """Count the days to a date, so that dates subtract and compare as numbers do."""
    low, high = (None if d is None else Fraction(d.toordinal()) for d in (day.low, day.high))
    return measure(DAYS, Interval(low, high), day.origin)


def as_measure(value: Value) -> Measure | None:
    """Turn what has an order into a measure; None for anything else."""
    match value:
        case Measure():
            return value
        case DateRange():
            return days(value)
        case ir.Duration():
            low, high = calendar.days_of(value)
            return measure(DAYS, Interval(Fraction(low), None if high is None else Fraction(high)))
        case _:
            return None


def in_one_unit(left: ir.Duration, right: ir.Duration) -> tuple[Value, Value]:
    """Count both in months, or both in one unit, where that compares them exactly."""
    months = {"month": 1, "year": 12}
    if left.unit in months and right.unit in months:
        return number(left.count * months[left.unit]), number(right.count * months[right.unit])
    if left.unit == right.unit and left.calendar == right.calendar:
        return number(left.count), number(right.count)
    return left, right


def gaps_of(value: Value) -> frozenset[Gap]:
    """The gaps that leave a value open."""
    match value:
        case Unknown(gaps):
            return gaps
        case Measure():
            return inexact(value)
        case Several(codes):
            return frozenset[Gap]().union(*map(gaps_of, codes))
        case DateRange():
            return frozenset() if value.exact is not None else value.origin
        case Symbols(options, _, origin):
            return origin if len(options) > 1 else frozenset()
        case Absent(path):
            return frozenset() if path is None else frozenset({Gap("fact", path)})
        case _:
            return frozenset()


def any_of_these(values: list[Value], gaps: frozenset[Gap]) -> Value:
    """Hold all of several values of a parameter, where they are numbers of one unit."""
    result: Measure | None = None
    for value in values:
        if not isinstance(value, Measure) or len(value.parts) != 1:
            return Unknown(gaps)
        result = value if result is None else _widened(result, value, gaps)
        if result is None:
            return Unknown(gaps)
    return Unknown(gaps) if result is None else result


def _widened(left: Measure, right: Measure, gaps: frozenset[Gap]) -> Measure | None:
    (unit, first), (other, second) = left.parts[0], right.parts[0]
    if unit != other:
        return None
    return measure(unit, hull(first, second), gaps)
