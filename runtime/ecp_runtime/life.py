"""When provisions are in force: three-valued for a date that may be uncertain, and as spans."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from ecp_runtime import ir
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import DateRange, Truth, all_of, any_of, negate
from ecp_runtime.zones import find_zone, to_utc

Instruments: TypeAlias = Mapping[str, ir.Instrument]
Condition: TypeAlias = Callable[[ir.Expr], Truth]
SpanState: TypeAlias = Literal["in_force", "suspended", "conditionally_suspended", "ended"]
LifeStatus: TypeAlias = Literal["in_force", "suspended", "not_yet_in_force", "lapsed"]


@frozen(kw_only=True)
class LifeSpan:
    """A stretch of days, both ends included, in which one thing is true of a life.

    `citation` is the act that made it so; None where the provision's own period did.
    """

    start: date | None
    end: date | None
    state: SpanState
    citation: ir.Citation | None


_FARTHEST = timedelta(hours=14)
"""No local time is farther from UTC."""


def local_dates(
    low: date | datetime | None, high: date | datetime | None, zone: str
) -> tuple[date | None, date | None]:
    """Convert the ends of a range of instants to local dates; dates stay what they are.

    Where this machine does not know the time zone, the range is as wide as any zone could make it.
    """
    return (
        None if low is None else _local_date(low, zone, -_FARTHEST),
        None if high is None else _local_date(high, zone, _FARTHEST),
    )


def _local_date(moment: date | datetime, zone: str, margin: timedelta) -> date:
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        return moment.date()
    known = find_zone(zone)
    try:
        if known is None:
            return (to_utc(moment) + margin).date()
        return moment.astimezone(known).date()
    except OverflowError:  # at the very ends of the calendar
        return moment.date()


def known_day(known_at: date | datetime, zone: str) -> date:
    """The last day whose acts are known."""
    if isinstance(known_at, datetime) and known_at.tzinfo is not None and is_plain_day(known_at):
        return to_utc(known_at).date()
    return _local_date(known_at, zone, -_FARTHEST)


def is_plain_day(known_at: date | datetime) -> bool:
    """Tell whether a state of knowledge is that of a day, whatever the time zone.

    Midnight UTC is how a plain day is written: acts of that day are known in every time zone.
    """
    if not isinstance(known_at, datetime) or known_at.tzinfo is None:
        return True
    utc = to_utc(known_at)
    return (utc.hour, utc.minute, utc.second, utc.microsecond) == (0, 0, 0, 0)


def is_known(instrument: ir.Instrument | None, known: date | None) -> bool:
    """Whether an act had been issued; one without a date of issue always counts as known."""
    if known is None or instrument is None or instrument.issued is None:
        return True
    return instrument.issued <= known


def known_life(life: ir.Life, instruments: Instruments, known: date | None) -> ir.Life | None:
    """Leave out what later acts do to a life; None when the provision itself is not known."""
    if not is_known(instruments.get(life.issued_under), known):
        return None
    if known is None or not (life.suspensions or life.endings):
        return life

    def seen(endings: Iterable[ir.Ending]) -> tuple[ir.Ending, ...]:
        return tuple(e for e in endings if is_known(instruments.get(e.citation.instrument), known))

    suspensions = tuple(
        evolve(suspension, resumptions=seen(suspension.resumptions))
        for suspension in life.suspensions
        if is_known(instruments.get(suspension.citation.instrument), known)
    )
    return evolve(life, suspensions=suspensions, endings=seen(life.endings))


def on_or_after(day: DateRange, start: date | None) -> Truth:
    """Whether a date is `start` or later; an open start is always past."""
    if start is None or (day.low is not None and day.low >= start):
        return True
    if day.high is not None and day.high < start:
        return False
    return Unknown(day.origin)


def within_period(day: DateRange, period: ir.Period) -> Truth:
    """Whether a date lies in a period, both ends included."""
    return all_of((on_or_after(day, period.start), not_after(day, period.end)))


def not_after(day: DateRange, end: date | None) -> Truth:
    """Whether a date is `end` or earlier; an open end never passes."""
    if end is None or (day.high is not None and day.high <= end):
        return True
    if day.low is not None and day.low > end:
        return False
    return Unknown(day.origin)


def is_ended(life: ir.Life, day: DateRange) -> Truth:
    """Whether a later act has ended a life."""
    return any_of(on_or_after(day, ending.start) for ending in life.endings)


def is_suspended(life: ir.Life, day: DateRange, condition: Condition) -> Truth:
    """Whether a later act keeps a life suspended."""
    return any_of(suspension_holds(suspension, day, condition) for suspension in life.suspensions)


def suspension_holds(suspension: ir.Suspension, day: DateRange, condition: Condition) -> Truth:
    """Whether a suspension is in effect: dated, not resumed, its condition met."""
    resumed = any_of(on_or_after(day, ending.start) for ending in suspension.resumptions)
    dated = all_of((within_period(day, suspension.period), negate(resumed)))
    if dated is False or suspension.condition is None:
        return dated
    return all_of((dated, condition(suspension.condition)))


def in_force(life: ir.Life, day: DateRange, condition: Condition) -> Truth:
    """Whether a life (see `known_life`) is in force on a date."""
    own = all_of((within_period(day, life.period), negate(is_ended(life, day))))
    if own is False:
        return False
    return all_of((own, negate(is_suspended(life, day, condition))))


def life_status(life: ir.Life, day: DateRange, holds: Truth) -> LifeStatus:
    """Say why a life is not in force, or that it is or may be; `holds` is what `in_force` says."""
    if holds is not False:
        return "in_force"
    if on_or_after(day, life.period.start) is False:
        return "not_yet_in_force"
    if not_after(day, life.period.end) is False or is_ended(life, day) is True:
        return "lapsed"
    return "suspended"


def spans(
    life: ir.Life,
    instruments: Instruments | None = None,
    known_at: date | None = None,
) -> tuple[LifeSpan, ...]:
    """Lay a life out as consecutive spans, without looking at any facts.

    With `known_at`, acts that `instruments` says were issued later are left out.
    """
    known = known_life(life, instruments or {}, known_at)
    if known is None:
        return ()
    result: list[LifeSpan] = []
    edges = _edges(known)
    for start, following in zip(edges, [*edges[1:], None], strict=True):
        state, citation = _state(known, start)
        end = None if following is None else following - timedelta(days=1)
        last = result[-1] if result else None
        if last is not None and (last.state, last.citation) == (state, citation):
            result[-1] = evolve(last, end=end)
        else:
            result.append(LifeSpan(start=start, end=end, state=state, citation=citation))
    return tuple(result)


def _edges(life: ir.Life) -> list[date | None]:
    """The first days of the spans, in order; None for an open beginning."""
    periods = [life.period, *(suspension.period for suspension in life.suspensions)]
    starts = {period.start for period in periods} | {ending.start for ending in life.endings}
    starts |= {e.start for suspension in life.suspensions for e in suspension.resumptions}
    starts |= {
        period.end + timedelta(days=1)
        for period in periods
        if period.end is not None and period.end < date.max
    }
    own = life.period.start
    days = sorted(day for day in starts if day is not None and (own is None or day >= own))
    return [None, *days] if own is None else list(days)


def _state(life: ir.Life, start: date | None) -> tuple[SpanState, ir.Citation | None]:
    day = DateRange(start, start) if start is not None else DateRange(date.min, date.min)
    if not_after(day, life.period.end) is False:
        return "ended", None
    for ending in life.endings:
        if on_or_after(day, ending.start) is True:
            return "ended", ending.citation
    conditional: ir.Citation | None = None
    for suspension in life.suspensions:
        if suspension_holds(suspension, day, lambda _: True) is True:
            if suspension.condition is None:
                return "suspended", suspension.citation
            conditional = conditional or suspension.citation
    if conditional is not None:
        return "conditionally_suspended", conditional
    return "in_force", None
