"""Settles how provisions stand, where all they depend on is known, with text made for each.

A condition becomes a function when it is first asked for: of many provisions only a few ever may
hold. What such a function leaves open is left to the reference evaluator.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, TypeAlias

from ecp_runtime import ir, life
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.assume import Assuming
from ecp_runtime.compiled.conditions import Condition
from ecp_runtime.compiled.language import Asked, Language, space_of
from ecp_runtime.compiled.look_ups import (
    BY_FACTS,
    LOOK_UPS,
    LeftOpen,
    Live,
    LookUps,
    Screens,
    every,
    opposite,
    some,
)
from ecp_runtime.compiled.names import Names, keep_text, name_text
from ecp_runtime.compiled.narrow import Context, context_of
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.reads import CONTEXT
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.hints import Hints
from ecp_runtime.life import LifeStatus, known_day, life_status
from ecp_runtime.membership import Screening
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.situation import Assumption
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import DateRange, Symbols, Truth, Value, all_of, any_of, negate

Function: TypeAlias = Callable[..., Any]

Lived: TypeAlias = tuple[LifeStatus, bool]
"""Why a provision is or is not in force, and whether it is."""

UNSETTLED = Unknown()
"""It is certain that something is open."""

MAX_DAYS = 1_000
"""For how many days a provision remembers how its life stands."""


class Case:
    """All that is prepared for one provision.

    Attributes:
        provision: The provision.
        condition: Says whether its condition holds; None where that is open.
        governs: The acts by which a rule is reached; None for what needs no reach.
        lifting: What can lift it.
        is_screened: Whether parties may be looked up by name for it, or for what lifts it.
        lives: How it stands with its being in force, by day; None where that hangs on facts.
        standings: One object for each way to stand with nothing open.
    """

    def __init__(
        self, settlement: "Settlement", provision: ir.Provision, condition: Function
    ) -> None:
        """Prepare for a provision."""
        self.provision = provision
        self.condition = condition
        self.governs = provision.governs if isinstance(provision, ir.Rule) else None
        self.lifting = settlement.prepared.lifting(provision)
        self.is_screened = settlement.is_screened(provision)
        self.lives: readers.Learnt[Lived | None] = readers.Learnt(self._lived, MAX_DAYS)
        self.standings: dict[tuple[object, ...], Standing] = {}
        self._known = settlement.prepared.known_life(provision.life, settlement.known)
        self._settlement = settlement
        self._live: tuple[Function, Function | None] | None = None

    @property
    def live(self) -> tuple[Function, Function | None]:
        """The functions for its condition and, of a rule, for its reach, with look-ups left open.

        Raises:
            readers.Unsure: If they cannot be written.
        """
        if self._live is None:
            settlement, governs = self._settlement, self.governs
            reach = None if governs is None else settlement.live_reach(governs)
            self._live = settlement.live(self.provision.condition), reach
        return self._live

    @property
    def is_known(self) -> bool:
        """Whether the provision had been issued."""
        return self._known is not None

    def lived(self, day: date, holds: Callable[[ir.Expr], Truth]) -> tuple[LifeStatus, Truth]:
        """Work out whether it is in force on a day, where suspensions have conditions."""
        if self._known is None or self.provision.judged_at is not None:
            return "in_force", Unknown()
        on = DateRange(day, day)
        in_force = life.in_force(self._known, on, holds)
        return life_status(self._known, on, in_force), in_force

    def _lived(self, day: date) -> Lived | None:
        status, in_force = self.lived(day, lambda _: Unknown())
        return None if isinstance(in_force, Unknown) else (status, in_force)


class Settlement:
    """What is certain about the provisions of one jurisdiction. It may be shared by threads.

    Attributes:
        prepared: The program, with its indexes.
        known: The last day whose acts are known.
        assuming: Writes assumptions into transactions.
    """

    def __init__(
        self, prepared: Prepared, translator: Translator, jurisdiction: ir.Jurisdiction
    ) -> None:
        """Start with no text."""
        self.prepared = prepared
        self.known = known_day(prepared.horizon, jurisdiction.time_zone)
        self._translator = translator
        self._jurisdiction = jurisdiction
        self._names = Names()
        self._asked: list[tuple[ir.Jurisdiction, Asked]] = []
        self._language = Language(
            prepared, jurisdiction, self._names, self._asked, is_adopting=True
        )
        # The text runs where its names are, so that one more function finds all of them.
        self._space = self._names.values
        self._space |= space_of(prepared)
        self._space |= LOOK_UPS
        self._space |= {"ask": self._ask, "value_of": self._value_of, "adopted": _adopted}
        self.assuming = Assuming(prepared)
        self._screens = Screens(prepared)
        self._writing = Lock()
        self._texts: list[str] = []
        self._functions: dict[Condition, Function] = {}
        # By identity: the program keeps its provisions and expressions.
        self._cases: dict[int, Case] = {}
        self._conditions: dict[int, Function] = {}
        self._live: dict[int, Function | None] = {}
        self._reaches: dict[tuple[str, ...], Function] = {}
        self._live_reaches: dict[tuple[str, ...], Function | None] = {}

    def case(self, provision: ir.Provision) -> Case:
        """Return what is prepared for a provision."""
        found = self._cases.get(id(provision))
        if found is None:
            # Two threads may both make one: one stays, since standings are told by identity.
            made = Case(self, provision, self.condition(provision.condition))
            found = self._cases.setdefault(id(provision), made)
        return found

    def condition(self, expr: ir.Expr) -> Function:
        """Return the function for a condition of the program."""
        found = self._conditions.get(id(expr))
        if found is None:
            found = self._conditions[id(expr)] = self._written(self._translated(expr))
        return found

    def reach(self, acts: tuple[str, ...]) -> Function:
        """Return the function for whether any of some acts, or any at all, is reached."""
        found = self._reaches.get(acts)
        if found is None:
            found = self._reaches[acts] = self._written(self._reach(acts))
        return found

    def live(self, expr: ir.Expr) -> Function:
        """Return the function for a condition with look-ups left open.

        Raises:
            readers.Unsure: If it cannot be written.
        """
        if id(expr) not in self._live:
            self._live[id(expr)] = self._written_live(self._translated(expr))
        return _sure(self._live[id(expr)])

    def live_reach(self, acts: tuple[str, ...]) -> Function:
        """Return the function for what is reached with look-ups left open, as `live` does."""
        if acts not in self._live_reaches:
            self._live_reaches[acts] = self._written_live(self._reach(acts))
        return _sure(self._live_reaches[acts])

    def is_screened(self, provision: ir.Provision) -> bool:
        """Whether parties may be looked up by name for a provision, or for what lifts it."""
        pending: dict[int, ir.Provision] = {id(provision): provision}
        seen: set[int] = set()
        while pending:
            number, each = pending.popitem()
            seen.add(number)
            if self._screens.may_screen(each):
                return True
            lifting = self.prepared.lifting(each)
            pending.update((id(by), by) for by in lifting if id(by) not in seen)
        return isinstance(provision, ir.Rule) and self.is_reach_screened

    @cached_property
    def is_reach_screened(self) -> bool:
        """Whether parties may be looked up by name to find out whether the act is reached."""
        return any(map(self._screens.may_screen, self._jurisdiction.reaches))

    def _translated(self, expr: ir.Expr) -> Condition:
        return order(self._translator.translate(expr))

    def _reach(self, acts: tuple[str, ...]) -> Condition:
        return order(self._translator.reach(self._jurisdiction, acts))

    # Writing them

    @property
    def text(self) -> str:
        """All that was written so far."""
        return "\n".join(self._texts)

    def _written(self, condition: Condition) -> Function:
        with self._writing:
            found = self._functions.get(condition)
            if found is None:
                before = len(self._language.helpers)
                text = LookUps(self._language, self._screens).condition(condition)
                found = self._functions[condition] = self._run(text, before)
            return found

    def _written_live(self, condition: Condition) -> Function | None:
        with self._writing:
            before = len(self._language.helpers)
            text = LookUps(self._language, self._screens).live(condition)
            return None if text is None else self._run(text, before)

    def _run(self, text: str, helpers: int) -> Function:
        """Make a function that returns what a text comes to; it may call helpers written for it."""
        name = f"settled_{self._language.next()}"
        function = f"def {name}({CONTEXT}):\n    return {text}\n"
        source = "\n".join([*self._language.helpers[helpers:], function])
        self._texts.append(source)
        file = name_text(self, self.prepared.known_hash, f"{name} ")
        file = keep_text(self, file, source)
        exec(compile(source, file, "exec", dont_inherit=True), self._space)  # see `names`
        written: Function = self._space[name]
        return written

    # What settled text asks: it gives its context, and the number of what it asks about

    def _ask(self, *given: Any) -> bool | None:
        provisions, asked = self._question(given)
        truth = provisions.aside(asked)
        return None if isinstance(truth, Unknown) else truth

    def _value_of(self, *given: Any) -> Value:
        provisions, asked = self._question(given)
        return provisions.evaluator.value(asked, NO_ENV)

    def _question(self, given: tuple[Any, ...]) -> tuple[Provisions, ir.Expr]:
        *_, provisions, number = given
        asked = self._asked[number][1]
        assert not isinstance(asked, ir.Provision)
        return provisions, asked


class SettledLine:
    """What is certain about provisions for one line; see `provisions.Settled`."""

    def __init__(self, settlement: Settlement, context: Context, day: date) -> None:
        """Stand on what generated code is given."""
        self._settlement = settlement
        self._context = context
        self._day = day
        self._reaches: dict[tuple[str, ...], Truth | None] = {}
        self._open: set[int] = set()

    def ask_of(self, provisions: Provisions) -> None:
        """Ask the reference evaluator there for what has no text."""
        self._context = (*self._context[:5], provisions)

    def standing(self, provisions: Provisions, provision: ir.Provision) -> Standing | None:
        """Say how a provision stands; None where that is not for text to say.

        What is open is said only on trial, where nobody asks for what reason.
        """
        case = self._settlement.case(provision)
        lived = case.lives[self._day] or self._lived(case)
        reach = True if case.governs is None else self.reach(case.governs)
        condition = None if reach is None else reach and self._truth(case.condition)
        if lived is None or reach is None or condition is None:
            return None
        lifted: Truth = False
        if case.lifting and condition is not False:
            lifted = any_of([provisions.value(lifting) for lifting in case.lifting])
        is_open = UNSETTLED in (reach, condition) or isinstance(lifted, Unknown)
        if is_open and not provisions.is_trial:
            return None
        key = lived, reach, condition, UNSETTLED if isinstance(lifted, Unknown) else lifted
        found = case.standings.get(key)
        if found is None:
            found = case.standings.setdefault(key, _standing(provisions, case, *key))
        return found

    def reach(self, acts: tuple[str, ...]) -> Truth | None:
        """Say whether the act falls under the jurisdiction, by any of some acts or at all."""
        if acts not in self._reaches:
            self._reaches[acts] = self._truth(self._settlement.reach(acts))
        return self._reaches[acts]

    def condition(self, provision: ir.Provision) -> Truth | None:
        """Say whether the condition of a provision holds."""
        return self._truth(self._settlement.case(provision).condition)

    def trying(self, gap: Gap, answer: Assumption) -> "SettledLine | None":
        """Answer under an assumption; None where it cannot be written into the transaction."""
        transaction, _, _, day, number, _ = self._context
        written = self._settlement.assuming.written(transaction, number, gap, answer)
        context = None if written is None else context_of(written, number, day)
        return None if context is None else SettledLine(self._settlement, context, self._day)

    @property
    def is_reach_screened(self) -> bool:
        """Whether parties may be looked up by name to find out whether the act is reached."""
        return self._settlement.is_reach_screened

    def is_screened(self, provision: ir.Provision) -> bool:
        """Whether parties may be looked up by name for a provision."""
        return self._settlement.case(provision).is_screened

    def screenings(self, provisions: Provisions) -> Iterable[Screening]:
        """List the look-ups by name that decide what applies.

        Raises:
            readers.Unsure: If that takes more than text can say.
        """
        offered, case = provisions.situation.prepared.offered, self._settlement.case
        found: LeftOpen = BY_FACTS
        for rule in provisions.rules:
            screened = [each for each in offered(rule) if case(each).is_screened]
            if not (screened or case(rule).is_screened):
                continue
            value = self._live(rule)
            if isinstance(value, frozenset):
                found |= value
            for authorization in () if value is False else screened:
                covered = self._live(authorization)
                if isinstance(covered, frozenset):
                    found |= covered
        return found

    def _live(self, provision: ir.Provision) -> bool | LeftOpen:
        """Whether a provision applies while look-ups are left open."""
        context = self._context
        case = self._settlement.case(provision)
        if not case.is_known:
            return False
        if id(provision) in self._open:
            raise readers.Unsure
        in_force = self._live_in_force(case)
        if in_force is False:
            return False
        condition, reach = case.live
        truth: Live = condition(*context)
        if truth is False:
            return False
        parts: list[Live] = [in_force, truth]
        if reach is not None:
            parts.append(reach(*context))
        if not case.lifting:
            return every(parts)
        self._open.add(id(provision))
        parts.append(opposite(some([self._live(each) for each in case.lifting])))
        self._open.discard(id(provision))
        return every(parts)

    def _live_in_force(self, case: Case) -> Live:
        lived = case.lives[self._day]
        if lived is not None:
            return lived[1]
        if case.provision.judged_at is not None:
            raise readers.Unsure
        left_open: list[Live] = []

        def holds(expr: ir.Expr) -> Truth:
            truth = self._settlement.live(expr)(*self._context)
            if isinstance(truth, bool):
                return truth
            left_open.append(truth)
            return Unknown()

        _, in_force = case.lived(self._day, holds)
        return every(left_open) if isinstance(in_force, Unknown) else in_force

    def _lived(self, case: Case) -> Lived | None:
        """Ask the conditions of suspensions whether a provision is in force."""

        def holds(expr: ir.Expr) -> Truth:
            truth = self._truth(self._settlement.condition(expr))
            return UNSETTLED if truth is None else truth

        status, in_force = case.lived(self._day, holds)
        return None if isinstance(in_force, Unknown) else (status, in_force)

    def _truth(self, function: Function) -> Truth | None:
        try:
            truth: bool | None = function(*self._context)
        except readers.UNSURE:
            return None
        return UNSETTLED if truth is None else truth


def _standing(
    provisions: Provisions, case: Case, lived: Lived, reach: Truth, condition: Truth, lifted: Truth
) -> Standing:
    return Standing(
        life=lived[0],
        in_force=lived[1],
        reach=reach,
        condition=condition,
        lifted=lifted,
        value=all_of((lived[1], reach, condition, negate(lifted))),
        is_screened=case.is_screened,
        hints=Hints(provisions.situation.prepared),
    )


def _adopted(provisions: Provisions, question: str, reading: str | None) -> bool | None:
    """Say what the profile answers, or whether it adopts a reading."""
    situation = provisions.situation
    asked = situation.prepared.questions[question]
    if any(fact.as_of is None for fact in situation.own_answers(asked)):
        return None
    found = situation.adopted_answer(asked)
    if found is None or isinstance(found, Unknown) or reading is None:
        return found if isinstance(found, bool) else None
    return isinstance(found, Symbols) and reading in found.options


def _sure(function: Function | None) -> Function:
    if function is None:
        raise readers.Unsure
    return function
