"""From which day on the rulebook of a jurisdiction says what the law is."""

from collections.abc import Iterator
from datetime import date

from ecp_runtime import ir
from ecp_runtime.values import DateRange


def first_days(program: ir.Program) -> dict[str, date | None]:
    """Return the first day that each jurisdiction's rulebook covers.

    It is the earliest day on which one of its rules or lists begins. What has no beginning is not
    counted, and neither are lists that belong to no jurisdiction or to another one.

    Returns:
        By jurisdiction; None where no rule has a beginning, so that every day counts as covered.
    """
    return {each.id: _first_day(program, each.id) for each in program.jurisdictions}


def is_covered(day: DateRange, first: date | None) -> bool:
    """Whether every possible day is covered, given the first day that is."""
    return first is None or (day.low is not None and day.low >= first)


def _first_day(program: ir.Program, jurisdiction: str) -> date | None:
    own = [rule for rule in program.rules if rule.jurisdiction == jurisdiction]
    # An amendment dates a text, and not the rule.
    undated = {rule.id for rule in own if rule.life.period.start is None}
    starts = (rule.life.period.start for rule in own if rule.id not in undated)
    rules = [day for day in starts if day is not None]
    if not rules:
        return None
    parts = (
        part
        for definition in program.lists
        if definition.jurisdiction == jurisdiction
        for part in definition.parts
    )
    return min((*rules, *(day for part in parts for day in _beginnings(part))))


def _beginnings(part: ir.ListPart) -> Iterator[date]:
    """Yield the day on which a part of a list begins, or those of its members."""
    if part.life.period.start is not None:
        yield part.life.period.start
        return
    lives = (*(each.life for each in part.members), *(each.life for each in part.inclusions))
    for life in lives:
        if life is not None and life.period.start is not None:
            yield life.period.start
