"""Dates and instants as text: how they are written, and of which years they may be."""

import re
from datetime import date, datetime

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:?[0-5][0-9])"
)
YEARS = range(1900, 2200)
OUR_YEARS = f"a year from {YEARS[0]} to {YEARS[-1]}"
_NO_END_FROM = 2999
_NO_END_DAYS = frozenset({(1, 1), (12, 30), (12, 31)})


def read_moment(text: str) -> date | datetime | None:
    """Read a date, or an instant with its offset; None for any other text."""
    try:
        if has_form(text):
            return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        pass
    return None


def has_form(text: str) -> bool:
    """Whether a text is written as a date or an instant, be there such a day or not."""
    return bool(_DATE.fullmatch(text) or _INSTANT.fullmatch(text))


def is_of_our_time(day: date) -> bool:
    """Whether a date is of a year in which an act can be, and law can be known."""
    return day.year in YEARS


def is_no_end(day: date) -> bool:
    """Whether a date says that something never ends, such as 9999-12-31; a slip is none."""
    return day.year >= _NO_END_FROM and (day.month, day.day) in _NO_END_DAYS
