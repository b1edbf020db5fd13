"""How rules, exemptions, authorizations and bars stand in one situation."""

from typing import TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.decision import Status
from ecp_runtime.expressions import NO_ENV, Evaluator
from ecp_runtime.hints import Hints
from ecp_runtime.life import LifeStatus, life_status, suspension_holds
from ecp_runtime.membership import OPEN_SCREENING
from ecp_runtime.situation import Assumption, Situation
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import DateRange, Truth, all_of, any_of, negate

Screened: TypeAlias = frozenset[tuple[str, str]]


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
        screened: Parties looked up by name on the way.
        hints: What was compared with what on the way; not what lifts it was.
    """

    life: LifeStatus
    in_force: Truth
    reach: Truth
    condition: Truth
    lifted: Truth
    value: Truth
    screened: Screened
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
    def gaps(self) -> frozenset[Gap]:
        """All gaps that could change how it stands."""
        truths = (self.in_force, self.reach, self.condition, self.lifted)
        return frozenset().union(*(t.gaps for t in truths if isinstance(t, Unknown)))


class Provisions:
    """Evaluates provisions in one situation, each once.

    With `base`, the same situation without the assumptions, only what depends on a gap that the
    assumptions fill is evaluated again.

    Attributes:
        situation: What they are evaluated in.
        evaluator: What evaluates their conditions.
        rules: The rules of the jurisdiction that may bear on the line. It makes no difference
            whether rules are among them whose conditions certainly do not hold.
        reach_hints: What was compared with what to find out whether the act is reached.
    """

    def __init__(
        self,
        situation: Situation,
        rules: tuple[ir.Rule, ...] | None = None,
        *,
        base: "Provisions | None" = None,
    ) -> None:
        """Stand on a situation; without `rules`, all of the jurisdiction count."""
        self.situation = situation
        self.evaluator: Evaluator = Evaluator(situation, None if base is None else base.evaluator)
        every = situation.prepared.rules[situation.jurisdiction.id]
        self.rules = every if rules is None else rules
        self.reach_hints = Hints(situation.prepared)
        self._base = base
        self._standings: dict[tuple[type, str, int], Standing | None] = {}
        self._reaches: dict[tuple[str, ...], tuple[Truth, Screened]] = {}
        self._open: set[tuple[type, str, int]] = set()

    def assuming(self, assumptions: dict[Gap, Assumption]) -> "Provisions":
        """Evaluate again under assumptions."""
        situation = self.situation
        return Provisions(
            Situation(
                prepared=situation.prepared,
                transaction=situation.transaction,
                line=situation.line,
                jurisdiction=situation.jurisdiction,
                day=situation.day,
                known=situation.known,
                adopted=situation.adopted,
                assumptions={**situation.assumptions, **assumptions},
            ),
            self.rules,
            base=self,
        )

    def reach(self, acts: tuple[str, ...] = ()) -> Truth:
        """Whether the transaction falls under the jurisdiction, by any of some acts or at all."""
        if acts not in self._reaches:
            evaluator = self.evaluator
            outer = evaluator.hints, evaluator.screened
            evaluator.hints, evaluator.screened = self.reach_hints, set()
            truth = any_of(
                evaluator.truth(reach.condition, NO_ENV)
                for reach in sorted(self.situation.jurisdiction.reaches, key=lambda r: r.act)
                if not acts or reach.act in acts
            )
            self._reaches[acts] = truth, frozenset(evaluator.screened)
            evaluator.hints, evaluator.screened = outer
        truth, screened = self._reaches[acts]
        self.evaluator.screened |= screened
        return truth

    def standing(self, provision: ir.Provision) -> Standing | None:
        """Evaluate a provision; None when it was not known."""
        key = (type(provision), provision.id, provision.version)
        if key not in self._standings:
            reusable = self._reusable(provision)
            self._standings[key] = self._evaluate(provision) if reusable is None else reusable
        return self._standings[key]

    def value(self, provision: ir.Provision) -> Truth:
        """Whether a provision applies; one that was not known does not."""
        key = (type(provision), provision.id, provision.version)
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
            self._judged_on(provision),
            lambda expr: self.evaluator.truth(expr, NO_ENV),
        )

    def _reusable(self, provision: ir.Provision) -> Standing | None:
        if self._base is None:
            return None
        before = self._base.standing(provision)
        if before is None:
            return None
        assumed = self.situation.assumptions.keys()
        if before.gaps & assumed:
            return None
        return None if before.screened and OPEN_SCREENING in assumed else before

    def _evaluate(self, provision: ir.Provision) -> Standing | None:
        evaluator = self.evaluator
        known = evaluator.known(provision.life)
        if known is None:
            return None
        outer = evaluator.screened, evaluator.hints
        evaluator.screened, evaluator.hints = set(), Hints(self.situation.prepared)
        day = self._judged_on(provision)
        in_force = evaluator.in_force(known, day)
        reach = self.reach(provision.governs) if isinstance(provision, ir.Rule) else True
        condition = False if reach is False else evaluator.truth(provision.condition, NO_ENV)
        lifting = () if condition is False else self.lifting(provision)
        lifted = any_of(self.value(each) for each in lifting)
        standing = Standing(
            life=life_status(known, day, in_force),
            in_force=in_force,
            reach=reach,
            condition=condition,
            lifted=lifted,
            value=all_of((in_force, reach, condition, negate(lifted))),
            screened=self._with_lifting(lifting, evaluator.screened),
            hints=evaluator.hints,
        )
        evaluator.screened, evaluator.hints = outer
        return standing

    def _with_lifting(
        self, lifting: tuple[ir.Provision, ...], own: set[tuple[str, str]]
    ) -> Screened:
        """Add what was looked up for the exemptions, which have standings of their own."""
        found = set(own)
        for each in lifting:
            standing = self._standings.get((type(each), each.id, each.version))
            if standing is not None:
                found |= standing.screened
        return frozenset(found)

    def _judged_on(self, provision: ir.Provision) -> DateRange:
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
