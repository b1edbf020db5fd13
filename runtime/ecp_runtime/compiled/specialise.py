"""Specialises lives by date: which days a provision is in force, and which days it is suspended.

What was known is settled here as well, so that generated code compares the day, and nothing else.
"""

from datetime import date, timedelta

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import During, as_number
from ecp_runtime.life import Instruments, known_life


@frozen
class Pause:
    """A stretch of days on which a provision is suspended, if `condition` (where given) holds."""

    during: During
    condition: ir.Expr | None


@frozen
class Validity:
    """When a provision is in force, suspensions aside, and when it is suspended."""

    own: During
    pauses: tuple[Pause, ...]


def specialise(life: ir.Life, instruments: Instruments, known: date) -> Validity | None:
    """Lay out a life by day; None when it was not known or is never in force."""
    seen = lay_out(life, instruments, known)
    if seen is None or _is_empty(seen.own):
        return None
    pauses = tuple(
        Pause(during, pause.condition)
        for pause in seen.pauses
        if (during := meet(seen.own, pause.during)) is not None
    )
    return Validity(seen.own, pauses)


def lay_out(life: ir.Life, instruments: Instruments, known: date) -> Validity | None:
    """Lay out a life for dates that may be ranges; None when it was not known.

    A range may be in doubt about days that no single one of its days is in doubt about, so
    nothing is cut or left out.
    """
    seen = known_life(life, instruments, known)
    if seen is None:
        return None
    pauses = tuple(
        Pause(stretch(suspension.period, suspension.resumptions), suspension.condition)
        for suspension in seen.suspensions
    )
    return Validity(stretch(seen.period, seen.endings), pauses)


def stretch(period: ir.Period, endings: tuple[ir.Ending, ...] = ()) -> During:
    """Lay a period out, until one of the acts that end it takes effect."""
    stops = [ending.start for ending in endings]
    if period.end is not None and period.end < date.max:
        stops.append(period.end + timedelta(days=1))
    return During(
        None if period.start is None else as_number(period.start),
        as_number(min(stops)) if stops else None,
    )


def meet(left: During, right: During) -> During | None:
    """Return the days that two stretches share, if any."""
    starts = [day for day in (left.start, right.start) if day is not None]
    stops = [day for day in (left.stop, right.stop) if day is not None]
    both = During(max(starts, default=None), min(stops, default=None))
    return None if _is_empty(both) else both


def _is_empty(days: During) -> bool:
    return days.start is not None and days.stop is not None and days.start >= days.stop
