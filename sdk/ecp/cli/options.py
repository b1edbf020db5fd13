"""Kinds of values that several commands take."""

from datetime import date, datetime

import click


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
