"""Dates and instants that hosts and command lines give; the same as a transaction may give."""

from datetime import date, datetime
from typing import TypeAlias

from ecp.errors import TransactionError
from ecp_runtime.moments import OUR_YEARS, is_of_our_time, read_moment
from ecp_runtime.printable import in_brief
from ecp_runtime.problems import shown

__all__ = ["Day", "Moment", "read_day", "read_instant"]

Day: TypeAlias = date | str
Moment: TypeAlias = datetime | date | str


def read_day(value: Day | None, name: str) -> date | None:
    """Return a day given as a date or as ISO text.

    Raises:
        TransactionError: If it is none that the date of an act may be.
    """
    if isinstance(value, datetime):
        raise TransactionError(f"{name}: give a date without a time")
    found = _read(value, name, "2026-03-10")
    if isinstance(found, datetime) or (found is None and value is not None):
        raise TransactionError(f"{name}: `{in_brief(str(value))}` is not a date such as 2026-03-10")
    return found


def read_instant(value: Moment | None, name: str) -> datetime | date | None:
    """Return a moment given as a date, an instant with its offset, or ISO text.

    Raises:
        TransactionError: If it is neither, or not of our time.
    """
    found = _read(value, name, "2026-03-10T09:00:00Z")
    if isinstance(value, str) and found is None:
        raise TransactionError(
            f"{name}: `{in_brief(value)}` is neither a date such as 2026-03-10 nor an instant such "
            "as 2026-03-10T09:00:00Z, with its offset"
        )
    if isinstance(found, datetime) and found.utcoffset() is None:
        raise TransactionError(f"{name}: give the instant with its offset, such as Z")
    return found


def _read(value: object, name: str, example: str) -> date | datetime | None:
    """Read a value in whatever form; of a text that is no date, nothing is read."""
    if value is not None and not isinstance(value, str | date):
        raise TransactionError(
            f"{name}: found {shown(value)}, expected a date",
            help=f'give a date, or text such as "{example}"',
        )
    found = read_moment(value) if isinstance(value, str) else value
    if found is not None and not is_of_our_time(found):
        raise TransactionError(f"{name}: found {found.isoformat()}, expected {OUR_YEARS}")
    return found
