"""Lives of provisions as people read them: spans with the act behind each, and what is odd."""

from datetime import date, timedelta
from typing import Literal, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.life import LifeSpan, spans
from ecp_runtime.tree import provisions_of

SOON = timedelta(days=60)
"""How long before its end a suspension is said to end soon."""

STALE = timedelta(days=365)
"""How long after its verification an instrument counts as not verified."""

BRIEF = timedelta(days=31)
"""A time in force between two suspensions that is no longer than this looks like an oversight."""

State: TypeAlias = Literal["in_force", "suspended", "conditionally_suspended", "ended"]


@frozen
class LifeNote:
    """Something odd about a life; `code` is that of the warning."""

    code: str
    text: str


@frozen(kw_only=True)
class Stretch:
    """A stretch of a life; `by` names the act behind it, if one is."""

    start: date | None
    end: date | None
    state: State
    by: str | None


@frozen(kw_only=True)
class Life:
    """The life of a provision as people read it."""

    id: str
    version: int
    title: str
    citation: str
    stretches: tuple[Stretch, ...]
    notes: tuple[LifeNote, ...]


def lives(
    program: ir.Program, name: str, *, known_at: date | None = None, as_of: date | None = None
) -> tuple[Life, ...]:
    """Return the lives of a provision, or of all provisions of a module and those below it.

    Args:
        program: The policy.
        name: A full name of a provision or module, or the last part of a provision's name.
        known_at: Leaves out what was issued later.
        as_of: The day for which endings and verifications are judged; None leaves that out.

    Returns:
        Nothing if there is no such name.
    """
    instruments = {i.id: i for i in program.instruments}
    provisions = provisions_of(program)
    chosen = [p for p in provisions if p.id == name]
    chosen = chosen or [
        p for p in provisions if p.module == name or p.module.startswith(f"{name}.")
    ]
    chosen = chosen or [p for p in provisions if p.id.endswith(f".{name}")]
    return tuple(
        Life(
            id=p.id,
            version=p.version,
            title=p.title,
            citation=cite(p.citations[0], program),
            stretches=tuple(
                Stretch(
                    start=s.start,
                    end=s.end,
                    state=s.state,
                    by=None if s.citation is None else cite(s.citation, program),
                )
                for s in spans(p.life, instruments, known_at)
            ),
            notes=notes(p.life, instruments.get(p.citations[0].instrument), as_of),
        )
        for p in chosen
    )


def cite(citation: ir.Citation, program: ir.Program) -> str:
    """Return a citation as people write it: the title of the instrument, and the clause."""
    title = next((i.title for i in program.instruments if i.id == citation.instrument), None)
    shown = title or citation.instrument
    return shown if citation.clause is None else f"{shown}, clause {citation.clause}"


def notes(
    life: ir.Life, instrument: ir.Instrument | None, as_of: date | None
) -> tuple[LifeNote, ...]:
    """Return what is odd about a life."""
    laid_out = spans(life)
    found = [*_beginning(life, laid_out), *_overlaps(life), *_gaps(laid_out)]
    if as_of is not None:
        found += [*_ends_soon(laid_out, as_of), *_stale(instrument, as_of)]
    return tuple(found)


def _beginning(life: ir.Life, laid_out: tuple[LifeSpan, ...]) -> list[LifeNote]:
    alive = [s for s in laid_out if s.state != "ended"]
    if not any(s.state in ("in_force", "conditionally_suspended") for s in alive):
        return [LifeNote("ECP0403", "never in force")]
    first = alive[0]
    if first.state != "suspended" or life.period.start is None:
        return []
    possible = next(s for s in alive if s.state != "suspended")
    certain = next((s for s in alive if s.state == "in_force"), None)
    text = f"suspended before it began: never in force before {possible.start}"
    if certain is None:
        text += ", and not certainly after"
    elif certain is not possible:
        text += f", and certainly only from {certain.start}"
    return [LifeNote("ECP0404", text)]


def _overlaps(life: ir.Life) -> list[LifeNote]:
    plain = [s for s in life.suspensions if s.condition is None]
    found: list[LifeNote] = []
    for index, first in enumerate(plain):
        for second in plain[index + 1 :]:
            begins = max(first.period.start or date.min, second.period.start or date.min)
            ends = min(first.period.end or date.max, second.period.end or date.max)
            if begins <= ends and first.citation != second.citation:
                found.append(
                    LifeNote("ECP0405", f"two suspensions overlap from {begins} to {ends}")
                )
    return found


def _gaps(laid_out: tuple[LifeSpan, ...]) -> list[LifeNote]:
    found: list[LifeNote] = []
    suspended = ("suspended", "conditionally_suspended")
    for before, between, after in zip(laid_out, laid_out[1:], laid_out[2:], strict=False):
        if before.state in suspended and between.state == "in_force" and after.state in suspended:
            assert between.start is not None and between.end is not None
            if between.end - between.start < BRIEF:
                text = f"in force only from {between.start} to {between.end}, between suspensions"
                found.append(LifeNote("ECP0406", text))
    return found


def _ends_soon(laid_out: tuple[LifeSpan, ...], as_of: date) -> list[LifeNote]:
    for span in laid_out:
        current = (span.start or date.min) <= as_of <= (span.end or date.max)
        if not current or span.state != "suspended" or span.end is None:
            continue
        if span.end - as_of <= SOON:
            return [LifeNote("ECP0407", f"the suspension ends after {span.end}")]
    return []


def _stale(instrument: ir.Instrument | None, as_of: date) -> list[LifeNote]:
    if instrument is None:
        return []
    checked = instrument.verified or instrument.read
    if checked is None or as_of - checked <= STALE:
        return []
    return [LifeNote("ECP0408", f"last verified on {checked}")]
