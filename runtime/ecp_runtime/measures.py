"""Exact numbers that may be ranges: plain numbers, money, quantities and lengths of time.

A measure is a sum of parts, one per unit, so that money in several currencies can be added
before anyone knows the rates; only a comparison needs them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from ecp_runtime.unknown import Gap, Unknown

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

MIRRORED: Mapping[Operator, Operator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
"""The operator that says the same with both sides of a comparison exchanged."""

ZERO = Fraction(0)
STEP = Fraction(1, 10**12)
"""What is less than this from a limit is on it, where answers are proposed."""

_DIGITS = 20


@frozen
class Interval:
    """The numbers from `low` to `high`, both included; None is unbounded."""

    low: Fraction | None
    high: Fraction | None

    def __add__(self, other: "Interval") -> "Interval":
        """Add the ends."""
        return Interval(_plus(self.low, other.low), _plus(self.high, other.high))

    def __neg__(self) -> "Interval":
        """Mirror at zero."""
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low
        )

    def __mul__(self, other: "Interval") -> "Interval":
        """Multiply; anything where an open end leaves the sign in doubt."""
        if self == NOTHING or other == NOTHING:
            return NOTHING
        if (
            self.low is not None
            and self.high is not None
            and other.low is not None
            and other.high is not None
        ):
            products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
            return Interval(min(products), max(products))
        if self.low is not None and self.low >= 0 and other.low is not None and other.low >= 0:
            return Interval(self.low * other.low, None)
        return ANYTHING

    def __truediv__(self, other: "Interval") -> "Interval":
        """Divide; anything where the divisor may be zero, even for zero itself."""
        if (other.low is None or other.low <= 0) and (other.high is None or other.high >= 0):
            return ANYTHING
        low = ZERO if other.high is None else 1 / other.high
        high = ZERO if other.low is None else 1 / other.low
        return self * Interval(low, high)

    @property
    def is_exact(self) -> bool:
        """Whether this is one number."""
        return self.low is not None and self.low == self.high

    @property
    def is_nonnegative(self) -> bool:
        """Whether nothing in it is below zero."""
        return self.low is not None and self.low >= 0


ANYTHING = Interval(None, None)
NONNEGATIVE = Interval(ZERO, None)
NOTHING = Interval(ZERO, ZERO)


@frozen(order=True)
class Unit:
    """What a number counts. Money has its currency as name, `?` where that is not known."""

    kind: Literal["days", "money", "number", "quantity"]
    name: str = ""


NUMBER = Unit("number")
DAYS = Unit("days")
SOME_MONEY = Unit("money", "?")

Worth: TypeAlias = Mapping[str, Fraction]
"""What currencies are worth, in one of them."""

Rates: TypeAlias = Callable[[str], Sequence[Worth]]
"""Each reading of what the currencies are worth that rates connect with one."""


@frozen
class Measure:
    """A sum of amounts, one per unit, in the order of the units; no parts is zero.

    `origin` names the facts that are not exact.
    """

    parts: tuple[tuple[Unit, Interval], ...]
    origin: frozenset[Gap] = frozenset()

    @property
    def is_exact(self) -> bool:
        """Whether every part is one number."""
        return all(interval.is_exact for _, interval in self.parts)


def measure(unit: Unit, interval: Interval, origin: frozenset[Gap] = frozenset()) -> Measure:
    """Make a measure of one unit."""
    return Measure(((unit, interval),), origin)


def number(value: Fraction | int) -> Measure:
    """Make a plain number."""
    exact = Fraction(value)
    return measure(NUMBER, Interval(exact, exact))


def add(left: Measure, right: Measure) -> Measure:
    """Add, unit by unit."""
    parts = dict(left.parts)
    for unit, interval in right.parts:
        parts[unit] = parts[unit] + interval if unit in parts else interval
    return Measure(tuple(sorted(parts.items(), key=_unit_of)), inexact(left, right))


def minus(operand: Measure) -> Measure:
    """Change the sign."""
    return evolve(operand, parts=tuple((unit, -interval) for unit, interval in operand.parts))


def multiply(left: Measure, right: Measure) -> Measure | None:
    """Multiply; one of the two must be a plain number."""
    for scale, other in ((left, right), (right, left)):
        factor = plain(scale)
        if factor is not None:
            parts = tuple((unit, interval * factor) for unit, interval in other.parts)
            return Measure(parts, inexact(left, right))
    return None


def divide(left: Measure, right: Measure, rates: Rates) -> Measure | None:
    """Divide by a plain number, or two of a kind by each other."""
    origin = inexact(left, right)
    divisor = plain(right)
    if divisor is not None:
        return Measure(tuple((unit, part / divisor) for unit, part in left.parts), origin)
    quotients = [
        [top / bottom for top, bottom in readings]
        for readings in common_intervals((left, right), rates)
    ]
    return measure(NUMBER, agreed(quotients), origin) if quotients else None


def compare(operator: Operator, left: Measure, right: Measure, rates: Rates) -> bool | Unknown:
    """Compare two measures: unknown where a range straddles the limit in a reading of the rates."""
    difference = add(left, minus(right))
    for readings in common_intervals((difference,), rates):
        outcomes = {_against_zero(operator, in_one) for (in_one,) in readings}
        if len(outcomes) == 1 and (outcome := outcomes.pop()) is not None:
            return outcome
    origin = inexact(left, right)
    if len(_currencies((left, right))) > 1:
        origin |= {Gap("fact", "rates")}
    return Unknown(origin)


def common_intervals(
    measures: tuple[Measure, ...], rates: Rates
) -> list[list[tuple[Interval, ...]]]:
    """Express measures in one unit.

    Returns:
        For each group of currencies that rates connect, the measures by each reading of its rates.
        Money of other groups, or of an unknown currency, counts as any amount of its sign, so that
        the ranges hold the measures whatever it is worth. One group with one reading for what is
        not money; nothing where the measures are not of one kind.
    """
    kinds = {(u.kind, "" if u.kind == "money" else u.name) for m in measures for u, _ in m.parts}
    if not kinds:
        return [[tuple(NOTHING for _ in measures)]]
    if len(kinds) > 1:
        return []
    if next(iter(kinds))[0] != "money":
        return [[tuple(_total(m.parts) for m in measures)]]
    return [
        [
            tuple(_total((u, _convert(u, part, worth)) for u, part in m.parts) for m in measures)
            for worth in readings
        ]
        for readings in _groups(sorted(_currencies(measures)), rates)
    ]


def _groups(currencies: Iterable[str], rates: Rates) -> Sequence[Sequence[Worth]]:
    found: list[Sequence[Worth]] = []
    for currency in currencies:
        if not any(currency in readings[0] for readings in found):
            found.append(rates(currency))
    return found or [[{}]]


def agreed(groups: Iterable[Iterable[Interval]]) -> Interval:
    """Return the range of a number that lies in some range of each group.

    Each reading of the rates of a group may be the right one, and each group holds the number.
    """
    low: Fraction | None = None
    high: Fraction | None = None
    for interval in (reduce(hull, group) for group in groups):
        if interval.low is not None:
            low = interval.low if low is None else max(low, interval.low)
        if interval.high is not None:
            high = interval.high if high is None else min(high, interval.high)
    return Interval(low, high)


def hull(left: Interval, right: Interval) -> Interval:
    """Make the range that holds both."""
    low = None if left.low is None or right.low is None else min(left.low, right.low)
    high = None if left.high is None or right.high is None else max(left.high, right.high)
    return Interval(low, high)


def plain(operand: Measure) -> Interval | None:
    """The range of a plain number; None for anything with a unit."""
    if not operand.parts:
        return NOTHING
    if len(operand.parts) == 1 and operand.parts[0][0] == NUMBER:
        return operand.parts[0][1]
    return None


def inexact(*operands: Measure) -> frozenset[Gap]:
    """The facts behind those operands that are ranges."""
    return frozenset().union(*(m.origin for m in operands if not m.is_exact))


def plain_fraction(value: Fraction) -> str:
    """Write a number as a decimal, rounded where it has no end."""
    scaled = round(value * 10**_DIGITS)
    whole, part = divmod(abs(scaled), 10**_DIGITS)
    decimals = f"{part:0{_DIGITS}d}".rstrip("0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def _currencies(measures: Iterable[Measure]) -> set[str]:
    return {u.name for m in measures for u, _ in m.parts if u.kind == "money" and u != SOME_MONEY}


def _convert(unit: Unit, interval: Interval, worth: Worth) -> Interval:
    known = worth.get(unit.name)
    if known is not None:
        return interval if known == 1 else interval * Interval(known, known)
    if interval == NOTHING:
        return interval
    low = ZERO if interval.is_nonnegative else None
    high = ZERO if interval.high is not None and interval.high <= 0 else None
    return Interval(low, high)


def _total(parts: Iterable[tuple[Unit, Interval]]) -> Interval:
    total = NOTHING
    for _, interval in parts:
        total = total + interval
    return total


def _against_zero(operator: Operator, difference: Interval) -> bool | None:
    low, high = difference.low, difference.high
    below = high is not None and high < 0
    above = low is not None and low > 0
    not_above = high is not None and high <= 0
    not_below = low is not None and low >= 0
    match operator:
        case "<":
            return True if below else False if not_below else None
        case "<=":
            return True if not_above else False if above else None
        case ">":
            return True if above else False if not_above else None
        case ">=":
            return True if not_below else False if below else None
        case "=":
            return False if below or above else True if difference == NOTHING else None
        case "!=":
            return True if below or above else False if difference == NOTHING else None


def _plus(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


def _unit_of(part: tuple[Unit, Interval]) -> Unit:
    return part[0]
