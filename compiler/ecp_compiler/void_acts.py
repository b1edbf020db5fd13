"""Acts that change nothing: what they name has not begun, has ended, or was never suspended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from ecp_compiler import hir
from ecp_compiler.lives import bounds, last_day, why_void
from ecp_compiler.resolve import SymbolTable
from ecp_compiler.targets import Targets
from ecp_compiler.timeline import Timeline
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir

_ONE_DAY = timedelta(days=1)


def void_acts(
    policy: hir.Policy, targets: Targets, timeline: Timeline, table: SymbolTable
) -> Iterator[Diagnostic]:
    """Yield the acts that change nothing of what they name.

    A group, such as a module, may hold what has ended: an act on it is void if nothing is changed.
    """
    lives = _lives(timeline)
    spans = {p.id: p.span for p in policy.provisions}
    spans |= {p.id: p.span for p in policy.parameters}
    lists = {part.key: part.list for part in policy.parts}
    spans |= {part.list: part.span for part in reversed(policy.parts)}
    for act, ids in zip(policy.acts, targets.of_acts, strict=True):
        for path in act.targets:
            named = _named_by(path, act, ids, lists, table)
            reasons = [_why(act, lives.get(id_, ())) for id_ in named]
            if reasons and all(reasons):
                name = lists.get(named[0], named[0]) if _is_one(named, lists) else str(path)
                yield _report(act, path, name, str(reasons[0]), spans.get(name))


def _lives(timeline: Timeline) -> Mapping[str, list[ir.Life]]:
    found: dict[str, list[ir.Life]] = {}
    for version in timeline.versions:
        found.setdefault(version.provision.id, []).append(version.life)
    for placed in timeline.parts:
        found.setdefault(placed.part.key, []).append(placed.life)
    for id_, values in timeline.parameters.items():
        found.setdefault(id_, []).extend(value.life for value in values)
    return found


def _named_by(
    path: syntax.Path,
    act: hir.Act,
    ids: Sequence[str],
    lists: Mapping[str, str],
    table: SymbolTable,
) -> list[str]:
    """Return what one of the names of an act stands for; nothing where that cannot be told."""
    symbols = {symbol.id for symbol in table.candidates(act.module, path)}
    own = [id_ for id_ in ids if id_ in symbols or lists.get(id_) in symbols]
    return own or (list(ids) if len(act.targets) == 1 else [])


def _is_one(ids: Sequence[str], lists: Mapping[str, str]) -> bool:
    return len({lists.get(id_, id_) for id_ in ids}) == 1


def _why(act: hir.Act, lives: Sequence[ir.Life]) -> str | None:
    """Say why an act changes none of some lives; None where it changes one, or there is none."""
    start = act.period.start or date.min
    match act.kind:
        case "suspend":
            return why_void(act.period, [bounds(life) for life in lives])
        case "resume":
            is_void = not any(_ends_one(act, start, life) for life in lives)
            return (
                f"nothing is suspended on {start} that it could end" if lives and is_void else None
            )
        case _:
            last = [last_day(life) for life in lives]
            ended = [day for day in last if day is not None and day + _ONE_DAY < start]
            return f"it had ended with {max(ended)}" if last and len(ended) == len(last) else None


def _ends_one(act: hir.Act, start: date, life: ir.Life) -> bool:
    """Tell whether a resumption ends a suspension that no earlier one has ended."""
    return any(
        any(r.citation == act.citation and r.start == start for r in suspension.resumptions)
        and not any(r.start < start for r in suspension.resumptions)
        for suspension in life.suspensions
    )


def _report(
    act: hir.Act, path: syntax.Path, name: str, reason: str, target: Span | None
) -> Diagnostic:
    noun = act.noun
    return diagnostic(
        "ECP0420",
        f"the {noun} of `{name}` has no effect: {reason}",
        path.span,
        "nothing is changed here",
        secondary=() if target is None else (Label(target, f"the {noun} is of this"),),
        help="check the days of both, and the name",
    )
