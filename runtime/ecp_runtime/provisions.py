"""How rules, exemptions, authorizations and bars stand in one situation."""

from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeGuard

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.decision import Status
from ecp_runtime.expressions import NO_ENV, Evaluator, Found
from ecp_runtime.first_day import is_covered
from ecp_runtime.hints import Hints
from ecp_runtime.life import LifeStatus, life_status, suspension_holds
from ecp_runtime.membership import OPEN_SCREENING
from ecp_runtime.situation import Assumption, Situation
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import DateRange, Truth, all_of, any_of, negate


@frozen(eq=False, kw_only=True)
class Standing:
    """How a provision stands.

    Attributes:
        life: Why it is or is not in force.
        in_force: Whether it is in force.
        reach: Whether the act falls under its jurisdiction; always for other than rules.
        condition: Whether its condition holds.
        lifted: Whether an exemption lifts it, or a bar takes it away.
        value: All of it together: whether it applies.
        is_screened: Whether any party was looked up by name on the way.
        hints: What was compared with what, where that left anything open; not what lifts it was.
    """

    life: LifeStatus
    in_force: Truth
    reach: Truth
    condition: Truth
    lifted: Truth
    value: Truth
    is_screened: bool
    hints: Hints

    @property
    def status(self) -> Status:
        """The status word of a decision."""
        if self.value is True:
            return "applies"
        if isinstance(self.value, Unknown):
            return "may_apply"
        if self.in_force is False and self.life != "in_force":
            return self.life
        if self.reach is False or self.condition is False:
            return "not_met"
        return "lifted"

    @property
    def is_relevant(self) -> bool:
        """Whether it would apply, or might, if it were in force and not lifted."""
        return self.reach is not False and self.condition is not False

    @property
    def is_open(self) -> bool:
        """Whether anything about it is unknown."""
        truths = (self.in_force, self.reach, self.condition, self.lifted)
        return any(isinstance(truth, Unknown) for truth in truths)

    @property
    def gaps(self) -> frozenset[Gap]:
        """All gaps that could change how it stands."""
        truths = (self.in_force, self.reach, self.condition, self.lifted)
        return frozenset().union(*(t.gaps for t in truths if isinstance(t, Unknown)))


class Settled(Protocol):
    """Answers at once how provisions stand in one situation; None where it cannot say.

    Its `Unknown` has no gaps: it is certain that something is open, not for what.
    """

    @property
    def is_reach_screened(self) -> bool:
        """Whether parties may be looked up by name to find out whether the act is reached."""

    def ask_of(self, provisions: "Provisions") -> None:
        """Take note of what serves it: there it may ask for single conditions."""

    def standing(self, provisions: "Provisions", provision: ir.Provision) -> Standing | None:
        """Say how a provision stands; equal answers are one object.

        Whatever is open about it is said only on trial.
        """

    def reach(self, acts: tuple[str, ...]) -> Truth | None:
        """Say whether the act falls under the jurisdiction, by any of some acts or at all."""

    def condition(self, provision: ir.Provision) -> Truth | None:
        """Say whether the condition of a provision holds."""

    def is_screened(self, provision: ir.Provision) -> bool:
        """Whether parties may be looked up by name for a provision."""

    def trying(self, gap: Gap, answer: Assumption) -> "Settled | None":
        """Answer under an assumption, if that can be done."""


class Provisions:
    """Evaluates provisions in one situation, each once.

    With `base`, the same situation without the assumptions, only what depends on a gap that the
    assumptions fill is evaluated again.

    Attributes:
        situation: What they are evaluated in.
        evaluator: What evaluates their conditions.
        rules: The rules of the jurisdiction that may bear on the line. It makes no difference
            whether rules are among them whose conditions certainly do not hold.
        settled: What answers at once, if anything does.
        is_trial: Whether it only matters what applies or may apply, not for what gaps.
    """

    def __init__(
        self,
        situation: Situation,
        rules: tuple[ir.Rule, ...] | None = None,
        *,
        base: "Provisions | None" = None,
        settled: Settled | None = None,
        is_trial: bool = False,
    ) -> None:
        """Stand on a situation; without `rules`, all of the jurisdiction count.

        What `settled` answers is not evaluated.
        """
        self.situation = situation
        self.evaluator: Evaluator = Evaluator(situation, None if base is None else base.evaluator)
        every = situation.prepared.rules[situation.jurisdiction.id]
        self.rules = every if rules is None else rules
        self._base = base
        self.settled = settled
        self.is_trial = is_trial
        if settled is not None:
            settled.ask_of(self)
        # By identity: the program keeps its provisions.
        self._standings: dict[int, Standing | None] = {}
        self._reaches: dict[tuple[str, ...], Found] = {}
        self._open: set[int] = set()

    def assuming(self, assumptions: dict[Gap, Assumption]) -> "Provisions":
        """Evaluate again under assumptions."""
        return Provisions(self._under(assumptions), self.rules, base=self)

    def trying(self, gap: Gap, answer: Assumption, rules: tuple[ir.Rule, ...]) -> "Provisions":
        """Evaluate some rules again under an answer, only to see whether they apply."""
        settled = None if self.settled is None else self.settled.trying(gap, answer)
        situation = self._under({gap: answer})
        # On trial, nobody knows by what gaps a rule is open: what was found there is of no use.
        base = self._base if self.is_trial else self
        # What is certain of a code that is given may be otherwise of a finer one.
        base = None if self.situation.is_replaced(gap) else base
        return Provisions(situation, rules, base=base, settled=settled, is_trial=True)

    def _under(self, assumptions: dict[Gap, Assumption], day: DateRange | None = None) -> Situation:
        situation = self.situation
        return Situation(
            prepared=situation.prepared,
            transaction=situation.transaction,
            line=situation.line,
            jurisdiction=situation.jurisdiction,
            day=situation.day if day is None else day,
            known=situation.known,
            adopted=situation.adopted,
            assumptions={**situation.assumptions, **assumptions},
        )

    def reach(self, acts: tuple[str, ...] = ()) -> Truth:
        """Whether the transaction falls under the jurisdiction, by any of some acts or at all."""
        found = self._found_reach(acts)
        self.evaluator.is_screened |= found.is_screened
        return found.truth

    def reach_hints(self, acts: tuple[str, ...] = ()) -> Hints:
        """What was compared with what, where it is open whether the act is reached."""
        return self._found_reach(acts).hints

    def _found_reach(self, acts: tuple[str, ...]) -> Found:
        if acts not in self._reaches:
            evaluator = self.evaluator
            outer = evaluator.hints, evaluator.is_screened
            evaluator.hints, evaluator.is_screened = Hints(self.situation.prepared), False
            truth = self._hinting(lambda: self._reach(acts))
            self._reaches[acts] = Found(truth, evaluator.hints, evaluator.is_screened)
            evaluator.hints, evaluator.is_screened = outer
        return self._reaches[acts]

    def standing(self, provision: ir.Provision) -> Standing | None:
        """Evaluate a provision; None when it was not known."""
        key = id(provision)
        if key not in self._standings:
            reusable = self._reusable(provision)
            self._standings[key] = self._evaluate(provision) if reusable is None else reusable
        return self._standings[key]

    def value(self, provision: ir.Provision) -> Truth:
        """Whether a provision applies; one that was not known does not."""
        key = id(provision)
        # The compiler refuses cycles; a program made by hand may still hold one.
        if key in self._open:
            return Unknown()
        self._open.add(key)
        try:
            standing = self.standing(provision)
        finally:
            self._open.discard(key)
        return False if standing is None else standing.value

    def lifting(self, provision: ir.Provision) -> tuple[ir.Provision, ...]:
        """List the exemptions that can lift a provision, or the bars on an authorization."""
        return self.situation.prepared.lifting(provision)

    def suspended_by(self, provision: ir.Provision, suspension: ir.Suspension) -> Truth:
        """Whether one suspension keeps a provision from applying."""
        return suspension_holds(
            suspension,
            self.judged_on(provision),
            lambda expr: self.evaluator.truth(expr, NO_ENV),
        )

    def judged_on(self, provision: ir.Provision) -> DateRange:
        """The date that selects the law; the date of the act where there is no other."""
        if provision.judged_at is None:
            return self.situation.day
        value = self.evaluator.value(provision.judged_at, NO_ENV)
        match value:
            case DateRange():
                return value
            case Unknown(gaps):
                return DateRange(None, None, gaps)
            case _:
                return self.situation.day

    def is_covered_on(self, day: DateRange) -> bool:
        """Whether the rulebook of the jurisdiction covers every possible day of some."""
        return is_covered(day, self.situation.first_day)

    def on(self, day: date) -> "Provisions":
        """Look at the same facts with another date of the act."""
        situation = self._under({}, DateRange(day, day))
        return Provisions(situation, self.rules)

    def aside(self, expr: ir.Expr) -> Truth:
        """Evaluate a condition without noting what was compared on the way."""
        evaluator = self.evaluator
        outer, evaluator.hints = evaluator.hints, Hints(self.situation.prepared)
        truth = evaluator.truth(expr, NO_ENV)
        evaluator.hints = outer
        return truth

    def _reusable(self, provision: ir.Provision) -> Standing | None:
        if self._base is None:
            return None
        before = self._base.standing(provision)
        if before is None:
            return None
        if self.situation.closes(before.gaps):
            return None
        is_open = before.is_screened and OPEN_SCREENING in self.situation.assumptions
        return None if is_open else before

    def _evaluate(self, provision: ir.Provision) -> Standing | None:
        evaluator = self.evaluator
        known = evaluator.known(provision.life)
        if known is None:
            return None
        found = None if self.settled is None else self.settled.standing(self, provision)
        if found is not None:
            return found
        outer = evaluator.is_screened, evaluator.hints
        evaluator.is_screened, evaluator.hints = False, Hints(self.situation.prepared)
        day = self.judged_on(provision)
        in_force = self._hinting(lambda: self._in_force(provision, known, day))
        reach = self.reach(provision.governs) if isinstance(provision, ir.Rule) else True
        condition = False if reach is False else self._condition(provision)
        lifting = () if condition is False else self.lifting(provision)
        lifted = any_of([self.value(each) for each in lifting])
        standing = Standing(
            life=life_status(known, day, in_force),
            in_force=in_force,
            reach=reach,
            condition=condition,
            lifted=lifted,
            value=all_of((in_force, reach, condition, negate(lifted))),
            is_screened=evaluator.is_screened or any(map(self._is_screened, lifting)),
            hints=evaluator.hints,
        )
        evaluator.is_screened, evaluator.hints = outer
        return standing

    def _in_force(self, provision: ir.Provision, known: ir.Life, day: DateRange) -> Truth:
        """Whether a provision is in force; open where it is judged at a day not covered."""
        in_force = self.evaluator.in_force(known, day)
        if provision.judged_at is None or self.is_covered_on(day):
            return in_force
        gaps = in_force.gaps if isinstance(in_force, Unknown) else frozenset()
        return Unknown(gaps if day.exact is not None else gaps | day.origin)

    def _condition(self, provision: ir.Provision) -> Truth:
        if self.settled is not None:
            truth = self.settled.condition(provision)
            if self._is_told(truth):
                self.evaluator.is_screened |= self.settled.is_screened(provision)
                return truth
        return self._hinting(lambda: self.evaluator.truth(provision.condition, NO_ENV))

    def _is_told(self, truth: Truth | None) -> TypeGuard[Truth]:
        """Whether an answer is enough, without the gaps behind it."""
        return truth is not None and (self.is_trial or not isinstance(truth, Unknown))

    def _reach(self, acts: tuple[str, ...]) -> Truth:
        truth = None if self.settled is None else self.settled.reach(acts)
        if self.settled is not None and self._is_told(truth):
            self.evaluator.is_screened |= self.settled.is_reach_screened
            return truth
        return any_of(
            self.evaluator.truth(reach.condition, NO_ENV)
            for reach in sorted(self.situation.jurisdiction.reaches, key=lambda r: r.act)
            if not acts or reach.act in acts
        )

    def _hinting(self, find: Callable[[], Truth]) -> Truth:
        """Keep what was compared with what only where the answer is open: else nobody asks."""
        evaluator = self.evaluator
        outer, evaluator.hints = evaluator.hints, Hints(self.situation.prepared)
        truth = find()
        if isinstance(truth, Unknown):
            outer.take(evaluator.hints)
        evaluator.hints = outer
        return truth

    def _is_screened(self, lifting: ir.Provision) -> bool:
        """Whether a party was looked up for an exemption, which has a standing of its own."""
        standing = self._standings.get(id(lifting))
        return standing is not None and standing.is_screened
