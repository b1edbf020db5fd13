"""What a decision says beside its outcome: measures, authorizations and obligations."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

from ecp_runtime import ir
from ecp_runtime.citations import first
from ecp_runtime.decision import (
    Cited,
    Ground,
    Obligation,
    RuleMeasure,
    Status,
    YesNoUnknown,
)
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.grounds import Grounds
from ecp_runtime.offers import applying_requirements
from ecp_runtime.outcome import bound_of, effect_of
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.values import Truth, all_of, any_of, word

Obliging: TypeAlias = tuple[tuple[ir.Provision, Truth], ...]
"""Provisions with duties, and whether they come to bear."""


_DOCUMENTS = ir.Field(ir.Transaction(), "documents")

_LIVE: tuple[Status, ...] = ("applies", "may_apply", "lifted", "suspended")


def cite(prepared: Prepared, citation: ir.Citation | None) -> Cited | None:
    """Show a citation with the title and the address of its instrument."""
    if citation is None:
        return None
    instrument = prepared.instruments.get(citation.instrument)
    return Cited(
        instrument=citation.instrument,
        title=citation.instrument if instrument is None else instrument.title,
        clause=citation.clause,
        source=None if instrument is None else instrument.source,
    )


def shown_rules(provisions: Provisions) -> tuple[tuple[ir.Rule, Standing], ...]:
    """List the rules that mattered: one version of each, the strictest first."""
    by_id: dict[str, list[tuple[ir.Rule, Standing]]] = {}
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is not None and standing.status != "not_met" and standing.is_relevant:
            by_id.setdefault(rule.id, []).append((rule, standing))
    shown: list[tuple[ir.Rule, Standing]] = []
    for versions in by_id.values():
        live = [version for version in versions if version[1].status in _LIVE]
        # A version that an amendment replaced says nothing once another one is live.
        shown += live or versions[-1:]
    return tuple(sorted(shown, key=_strictest_first))


def measure(rule: ir.Rule, status: Status, grounds: Grounds) -> RuleMeasure:
    """Show a rule that mattered."""
    prepared = grounds.prepared
    citations = grounds.of(rule)
    key = id(rule), status, citations
    found = prepared.measures.get(key)
    if found is None:
        found = RuleMeasure(
            rule=rule.id,
            effect=effect_of(rule),
            status=status,
            citation=first(citations),
            title=rule.title,
            review=rule.effect.review if isinstance(rule.effect, ir.LicenseRequirement) else None,
            authority=_authority(rule.effect),
            citations=citations,
        )
        prepared.measures.keep(key, found)
    return found


def used(provisions: Provisions) -> Iterator[ir.Provision]:
    """List the provisions that apply or may, rules first, with what could lift or satisfy them."""
    prepared = provisions.situation.prepared
    others: dict[tuple[str, int], ir.Provision] = {}
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is None or not standing.is_relevant:
            continue
        if standing.value is not False:
            yield rule
            for found in prepared.offered(rule):
                others[found.id, found.version] = found
        if standing.in_force is not False:
            for lifting in provisions.lifting(rule):
                others[lifting.id, lifting.version] = lifting
    for _, other in sorted(others.items()):
        if provisions.value(other) is not False:
            yield other


def obliging(provisions: Provisions) -> Obliging:
    """List provisions with duties that come to bear, or may."""
    return tuple(sorted(_obliging(provisions), key=lambda each: (each[0].id, each[0].version)))


def obligations(
    provisions: Provisions, obliging: Obliging, grounds: Grounds
) -> tuple[Obligation, ...]:
    """List what is to be done under provisions that come to bear."""
    documents = _Documents(provisions)
    return tuple(
        _obligation(provisions, provision, duty, applies, documents, _told(provision, grounds))
        for provision, applies in obliging
        for duty in _duties(provision)
    )


def _told(provision: ir.Provision, grounds: Grounds) -> tuple[Ground, ...]:
    """List what a duty rests on; which members matched for a rule, and why, its measure says."""
    citations = grounds.of(provision)
    if not isinstance(provision, ir.Rule):
        return citations
    return tuple(ground for ground in citations if ground.kind not in ("member", "inclusion"))


class _Documents:
    """Which documents are shown, each looked for once."""

    def __init__(self, provisions: Provisions) -> None:
        self._evaluator = provisions.evaluator
        self._shown: dict[str, YesNoUnknown] = {}

    def shown(self, document: str | None) -> YesNoUnknown:
        if document is None:
            return "unknown"
        if document not in self._shown:
            wanted = ir.Contains(_DOCUMENTS, ir.Text(document))
            self._shown[document] = word(self._evaluator.truth(wanted, NO_ENV))
        return self._shown[document]


def _duties(provision: ir.Provision) -> tuple[ir.Duty, ...]:
    if isinstance(provision, ir.Rule) and isinstance(provision.effect, ir.NotificationRequirement):
        notify = ir.Duty(
            kind="notify",
            authority=provision.effect.authority,
            text=None,
            document=None,
            within=provision.effect.within,
        )
        return (notify, *provision.duties)
    return provision.duties


def _obliging(provisions: Provisions) -> Iterator[tuple[ir.Provision, Truth]]:
    prepared = provisions.situation.prepared
    lifting: dict[tuple[str, int], tuple[ir.Exemption, list[Truth]]] = {}
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is None:
            continue
        if standing.value is not False and _duties(rule):
            yield rule, standing.value
        otherwise = all_of((standing.in_force, standing.reach, standing.condition))
        for exemption in () if otherwise is False else provisions.lifting(rule):
            if exemption.duties and isinstance(exemption, ir.Exemption):
                key = exemption.id, exemption.version
                lifting.setdefault(key, (exemption, []))[1].append(otherwise)
    for exemption, lifts in lifting.values():
        applies = all_of((provisions.value(exemption), any_of(lifts)))
        if applies is not False:
            yield exemption, applies
    offered: dict[tuple[str, int], tuple[ir.Authorization, list[Truth]]] = {}
    for rule in applying_requirements(provisions):
        for found in prepared.offered(rule):
            if found.duties:
                key = found.id, found.version
                offered.setdefault(key, (found, []))[1].append(provisions.value(rule))
    for authorization, needed in offered.values():
        applies = all_of((provisions.value(authorization), any_of(needed)))
        if applies is not False:
            yield authorization, applies


def _obligation(
    provisions: Provisions,
    provision: ir.Provision,
    duty: ir.Duty,
    applies: Truth,
    documents: _Documents,
    citations: tuple[Ground, ...],
) -> Obligation:
    status: Literal["applies", "may_apply"] = "applies" if applies is True else "may_apply"
    return Obligation(
        provision=provision.id,
        kind=duty.kind,
        to=duty.authority,
        text=duty.text,
        document=duty.document,
        due=_due(provisions, duty),
        fulfilled=documents.shown(duty.document),
        status=status,
        citation=first(citations),
        citations=citations,
    )


def _due(provisions: Provisions, duty: ir.Duty) -> date | None:
    day = provisions.situation.day.exact
    if day is None or duty.within is None:
        return None
    situation = provisions.situation
    return situation.prepared.due(day, duty.within, situation.calendar(duty.within))


def _authority(effect: ir.Effect | None) -> str | None:
    match effect:
        case ir.LicenseRequirement(authority, _) | ir.NotificationRequirement(authority, _):
            return authority
        case _:
            return None


def _strictest_first(shown: tuple[ir.Rule, Standing]) -> tuple[tuple[int, int], str, int]:
    rule = shown[0]
    bound = bound_of(rule)
    outcome, review = (-1, 0) if bound is None else bound.rank
    return (-outcome, -review), rule.id, rule.version
