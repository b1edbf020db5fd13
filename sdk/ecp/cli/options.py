"""Kinds of values that several commands take."""

from datetime import date, datetime
from pathlib import Path

import click

__all__ = ["day", "moment", "path", "word"]


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
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-03-10") from None


def moment(text: str) -> date | datetime:
    """Read an ISO date, or an instant with its offset."""
    try:
        if len(text) <= len("2026-03-10"):
            return date.fromisoformat(text)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is neither a date such as 2026-03-10 "
            "nor an instant such as 2026-03-10T09:00:00Z"
        ) from None
    if instant.tzinfo is None:
        raise click.BadParameter(f"{text!r} has no offset; add Z or one such as +08:00")
    return instant
