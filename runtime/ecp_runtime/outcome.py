"""Outcomes in their order, and the range of them that the standings of rules allow."""

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from ecp_runtime import ir
from ecp_runtime.decision import Effect, OutcomeRange
from ecp_runtime.provisions import Provisions
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Truth, any_of

_NONE_STATED = ir.REVIEWS.index("case_by_case")


@frozen
class Bound:
    """An outcome, with the review policy where one is stated.

    `rank` is its place in the order; no review policy counts as case by case.
    """

    outcome: ir.Outcome
    review: ir.Review | None = None
    rank: tuple[int, int] = field(init=False, eq=False, repr=False)

    @rank.default
    def _rank(self) -> tuple[int, int]:
        review = _NONE_STATED if self.review is None else ir.REVIEWS.index(self.review)
        return ir.OUTCOMES.index(self.outcome), review


_NOT_SUBJECT, _FREE = Bound("not_subject"), Bound("no_license_required")
_AUTHORIZED, _PROHIBITED = Bound("authorized"), Bound("prohibited")
_NOTIFIED = Bound("notification_required")
_REQUIRED = {review: Bound("license_required", review) for review in (None, *ir.REVIEWS)}


@frozen
class Bounds:
    """The least and the most restrictive outcome."""

    at_least: Bound
    at_most: Bound

    @property
    def determined(self) -> bool:
        """Whether both are the same."""
        return self.at_least.rank == self.at_most.rank

    def range(self) -> OutcomeRange:
        """Return the range as a decision shows it."""
        return OutcomeRange(
            at_least=self.at_least.outcome,
            at_most=self.at_most.outcome,
            determined=self.determined,
            review_at_least=self.at_least.review,
            review_at_most=self.at_most.review,
        )


NOT_COVERED = Bounds(_NOT_SUBJECT, _PROHIBITED)
"""What may be the law on a day that a rulebook does not cover."""


def strictest(bounds: Iterable[Bound]) -> Bound:
    """Choose the most restrictive; of equals, the one that states its review policy."""
    return max(bounds, key=lambda bound: (bound.rank, bound.review is not None))


def combine(parts: Iterable[Bounds]) -> Bounds:
    """Combine lines or jurisdictions: the strictest of each end."""
    listed = list(parts) or [Bounds(_NOT_SUBJECT, _NOT_SUBJECT)]
    return Bounds(
        strictest(part.at_least for part in listed), strictest(part.at_most for part in listed)
    )


def effect_of(rule: ir.Rule) -> Effect:
    """Name the effect of a rule."""
    match rule.effect:
        case ir.Prohibition():
            return "prohibited"
        case ir.LicenseRequirement():
            return "license_required"
        case ir.NotificationRequirement():
            return "notification_required"
        case None:
            return "duty"


def bound_of(rule: ir.Rule) -> Bound | None:
    """The outcome of a rule that applies, leaving authorizations aside; None for duties alone."""
    match rule.effect:
        case ir.LicenseRequirement(_, review):
            return _REQUIRED[review]
        case ir.Prohibition():
            return _PROHIBITED
        case ir.NotificationRequirement():
            return _NOTIFIED
        case None:
            return None


def coverage(provisions: Provisions, rule: ir.Rule) -> Iterator[Truth]:
    """Say of each authorization whether it covers a license requirement."""
    for authorization in provisions.situation.prepared.offered(rule):
        yield provisions.value(authorization)


def authorized(provisions: Provisions, rule: ir.Rule) -> Truth:
    """Whether an authorization covers a license requirement."""
    return any_of(coverage(provisions, rule))


def bounds(provisions: Provisions, rules: Iterable[ir.Rule] | None = None) -> Bounds:
    """Work out the range for one line and one jurisdiction, or what some of the rules come to.

    Whether an act is reached is law too, so that it is asked only of days that are covered.
    """
    if not provisions.situation.is_covered:
        return NOT_COVERED
    reach = provisions.reach()
    if reach is False:
        return Bounds(_NOT_SUBJECT, _NOT_SUBJECT)
    least, most = [_FREE if reach is True else _NOT_SUBJECT], [_FREE]
    for rule in provisions.rules if rules is None else rules:
        bound = bound_of(rule)
        value = False if bound is None else provisions.value(rule)
        if bound is None or value is False:
            continue
        covered = authorized(provisions, rule)
        most.append(_AUTHORIZED if covered is True else bound)
        if value is True:
            may_be_covered = covered is True or isinstance(covered, Unknown)
            least.append(_AUTHORIZED if may_be_covered else bound)
    return Bounds(strictest(least), strictest(most))
