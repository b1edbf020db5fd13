"""Dates that are far from all others of their act: mostly a slip, such as 2203 for 2023.

The compiler has no clock. Dates are held against other dates of the policy, and against the day
for which warnings are wanted, if one is given.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from ecp_compiler import hir
from ecp_compiler.resolve import Kind, SymbolTable
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir

_YEAR = timedelta(days=365)

RETROACTIVE = timedelta(days=183)
"""How long before its issue an act may take effect without a warning."""

DEFERRED = 5 * _YEAR
"""How long after its issue an act may begin to take effect without a warning."""

LASTING = 50 * _YEAR
"""How long after its issue an act may name the end of a period without a warning."""

AHEAD = _YEAR
"""How long after all readings of sources an act may be issued without a warning."""


def check_dates(
    policy: hir.Policy, table: SymbolTable, as_of: date | None, diagnostics: list[Diagnostic]
) -> None:
    """Warn of periods far from the issue of their act, and of issues in an odd order."""
    issued = {i.id: i.issued for i in policy.instruments if i.issued is not None}
    declared_in: dict[str, list[date]] = {}
    for symbol in table.of_kind(Kind.INSTRUMENT):
        if symbol.id in issued:
            declared_in.setdefault(symbol.module, []).append(issued[symbol.id])
    for citations, module, period, span in _periods(policy):
        cited = [issued[c.instrument] for c in citations if c.instrument in issued]
        # A rule may cite the law that it is based on, and begin with the act of its file.
        days = cited + declared_in.get(module, []) if cited else []
        found = [tuple(_far(day, period, span)) for day in days]
        if all(found):
            diagnostics.extend(found[0] if found else ())
    spans = {s.id: s.span for s in table.of_kind(Kind.INSTRUMENT)}
    readings = [day for i in policy.instruments for day in (i.read, i.verified) if day is not None]
    latest = as_of if as_of is not None else max(readings, default=None)
    for instrument in policy.instruments:
        diagnostics.extend(_issued_late(instrument, spans[instrument.id], latest))
    diagnostics.extend(_extended_early(policy, table, issued))


_Dated: TypeAlias = tuple[tuple[ir.Citation, ...], str, ir.Period, Span]


def _periods(policy: hir.Policy) -> Iterator[_Dated]:
    """Yield each period with the acts that are cited for it, and the module that states it."""
    for provision in policy.provisions:
        yield provision.citations, provision.symbol.module, provision.period, provision.span
    for act in policy.acts:
        yield (act.citation,), act.module, act.period, act.span
    for parameter in policy.parameters:
        for value in parameter.values:
            yield (value.citation,), parameter.id.rpartition(".")[0], value.period, value.span
    for part in policy.parts:
        cited = (part.citation,)
        yield cited, part.module, part.period, part.span
        for member in part.members:
            if member.period is not None:
                own = (member.member.citation or part.citation,)
                yield own, part.module, member.period, member.span
        for inclusion in part.inclusions:
            if inclusion.period is not None:
                yield cited, part.module, inclusion.period, inclusion.span
        for removal in part.removals:
            yield cited, part.module, ir.Period(removal.start, None), removal.span


def _far(issued: date, period: ir.Period, span: Span) -> Iterator[Diagnostic]:
    start, end = period.start, period.end
    if start is not None and issued - start > RETROACTIVE:
        yield _report(start, f"{_length(issued - start)} before its act was issued", issued, span)
    if start is not None and start - issued > DEFERRED:
        yield _report(start, f"{_length(start - issued)} after its act was issued", issued, span)
    if end is not None and end - issued > LASTING:
        yield _report(end, f"{_length(end - issued)} after its act was issued", issued, span)


def _length(apart: timedelta) -> str:
    months = apart.days * 12 // 365
    return f"{months} months" if months < 24 else f"{months // 12} years"


def _report(day: date, message: str, issued: date, span: Span) -> Diagnostic:
    return diagnostic(
        "ECP0417",
        f"{day} is {message}",
        _place(day, span),
        f"the act was issued on {issued}",
        help="check the year; if the gazette says so, cite the act that this date is from",
    )


def _place(day: date, span: Span) -> Span:
    """Return where a date is written; the day before, if it is an end that is not included."""
    text = span.file.text
    for written in (day, day + timedelta(days=1)) if day < date.max else (day,):
        at = text.find(written.isoformat(), span.start, span.end)
        if at >= 0:
            return Span(span.file, at, at + len("2026-01-06"))
    return span


def _issued_late(
    instrument: ir.Instrument, span: Span, latest: date | None
) -> Iterator[Diagnostic]:
    issued = instrument.issued
    if issued is None:
        return
    seen = [day for day in (instrument.read, instrument.verified) if day is not None]
    if seen and min(seen) < issued:
        yield diagnostic(
            "ECP0418",
            "the act was issued after its source was read or verified",
            _place(issued, span),
            f"issued on {issued}, and seen on {min(seen)}",
            help="check both dates: nobody reads an act before it is issued",
        )
        return
    if latest is not None and issued - latest > AHEAD:
        yield diagnostic(
            "ECP0418",
            f"the act was issued {_length(issued - latest)} after everything else was read",
            _place(issued, span),
            f"the latest other day is {latest}",
            help="check the year of issue",
        )


def _extended_early(
    policy: hir.Policy, table: SymbolTable, issued: Mapping[str, date]
) -> Iterator[Diagnostic]:
    """Yield the extensions of lists by acts that were issued before the act of the list.

    A list that cites no act of its own, but one for each member, has no act to be before.
    """
    nodes = {
        symbol.id: symbol.node
        for symbol in table.of_kind(Kind.LIST)
        if isinstance(symbol.node, syntax.ListDeclaration)
        and any(isinstance(clause, syntax.Under) for clause in symbol.node.clauses)
    }
    own = {p.list: p for p in policy.parts if p.list in nodes and p.span == nodes[p.list].span}
    for part in policy.parts:
        declared = own.get(part.list)
        if declared is None or declared is part:
            continue
        day = issued.get(part.citation.instrument)
        first = issued.get(declared.citation.instrument)
        if day is not None and first is not None and day < first:
            yield diagnostic(
                "ECP0419",
                f"the act was issued on {day}, before the list that it extends",
                part.span,
                secondary=(Label(declared.span, f"issued on {first}"),),
                help="check both dates of issue; an act can only extend a list that exists",
            )
