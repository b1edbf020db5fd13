"""Consolidation: what later acts do to provisions, lists and parameters, as each one's life."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from ecp_compiler import hir
from ecp_compiler.absences import Absence, absence
from ecp_compiler.amendments import Amended, check_amendment, consolidated
from ecp_compiler.resolve import nearest
from ecp_compiler.targets import Targets
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_runtime import ir


@frozen(kw_only=True)
class Version:
    """A provision as it reads from its own beginning or from an amendment on.

    `is_final` tells whether the text stays a version once all acts are known.
    """

    number: int
    provision: hir.Provision
    life: ir.Life
    is_final: bool


@frozen(kw_only=True)
class PartOfList:
    """A list part with its life; `lives` holds one entry per member, None without its own."""

    part: hir.ListPart
    life: ir.Life
    member_lives: tuple[ir.Life | None, ...]
    inclusion_lives: tuple[ir.Life | None, ...]


@frozen(kw_only=True)
class Timeline:
    """The lives of everything that has one."""

    versions: tuple[Version, ...]
    parts: tuple[PartOfList, ...]
    parameters: Mapping[str, tuple[ir.ParameterVersion, ...]]


def consolidate(policy: hir.Policy, targets: Targets, diagnostics: list[Diagnostic]) -> Timeline:
    """Work every act into the lives of what it acts on, whatever order the files came in."""
    acts = _Acts(policy, targets)
    _check_acts(policy, targets, acts, diagnostics)
    _check_amendments(policy, acts, diagnostics)
    versions = [v for p in policy.provisions for v in _versions(p, acts)]
    parts = [_part(part, policy, acts, diagnostics) for part in policy.parts]
    return Timeline(
        versions=tuple(versions),
        parts=tuple(parts),
        parameters={p.id: _parameter_versions(p, acts) for p in policy.parameters},
    )


class _Acts:
    """Acts by what they act on, in the order in which they take effect."""

    def __init__(self, policy: hir.Policy, targets: Targets) -> None:
        self.issued = {i.id: i.issued for i in policy.instruments}
        by_target: dict[str, list[hir.Act]] = {}
        for act, ids in zip(policy.acts, targets.of_acts, strict=True):
            for id_ in ids:
                by_target.setdefault(id_, []).append(act)
        self._by_target = {
            id_: tuple(sorted(acts, key=self._order)) for id_, acts in by_target.items()
        }

    def _order(self, act: hir.Act) -> tuple[date, date, str, str, date, str]:
        return (
            act.period.start or date.min,
            self.issued.get(act.citation.instrument) or date.min,
            act.citation.instrument,
            act.citation.clause or "",
            act.period.end or date.max,
            repr(act.condition),
        )

    def on(self, id_: str, kind: str) -> tuple[hir.Act, ...]:
        """Return the acts of one kind on one thing."""
        return tuple(a for a in self._by_target.get(id_, ()) if a.kind == kind)

    def suspensions(self, id_: str) -> tuple[ir.Suspension, ...]:
        """Return the suspensions of one thing, each with what ends it early."""
        resumptions = tuple(_ending(a, "resumption") for a in self.on(id_, "resume"))
        return tuple(
            ir.Suspension(
                citation=a.citation,
                period=a.period,
                condition=a.condition,
                resumptions=tuple(r for r in resumptions if _falls_in(r.start, a.period)),
            )
            for a in self.on(id_, "suspend")
        )

    def repeals(self, id_: str) -> tuple[ir.Ending, ...]:
        """Return the repeals of one thing."""
        return tuple(_ending(a, "repeal") for a in self.on(id_, "repeal"))


def _ending(act: hir.Act, kind: str) -> ir.Ending:
    assert act.period.start is not None
    match kind:
        case "repeal" | "amendment" | "resumption" | "removal":
            return ir.Ending(act.citation, act.period.start, kind)
        case other:
            raise AssertionError(f"no such ending: {other}")


def _falls_in(day: date, period: ir.Period) -> bool:
    return (period.start is None or period.start <= day) and (
        period.end is None or day <= period.end
    )


def _versions(provision: hir.Provision, acts: _Acts) -> list[Version]:
    amendments = acts.on(provision.id, "amend")
    suspensions = acts.suspensions(provision.id)
    repeals = acts.repeals(provision.id)
    return [
        Version(
            number=number,
            provision=text.provision,
            life=ir.Life(
                period=text.provision.period,
                issued_under=text.issued_under,
                suspensions=suspensions,
                endings=_in_order((*_replacements(text, amendments), *repeals)),
            ),
            is_final=text.applied == tuple(range(len(text.applied))),
        )
        for number, text in enumerate(consolidated(provision, amendments, acts.issued), 1)
    ]


def _replacements(text: Amended, amendments: Sequence[hir.Act]) -> Iterator[ir.Ending]:
    """Yield what ends a text: each amendment that it leaves out, once that is known."""
    for place, act in enumerate(amendments):
        if place not in text.applied:
            yield _ending(act, "amendment")


def _in_order(endings: Iterable[ir.Ending]) -> tuple[ir.Ending, ...]:
    return tuple(sorted(endings, key=lambda ending: (ending.start, ending.kind)))


def _part(
    part: hir.ListPart, policy: hir.Policy, acts: _Acts, diagnostics: list[Diagnostic]
) -> PartOfList:
    siblings = [p for p in policy.parts if p.list == part.list]
    removals = [
        absence(removal, sibling, acts.suspensions(sibling.key), acts.issued)
        for sibling in siblings
        for removal in sibling.removals
    ]
    _check_removals(part, siblings, diagnostics)
    return PartOfList(
        part=part,
        life=ir.Life(
            period=part.period,
            issued_under=part.citation.instrument,
            suspensions=acts.suspensions(part.key),
            endings=acts.repeals(part.key),
        ),
        member_lives=tuple(_member_life(m, part, removals) for m in part.members),
        inclusion_lives=tuple(
            None
            if i.period is None
            else ir.Life(
                period=i.period,
                issued_under=part.citation.instrument,
                suspensions=(),
                endings=(),
            )
            for i in part.inclusions
        ),
    )


def _member_life(
    member: hir.Member, part: hir.ListPart, removals: Sequence[Absence]
) -> ir.Life | None:
    """Return the life of a member, or None where that of its part says it all.

    A removal concerns what began before it. A member begins when both its own period and that of
    its part have begun, so that one listed again after a removal stays.
    """
    period = member.period or ir.Period(None, None)
    begins = max(period.start or date.min, part.period.start or date.min)
    leaving = [r for r in removals if r.key == member.member.key and begins < r.start]
    period, ended = _known_apart(period, member.ended_by)
    if member.period is None and not leaving and member.member.citation is None:
        return None
    cited = member.member.citation or part.citation
    return ir.Life(
        period=period,
        issued_under=cited.instrument,
        suspensions=tuple(pause for removal in leaving for pause in removal.pauses),
        endings=_in_order((*ended, *(e for removal in leaving for e in removal.endings))),
    )


def _check_removals(
    part: hir.ListPart, siblings: Sequence[hir.ListPart], diagnostics: list[Diagnostic]
) -> None:
    known = {m.member.key for p in siblings for m in p.members}
    for removal in part.removals:
        if removal.key not in known:
            diagnostics.append(
                diagnostic(
                    "ECP0102",
                    f"`{removal.key}` is not on the list",
                    removal.span,
                    help=nearest(removal.key, known),
                )
            )


def _parameter_versions(parameter: hir.Parameter, acts: _Acts) -> tuple[ir.ParameterVersion, ...]:
    amendments = acts.on(parameter.id, "amend")
    suspensions, repeals = acts.suspensions(parameter.id), acts.repeals(parameter.id)
    stated = [parameter.values, *(a.changes.values for a in amendments if a.changes is not None)]
    found: list[ir.ParameterVersion] = []
    for number, values in enumerate(stated):
        # Each later amendment ends a value once it is known, whether or not the next one is.
        endings = (*(_ending(a, "amendment") for a in amendments[number:]), *repeals)
        for value in values:
            period, ended = _known_apart(value.period, value.ended_by)
            found.append(
                ir.ParameterVersion(
                    value=value.value,
                    written=value.written,
                    citation=value.citation,
                    life=ir.Life(
                        period=period,
                        issued_under=value.citation.instrument,
                        suspensions=suspensions,
                        endings=_in_order((*ended, *endings)),
                    ),
                )
            )
    return tuple(found)


def _known_apart(
    period: ir.Period, ended_by: ir.Citation | None
) -> tuple[ir.Period, tuple[ir.Ending, ...]]:
    """Take the end off a period where another act than that of its beginning sets it."""
    if ended_by is None or period.end is None or period.end == date.max:
        return period, ()
    ending = ir.Ending(ended_by, period.end + timedelta(days=1), "removal")
    return ir.Period(period.start, None), (ending,)


def _check_amendments(policy: hir.Policy, acts: _Acts, diagnostics: list[Diagnostic]) -> None:
    for provision in policy.provisions:
        amendments = acts.on(provision.id, "amend")
        for text in consolidated(provision, amendments, acts.issued):
            following = len(text.applied)
            if following < len(amendments) and text.applied == tuple(range(following)):
                check_amendment(text.provision, amendments[following], diagnostics)
    for parameter in policy.parameters:
        for act in acts.on(parameter.id, "amend"):
            check_amendment(parameter, act, diagnostics)


def _check_acts(
    policy: hir.Policy, targets: Targets, acts: _Acts, diagnostics: list[Diagnostic]
) -> None:
    origins = {p.id: (p.citations[0].instrument, p.span) for p in policy.provisions}
    origins |= {p.key: (p.citation.instrument, p.span) for p in policy.parts}
    origins |= {
        p.id: (p.values[0].citation.instrument, p.span) for p in policy.parameters if p.values
    }
    for act, ids in zip(policy.acts, targets.of_acts, strict=True):
        if act.kind != "suspend" and act.condition is not None:
            diagnostics.append(
                diagnostic(
                    "ECP0012",
                    "only a suspension can depend on a reading",
                    act.span,
                    help="suspend the provision `if reading …` instead",
                )
            )
        if act.kind == "amend" and act.period.end is not None:
            diagnostics.append(
                diagnostic(
                    "ECP0012",
                    "an amendment has no end",
                    act.span,
                    help="when a further act changes the text back, write a further `amend`",
                )
            )
        issued = acts.issued.get(act.citation.instrument)
        for id_ in ids:
            if id_ not in origins or issued is None:
                continue
            instrument, span = origins[id_]
            earlier = acts.issued.get(instrument)
            if earlier is not None and issued < earlier:
                diagnostics.append(
                    diagnostic(
                        "ECP0409",
                        f"the act was issued on {issued}, before what it changes",
                        act.span,
                        secondary=(Label(span, f"issued on {earlier}"),),
                        help="check both dates of issue; an act can only change earlier ones",
                    )
                )
                break
