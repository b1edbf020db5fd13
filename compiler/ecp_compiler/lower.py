"""Lower the typed policy, with the lives of its provisions, to the decision IR."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from attrs import evolve

from ecp_compiler import hir
from ecp_compiler.relisted import Relisted
from ecp_compiler.resolve import Kind
from ecp_compiler.simplify import simplify
from ecp_compiler.targets import Targets
from ecp_compiler.timeline import PartOfList, Timeline, Version
from ecp_compiler.vocabulary import Vocabulary
from ecp_runtime import ir


def lower(
    policy: hir.Policy, timeline: Timeline, targets: Targets, vocabulary: Vocabulary
) -> ir.Program:
    """Make the program. Everything with an identity is sorted by it."""
    provisions = _Provisions(timeline, targets)
    return ir.Program(
        version=ir.IR_VERSION,
        modules=tuple(sorted(policy.modules, key=lambda m: m.id)),
        entities=policy.entities,
        actors=tuple(sorted(policy.actors, key=lambda a: a.name)),
        schemes=tuple(sorted(policy.schemes, key=lambda s: s.id)),
        units=vocabulary.units,
        currencies=vocabulary.currencies,
        former_currencies=vocabulary.former_currencies,
        legal_forms=vocabulary.legal_forms,
        aliases=vocabulary.aliases,
        calendars=vocabulary.calendars,
        materials=policy.materials,
        jurisdictions=tuple(
            evolve(
                j,
                reaches=tuple(evolve(r, condition=simplify(r.condition)) for r in j.reaches),
            )
            for j in sorted(policy.jurisdictions, key=lambda j: j.id)
        ),
        instruments=tuple(sorted(policy.instruments, key=lambda i: i.id)),
        lists=_lists(policy, timeline),
        parameters=tuple(
            ir.ParameterDefinition(p.id, p.title, timeline.parameters[p.id])
            for p in sorted(policy.parameters, key=lambda p: p.id)
        ),
        definitions=tuple(
            evolve(d, body=simplify(d.body)) for d in sorted(policy.written_out, key=lambda d: d.id)
        ),
        questions=policy.questions,
        rules=provisions.rules(),
        exemptions=provisions.exemptions(),
        authorizations=provisions.authorizations(),
        bars=provisions.bars(),
        profiles=tuple(sorted(policy.profiles, key=lambda p: p.id)),
    )


class _Provisions:
    def __init__(self, timeline: Timeline, targets: Targets) -> None:
        ordered = sorted(timeline.versions, key=lambda v: (v.provision.id, v.number))
        self._of_kind: Mapping[Kind, list[Version]] = {
            kind: [v for v in ordered if v.provision.symbol.kind is kind]
            for kind in (Kind.RULE, Kind.EXEMPTION, Kind.AUTHORIZATION, Kind.BAR)
        }
        self._targets = targets.of_provisions

    def rules(self) -> tuple[ir.Rule, ...]:
        return tuple(
            ir.Rule(**_common(v), governs=v.provision.governs, effect=v.provision.effect)
            for v in self._of_kind[Kind.RULE]
        )

    def exemptions(self) -> tuple[ir.Exemption, ...]:
        return tuple(
            ir.Exemption(
                **_common(v),
                targets=self._targets[v.provision.id],
                even_prohibition=v.provision.even_prohibition,
            )
            for v in self._of_kind[Kind.EXEMPTION]
        )

    def authorizations(self) -> tuple[ir.Authorization, ...]:
        return tuple(
            ir.Authorization(
                **_common(v),
                targets=self._targets[v.provision.id],
                kind=v.provision.kind or "authorization",
                stated=_stated(v.provision),
            )
            for v in self._of_kind[Kind.AUTHORIZATION]
        )

    def bars(self) -> tuple[ir.Bar, ...]:
        return tuple(
            ir.Bar(**_common(v), targets=self._targets[v.provision.id])
            for v in self._of_kind[Kind.BAR]
        )


def _stated(provision: hir.Provision) -> tuple[ir.Stated, ...]:
    """Keep what authors say of conditions; where they say nothing, the condition tells itself."""
    if all(demand.words is None for demand in provision.demands):
        return ()
    return tuple(ir.Stated(d.words, simplify(d.expression)) for d in provision.demands)


class _Common(TypedDict):
    """What every provision of the IR has."""

    id: str
    version: int
    module: str
    jurisdiction: str
    title: str
    citations: tuple[ir.Citation, ...]
    life: ir.Life
    judged_at: ir.Expr | None
    condition: ir.Expr
    guidance: tuple[ir.Guidance, ...]
    duties: tuple[ir.Duty, ...]
    confidence: str | None


def _common(version: Version) -> _Common:
    provision = version.provision
    return _Common(
        id=provision.id,
        version=version.number,
        module=provision.symbol.module,
        jurisdiction=provision.jurisdiction,
        title=provision.title,
        citations=provision.citations,
        life=version.life,
        judged_at=provision.judged_at,
        condition=simplify(provision.condition),
        guidance=provision.guidance,
        duties=provision.duties,
        confidence=provision.confidence,
    )


def _lists(policy: hir.Policy, timeline: Timeline) -> tuple[ir.ListDefinition, ...]:
    issued = {instrument.id: instrument.issued for instrument in policy.instruments}
    return tuple(_list(head, timeline, issued) for head in sorted(policy.lists, key=lambda h: h.id))


def _list(
    head: hir.ListHead, timeline: Timeline, issued: Mapping[str, date | None]
) -> ir.ListDefinition:
    placed = [each for each in timeline.parts if each.part.list == head.id]
    relisted = Relisted([each.part for each in placed], issued)
    return ir.ListDefinition(
        id=head.id,
        title=head.title,
        kind=head.kind,
        scheme=head.scheme,
        jurisdiction=head.jurisdiction,
        parts=tuple(
            sorted(
                (_part(each, relisted) for each in placed),
                key=lambda part: (part.module, repr(part.citation), repr(part.members)),
            )
        ),
        guidance=head.guidance,
    )


def _part(placed: PartOfList, relisted: Relisted) -> ir.ListPart:
    part = placed.part
    members = (
        evolve(relisted.member(m.member, part), life=life)
        for m, life in zip(part.members, placed.member_lives, strict=True)
    )
    inclusions = (
        ir.ListInclusion(i.list, life)
        for i, life in zip(part.inclusions, placed.inclusion_lives, strict=True)
    )
    return ir.ListPart(
        module=part.module,
        citation=part.citation,
        life=placed.life,
        members=tuple(sorted(members, key=lambda m: (m.key, repr(m.life)))),
        inclusions=tuple(sorted(inclusions, key=lambda i: i.list)),
    )
