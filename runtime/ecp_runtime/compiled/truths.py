"""Three-valued tests of facts in the form of `given`: yes, no, or None where it is not known.

Each says of a fact what the reference evaluator says of it: a range is certain where all of it is
on one side of a limit, and several options where all of them lead to the same.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import inf
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import as_number
from ecp_runtime.compiled.given import (
    ABSENT,
    given,
    is_nothing,
    opened,
    options,
)
from ecp_runtime.compiled.readers import MISSING, UNSURE, Learnt, Unsure, plain, scaled
from ecp_runtime.conversions import exact
from ecp_runtime.hierarchy import relate
from ecp_runtime.measures import NUMBER, Measure, Operator, Unit, compare
from ecp_runtime.rates import Quote, Rates
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Absent, DateRange, Value

Ends: TypeAlias = tuple[str | None, float, float]
"""A unit, and the ends of a range in the form of `readers.scaled` or `conditions.as_number`.

Infinity is an open end; a fact that is not given has no unit, and one that does not exist no ends.
"""

Against: TypeAlias = Callable[[float, float, float], bool | None]

DAY = "days"
OPEN: Ends = (None, -inf, inf)

AGAINST: dict[Operator, Against] = {
    "<": lambda low, high, limit: high < limit or (False if low >= limit else None),
    "<=": lambda low, high, limit: high <= limit or (False if low > limit else None),
    ">": lambda low, high, limit: low > limit or (False if high <= limit else None),
    ">=": lambda low, high, limit: low >= limit or (False if high < limit else None),
    "=": lambda low, high, limit: low <= limit <= high and (True if low == high else None),
    "!=": lambda low, high, limit: not low <= limit <= high or (False if low == high else None),
}
"""Whether all, none or some of the numbers from `low` to `high` compare so with a limit."""


def agreed(truths: Iterable[bool | None]) -> bool | None:
    """Say what all options lead to; None where they differ, or where one is open."""
    seen = set(truths)
    return seen.pop() if len(seen) == 1 else None


def some(truths: Iterable[bool | None]) -> bool | None:
    """Say whether any holds."""
    seen = set(truths)
    return True if True in seen else None if None in seen else False


def holding(values: Learnt[Value]) -> Learnt[bool | None]:
    """Read yes or no; of what does not exist, nothing is so."""

    def learn(key: object) -> bool | None:
        value = values[key]
        return None if isinstance(value, Unknown) else value is True

    return Learnt(learn)


def among(key: Any, values: frozenset[str]) -> bool | None:
    """Whether a text that is not one plain text is one of some; each of these is asked for."""
    if key is MISSING:
        return None
    if key is None:
        return False
    found = options(key)
    if "none" in found:
        raise Unsure
    if not found & values:
        return False
    return True if len(found) == 1 else None


def entry(key: Any, outside: frozenset[str | None]) -> bool | None:
    """Whether a code that is not one plain code is an entry of its scheme."""
    if key is MISSING:
        return None
    if key is None:
        return False
    found = options(key)
    if "none" in found:
        raise Unsure
    return agreed(option not in outside for option in found)


def within(scheme: ir.Scheme | None, codes: tuple[str, ...], exact: bool) -> Learnt[bool | None]:
    """Say whether codes are, or are within, some codes; None where a coarse one might be."""

    def one(option: str, code: str) -> bool | None:
        if option == code:
            return True
        relation = relate(scheme, option, code)
        return None if relation == "coarser" else relation == "within" and not exact

    def learn(key: object) -> bool | None:
        if key is MISSING:
            return None
        if is_nothing(key):
            return False
        found = options(key)
        return some(agreed(one(option, code) for option in found) for code in codes)

    return Learnt(learn)


def alike(left: Any, right: Any) -> bool | None:
    """Whether two texts are the same; of what does not exist, nothing is equal."""
    if left.__class__ is str and right.__class__ is str:
        return bool(left == right and left != "none")
    if is_nothing(left) or is_nothing(right):
        return False
    if left is MISSING or right is MISSING:
        return None
    ours, theirs = options(left), options(right)
    return agreed(one == other for one in ours for other in theirs)


def absence(type_: ir.Type) -> Callable[[Any], bool | None]:
    """Return the test whether something does not exist; an empty list is as good as none."""
    has_none = isinstance(type_, ir.EnumType) and "none" in type_.values

    def test(key: Any) -> bool | None:
        if key.__class__ is dict and not isinstance(type_, ir.EntityType):
            key = plain(key)
        if key is MISSING:
            return None
        if key is None or key is ABSENT:
            return True
        if key.__class__ is str:
            return key == "none" and not has_none
        if isinstance(type_, ir.ListType):
            found, is_open = opened(key)
            return False if found else None if is_open else True
        if isinstance(type_, ir.YesNoType) and key.__class__ is frozenset:
            return None if len(set(map(_is_yes, key))) > 1 else False
        return False

    return test


def _is_yes(option: object) -> bool:
    return option is True or option == "yes"


def ends(values: Learnt[Value]) -> Learnt[Ends | None]:
    """Read what has an order as a range."""

    def learn(key: object) -> Ends | None:
        value = values[key]
        match value:
            case Absent():
                return None
            case Unknown():
                return OPEN
            case DateRange(low, high):
                return DAY, *days_between(low, high)
            case Measure(((unit, interval),)):
                return label(unit), _low(interval.low), _high(interval.high)
            case _:
                raise Unsure

    return Learnt(learn)


def days_between(low: date | None, high: date | None) -> tuple[float, float]:
    """Write the ends of a range of days as numbers."""
    return -inf if low is None else as_number(low), inf if high is None else as_number(high)


def _low(end: Fraction | None) -> float:
    return -inf if end is None else scaled(end)


def _high(end: Fraction | None) -> float:
    return inf if end is None else scaled(end)


def compares(
    operator: Operator, found: Learnt[Ends | None], unit: str, limit: int
) -> Callable[[Any], bool | None]:
    """Return the test whether a fact compares so with a limit; other units leave it open."""
    against, differs = AGAINST[operator], operator == "!="

    def test(key: object) -> bool | None:
        read = found[key]
        if read is None:
            # What does not exist differs from everything, and is neither more nor less.
            return differs
        return against(read[1], read[2], limit) if read[0] == unit else None

    return test


def compares_amounts(
    operator: Operator, amounts: Learnt[int], limits: Mapping[str, int], wide: Callable[..., Any]
) -> Callable[..., bool | None]:
    """Return the test whether a quantity compares so with a limit written in each unit.

    What is not one plain quantity is left to `wide`.
    """
    against = AGAINST[operator]

    def test(raw: Any) -> bool | None:
        if raw.__class__ is dict:
            try:
                amount, limit = amounts[raw["value"]], limits[raw["unit"]]
            except UNSURE:
                pass
            else:
                return against(amount, amount, limit)
        truth: bool | None = None if raw is MISSING else wide(given(raw))
        return truth

    return test


def by_act(operator: Operator, found: Learnt[Ends | None]) -> Callable[..., bool | None]:
    """Return the test whether a date compares so with the date of the act, or with its ends."""
    against, differs = AGAINST[operator], operator == "!="

    def test(key: object, first: float, last: float | None = None) -> bool | None:
        read = found[key]
        if read is None:
            return differs
        if last is None:
            return against(read[1], read[2], first)
        return _between(operator, read[1], read[2], first, last)

    return test


def _between(operator: Operator, low: float, high: float, first: float, last: float) -> bool | None:
    """Compare two ranges, each of which may be any of its numbers."""
    match operator:
        case "<":
            return high < first or (False if low >= last else None)
        case "<=":
            return high <= first or (False if low > last else None)
        case ">":
            return low > last or (False if high <= first else None)
        case ">=":
            return low >= last or (False if high < first else None)
        case "=":
            equal = low == high == first == last
            return False if high < first or low > last else equal or None
        case "!=":
            equal = low == high == first == last
            return high < first or low > last or (False if equal else None)


def lies(low: float, high: float, start: float, stop: float) -> bool | None:
    """Whether a range of days lies in a stretch: from `start`, before `stop`."""
    if high < start or low >= stop:
        return False
    return True if low >= start and (high < stop or stop == inf) else None


def judged(
    value: Value, first: float, last: float, start: float, stop: float, covered: float
) -> bool | None:
    """Whether a date lies in a stretch; where there is none, whether the days of the act do.

    Before the day from which on days are `covered`, that is open.
    """
    match value:
        case DateRange(low, high):
            earliest, latest = days_between(low, high)
            return None if earliest < covered else lies(earliest, latest, start, stop)
        case Unknown():
            return None if covered > -inf else lies(-inf, inf, start, stop)
        case _:
            return lies(first, last, start, stop)


def compares_money(
    operator: Operator,
    amounts: Learnt[int],
    found: Learnt[Ends | None],
    values: Learnt[Value],
    limit: ir.Money,
) -> Callable[[Any, Any, int | None], bool | None]:
    """Return the test whether money compares so with a limit, at the rates of a transaction."""
    unit, amount = unit_of(limit), Fraction(limit.amount)
    against, differs, least = AGAINST[operator], operator == "!=", scaled(amount)
    constant, named, currency = exact(unit, amount), label(unit), limit.currency

    def test(raw: Any, transaction: Any, day: int | None) -> bool | None:
        if raw.__class__ is dict:
            try:
                plain = amounts[raw["amount"]] if raw["currency"] == currency else None
            except UNSURE:
                plain = None
            if plain is not None:
                return against(plain, plain, least)
        if raw is MISSING:
            return None
        key = given(raw)
        read = found[key]
        if read is None:
            return differs
        if read[0] == named:
            return against(read[1], read[2], least)
        value = values[key]
        if not isinstance(value, Measure):
            return None
        truth = compare(operator, value, constant, rates(transaction, day))
        return None if isinstance(truth, Unknown) else truth

    return test


def rates(transaction: Any, day: int | None) -> Rates:
    """Return the rates of a transaction on a day, as `Situation.rate` has them."""

    def quotes() -> Iterable[Quote]:
        for each in transaction.get("rates", ()):
            on = int(each["date"].replace("-", ""))
            yield each["from"], each["to"], on, Fraction(each["rate"])

    return Rates(quotes, day)


def label(unit: Unit) -> str:
    """Name a unit; names are compared faster than units."""
    return f"{unit.kind} {unit.name}"


def unit_of(limit: ir.Number | ir.Money | ir.Amount) -> Unit:
    """Return the unit of a constant."""
    match limit:
        case ir.Money(_, currency):
            return Unit("money", currency)
        case ir.Amount(_, dimension):
            return Unit("quantity", dimension)
        case ir.Number():
            return NUMBER
