"""Warnings about the lives of provisions and the values of parameters."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import frozen

from ecp_compiler import hir
from ecp_compiler.lives import LifeNote, ending_notes, notes
from ecp_compiler.timeline import PartOfList, Timeline, Version
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir


def life_warnings(
    policy: hir.Policy, timeline: Timeline, as_of: date | None
) -> Iterator[Diagnostic]:
    """Yield the warnings about lives; those that depend on a day only where one is given."""
    # Texts of one provision share what happens to it, and so do the parts of a list.
    found: dict[tuple[str, LifeNote], list[Span]] = {}
    gaps: list[Diagnostic] = []
    for told in _told(policy, timeline, as_of):
        spans = found.setdefault((told.name, told.note), [])
        if told.span not in spans:
            spans.append(told.span)
    for parameter in policy.parameters:
        gaps += dict.fromkeys(_value_gaps(parameter, timeline.parameters[parameter.id]))
    for (name, note), (first, *others) in found.items():
        yield _warning(note, name, first, others)
    yield from gaps


@frozen
class _Told:
    """Something odd about the life of what has a name, and where that stands."""

    note: LifeNote
    name: str
    span: Span


def _told(policy: hir.Policy, timeline: Timeline, as_of: date | None) -> Iterator[_Told]:
    instruments = {i.id: i for i in policy.instruments}
    for version in timeline.versions:
        if not _is_ever_law(version):
            continue
        provision = version.provision
        cited = instruments.get(provision.citations[0].instrument)
        for note in notes(version.life, cited, as_of):
            yield _Told(note, provision.id, provision.span)
    for part in timeline.parts:
        yield from _on_lists(part, as_of)
    for parameter in policy.parameters:
        for value in timeline.parameters[parameter.id]:
            for note in ending_notes(value.life, as_of):
                yield _Told(note, parameter.id, parameter.span)


def _on_lists(placed: PartOfList, as_of: date | None) -> Iterator[_Told]:
    """Yield what ends of a part of a list, and of its members where that is their own end."""
    name = placed.part.list
    for note in ending_notes(placed.life, as_of):
        yield _Told(note, name, placed.part.span)
    for member, life in zip(placed.part.members, placed.member_lives, strict=True):
        for note in () if life is None else ending_notes(life, as_of):
            yield _Told(note, f"{name}: {member.member.key}", member.span)
    for inclusion, life in zip(placed.part.inclusions, placed.inclusion_lives, strict=True):
        for note in () if life is None else ending_notes(life, as_of):
            yield _Told(note, f"{name}: {inclusion.list}", inclusion.span)


def _warning(note: LifeNote, name: str, span: Span, others: Sequence[Span]) -> Diagnostic:
    return diagnostic(
        note.code,
        f"`{name}`: {note.text}",
        span,
        secondary=tuple(Label(other, "this, too") for other in others),
        help=_HELP.get(note.code),
    )


def _is_ever_law(version: Version) -> bool:
    """Whether a text takes effect at all, rather than being amended before it does."""
    start = version.life.period.start or date.min
    if version.number > 1 and start > (version.life.period.end or date.max):
        return False  # an amendment of what had ended, which is told of the amendment
    amendments = (e.start for e in version.life.endings if e.kind == "amendment")
    return version.is_final and all(start < day for day in amendments)


_HELP = {
    "ECP0403": "look at its own period and at the acts that suspend or repeal it",
    "ECP0404": "this can be what the law says; `ecp timeline` shows the whole life",
    "ECP0405": "if the later suspension replaces the earlier one, end that with `resume`",
    "ECP0406": "if the later suspension continues the earlier one, its first day is wrong",
    "ECP0407": "look for the act that says what comes next",
    "ECP0411": "look whether a further act continues it, and encode that act",
    "ECP0412": "look for the act that says what comes next",
    "ECP0408": "read the source again and set `verified`",
}


def _value_gaps(
    parameter: hir.Parameter, versions: tuple[ir.ParameterVersion, ...]
) -> Iterator[Diagnostic]:
    periods = sorted(
        (_effective(v.life) for v in versions), key=lambda p: (p.start or date.min, str(p.end))
    )
    for before, after in pairwise(periods):
        if before.end is None or after.start is None:
            continue
        if after.start > before.end + timedelta(days=1):
            yield diagnostic(
                "ECP0406",
                f"`{parameter.id}` has no value between {before.end} and {after.start}",
                parameter.span,
                help="a value that nobody states is unknown on those days",
            )


def _effective(life: ir.Life) -> ir.Period:
    ends = [e.start - timedelta(days=1) for e in life.endings]
    if life.period.end is not None:
        ends.append(life.period.end)
    return ir.Period(life.period.start, min(ends) if ends else None)
