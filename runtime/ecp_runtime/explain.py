"""Explains a decision: per provision its status, its citation, and its condition in parts.

Nothing is recorded while deciding; an explanation evaluates again and looks closer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from ecp_runtime import ir
from ecp_runtime.citations import first, kind_of
from ecp_runtime.conditions import ExplainedCondition, condition_tree
from ecp_runtime.decision import Cited, Ground, OutcomeRange, Status, YesNoUnknown
from ecp_runtime.describe import describe
from ecp_runtime.evaluate import Inquiry, inquire
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.facts import Line, Transaction
from ecp_runtime.grounds import Grounds
from ecp_runtime.life import LifeSpan, spans, within_period
from ecp_runtime.nearby import ComingRule, NearRule, nearest, upcoming
from ecp_runtime.outcome import effect_of
from ecp_runtime.precision import Ranges
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.report import cite
from ecp_runtime.values import DateRange, word

_CLEAR = ("no_license_required", "notification_required")

ProvisionKind: TypeAlias = Literal["rule", "exemption", "authorization", "bar"]


@frozen
class ExplainedSuspension:
    """A suspension that holds or may hold."""

    citation: Cited | None
    truth: YesNoUnknown
    condition: str | None


@frozen(kw_only=True)
class ExplainedLife:
    """What is true of a provision on the day that selects the law, and between which days.

    Attributes:
        state: `may_be_suspended` where a suspension depends on something open.
        start: The first day of the stretch; None is open. Not yet in force: the day it begins.
        end: The last day; None is open.
        citation: The act that made it so; None where the provision's own period did.
        condition: The condition of the suspension, if it has one.
    """

    state: Literal["in_force", "suspended", "may_be_suspended", "ended", "not_yet_in_force"]
    start: date | None
    end: date | None
    citation: Cited | None = None
    condition: str | None = None


@frozen(kw_only=True)
class ExplainedProvision:
    """How a provision stands, and why.

    `lifted_by` names exemptions (for an authorization: bars) that apply or may apply. `life` is
    None where the day that selects the law is not certain.
    """

    kind: ProvisionKind
    id: str
    version: int
    title: str
    effect: str
    status: Status
    in_force: YesNoUnknown
    life: ExplainedLife | None
    reach: YesNoUnknown
    citation: Cited | None
    citations: tuple[Ground, ...]
    condition: ExplainedCondition
    lifted_by: tuple[tuple[str, YesNoUnknown], ...]
    suspended_by: tuple[ExplainedSuspension, ...]


@frozen(kw_only=True)
class ExplainedJurisdiction:
    """One line under one jurisdiction's law.

    `covers_from` is the first day that the rulebook covers, where the act may be earlier; then no
    provision is a reason for the outcome. Where nothing stands in the way, `nearest` has rules that
    do not apply, with the conditions that fail, and `upcoming` those that come to apply soon after
    the act.
    """

    item: str
    jurisdiction: str
    outcome: OutcomeRange
    covers_from: date | None
    reach: YesNoUnknown
    provisions: tuple[ExplainedProvision, ...]
    nearest: tuple[NearRule, ...] = ()
    upcoming: tuple[ComingRule, ...] = ()


@frozen(kw_only=True)
class Explanation:
    """Why a transaction is decided as it is."""

    transaction: str | None
    parts: tuple[ExplainedJurisdiction, ...]


def explain(
    program: ir.Program,
    transaction: Transaction,
    *,
    on: date | None = None,
    known_at: date | None = None,
    profile: ir.Profile | None = None,
    everything: bool = False,
) -> Explanation:
    """Explain the decision on a transaction.

    Args:
        program: The policy.
        transaction: The facts.
        on: As for deciding.
        known_at: As for deciding.
        profile: As for deciding.
        everything: Explain every provision that was known, not only those that mattered.
    """
    inquiry = inquire(program, transaction, on=on, known_at=known_at, profile=profile)
    return Explanation(
        transaction=transaction.id,
        parts=tuple(
            _jurisdiction(inquiry, line, jurisdiction, everything=everything)
            for line in transaction.lines
            for jurisdiction in inquiry.prepared.jurisdictions
        ),
    )


def _jurisdiction(
    inquiry: Inquiry, line: Line, jurisdiction: ir.Jurisdiction, *, everything: bool
) -> ExplainedJurisdiction:
    provisions = Provisions(inquiry.situation(line, jurisdiction))
    grounds = Grounds(provisions)
    is_covered = provisions.situation.is_covered
    explained = _provisions(provisions, grounds, everything=everything)
    outcome = Ranges(provisions).range().range()
    is_clear = outcome.at_most in _CLEAR
    return ExplainedJurisdiction(
        item=line.id,
        jurisdiction=jurisdiction.id,
        outcome=outcome,
        covers_from=None if is_covered else provisions.situation.first_day,
        reach=word(provisions.reach()) if is_covered else "unknown",
        provisions=tuple(explained) if is_covered or everything else (),
        nearest=nearest(provisions, grounds) if is_clear else (),
        upcoming=upcoming(provisions) if is_clear else (),
    )


def _provisions(
    provisions: Provisions, grounds: Grounds, *, everything: bool
) -> Iterator[ExplainedProvision]:
    """Explain rules, then what could lift or satisfy those that are shown."""
    prepared = provisions.situation.prepared
    others: dict[tuple[str, str, int], ir.Provision] = {}
    pending: list[ir.Provision] = []
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is None:
            continue
        if everything or (standing.is_relevant and standing.status != "not_met"):
            yield _provision(provisions, rule, standing, grounds)
            pending += [*provisions.lifting(rule), *prepared.offered(rule)]
    while pending:
        found = pending.pop()
        key = kind_of(found), found.id, found.version
        if key not in others:
            others[key] = found
            pending += provisions.lifting(found)
    for _, other in sorted(others.items()):
        standing = provisions.standing(other)
        if standing is not None:
            yield _provision(provisions, other, standing, grounds)


def _provision(
    provisions: Provisions, provision: ir.Provision, standing: Standing, grounds: Grounds
) -> ExplainedProvision:
    citations = grounds.of(provision)
    lifting = [(each.id, provisions.value(each)) for each in provisions.lifting(provision)]
    return ExplainedProvision(
        kind=kind_of(provision),
        id=provision.id,
        version=provision.version,
        title=provision.title,
        effect=effect_of(provision) if isinstance(provision, ir.Rule) else kind_of(provision),
        status=standing.status,
        in_force=word(standing.in_force),
        life=_life(provisions, provision),
        reach=word(standing.reach),
        citation=first(citations),
        citations=citations,
        condition=condition_tree(provisions.evaluator, provision.condition, NO_ENV),
        lifted_by=tuple((id_, word(value)) for id_, value in lifting if value is not False),
        suspended_by=tuple(_suspensions(provisions, provision)),
    )


def _suspensions(provisions: Provisions, provision: ir.Provision) -> Iterator[ExplainedSuspension]:
    known = provisions.evaluator.known(provision.life)
    for suspension in () if known is None else known.suspensions:
        holds = provisions.suspended_by(provision, suspension)
        if holds is not False:
            condition = suspension.condition
            yield ExplainedSuspension(
                cite(provisions.situation.prepared, suspension.citation),
                word(holds),
                None if condition is None else describe(condition),
            )


def _life(provisions: Provisions, provision: ir.Provision) -> ExplainedLife | None:
    """Say what is true of a provision on the day that selects the law."""
    judged_on = provisions.judged_on(provision)
    day = judged_on.exact
    known = provisions.evaluator.known(provision.life)
    if day is None or known is None:
        return None
    suspensions = _settled(provisions, known.suspensions, judged_on)
    laid_out = spans(evolve(known, suspensions=suspensions))
    now = [s for s in laid_out if (s.start or date.min) <= day <= (s.end or date.max)]
    if not now:
        later = [s.start for s in laid_out if s.start is not None and s.start > day]
        return (
            ExplainedLife(state="not_yet_in_force", start=min(later), end=None) if later else None
        )
    span = now[0]
    if span.state == "suspended":
        # Suspensions that follow one another, or overlap, keep it from applying until the last.
        span = _adjoining(laid_out, span)
    return ExplainedLife(
        state="may_be_suspended" if span.state == "conditionally_suspended" else span.state,
        start=span.start,
        end=span.end,
        citation=cite(provisions.situation.prepared, span.citation),
        condition=next(
            (
                describe(suspension.condition)
                for suspension in known.suspensions
                if suspension.citation == span.citation
                and suspension.condition is not None
                and within_period(judged_on, suspension.period) is True
            ),
            None,
        ),
    )


def _adjoining(laid_out: tuple[LifeSpan, ...], span: LifeSpan) -> LifeSpan:
    """Return a span together with those of the same state before and after it."""
    first = last = laid_out.index(span)
    while first > 0 and laid_out[first - 1].state == span.state:
        first -= 1
    while last + 1 < len(laid_out) and laid_out[last + 1].state == span.state:
        last += 1
    return evolve(span, start=laid_out[first].start, end=laid_out[last].end)


def _settled(
    provisions: Provisions, suspensions: tuple[ir.Suspension, ...], day: DateRange
) -> tuple[ir.Suspension, ...]:
    """Leave out the suspensions that never held; those that certainly held have no condition."""
    found: list[ir.Suspension] = []
    for suspension in suspensions:
        condition, start = suspension.condition, suspension.period.start
        is_now = within_period(day, suspension.period) is True
        if condition is None or (start is None and not is_now):
            found.append(suspension)
            continue
        # A question of law may arise only within the period of the suspension.
        then = provisions if is_now or start is None else provisions.on(start)
        truth = then.evaluator.truth(condition, NO_ENV)
        if truth is not False:
            found.append(evolve(suspension, condition=None) if truth is True else suspension)
    return tuple(found)
