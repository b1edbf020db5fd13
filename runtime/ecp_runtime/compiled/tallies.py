"""What generated text calls to calculate, with facts that may be ranges or not known at all.

All of it hands over to the code of the reference evaluator; truths are given as yes, no and None.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import inf
from typing import Any, Literal, TypeAlias

from ecp_runtime import aggregates, arithmetic, ir
from ecp_runtime.aggregates import Term
from ecp_runtime.compiled.amounts import constant_of
from ecp_runtime.compiled.conditions import FOREVER
from ecp_runtime.compiled.dated import within
from ecp_runtime.compiled.readers import Learnt
from ecp_runtime.compiled.specialise import specialise
from ecp_runtime.compiled.truths import rates
from ecp_runtime.measures import Operator
from ecp_runtime.prepare import Prepared
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Absent, DateRange, Truth, Value

Weighed: TypeAlias = tuple[bool | None, Value]
"""Whether an element counts, and how much it is."""

NOWHERE: frozenset[Gap] = frozenset()


def compares(
    operator: Operator, left: Value, right: Value, transaction: Any, day: int | None
) -> bool | None:
    """Whether two values compare so; what does not exist differs, and is neither more nor less."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return operator == "!="
    return _known(arithmetic.compared(operator, left, right, rates(transaction, day)))


def equals(left: Value, right: Value, transaction: Any, day: int) -> bool | None:
    """Whether two values are equal, which nothing that does not exist is."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return False
    return _known(arithmetic.compared("=", left, right, rates(transaction, day)))


def calculated(
    operator: Literal["+", "-", "*", "/"],
    left: Value,
    right: Value,
    transaction: Any,
    day: int | None,
) -> Value:
    """Calculate with two values, at the rates of a transaction."""
    return arithmetic.calculated(operator, left, right, rates(transaction, day))


def counted(truths: Iterable[bool | None], is_open: bool) -> Value:
    """Count elements for which something holds, of a list that may have more of them."""
    return aggregates.count([_truth(each) for each in truths], NOWHERE if is_open else None)


def tallied(
    kind: Literal["sum", "share"],
    elements: Sequence[Weighed],
    rest: Weighed | None,
    base: Value | None,
    transaction: Any,
    day: int | None,
) -> Value:
    """Add up elements, or say what share they are; `rest` is one not given, if any may be."""
    terms = [Term(_truth(truth), arithmetic.amount_of(value)) for truth, value in elements]
    if rest is not None:
        included, value = rest
        amount = arithmetic.amount_of(value)
        terms.append(arithmetic.unseen(lambda: _truth(included), amount, Unknown()))
    whole = None if base is None else arithmetic.amount_of(base)
    return arithmetic.summed(kind, terms, whole, rates(transaction, day))


def act_date(day: int) -> Value:
    """Return the date of the act."""
    exact = _date(day)
    return DateRange(exact, exact)


def act_dates(first: float, last: float) -> Value:
    """Return the dates of the act where they are a range; infinity is an open end."""
    if first == -inf and last == inf:
        return Unknown(type=ir.DateType())
    low, high = (None if abs(end) == inf else _date(int(end)) for end in (first, last))
    return DateRange(low, high)


def _date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


def shifts(
    prepared: Prepared, jurisdiction: ir.Jurisdiction
) -> Callable[[Value, Value, bool], Value]:
    """Return what moves dates in the calendars of a jurisdiction."""

    def shifted(day: Value, duration: Value, backward: bool) -> Value:
        working = None
        if isinstance(duration, ir.Duration):
            calendar = duration.calendar or jurisdiction.calendar
            working = None if calendar is None else prepared.calendars.get(calendar)
        return arithmetic.shifted(day, duration, working, backward=backward)

    return shifted


def parameter(prepared: Prepared, id_: str, known: date) -> Learnt[Value]:
    """Return what a parameter comes to by day, as known on a day.

    The suspensions of its versions have to be without conditions.
    """
    found = prepared.parameters.get(id_)
    versions = sorted(
        () if found is None else found.versions,
        key=lambda version: version.life.period.start or date.min,
        reverse=True,
    )
    lives = [specialise(version.life, prepared.instruments, known) for version in versions]

    def learn(day: int) -> Value:
        for version, life in zip(versions, lives, strict=True):
            if life is None:
                continue
            stretches = [life.own, *(pause.during for pause in life.pauses)]
            own, *pauses = [((each.start or 0, each.stop or FOREVER),) for each in stretches]
            if within(own, day) and not any(within(pause, day) for pause in pauses):
                return constant_of(version.value)
        return Unknown(frozenset({Gap("law", id_)}))

    return Learnt(learn)


def _truth(truth: bool | None) -> Truth:
    return Unknown() if truth is None else truth


def _known(truth: Truth) -> bool | None:
    return None if isinstance(truth, Unknown) else truth


SPACE: Mapping[str, Any] = {
    "compares": compares,
    "equals": equals,
    "calculated": calculated,
    "days_between": arithmetic.days_between,
    "counted": counted,
    "tallied": tallied,
    "act_date": act_date,
    "act_dates": act_dates,
}
"""What generated text calls by its own name."""
