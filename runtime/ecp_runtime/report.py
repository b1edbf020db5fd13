"""What a decision says beside its outcome: measures, authorizations and obligations."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypeAlias

from ecp_runtime import ir
from ecp_runtime.decision import (
    AuthorizationOffer,
    Availability,
    Cited,
    Obligation,
    RuleMeasure,
    Status,
    YesNoUnknown,
)
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.outcome import bound_of, effect_of
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.unknown import Unknown
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


def cite_first(prepared: Prepared, provision: ir.Provision) -> Cited | None:
    """Show the citation of a provision that stands for all of them."""
    return cite(prepared, provision.citations[0] if provision.citations else None)


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


def measures(provisions: Provisions) -> tuple[RuleMeasure, ...]:
    """Show the rules that mattered."""
    prepared = provisions.situation.prepared
    return tuple(
        RuleMeasure(
            rule=rule.id,
            effect=effect_of(rule),
            status=standing.status,
            citation=cite_first(prepared, rule),
            title=rule.title,
            review=rule.effect.review if isinstance(rule.effect, ir.LicenseRequirement) else None,
            authority=_authority(rule.effect),
        )
        for rule, standing in shown_rules(provisions)
    )


def authorizations(provisions: Provisions) -> tuple[AuthorizationOffer, ...]:
    """Show the authorizations for license requirements that apply or may apply."""
    prepared = provisions.situation.prepared
    satisfied: dict[tuple[str, int], tuple[ir.Authorization, set[str]]] = {}
    for rule in _applying_requirements(provisions):
        for found in prepared.offered(rule):
            satisfied.setdefault((found.id, found.version), (found, set()))[1].add(rule.id)
    offers: list[AuthorizationOffer] = []
    for _, (authorization, rules) in sorted(satisfied.items()):
        standing = provisions.standing(authorization)
        if standing is not None and (standing.life == "in_force" or standing.value is not False):
            offers.append(
                AuthorizationOffer(
                    authorization=authorization.id,
                    kind=authorization.kind,
                    title=authorization.title,
                    status=availability(standing),
                    satisfies=tuple(sorted(rules)),
                    citation=cite_first(prepared, authorization),
                )
            )
    return tuple(offers)


def availability(standing: Standing) -> Availability:
    """Name how an authorization stands."""
    if standing.value is True:
        return "available"
    if isinstance(standing.value, Unknown):
        return "may_be_available"
    if standing.lifted is True and standing.in_force is not False:
        return "barred"
    return "conditions_not_met"


def obliging(provisions: Provisions) -> Obliging:
    """List provisions with duties that come to bear, or may."""
    return tuple(sorted(_obliging(provisions), key=lambda each: (each[0].id, each[0].version)))


def obligations(provisions: Provisions, obliging: Obliging) -> tuple[Obligation, ...]:
    """List what is to be done under provisions that come to bear."""
    documents = _Documents(provisions)
    return tuple(
        _obligation(provisions, provision, duty, applies, documents)
        for provision, applies in obliging
        for duty in _duties(provision)
    )


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
    for rule in _applying_requirements(provisions):
        for found in prepared.offered(rule):
            if found.duties:
                key = found.id, found.version
                offered.setdefault(key, (found, []))[1].append(provisions.value(rule))
    for authorization, needed in offered.values():
        applies = all_of((provisions.value(authorization), any_of(needed)))
        if applies is not False:
            yield authorization, applies


def _applying_requirements(provisions: Provisions) -> Iterable[ir.Rule]:
    for rule in provisions.rules:
        if isinstance(rule.effect, ir.LicenseRequirement) and provisions.value(rule) is not False:
            yield rule


def _obligation(
    provisions: Provisions,
    provision: ir.Provision,
    duty: ir.Duty,
    applies: Truth,
    documents: _Documents,
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
        citation=cite_first(provisions.situation.prepared, provision),
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
