"""Time zones by their names in the IANA data, and instants in UTC.

Where the data is depends on the machine, and which names there are must not: a name that the
machine gives a meaning of its own, such as `localtime`, is none.
"""

import re
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

__all__ = ["NO_DATA", "find_zone", "is_zone_name", "to_utc", "zone_names"]

_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")
_OF_THE_MACHINE = frozenset({"Factory"})
"""In the data, and standing for whatever a machine was set to. Others begin in lower case."""

NO_DATA = "install the package `tzdata`, for which `ecp-lang` has the extra `timezones`"
"""What to do on a machine without the data."""


def is_zone_name(name: str) -> bool:
    """Tell whether a name could be one of the IANA data, such as `Europe/Vienna`."""
    return _NAME.fullmatch(name) is not None and name not in _OF_THE_MACHINE


@cache
def find_zone(name: str) -> tzinfo | None:
    """Return a time zone; None where there is none of this name, or this machine has no data."""
    if name == "UTC":
        return UTC
    if not is_zone_name(name):
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def zone_names() -> list[str]:
    """List the names for which this machine has data; none if it has no data at all."""
    return sorted(name for name in available_timezones() if is_zone_name(name))


def to_utc(moment: datetime) -> datetime:
    """Convert an instant to UTC; one beyond the calendar becomes the calendar's end."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        end = datetime.max if moment.year > 1 else datetime.min
        return end.replace(tzinfo=UTC)
