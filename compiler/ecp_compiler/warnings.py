"""Warnings about the lives of provisions and the values of parameters."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from ecp_compiler import hir
from ecp_compiler.lives import notes
from ecp_compiler.timeline import Timeline, Version
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_runtime import ir


def life_warnings(
    policy: hir.Policy, timeline: Timeline, as_of: date | None
) -> Iterator[Diagnostic]:
    """Yield the warnings about lives; those that depend on a day only where one is given."""
    instruments = {i.id: i for i in policy.instruments}
    for version in timeline.versions:
        if not _is_ever_law(version):
            continue
        provision = version.provision
        cited = instruments.get(provision.citations[0].instrument)
        for note in notes(version.life, cited, as_of):
            yield diagnostic(
                note.code,
                f"`{provision.symbol.node.name}`: {note.text}",
                provision.span,
                help=_HELP.get(note.code),
            )
    for parameter in policy.parameters:
        yield from _value_gaps(parameter, timeline.parameters[parameter.id])


def _is_ever_law(version: Version) -> bool:
    """Whether a text takes effect at all, rather than being amended before it does."""
    start = version.life.period.start or date.min
    amendments = (e.start for e in version.life.endings if e.kind == "amendment")
    return version.is_final and all(start < day for day in amendments)


_HELP = {
    "ECP0403": "look at its own period and at the acts that suspend or repeal it",
    "ECP0404": "this can be what the law says; `ecp timeline` shows the whole life",
    "ECP0405": "if the later suspension replaces the earlier one, end that with `resume`",
    "ECP0406": "if the later suspension continues the earlier one, its first day is wrong",
    "ECP0407": "look for the act that says what comes next",
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
                f"`{parameter.id.rpartition('.')[2]}` has no value between "
                f"{before.end} and {after.start}",
                parameter.span,
                help="a value that nobody states is unknown on those days",
            )


def _effective(life: ir.Life) -> ir.Period:
    ends = [e.start - timedelta(days=1) for e in life.endings]
    if life.period.end is not None:
        ends.append(life.period.end)
    return ir.Period(life.period.start, min(ends) if ends else None)
