"""What the removal of a member comes to, where its act has an end or is suspended."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product, zip_longest
from typing import TypeAlias

from attrs import frozen

from ecp_compiler import hir
from ecp_runtime import ir

Issued: TypeAlias = Mapping[str, date | None]

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Absence:
    """The days on which a removal keeps members off a list.

    Attributes:
        key: Who is removed.
        start: The first day of the removal.
        endings: What ends the membership for good.
        pauses: What interrupts it.
    """

    key: str
    start: date
    endings: tuple[ir.Ending, ...]
    pauses: tuple[ir.Suspension, ...]


@frozen
class _Alternative:
    """A way in which a removal may be in effect in spite of a suspension of its act."""

    unless_known: ir.Citation | None = None
    once_known: ir.Citation | None = None
    condition: ir.Expr | None = None


def absence(
    removal: hir.Removal,
    part: hir.ListPart,
    suspensions: tuple[ir.Suspension, ...],
    issued: Issued,
) -> Absence:
    """Work out the days on which a removal is in effect: those of its part of the list.

    Args:
        removal: The removal.
        part: The part of the list that states it.
        suspensions: What later acts suspend of that part.
        issued: The dates of issue of instruments; None where the date is not known.

    Returns:
        One ending where the part has no end and nothing suspends it; else interruptions, each
        known through the act behind it. A repeal of the part does not bring a member back.
    """
    if part.period.end is None and not suspensions:
        ending = ir.Ending(part.citation, removal.start, "removal")
        return Absence(key=removal.key, start=removal.start, endings=(ending,), pauses=())
    pauses = tuple(
        pause
        for stretch in _stretches(removal.start, part.period.end, suspensions)
        for pause in _in_effect(stretch, part.citation, suspensions, issued)
    )
    return Absence(key=removal.key, start=removal.start, endings=(), pauses=pauses)


def _stretches(
    start: date, end: date | None, suspensions: tuple[ir.Suspension, ...]
) -> Iterator[ir.Period]:
    """Cut the days of a removal where a suspension of it begins, ends or is ended early."""
    edges = {start}
    for suspension in suspensions:
        edges |= {resumption.start for resumption in suspension.resumptions}
        edges.add(suspension.period.start or start)
        if suspension.period.end is not None and suspension.period.end < date.max:
            edges.add(suspension.period.end + _DAY)
    inside = sorted(day for day in edges if start <= day and (end is None or day <= end))
    for first, following in zip_longest(inside, inside[1:]):
        yield ir.Period(first, end if following is None else following - _DAY)


def _in_effect(
    days: ir.Period, cited: ir.Citation, suspensions: tuple[ir.Suspension, ...], issued: Issued
) -> Iterator[ir.Suspension]:
    """Yield what keeps a member off a list on some days, whatever is known of the suspensions."""
    first = days.start
    assert first is not None
    choices = [tuple(_alternatives(s, first)) for s in suspensions if _covers(s.period, first)]
    for chosen in product(*choices):
        gates = [each.once_known for each in chosen if each.once_known is not None]
        conditions = tuple(each.condition for each in chosen if each.condition is not None)
        yield ir.Suspension(
            # All of them are known once the last one is.
            citation=max(gates, key=lambda gate: issued.get(gate.instrument) or date.min)
            if gates
            else cited,
            period=days,
            condition=None if not conditions else ir.And(conditions),
            resumptions=tuple(
                ir.Ending(each.unless_known, first, "resumption")
                for each in chosen
                if each.unless_known is not None
            ),
        )


def _alternatives(suspension: ir.Suspension, day: date) -> Iterator[_Alternative]:
    yield _Alternative(unless_known=suspension.citation)
    for resumption in suspension.resumptions:
        if resumption.start <= day:
            yield _Alternative(once_known=resumption.citation)
    if suspension.condition is not None:
        yield _Alternative(condition=ir.Not(suspension.condition))


def _covers(period: ir.Period, day: date) -> bool:
    return (period.start or date.min) <= day <= (period.end or date.max)
