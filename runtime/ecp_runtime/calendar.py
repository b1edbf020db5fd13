"""Dates moved by durations, and working days as far as anyone has announced them."""

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta

from ecp_runtime import ir

# A duration this long is no legal deadline; it keeps the count of steps bounded.
MAX_WORKING_DAYS = 20_000


def shift_months(day: date, months: int) -> date | None:
    """Move by months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift_days(day: date, days: int) -> date | None:
    """Move by calendar days; None beyond what a date can hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def is_working_day(working: ir.Calendar, day: date) -> bool | None:
    """Whether people work that day; None where nobody has announced it."""
    if not working.announced_from <= day <= working.announced_through:
        return None
    if day in working.holidays:
        return False
    return day.weekday() < 5 or day in working.working_weekends


def shift_working_days(day: date, count: int, working: ir.Calendar) -> date | None:
    """Move by working days, not counting `day` itself; None beyond what is announced."""
    if abs(count) > MAX_WORKING_DAYS:
        return None
    step = 1 if count >= 0 else -1
    left = abs(count)
    current = day
    while left:
        moved = shift_days(current, step)
        works = None if moved is None else is_working_day(working, moved)
        if moved is None or works is None:
            return None
        current = moved
        left -= works
    return current


def shift(
    day: date, duration: ir.Duration, *, backward: bool, working: ir.Calendar | None
) -> date | None:
    """Move a date by a duration; None where the result is not known."""
    count = -duration.count if backward else duration.count
    match duration.unit:
        case "day":
            return shift_days(day, count)
        case "month":
            return shift_months(day, count)
        case "year":
            return shift_months(day, count * 12)
        case "working_day":
            return None if working is None else shift_working_days(day, count, working)


def days_of(duration: ir.Duration) -> tuple[int, int | None]:
    """The least and the most days a duration can take; None where there is no most.

    A month has 28 to 31 days and a year 365 or 366; how many rest days fall between working
    days depends on where they start.
    """
    count = duration.count
    match duration.unit:
        case "day":
            return count, count
        case "month":
            years, months = divmod(count, 12)
            return 365 * years + 28 * months, 366 * years + 31 * months
        case "year":
            return 365 * count, 366 * count
        case "working_day":
            return count, None
