"""Lives of provisions as people read them: spans with the act behind each, and what is odd."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.life import LifeSpan, spans

ONE_DAY = timedelta(days=1)

SOON = timedelta(days=60)
"""How long before its end something is said to end soon."""

LATELY = timedelta(days=30)
"""How long after its end something is said to have ended lately."""

STALE = timedelta(days=365)
"""How long after its verification an instrument counts as not verified."""

BRIEF = timedelta(days=31)
"""A time in force between two suspensions that is no longer than this looks like an oversight."""

State: TypeAlias = Literal["in_force", "suspended", "conditionally_suspended", "replaced", "ended"]

When: TypeAlias = Literal["soon", "lately"]


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


def life_of(
    life: ir.Life,
    program: ir.Program,
    *,
    id: str,
    version: int,
    title: str,
    citation: ir.Citation,
    known_at: date | None = None,
    as_of: date | None = None,
) -> Life:
    """Lay out a life as people read it.

    Args:
        life: The life.
        program: The policy.
        id: What lives.
        version: Which text or value of it.
        title: Its title.
        citation: Where it comes from.
        known_at: Leaves out what was issued later.
        as_of: The day for which endings and verifications are judged; None leaves that out.
    """
    instruments = {i.id: i for i in program.instruments}
    return Life(
        id=id,
        version=version,
        title=title,
        citation=cite(citation, program),
        stretches=tuple(
            Stretch(
                start=s.start,
                end=s.end,
                state=_state(s, life),
                by=None if s.citation is None else cite(s.citation, program),
            )
            for s in spans(life, instruments, known_at)
        ),
        notes=notes(life, instruments.get(citation.instrument), as_of),
    )


def _state(span: LifeSpan, life: ir.Life) -> State:
    """Tell a text that an amendment replaces from one that ends."""
    if span.state == "ended" and any(
        e.kind == "amendment" and e.citation == span.citation for e in life.endings
    ):
        return "replaced"
    return span.state


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
    beginning = _beginning(life, laid_out)
    if as_of is not None and _suspensions_ending(life, as_of):
        # The end of a suspension that began before the life is told by that end.
        beginning = [note for note in beginning if note.code != "ECP0404"]
    found = [*beginning, *_overlaps(life), *_gaps(laid_out), *ending_notes(life, as_of)]
    if as_of is not None:
        found += _stale(instrument, as_of)
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


def _suspensions_ending(life: ir.Life, as_of: date) -> list[LifeNote]:
    """Name the suspensions, also those on a condition, that end soon or have ended lately.

    One that goes on without a condition has not ended. One that goes on upon a condition is told
    together with its end and the end of what follows.
    """
    lasts = {suspension: _last_of(suspension) for suspension in life.suspensions}
    found: list[LifeNote] = []
    told: set[ir.Suspension] = set()
    for suspension in sorted(lasts, key=lambda each: lasts[each]):
        last = lasts[suspension]
        when = _around(last, as_of)
        if when is None or suspension in told:
            continue
        following = [s for s in lasts if lasts[s] > last and _joins(s, last)]
        at_once = [s for s in lasts if lasts[s] == last and suspension.condition is not None]
        if any(s.condition is None for s in (*following, *at_once)):
            continue
        what = "the suspension" if suspension.condition is None else "the conditional suspension"
        code, words = _ENDS[when]
        text = f"{what} {words} {last}"
        if following:
            longest = max(following, key=lambda each: lasts[each])
            text += ", and goes on upon a condition"
            if lasts[longest] != date.max:
                text += f" through {lasts[longest]}"
            if _around(lasts[longest], as_of) is not None:
                told.add(longest)
                code = _ENDS[_around(lasts[longest], as_of) or when][0]
        found.append(LifeNote(code, text))
    return list(dict.fromkeys(found))


def _last_of(suspension: ir.Suspension) -> date:
    """Return the last day of a suspension, which may be resumed from before its end."""
    resumed = [resumption.start - ONE_DAY for resumption in suspension.resumptions]
    return min((*resumed, suspension.period.end or date.max))


def _joins(suspension: ir.Suspension, last: date) -> bool:
    """Whether a suspension leaves no day free after the last day of another."""
    return last == date.max or (suspension.period.start or date.min) <= last + ONE_DAY


def last_day(life: ir.Life) -> date | None:
    """Return the last day of a life by its own period, repeals and removals, if it has one."""
    ended = [e.start - ONE_DAY for e in life.endings if e.kind in ("repeal", "removal")]
    return min((*ended, life.period.end or date.max)) if ended or life.period.end else None


def bounds(life: ir.Life) -> tuple[date, date]:
    """Return the first and the last day of a life, amendments apart."""
    return life.period.start or date.min, last_day(life) or date.max


def why_void(period: ir.Period, lives: Sequence[tuple[date, date]]) -> str | None:
    """Say why a suspension leaves some lives as they are; None where it holds one up.

    Args:
        period: The period of the suspension.
        lives: The first and the last day of each life; one that has no day counts for nothing.
    """
    start, end = period.start or date.min, period.end or date.max
    lived = [(first, last) for first, last in lives if first <= last]
    if not lived or any(start <= last and first <= end for first, last in lived):
        return None
    if all(end < first for first, _ in lived):
        return f"it ends with {end}, before {min(first for first, _ in lived)}, the first day"
    if all(last < start for _, last in lived):
        return f"it begins on {start}, after {max(last for _, last in lived)}, the last day"
    return f"from {start} to {end} there is nothing to suspend"


def void_notes(life: ir.Life) -> tuple[LifeNote, ...]:
    """Return what is said of suspensions that leave a provision as it is."""
    found = [(s, why_void(s.period, [bounds(life)])) for s in life.suspensions]
    return tuple(
        LifeNote("ECP0420", f"a suspension has no effect: {why}") for _, why in found if why
    )


def _ending(life: ir.Life, as_of: date) -> list[LifeNote]:
    """Say whether a life ends soon or has ended lately."""
    last = last_day(life)
    if last is None:
        return []
    if _is_soon(last, as_of):
        return [LifeNote("ECP0412", f"ends after {last}")]
    return [LifeNote("ECP0411", f"ended with {last}")] if _is_lately(last, as_of) else []


def ending_notes(life: ir.Life, as_of: date | None) -> tuple[LifeNote, ...]:
    """Return what ends soon or has ended lately; nothing without a day to judge by."""
    if as_of is None:
        return ()
    return (*_suspensions_ending(life, as_of), *_ending(life, as_of))


_ENDS: Mapping[When, tuple[str, str]] = {
    "soon": ("ECP0407", "ends after"),
    "lately": ("ECP0411", "ended with"),
}


def _around(last: date, as_of: date) -> When | None:
    """Say whether a last day is soon, or was lately; None where it is neither."""
    if _is_soon(last, as_of):
        return "soon"
    return "lately" if _is_lately(last, as_of) else None


def _is_soon(last: date, as_of: date) -> bool:
    return as_of <= last and last - as_of <= SOON


def _is_lately(last: date, as_of: date) -> bool:
    return last < as_of and as_of - last <= LATELY


def _stale(instrument: ir.Instrument | None, as_of: date) -> list[LifeNote]:
    if instrument is None:
        return []
    checked = instrument.verified or instrument.read
    if checked is None or as_of - checked <= STALE:
        return []
    return [LifeNote("ECP0408", f"last verified on {checked}")]
