"""What the back end knows of a jurisdiction's provisions once the first passes are through."""

from datetime import date

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    ALWAYS,
    ActDate,
    Amount,
    Beyond,
    Condition,
    During,
    Fixed,
    Lies,
    all_of,
    as_number,
    conjuncts,
    inner,
)
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.specialise import Pause, lay_out, specialise
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.decision import Status
from ecp_runtime.outcome import Bound, bound_of
from ecp_runtime.prepare import Prepared

STATUSES: tuple[Status, ...] = ("applies", "may_apply", "lifted", "suspended")
"""What a verdict says of rules; the others do not bear on the day of the act."""


@frozen(eq=False, kw_only=True)
class PlannedPause:
    """Days on which a provision is suspended, and on what condition."""

    during: During
    condition: Condition


@frozen(eq=False, kw_only=True)
class Planned:
    """A provision that was known and may be in force some day.

    Attributes:
        number: Names it in generated code.
        id: Its id, for people.
        own: Its days, suspensions aside.
        pauses: Its suspensions, conditions translated.
        condition: When it applies, its acts' reach included.
        lifting: The numbers of the exemptions that lift it, or of the bars on it.
        is_asked: Whether the reference evaluator judges it once its condition may hold.
        provision: Where it comes from.
    """

    number: int
    id: str
    own: During
    pauses: tuple[PlannedPause, ...]
    condition: Condition
    lifting: tuple[int, ...]
    is_asked: bool
    provision: ir.Provision


@frozen(eq=False, kw_only=True)
class PlannedRule:
    """A rule; `position` is its place in a decision, `rank` what it comes to, if anything."""

    own: Planned
    position: int
    rank: int | None
    authorizations: tuple[int, ...]

    @property
    def is_simple(self) -> bool:
        """Whether it applies as soon as its condition holds on its days."""
        own = self.own
        return not (own.pauses or own.lifting or own.is_asked or self.authorizations)


@frozen(eq=False, kw_only=True)
class Plan:
    """All that generated code decides for one jurisdiction.

    `others` are exemptions, authorizations and bars, each after those that can lift it.
    """

    jurisdiction: ir.Jurisdiction
    reach: Condition
    rules: tuple[PlannedRule, ...]
    others: tuple[Planned, ...]


def rank_of(bound: Bound) -> int:
    """Number an outcome with its review policy, such that the stricter has the higher number."""
    outcome, review = bound.rank
    return outcome * 8 + review * 2 + (bound.review is not None)


RANKS = {
    rank_of(bound): bound
    for bound in (
        *(Bound(outcome) for outcome in ir.OUTCOMES),
        *(Bound("license_required", review) for review in ir.REVIEWS),
    )
}
"""The outcomes by their numbers."""

NOT_SUBJECT = rank_of(Bound("not_subject"))
FREE = rank_of(Bound("no_license_required"))
AUTHORIZED = rank_of(Bound("authorized"))
PROHIBITED = rank_of(Bound("prohibited"))


def first_covered(prepared: Prepared, jurisdiction: ir.Jurisdiction) -> int | None:
    """Number the first day that the rulebook of a jurisdiction covers, if there is one."""
    first = prepared.first_days[jurisdiction.id]
    return None if first is None else as_number(first)


class Planner:
    """Plans one jurisdiction of a program, as known on a day."""

    def __init__(
        self,
        prepared: Prepared,
        translator: Translator,
        jurisdiction: ir.Jurisdiction,
        known: date,
        *,
        ranged: bool = False,
    ) -> None:
        """Start with nothing planned; with `ranged`, the date of the act may be a range."""
        self._ranged = ranged
        self._prepared = prepared
        self._translator = translator
        self._jurisdiction = jurisdiction
        self._known = known
        self._first = first_covered(prepared, jurisdiction)
        self._numbered = len(prepared.rules[jurisdiction.id])
        self._open: set[tuple[type, str, int]] = set()
        self._others: dict[tuple[type, str, int], Planned | None] = {}
        self._planned: list[Planned] = []

    def plan(self) -> Plan:
        """Plan all rules, and what lifts or satisfies them."""
        rules = sorted(self._prepared.rules[self._jurisdiction.id], key=_place)
        planned = (self._rule(rule, position) for position, rule in enumerate(rules))
        return Plan(
            jurisdiction=self._jurisdiction,
            reach=self._reach(()),
            rules=tuple(rule for rule in planned if rule is not None),
            others=tuple(self._planned),
        )

    def _reach(self, acts: tuple[str, ...]) -> Condition:
        return order(self._translator.reach(self._jurisdiction, acts))

    def _rule(self, rule: ir.Rule, position: int) -> PlannedRule | None:
        own = self._provision(rule, position)
        if own is None:
            return None
        bound = bound_of(rule)
        return PlannedRule(
            own=own,
            position=position,
            rank=None if bound is None else rank_of(bound),
            authorizations=self._numbers(self._prepared.offered(rule)),
        )

    def _numbers(self, provisions: tuple[ir.Provision, ...]) -> tuple[int, ...]:
        planned = (self._other(provision) for provision in provisions)
        return tuple(each.number for each in planned if each is not None)

    def _other(self, provision: ir.Provision) -> Planned | None:
        key = (type(provision), provision.id, provision.version)
        if key in self._open:
            # The compiler refuses cycles; in a program made by hand the reference ends them.
            return self._keep(self._asked(provision, self._next()))
        if key not in self._others:
            self._open.add(key)
            planned = self._provision(provision, None)
            self._others[key] = None if planned is None else self._keep(planned)
            self._open.discard(key)
        return self._others[key]

    def _keep(self, planned: Planned) -> Planned:
        self._planned.append(planned)
        return planned

    def _next(self) -> int:
        self._numbered += 1
        return self._numbered

    def _provision(self, provision: ir.Provision, number: int | None) -> Planned | None:
        """Plan a provision; None where it can be in force on no day."""
        instruments, translator = self._prepared.instruments, self._translator
        validity = specialise(provision.life, instruments, self._known)
        date: Amount | None = ActDate() if self._ranged else None
        if self._ranged or provision.judged_at is not None:
            validity = lay_out(provision.life, instruments, self._known)
        if validity is None:
            return None
        if provision.judged_at is not None:
            date = translator.amount(provision.judged_at)
            if date is None:
                return self._asked(provision, self._next() if number is None else number)
        condition = translator.translate(provision.condition)
        if isinstance(provision, ir.Rule) and provision.governs:
            condition = all_of((self._reach(provision.governs), condition))
        lifting = self._numbers(self._prepared.lifting(provision))
        return Planned(
            number=self._next() if number is None else number,
            id=provision.id,
            own=validity.own if date is None else ALWAYS,
            pauses=tuple(self._pause(pause, date) for pause in validity.pauses),
            condition=order(all_of((*self._lies(date, validity.own), condition))),
            lifting=lifting,
            is_asked=False,
            provision=provision,
        )

    def _pause(self, pause: Pause, date: Amount | None) -> PlannedPause:
        condition: Condition = Fixed(True)
        if pause.condition is not None:
            condition = order(self._translator.translate(pause.condition))
        if date is None:
            return PlannedPause(during=pause.during, condition=condition)
        return PlannedPause(
            during=ALWAYS, condition=all_of((*self._lies(date, pause.during), condition))
        )

    def _lies(self, date: Amount | None, days: During) -> tuple[Condition, ...]:
        """Ask whether the date that a provision is judged at lies in a stretch of days."""
        if date is None:
            return ()
        # What is judged on the day of the act is asked only where that is covered.
        covered = None if isinstance(date, ActDate) else self._first
        if covered is None and days == ALWAYS:
            return ()
        return (Lies(date, days.start, days.stop, covered),)

    def _asked(self, provision: ir.Provision, number: int) -> Planned:
        """Leave a provision to the reference, once the part of its condition that is ours holds."""
        parts = conjuncts(self._translator.translate(provision.condition))
        return Planned(
            number=number,
            id=provision.id,
            own=During(None, None),
            pauses=(),
            condition=order(all_of(tuple(part for part in parts if not is_asked(part)))),
            lifting=(),
            is_asked=True,
            provision=provision,
        )


def is_asked(condition: Condition) -> bool:
    """Whether any part is left to the reference evaluator."""
    return isinstance(condition, Beyond) or any(is_asked(part) for part in inner(condition))


def _place(rule: ir.Rule) -> tuple[tuple[int, int], str, int]:
    bound = bound_of(rule)
    outcome, review = (-1, 0) if bound is None else bound.rank
    return (-outcome, -review), rule.id, rule.version
