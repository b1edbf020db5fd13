"""Whether an answer to a question counts: of whom it was given, of which day, and for how long."""

from collections.abc import Container, Iterable
from datetime import date
from typing import Literal, TypeAlias

from ecp_runtime import calendar, ir
from ecp_runtime.life import within_period
from ecp_runtime.places import LONGEST_NAME
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import DateRange, Truth

Why: TypeAlias = Literal["several", "replaced", "undated", "later", "expired", "unclear"]
"""Why an answer does not count, or may not."""

_UNITS = {"day": "days", "working_day": "working days", "month": "months", "year": "years"}


def period(
    question: ir.Question, as_of: date | None, working: ir.Calendar | None
) -> ir.Period | Unknown | None:
    """Return the days on which an answer of a day holds.

    Args:
        question: The question.
        as_of: The day on which it was answered, where that is given.
        working: The calendar in which its validity counts working days.

    Returns:
        The period; None where there is no such day, since an answer without a date cannot be valid
        for a time; unknown where the calendar does not go so far.
    """
    if question.valid_for is None:
        return ir.Period(None, None)
    if as_of is None:
        return None
    last = calendar.shift(as_of, question.valid_for, backward=False, working=working)
    return Unknown() if last is None else ir.Period(as_of, last)


def holds(
    question: ir.Question, as_of: date | None, day: DateRange, working: ir.Calendar | None
) -> Truth:
    """Whether an answer of a day holds on the date of the act."""
    found = period(question, as_of, working)
    if found is None or isinstance(found, Unknown):
        return False if found is None else found
    return within_period(day, found)


def why_not(
    question: ir.Question, as_of: date | None, day: DateRange, working: ir.Calendar | None
) -> Why | None:
    """Say why an answer of a day does not hold for certain on the date of the act, if so."""
    truth = holds(question, as_of, day, working)
    if truth is True:
        return None
    if as_of is None:
        return "undated"
    if isinstance(truth, Unknown):
        return "unclear"
    return "later" if day.high is not None and day.high < as_of else "expired"


def is_unasked(name: object, answered: Container[str], questions: Iterable[str]) -> bool:
    """Whether an answer is to a question that the policy does not have, or no longer.

    Args:
        name: The key of the answer.
        answered: The names under which questions are answered.
        questions: Their ids. The last part of several of them is none of these names, and yet no
            question that is not there.
    """
    if not isinstance(name, str) or not 0 < len(name) < LONGEST_NAME or name in answered:
        return False
    return not any(id_.endswith(f".{name}") for id_ in questions)


def validity(question: ir.Question) -> str | None:
    """Say for how long an answer holds, such as `12 months`."""
    if question.valid_for is None:
        return None
    count, unit = question.valid_for.count, _UNITS[question.valid_for.unit]
    return f"{count} {unit[:-1] if count == 1 else unit}"
