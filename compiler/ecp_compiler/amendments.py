"""What an amendment makes of a provision: it replaces what it names and keeps the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from ecp_compiler import hir
from ecp_compiler.resolve import nearest
from ecp_dsl import syntax
from ecp_dsl.clauses import SHAPES, word_of
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_runtime import ir

DROPPABLE = ("when", "condition", "limit", "governs", "judged_at", "oblige", "review")
"""What `without` may name."""


@frozen(kw_only=True)
class Amended:
    """A provision under some of its amendments.

    Attributes:
        provision: Its text.
        applied: The places of the amendments applied, in the order in which they take effect.
        issued_under: The last issued of the instruments that the text comes from.
    """

    provision: hir.Provision
    applied: tuple[int, ...]
    issued_under: str


def consolidated(
    provision: hir.Provision, amendments: Sequence[hir.Act], issued: Mapping[str, date | None]
) -> tuple[Amended, ...]:
    """Return the texts that a provision has, whatever is known of its amendments.

    Amendments mostly are issued in the order in which they take effect, and then there is one text
    for each. One that is issued after a later one took effect adds texts: those without it were the
    law as far as anybody knew.

    Args:
        provision: The provision as first enacted.
        amendments: Its amendments, in the order in which they take effect.
        issued: The dates of issue of instruments; None where the date is not known.
    """
    days = [issued.get(act.citation.instrument) or date.min for act in amendments]
    found: dict[tuple[int, ...], Amended] = {}
    for known in (date.min, *sorted(set(days))):
        current = Amended(
            provision=provision, applied=(), issued_under=provision.citations[0].instrument
        )
        found.setdefault((), current)
        for place, act in enumerate(amendments):
            if days[place] > known:
                continue
            newest = max(
                (act.citation.instrument, current.issued_under),
                key=lambda id_: issued.get(id_) or date.min,
            )
            current = Amended(
                provision=amended(current.provision, act),
                applied=(*current.applied, place),
                issued_under=newest,
            )
            found.setdefault(current.applied, current)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[-1:], len(key), key)))


def amended(earlier: hir.Provision, act: hir.Act) -> hir.Provision:
    """Return the text of a provision from an amendment on."""
    changes = act.changes
    assert changes is not None
    dropped = changes.dropped
    return evolve(
        earlier,
        title=changes.title or earlier.title,
        citations=(act.citation, *earlier.citations),
        # An amendment of what is not yet in force does not bring it into force.
        period=ir.Period(
            max(act.period.start or date.min, earlier.period.start or date.min), earlier.period.end
        ),
        judged_at=changes.judged_at or (None if "judged_at" in dropped else earlier.judged_at),
        demands=_demands(earlier.demands, changes),
        guidance=(*earlier.guidance, *changes.guidance),
        duties=_duties(earlier.duties, changes),
        confidence=changes.confidence or earlier.confidence,
        governs=changes.governs or (() if "governs" in dropped else earlier.governs),
        effect=_effect(earlier.effect, changes),
        kind=changes.kind or earlier.kind,
    )


def _demands(earlier: tuple[hir.Demand, ...], changes: hir.Changes) -> tuple[hir.Demand, ...]:
    """Put what is stated anew where the earlier clause of its kind stood."""
    named = changes.dropped | {demand.kind for demand in changes.demands}
    result: list[hir.Demand] = []
    placed: set[str] = set()
    for demand in earlier:
        if demand.kind not in named:
            result.append(demand)
        elif demand.kind not in placed:
            placed.add(demand.kind)
            result += [new for new in changes.demands if new.kind == demand.kind]
    return (*result, *(new for new in changes.demands if new.kind not in placed))


def _duties(earlier: tuple[ir.Duty, ...], changes: hir.Changes) -> tuple[ir.Duty, ...]:
    """Replace duties of the kinds that are stated anew; a duty of another kind stays."""
    if "oblige" in changes.dropped:
        return changes.duties
    kinds = {duty.kind for duty in changes.duties}
    return (*(duty for duty in earlier if duty.kind not in kinds), *changes.duties)


def _effect(earlier: ir.Effect | None, changes: hir.Changes) -> ir.Effect | None:
    """Replace an effect; one of the same sort keeps what the new one leaves unsaid."""
    keeps_review = "review" not in changes.dropped
    match earlier, changes.effect:
        case ir.LicenseRequirement(authority, review), None:
            return ir.LicenseRequirement(authority, review if keeps_review else None)
        case _, None:
            return earlier
        case ir.LicenseRequirement(authority, review), ir.LicenseRequirement(new, policy):
            kept = review if keeps_review else None
            return ir.LicenseRequirement(new or authority, policy or kept)
        case ir.NotificationRequirement(authority, within), ir.NotificationRequirement(new, term):
            return ir.NotificationRequirement(new or authority, term or within)
        case _, effect:
            return effect


def check_amendment(
    target: hir.Provision | hir.Parameter, act: hir.Act, diagnostics: list[Diagnostic]
) -> None:
    """Report what an amendment says that its target cannot have, or that has two meanings.

    Args:
        target: What is amended, as it stands on the day before.
        act: The amendment.
        diagnostics: Receives what is found.
    """
    changes = act.changes
    assert changes is not None
    if isinstance(target, hir.Parameter):
        _check_fit(syntax.Parameter, target.id, target.span, changes, diagnostics)
        return
    _check_fit(type(target.symbol.node), target.id, target.span, changes, diagnostics)
    _check_dropped(target, act, changes, diagnostics)
    _check_ambiguous(target, act, changes, diagnostics)


def _check_fit(
    node: type[object],
    id_: str,
    span: Span,
    changes: hir.Changes,
    diagnostics: list[Diagnostic],
) -> None:
    shape = SHAPES[node]
    allowed = shape.allowed or ()
    always = (syntax.Title, syntax.Under, syntax.InForce, syntax.If, syntax.EvenProhibition)
    for clause in changes.clauses:
        if isinstance(clause, (*allowed, *always)):
            continue
        if isinstance(clause, syntax.Without) and node is not syntax.Parameter:
            continue
        diagnostics.append(
            diagnostic(
                "ECP0012",
                f"`{id_}` is {shape.words}, which has no clause `{word_of(clause)}`",
                clause.span,
                "this changes nothing",
                secondary=(Label(span, "amended here"),),
            )
        )


def _check_dropped(
    target: hir.Provision, act: hir.Act, changes: hir.Changes, diagnostics: list[Diagnostic]
) -> None:
    effect = target.effect
    has: dict[str, bool] = {
        "governs": bool(target.governs),
        "judged_at": target.judged_at is not None,
        "oblige": bool(target.duties),
        "review": isinstance(effect, ir.LicenseRequirement) and effect.review is not None,
    }
    for name in sorted(changes.dropped):
        if name not in DROPPABLE:
            text = f"an amendment cannot drop `{name}`"
            advice = nearest(name, DROPPABLE) or f"`without` may name {', '.join(DROPPABLE)}"
        elif not has.get(name, any(demand.kind == name for demand in target.demands)):
            text = f"`{target.id}` has no `{name}` that could be dropped"
            advice = "leave it out"
        else:
            continue
        clause = next(c for c in changes.clauses if isinstance(c, syntax.Without))
        diagnostics.append(diagnostic("ECP0012", text, clause.span, help=advice))


def _check_ambiguous(
    target: hir.Provision, act: hir.Act, changes: hir.Changes, diagnostics: list[Diagnostic]
) -> None:
    """Report a clause stated anew where the amended text has several that it could replace."""
    for kind in ("condition", "limit"):
        before = sum(demand.kind == kind for demand in target.demands)
        states = any(demand.kind == kind for demand in changes.demands)
        if before > 1 and states and kind not in changes.dropped:
            diagnostics.append(_ambiguous(target, act, f"`{kind}`", kind, before))
    if "oblige" not in changes.dropped:
        kinds = Counter(duty.kind for duty in target.duties)
        for kind in dict.fromkeys(duty.kind for duty in changes.duties):
            if kinds[kind] > 1:
                named = f"`oblige {kind}`"
                diagnostics.append(_ambiguous(target, act, named, "oblige", kinds[kind]))


def _ambiguous(
    target: hir.Provision, act: hir.Act, named: str, kind: str, before: int
) -> Diagnostic:
    return diagnostic(
        "ECP0410",
        f"it is not clear which {named} of `{target.id}` is amended",
        act.span,
        f"it has {before} of them",
        secondary=(Label(target.span, "amended here"),),
        help=f"write `without {kind}`, and then all that the text has from that day on",
    )
