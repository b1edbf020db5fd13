"""What stays changed when the act that changed it is itself suspended or repealed."""

from collections.abc import Iterator
from datetime import date

from ecp_compiler import hir
from ecp_compiler.resolve import SymbolTable
from ecp_compiler.targets import Targets, act_or_module, is_inside
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir

_SHOWN = 3
"""How many changes one warning points at."""


def kept_changes(policy: hir.Policy, targets: Targets, table: SymbolTable) -> Iterator[Diagnostic]:
    """Yield what acts on a whole act or module leave as that act or module changed it.

    A suspension or a repeal ends the provisions of its target. What the target suspended, amended
    or repealed elsewhere is no provision of it; neither is the removal of a member, which a
    suspension of its part of the list interrupts, and a repeal does not undo.
    """
    kept = _Kept(policy, targets)
    for act in policy.acts:
        if act.kind not in ("suspend", "repeal"):
            continue
        for path in act.targets:
            group = act_or_module(table, path, act.module)
            changes = [] if group is None else list(kept.by(act, group))
            if changes:
                yield _report(act, path, changes)


class _Kept:
    def __init__(self, policy: hir.Policy, targets: Targets) -> None:
        self._policy = policy
        self._acts = tuple(zip(policy.acts, targets.of_acts, strict=True))
        self._issued = {i.id: i.issued or date.min for i in policy.instruments}

    def by(self, act: hir.Act, group: str) -> Iterator[tuple[str, Span]]:
        """Yield what an act or module changed, and a suspension or repeal of it leaves so."""
        start = act.period.start or date.min
        undone = {
            id_
            for other, ids in self._acts
            if other.citation.instrument == act.citation.instrument and other is not act
            for id_ in ids
        }
        for other, ids in self._acts:
            if (
                self._is_of(other.citation, other.module, group, act)
                and _lasts_until(other.period, start)
                and not set(ids) <= undone
            ):
                names = ", ".join(f"`{target}`" for target in other.targets)
                yield f"its {other.noun} of {names}", other.span
        if act.kind == "repeal":
            yield from self._removals(act, group, start)

    def _removals(self, act: hir.Act, group: str, start: date) -> Iterator[tuple[str, Span]]:
        again = {
            (part.list, member.member.key)
            for part in self._policy.parts
            if part.citation.instrument == act.citation.instrument
            for member in part.members
        }
        for part in self._policy.parts:
            is_of_group = self._is_of(part.citation, part.module, group, act)
            if is_of_group and _lasts_until(part.period, start):
                for removal in part.removals:
                    if (part.list, removal.key) not in again:
                        yield f"its removal of “{removal.key}” from `{part.list}`", removal.span

    def _is_of(self, citation: ir.Citation, module: str, group: str, act: hir.Act) -> bool:
        """Tell whether a change is of an act or module, and was known when `act` was issued."""
        instrument = citation.instrument
        return (
            (instrument == group or is_inside(module, group))
            and instrument != act.citation.instrument
            and self._issued[instrument] <= self._issued[act.citation.instrument]
        )


def _lasts_until(period: ir.Period, day: date) -> bool:
    """Tell whether a period has not ended before a day."""
    return period.end is None or period.end >= day


def _report(act: hir.Act, path: syntax.Path, changes: list[tuple[str, Span]]) -> Diagnostic:
    shown = "; ".join(what for what, _ in changes[:_SHOWN])
    more = f"; and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
    return diagnostic(
        "ECP0421",
        f"the {act.noun} of `{path}` leaves what that act changed: {shown}{more}",
        path.span,
        "ends its own provisions only",
        secondary=tuple(Label(span, "this stays in effect") for _, span in changes[:_SHOWN]),
        help="if it is to end too, say so: `resume` what was suspended, `amend` or state anew what "
        "was amended or repealed, and list again whom it removed",
    )
