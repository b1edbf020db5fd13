"""Kinds of values that several commands take."""

from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from ecp_runtime.moments import OUR_YEARS, is_of_our_time, read_moment
from ecp_runtime.printable import in_brief

__all__ = ["day", "moment", "path", "word"]

_Day = TypeVar("_Day", date, datetime)


def path(text: str) -> Path:
    """Read a path. An empty one would be the current folder, which hardly anybody means by it."""
    if not text:
        raise click.BadParameter("an empty text names no file; `.` is the current folder")
    return Path(text)


def word(text: str) -> str:
    """Read a name or another text that cannot be blank."""
    if not text.strip():
        raise click.BadParameter("the text is blank; leave it out, or write what is meant")
    return text


def day(text: str) -> date:
    """Read an ISO date."""
    found = read_moment(text)
    if found is None or isinstance(found, datetime):
        raise click.BadParameter(f"'{in_brief(text)}' is not a date such as 2026-03-10")
    return _of_our_time(found)


def moment(text: str) -> date | datetime:
    """Read an ISO date, or an instant with its offset."""
    found = read_moment(text)
    if found is None:
        is_instant = read_moment(f"{text}Z") is not None
        raise click.BadParameter(
            f"'{in_brief(text)}' has no offset; add Z or one such as +08:00"
            if is_instant
            else f"'{in_brief(text)}' is neither a date such as 2026-03-10 "
            "nor an instant such as 2026-03-10T09:00:00Z"
        )
    return _of_our_time(found)


def _of_our_time(day: _Day) -> _Day:
    if not is_of_our_time(day):
        raise click.BadParameter(f"found {day.isoformat()}, expected {OUR_YEARS}")
    return day
