"""The acts, and the readings of open law, on which a statement of a decision rests.

This is the only place that says what a decision cites. Measures, authorizations, obligations,
caveats and explanations all take it from here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TypeAlias, cast

from attrs import evolve

from ecp_runtime import ir
from ecp_runtime.citations import cited, own_citations
from ecp_runtime.decision import Ground, GroundKind, YesNoUnknown
from ecp_runtime.describe import describe_version
from ecp_runtime.expressions import NO_ENV, Env
from ecp_runtime.hints import Hints
from ecp_runtime.inclusions import Step
from ecp_runtime.life import on_or_after, suspension_holds, within_period
from ecp_runtime.matches import Match, denying, matches, routes
from ecp_runtime.provisions import Provisions
from ecp_runtime.tree import children
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import DateRange, Several, Symbols, Truth, Value, word

Found: TypeAlias = Iterator[Ground]

MAX_MEMBERS = 10
"""How many members of a list are named where it is open which of them matches."""


class Grounds:
    """What the provisions that bear on one line rest on, each worked out once.

    Attributes:
        prepared: The policy.
    """

    def __init__(self, provisions: Provisions) -> None:
        """Serve the provisions of one jurisdiction, as they are for one line."""
        self._provisions = provisions
        self._situation = provisions.situation
        self.prepared = provisions.situation.prepared
        self._evaluator = provisions.evaluator
        # By identity: the program keeps its provisions.
        self._found: dict[int, tuple[Ground, ...]] = {}
        self._called: dict[object, tuple[Env, tuple[Ground, ...]]] = {}
        self._suspended: dict[str, tuple[YesNoUnknown, ...]] = {}
        self._reached: dict[tuple[str, ...], tuple[Ground, ...]] = {}

    def of(self, provision: ir.Provision) -> tuple[Ground, ...]:
        """List what a provision rests on as it is for this line; its own citation comes first."""
        key = id(provision)
        found = self._found.get(key)
        if found is None:
            self._found[key] = ()  # a chain of exemptions that comes back here ends
            found = self._found[key] = self._aside(provision)
        return found

    def _aside(self, provision: ir.Provision) -> tuple[Ground, ...]:
        """Look closer without leaving a trace in what the evaluator notes."""
        evaluator = self._evaluator
        outer = evaluator.hints, evaluator.is_screened, evaluator.reads
        evaluator.hints, evaluator.reads = Hints(self.prepared), None
        found = tuple(dict.fromkeys(self._of(provision)))
        evaluator.hints, evaluator.is_screened, evaluator.reads = outer
        return found

    def _of(self, provision: ir.Provision) -> Found:
        standing = self._provisions.standing(provision)
        if standing is None:
            return
        is_certain = isinstance(provision, ir.Rule) or standing.value is True
        yield from own_citations(
            self.prepared, provision, self._situation.known, is_certain=is_certain
        )
        if isinstance(provision, ir.Rule):
            yield from self._of_reach(provision.governs)
        if provision.judged_at is not None:
            yield from self._of_condition(provision.judged_at, NO_ENV, wanted=True)
        day = self._provisions.judged_on(provision)
        yield from self._of_life(provision.life, day, provision.id)
        is_met = standing.condition is not False
        yield from self._of_condition(provision.condition, NO_ENV, wanted=is_met)
        for lifting in self._provisions.lifting(provision) if is_met else ():
            yield from self._of_lifting(lifting)

    def _of_lifting(self, lifting: ir.Provision) -> Found:
        """List what lifts a provision; if it would, but for other acts, list those."""
        standing = self._provisions.standing(lifting)
        if standing is None or standing.condition is False:
            return
        if standing.value is not False:
            yield from self.of(lifting)
            return
        yield from self._of_life(lifting.life, self._provisions.judged_on(lifting), lifting.id)
        for other in self._provisions.lifting(lifting):
            if self._provisions.value(other) is not False:
                yield from self.of(other)

    # Reach

    def _of_reach(self, acts: tuple[str, ...]) -> Iterable[Ground]:
        """List the clauses by which the law of the jurisdiction extends to the act, once."""
        found = self._reached.get(acts)
        if found is None:
            found = self._reached[acts] = tuple(self._reaching(acts))
        return found

    def _reaching(self, acts: tuple[str, ...]) -> Found:
        jurisdiction = self._situation.jurisdiction
        asked = [each for each in jurisdiction.reaches if not acts or each.act in acts]
        if not any(
            each.citation or self.prepared.references.are_in(each.condition) for each in asked
        ):
            return
        truths = [(each, self._reaches(each)) for each in asked]
        certain = [each for each in truths if each[1] is True]
        for reach, truth in certain or [each for each in truths if each[1] is not False]:
            if reach.citation is not None:
                ground = self._act("reach", jurisdiction.id, reach.citation, truth is True)
                yield evolve(ground, value=reach.act)
            yield from self._of_condition(reach.condition, NO_ENV, wanted=True)

    def _reaches(self, reach: ir.Reach) -> Truth:
        settled = self._provisions.settled
        alike = [each for each in self._situation.jurisdiction.reaches if each.act == reach.act]
        told = None if settled is None or len(alike) > 1 else settled.reach((reach.act,))
        return self._truth(reach.condition, NO_ENV) if told is None else told

    # Lives

    def _of_life(self, life: ir.Life | None, day: DateRange, subject: str) -> Found:
        """List the later acts that decide whether something is in force on a day."""
        known = None if life is None else self._evaluator.known(life)
        if known is None or not (known.suspensions or known.endings):
            return
        for suspension in known.suspensions:
            yield from self._of_suspension(suspension, day, subject)
        for ending in known.endings:
            begun = on_or_after(day, ending.start)
            if begun is not False:
                yield self._act(
                    ending.kind, subject, ending.citation, begun is True, start=ending.start
                )

    def _of_suspension(self, suspension: ir.Suspension, day: DateRange, subject: str) -> Found:
        if within_period(day, suspension.period) is False:
            return
        condition = suspension.condition
        holds = suspension_holds(suspension, day, lambda expr: self._truth(expr, NO_ENV))
        is_met = condition is None or self._truth(condition, NO_ENV) is not False
        if condition is not None:
            yield from self._of_condition(condition, NO_ENV, wanted=is_met)
        if holds is not False:
            yield self._act(
                "suspension",
                subject,
                suspension.citation,
                holds is True,
                start=suspension.period.start,
                end=suspension.period.end,
            )
        for resumption in suspension.resumptions if is_met else ():
            begun = on_or_after(day, resumption.start)
            if begun is not False:
                yield self._act(
                    "resumption", subject, resumption.citation, begun is True, resumption.start
                )

    # Conditions

    def _truth(self, expr: ir.Expr, env: Env) -> Truth:
        return self._evaluator.truth(expr, env)

    def _of_condition(self, expr: ir.Expr, env: Env, *, wanted: bool) -> Found:
        """List what makes a condition come to yes, or to no; what is open may make it so."""
        if not self.prepared.references.are_in(expr):
            return
        match expr:
            case ir.And(operands) | ir.Or(operands):
                # One operand is enough for a disjunction to hold and for a conjunction to fail.
                one_is_enough = wanted is isinstance(expr, ir.Or)
                for operand in self._telling(operands, env, wanted) if one_is_enough else operands:
                    yield from self._of_condition(operand, env, wanted=wanted)
            case ir.Not(operand):
                yield from self._of_condition(operand, env, wanted=not wanted)
            case ir.Quantified(kind, variable, collection, body):
                scopes = self._scopes(variable, collection, env)
                bodies = [(self._truth(body, scope), scope) for scope in scopes]
                if (kind == "any") is wanted:
                    bodies = [each for each in bodies if each[0] is not (not wanted)]
                for _, scope in bodies:
                    yield from self._of_condition(body, scope, wanted=wanted)
            case ir.Count(variable, collection, where):
                yield from self._of_elements((where,), where, variable, collection, env)
            case ir.Sum(value, variable, collection, where) | ir.Share(
                value, variable, collection, where
            ):
                yield from self._of_elements((where, value), where, variable, collection, env)
                if isinstance(expr, ir.Share) and expr.over is not None:
                    yield from self._of_condition(expr.over, env, wanted=wanted)
            case ir.Call(name, arguments) if name in self.prepared.definitions:
                definition = self.prepared.definitions[name]
                scope = self._evaluator.bind(definition, arguments, env)
                yield from self._of_definition(definition, scope, wanted)
            case ir.WithinList(operand, list_id):
                asked = self._evaluator.value(operand, env)
                yield from self._of_members(asked, list_id, wanted=wanted)
            case ir.ParameterValue(parameter):
                yield from self._of_parameter(parameter)
            case ir.ReadingIs(question):
                yield from self._of_reading(question)
            case ir.Ask(question, arguments):
                yield from self._of_judgement(question, self._truth(expr, env))
                for argument in arguments:
                    yield from self._of_condition(argument, env, wanted=wanted)
            case _:
                for child in children(expr):
                    yield from self._of_condition(cast(ir.Expr, child), env, wanted=wanted)

    def _of_definition(
        self, definition: ir.Definition, scope: Env, wanted: bool
    ) -> Iterable[Ground]:
        """List the same for a definition: several rules apply it to the same things."""
        key = definition.id, wanted, tuple(map(id, scope.values()))
        called = self._called.get(key)
        if called is None:
            found = tuple(self._of_condition(definition.body, scope, wanted=wanted))
            # The scope is kept, so that no other value may get the identity of one of its own.
            called = self._called[key] = scope, found
        return called[1]

    def _telling(self, operands: tuple[ir.Expr, ...], env: Env, wanted: bool) -> Iterable[ir.Expr]:
        """Choose the operands that have the truth wanted; where none has, those that are open."""
        truths = [(operand, self._truth(operand, env)) for operand in operands]
        certain = [operand for operand, truth in truths if truth is wanted]
        return certain or [operand for operand, truth in truths if isinstance(truth, Unknown)]

    def _scopes(self, variable: str, collection: ir.Expr, env: Env) -> list[Env]:
        elements, _ = self._evaluator.elements(self._evaluator.value(collection, env))
        return [{**env, variable: element} for element in elements]

    def _of_elements(
        self,
        parts: tuple[ir.Expr, ...],
        where: ir.Expr,
        variable: str,
        collection: ir.Expr,
        env: Env,
    ) -> Found:
        for scope in self._scopes(variable, collection, env):
            if self._truth(where, scope) is not False:
                for part in parts:
                    yield from self._of_condition(part, scope, wanted=True)

    def _of_parameter(self, id_: str) -> Found:
        versions, is_certain, _ = self._evaluator.versions(id_)
        for version in versions:
            yield self._act(
                "parameter",
                id_,
                version.citation,
                is_certain and len(versions) == 1,
                start=version.life.period.start,
                end=version.life.period.end,
                value=describe_version(version),
            )
            yield from self._of_life(version.life, self._situation.day, id_)
        if not is_certain:
            yield from self._of_last_value(id_, versions)

    def _of_last_value(self, id_: str, counting: tuple[ir.ParameterVersion, ...]) -> Found:
        """List what keeps the last value that had begun from counting, where none certainly does.

        Args:
            id_: The parameter.
            counting: The values that may count.
        """
        day, parameter = self._situation.day, self.prepared.parameters.get(id_)
        begun = [
            version
            for version in (() if parameter is None else parameter.versions)
            if self._evaluator.known(version.life) is not None
            and on_or_after(day, version.life.period.start) is not False
        ]
        last = max(begun, key=lambda each: each.life.period.start or date.min, default=None)
        if last is not None and last not in counting:
            for ground in self._of_life(last.life, day, id_):
                yield evolve(ground, kind="repeal") if ground.kind == "removal" else ground

    def _of_reading(self, id_: str) -> Found:
        question = self.prepared.questions.get(id_)
        if question is None:
            return
        day = self._situation.day
        if question.over is not None and within_period(day, question.over) is False:
            return
        value, _ = self._situation.answer(question)
        read = sorted(value.options) if isinstance(value, Symbols) else []
        for citation in question.citations:
            ground = self._act("reading", id_, citation, len(read) == 1)
            yield evolve(ground, value=" or ".join(read) or None)
        if read and not question.citations:
            yield Ground(
                kind="reading",
                of=id_,
                instrument=None,
                title=question.text,
                is_certain=len(read) == 1,
                value=" or ".join(read),
            )

    def _of_judgement(self, id_: str, answer: Truth) -> Found:
        """List the clauses that ask for a judgement, with the answer that counts."""
        question = self.prepared.questions.get(id_)
        for citation in () if question is None else question.citations:
            ground = self._act("judgement", id_, citation, not isinstance(answer, Unknown))
            yield evolve(ground, value=None if isinstance(answer, Unknown) else word(answer))

    def _of_members(self, value: Value, list_id: str, *, wanted: bool) -> Iterable[Ground]:
        """List the members that match, or the acts that took a member that would off the list."""
        if isinstance(value, Several):
            each = (self._of_members(code, list_id, wanted=wanted) for code in value.codes)
            return dict.fromkeys(chain.from_iterable(each))
        if not isinstance(value, Symbols) or list_id not in self.prepared.lists:
            return self._matching(value, list_id, wanted)
        # What a code matches depends on nothing else: it is the same for the next transaction.
        day, known = self._situation.day, self._situation.known
        suspended = self._suspended.get(list_id)
        if suspended is None:
            conditions = self.prepared.conditions_on(list_id)
            suspended = tuple(word(self._truth(condition, NO_ENV)) for condition in conditions)
            self._suspended[list_id] = suspended
        key = list_id, value, day.low, day.high, known, wanted, suspended
        found = self.prepared.members.get(key)
        if found is None:
            found = tuple(self._matching(value, list_id, wanted))
            self.prepared.members.keep(key, found)
        return found

    def _matching(self, value: Value, list_id: str, wanted: bool) -> Found:
        found = [
            match
            for match in matches(self._evaluator, value, list_id)
            if (match.truth is not False) is wanted
        ]
        if wanted and isinstance(value, Symbols):
            found = _finest(found)
        for match in found[:MAX_MEMBERS]:
            if wanted:
                yield self._member(match)
            yield from self._of_lives(match)
            yield from self._of_inclusion(list_id, match.list, wanted=wanted, beside=match.citation)
        for whole in () if wanted else denying(self._evaluator, value, list_id):
            yield from self._of_inclusion(whole, list_id, wanted=True)

    def _of_lives(self, match: Match) -> Found:
        day = self._situation.day
        for life in match.lives:
            yield from self._of_life(life, day, match.list)

    def _of_inclusion(
        self, whole: str, part: str, *, wanted: bool, beside: ir.Citation | None = None
    ) -> Found:
        """List the acts that include a list in another one, or that ended this.

        Of several ways in which it certainly does, the shortest is told.

        Args:
            whole: The list that includes.
            part: The list that is included.
            wanted: Whether the inclusion counts; else only what stands in its way does.
            beside: What is cited already.
        """
        found = routes(self._evaluator, whole, part)
        if wanted:
            certain = [each for each in found if each[1] is True]
            found = tuple(certain[:1] or [each for each in found if each[1] is not False])
        for route, truth in found[:MAX_MEMBERS]:
            for step in route:
                if wanted and step.part.citation != beside:
                    yield self._included(step, truth is True)
                for life in (step.part.life, step.inclusion.life):
                    yield from self._of_life(life, self._situation.day, step.whole)

    def _included(self, step: Step, is_certain: bool) -> Ground:
        periods = [life.period for life in (step.part.life, step.inclusion.life) if life]
        return self._act(
            "inclusion",
            step.whole,
            step.part.citation,
            is_certain,
            max((period.start for period in periods if period.start), default=None),
            min((period.end for period in periods if period.end), default=None),
            step.inclusion.list,
        )

    def _member(self, match: Match) -> Ground:
        ground = self._act(
            "member", match.list, match.citation, match.truth is True, match.start, match.end
        )
        return evolve(ground, matched=match.matched(self.prepared))

    def _act(
        self,
        kind: GroundKind,
        of: str,
        citation: ir.Citation,
        is_certain: bool,
        start: date | None = None,
        end: date | None = None,
        value: str | None = None,
    ) -> Ground:
        ground = cited(
            self.prepared, kind, of, citation, self._situation.known, is_certain=is_certain
        )
        return evolve(ground, start=start, end=end, value=value)


def _finest(found: list[Match]) -> list[Match]:
    """Of the entries under one act that a code is certainly within, keep the finest."""
    certain: dict[ir.Citation, Match] = {}
    for match in found:
        if match.truth is True and match.member is not None:
            best = certain.get(match.citation)
            if best is None or best.member is None or len(best.member.key) < len(match.member.key):
                certain[match.citation] = match
    return [match for match in found if match.truth is not True or match in certain.values()]
