"""Evaluates expressions: the meaning of every node of the IR, written to be read.

# Invariant: a result that is certain stays what it is when unknown facts become known. So an
# unknown result names all the gaps that could settle it, and no others need to be tried.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from attrs import frozen

from ecp_runtime import ir, life
from ecp_runtime.aggregates import Term, count
from ecp_runtime.arithmetic import (
    amount_of,
    calculated,
    compared,
    days_between,
    shifted,
    summed,
    unseen,
    wanted_form,
)
from ecp_runtime.conversions import any_of_these, exact, gaps_of
from ecp_runtime.hints import Hints
from ecp_runtime.measures import (
    Operator,
    Unit,
    number,
)
from ecp_runtime.membership import OPEN_SCREENING, Membership
from ecp_runtime.situation import Situation
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import (
    Absent,
    ClassificationValue,
    DateRange,
    Fact,
    ListValue,
    Record,
    Several,
    Symbols,
    Truth,
    Value,
    all_of,
    any_of,
    negate,
)

Env: TypeAlias = Mapping[str, Value]
"""What the variables in scope stand for."""

Elements: TypeAlias = tuple[tuple[Value, ...], Unknown | None]
"""The elements of a list, and one that stands for those that are not given, if there may be any."""

NO_ENV: Env = {}

_COMPOUND = Record | ListValue | ClassificationValue


@frozen(eq=False)
class Found:
    """What a condition comes to, what was compared, and whether anyone was looked up by name."""

    truth: Truth
    hints: Hints
    is_screened: bool


class Evaluator:
    """Evaluates expressions in one situation.

    Attributes:
        hints: Takes up what is compared with what, to propose answers for gaps.
        is_screened: Whether any party was looked up by name.
        reads: The facts that were read, by path, while it is not None.
    """

    def __init__(self, situation: Situation, base: "Evaluator | None" = None) -> None:
        """Stand on a situation; `base` stands on the same one without the assumptions."""
        self.situation = situation
        self._base = base
        self._found: dict[int, Found] = {}
        self._repeated = situation.prepared.repeated
        self.hints = Hints(situation.prepared)
        self.is_screened = False
        self.reads: dict[str, Fact | None] | None = None
        self.membership = Membership(self)

    # Lives

    def in_force(self, known: ir.Life, day: DateRange | None = None) -> Truth:
        """Whether a known life is in force, on the date of the act unless another is given."""
        return life.in_force(
            known, self.situation.day if day is None else day, lambda c: self.truth(c, NO_ENV)
        )

    def known(self, of: ir.Life) -> ir.Life | None:
        """Return what was known of a life; None when it was not known at all."""
        return self.situation.prepared.known_life(of, self.situation.known)

    def life_in_force(self, of: ir.Life | None) -> Truth:
        """Whether a life was known and is in force; no life of its own is always in force."""
        if of is None:
            return True
        known = self.known(of)
        return False if known is None else self.in_force(known)

    # Truths

    def truth(self, expr: ir.Expr, env: Env) -> Truth:
        """Evaluate a condition; one that several provisions ask for, once."""
        number = self._repeated.get(id(expr))
        if number is None or self.reads is not None:
            return self._truth(expr, env)
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = self._found_before(number) or self._find(expr)
        self.hints.take(found.hints)
        self.is_screened |= found.is_screened
        return found.truth

    def _find(self, expr: ir.Expr) -> "Found":
        outer = self.hints, self.is_screened
        self.hints, self.is_screened = Hints(self.situation.prepared), False
        found = Found(self._truth(expr, NO_ENV), self.hints, self.is_screened)
        self.hints, self.is_screened = outer
        return found

    def _found_before(self, number: int) -> "Found | None":
        """What was found without the assumptions, where they make no difference."""
        found = None if self._base is None else self._base.found(number)
        if found is None:
            return None
        if isinstance(found.truth, Unknown) and self.situation.closes(found.truth.gaps):
            return None
        is_open = found.is_screened and OPEN_SCREENING in self.situation.assumptions
        return None if is_open else found

    def found(self, number: int) -> "Found | None":
        """What was found for a repeated condition, here or without the assumptions."""
        return self._found.get(number) or self._found_before(number)

    def _truth(self, expr: ir.Expr, env: Env) -> Truth:
        match expr:
            case ir.And(operands):
                return all_of(self.truth(operand, env) for operand in operands)
            case ir.Not(operand):
                return negate(self.truth(operand, env))
            case ir.Or(operands):
                return any_of(self.truth(operand, env) for operand in operands)
            case ir.Compare():
                return self._compare(expr, env)
            case ir.Equal(left, right):
                return self._equal(self.value(left, env), self.value(right, env))
            case ir.IsAbsent(operand):
                return self._is_absent(self.value(operand, env))
            case ir.OneOf(operand, values):
                constants = [self.value(constant, env) for constant in values]
                value = self.value(operand, env)
                return any_of([self._equal(value, constant) for constant in constants])
            case ir.WithinCode(operand, code):
                return self.membership.within_code(self.value(operand, env), code)
            case ir.WithinScheme(operand, scheme):
                return self.membership.within_scheme(self.value(operand, env), scheme)
            case ir.WithinList(operand, list_id):
                return self.membership.within_list(self.value(operand, env), list_id)
            case ir.Contains(collection, wanted):
                return self._contains(self.value(collection, env), self.value(wanted, env))
            case ir.Quantified():
                return self._quantified(expr, env)
            case ir.ReadingIs(question, reading):
                return self._reading_is(question, reading)
            case ir.Call(definition, arguments):
                found = self.situation.prepared.definitions.get(definition)
                return (
                    Unknown()
                    if found is None
                    else self.truth(found.body, self.bind(found, arguments, env))
                )
            case _:
                return self._as_truth(self.value(expr, env))

    def _as_truth(self, value: Value) -> Truth:
        match value:
            case bool():
                return value
            case Unknown():
                self.hints.truths(value)
                return value
            case Absent():
                return False
            case _:
                return Unknown()

    # Values

    def value(self, expr: ir.Expr, env: Env) -> Value:
        """Evaluate an expression."""
        match expr:
            case ir.Field(base, name):
                return self.field(self.value(base, env), name)
            case ir.Transaction():
                return self.situation.transaction.header
            case ir.Variable(name):
                return env.get(name, Unknown())
            case ir.CodeIn(base, scheme):
                return self._code_in(self.value(base, env), scheme)
            case ir.Truth(value):
                return value
            case ir.Number(value):
                return number(Fraction(value))
            case ir.Money(amount, currency):
                return exact(Unit("money", currency), Fraction(amount))
            case ir.Amount(amount, dimension):
                return exact(Unit("quantity", dimension), Fraction(amount))
            case ir.Date(day):
                return DateRange(day, day)
            case ir.Duration():
                return expr
            case ir.Text(text):
                return Symbols(frozenset({text}))
            case ir.Code(scheme, text):
                return Symbols(frozenset({text}), scheme)
            case ir.ParameterValue(parameter):
                return self._parameter(parameter)
            case ir.Call(definition, arguments):
                found = self.situation.prepared.definitions.get(definition)
                if found is None:
                    return Unknown()
                return self.value(found.body, self.bind(found, arguments, env))
            case ir.Ask(question, _):
                return self._ask(question)
            case ir.Count() | ir.Sum() | ir.Share():
                return self._aggregate(expr, env)
            case ir.Arithmetic():
                left, right = self.value(expr.left, env), self.value(expr.right, env)
                return calculated(expr.operator, left, right, self.situation.rate)
            case ir.Shift(day_expr, duration, backward):
                duration_value = self.value(duration, env)
                working = None
                if isinstance(duration_value, ir.Duration):
                    working = self.situation.calendar(duration_value)
                return shifted(
                    self.value(day_expr, env), duration_value, working, backward=backward
                )
            case ir.DaysBetween(later, earlier):
                return days_between(self.value(later, env), self.value(earlier, env))
            case (
                ir.Not()
                | ir.And()
                | ir.Or()
                | ir.Compare()
                | ir.Equal()
                | ir.IsAbsent()
                | ir.OneOf()
                | ir.WithinCode()
                | ir.WithinScheme()
                | ir.WithinList()
                | ir.Contains()
                | ir.Quantified()
                | ir.ReadingIs()
            ):
                return self.truth(expr, env)
            case _:
                assert_never(expr)

    def bind(self, definition: ir.Definition, arguments: tuple[ir.Expr, ...], env: Env) -> Env:
        """Bind the parameters of a definition to arguments."""
        values = (self.value(argument, env) for argument in arguments)
        return dict(zip(definition.parameters, values, strict=False))

    def field(self, base: Value, name: str) -> Value:
        """Return a field of a value; of what does not exist, nothing exists."""
        match base:
            case Record():
                value, fact = self.situation.field(base, name)
                return self._read(value, fact)
            case Unknown():
                return self._read(self.situation.field_of_unknown(base, name), None)
            case Absent():
                return self.situation.field_of_absent(base, name)
            case _:
                return Unknown()

    def _code_in(self, base: Value, scheme: str) -> Value:
        match base:
            case ClassificationValue():
                value, fact = self.situation.code(base.codes.get(scheme), base.path, scheme)
                return self._read(value, fact)
            case Unknown(gaps, path):
                if path is None:
                    return Unknown(gaps, None, ir.CodeType(scheme))
                return self._read(self.situation.code(None, path, scheme)[0], None)
            case Absent():
                return base
            case _:
                return Unknown()

    def _read(self, value: Value, fact: Fact | None) -> Value:
        if self.reads is not None:
            if fact is not None:
                self.reads[fact.path] = fact
            elif isinstance(value, Unknown) and value.path is not None:
                self.reads.setdefault(value.path, None)
        return value

    def _read_answer(self, question: str, value: Value, fact: Fact | None) -> Value:
        if self.reads is not None and isinstance(value, Unknown):
            self.reads.setdefault(f"answers.{question}", None)
        return self._read(value, fact)

    # Questions and parameters

    def _ask(self, question_id: str) -> Value:
        prepared = self.situation.prepared
        question = prepared.questions.get(question_id)
        if question is None:
            return Unknown()
        value, fact = self.situation.answer(question)
        if isinstance(value, Unknown) and question_id not in prepared.asked_of_several:
            self.hints.truths_of(Gap("judgement", question_id))
        return self._read_answer(question_id, value, fact)

    def _reading_is(self, question_id: str, reading: str) -> Truth:
        question = self.situation.prepared.questions.get(question_id)
        if question is None:
            return Unknown()
        arises: Truth = True
        if question.over is not None:
            arises = life.within_period(self.situation.day, question.over)
        if arises is False:
            return False
        value, fact = self.situation.answer(question)
        self._read_answer(question_id, value, fact)
        if isinstance(value, Unknown):
            self.hints.readings(question)
        return all_of((arises, self._equal(value, Symbols(frozenset({reading})))))

    def _parameter(self, parameter_id: str) -> Value:
        """The value in force; one of those that may be, where that is not certain."""
        versions, is_certain, gaps = self.versions(parameter_id)
        if not is_certain:
            return Unknown(gaps | ({Gap("law", parameter_id)} if not versions else set()))
        values = [self.value(version.value, NO_ENV) for version in versions]
        return values[0] if len(values) == 1 else any_of_these(values, gaps)

    def versions(
        self, parameter_id: str
    ) -> tuple[tuple[ir.ParameterVersion, ...], bool, frozenset[Gap]]:
        """List the versions of a parameter that may count: of those in force, the newest does.

        Returns:
            The versions that may be in force, the newest first, down to the first that certainly
            is; whether there is such a one; and the gaps that leave open which of them counts.
        """
        parameter = self.situation.prepared.parameters.get(parameter_id)
        versions = () if parameter is None else parameter.versions
        newest_first = sorted(versions, key=lambda v: v.life.period.start or date.min, reverse=True)
        gaps: frozenset[Gap] = frozenset()
        possible: list[ir.ParameterVersion] = []
        for version in newest_first:
            holds = self.life_in_force(version.life)
            if holds is False:
                continue
            possible.append(version)
            if not isinstance(holds, Unknown):
                return tuple(possible), True, gaps
            gaps |= holds.gaps
        return tuple(possible), False, gaps

    # Comparisons

    def _compare(self, expr: ir.Compare, env: Env) -> Truth:
        left, right = self.value(expr.left, env), self.value(expr.right, env)
        if isinstance(left, Absent) or isinstance(right, Absent):
            return expr.operator == "!="
        result = self._compare_values(expr.operator, left, right)
        if isinstance(result, Unknown):
            if not result.gaps:
                result = self._unfit(expr, env)
            self.hints.limit(
                expr.operator,
                (left, self._type_of(expr.left, env)),
                (right, self._type_of(expr.right, env)),
            )
        return result

    def _unfit(self, expr: ir.Compare, env: Env) -> Unknown:
        """Name the facts of a comparison that leaves nothing unknown, and comes to nothing."""
        outer, self.reads = self.reads, {}
        values = [self.value(side, env) for side in (expr.left, expr.right)]
        gaps = frozenset(
            Gap("fact", path)
            for path, fact in self.reads.items()
            if fact is not None and not isinstance(fact.value, _COMPOUND)
        )
        self.reads = outer
        wanted = wanted_form(*values)
        for gap in sorted(gaps):
            self.hints.wanted[gap] = wanted
        return Unknown(gaps)

    def _type_of(self, expr: ir.Expr, env: Env) -> ir.Type | None:
        """The declared type of a field; None for anything computed."""
        if not isinstance(expr, ir.Field):
            return None
        base = self.value(expr.base, env)
        entity = base.entity if isinstance(base, Record) else None
        if isinstance(base, Unknown) and isinstance(base.type, ir.EntityType):
            entity = base.type.name
        definition = self.situation.prepared.fields.get(entity or "", {}).get(expr.name)
        return None if definition is None else definition.type

    def _compare_values(self, operator: Operator, left: Value, right: Value) -> Truth:
        if operator in ("=", "!=") and isinstance(left, bool | Symbols | Several):
            equal = self._equal(left, right)
            return equal if operator == "=" else negate(equal)
        return compared(operator, left, right, self.situation.rate)

    def _equal(self, left: Value, right: Value) -> Truth:
        if isinstance(left, Absent) or isinstance(right, Absent):
            return False
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            self.hints.same(left, right)
            return Unknown(gaps_of(left) | gaps_of(right))
        if isinstance(left, bool) and isinstance(right, bool):
            return left == right
        if isinstance(left, Symbols | Several) and isinstance(right, Symbols | Several):
            result = self.membership.same(left, right)
            if isinstance(result, Unknown):
                self.hints.same(left, right)
            return result
        plain = bool | Symbols | Several
        if isinstance(left, plain) or isinstance(right, plain):
            return Unknown()
        return self._compare_values("=", left, right)

    def _is_absent(self, value: Value) -> Truth:
        match value:
            case Absent():
                return True
            case Unknown():
                self.hints.absence(value)
                return value
            case ListValue(elements=(), complete=complete):
                return True if complete else Unknown(frozenset({Gap("fact", value.path)}))
            case _:
                return False

    # Collections

    def elements(self, collection: Value) -> Elements:
        """List what is given of a list, with a stand-in for what may be missing."""
        match collection:
            case ListValue():
                gap = frozenset({Gap("fact", collection.path)})
                rest = None if collection.complete else Unknown(gap, None, collection.element)
                return self.situation.elements(collection), rest
            case Absent():
                return (), None
            case Unknown(gaps):
                self.hints.absence(collection)
                inner = collection.type
                element = inner.element if isinstance(inner, ir.ListType) else None
                return (), Unknown(gaps, None, element)
            case _:
                return (), Unknown()

    def _contains(self, collection: Value, wanted: Value) -> Truth:
        elements, rest = self.elements(collection)
        if isinstance(wanted, Absent):
            return False
        found = [self._equal(element, wanted) for element in elements]
        return any_of(found if rest is None else [*found, rest])

    def _quantified(self, expr: ir.Quantified, env: Env) -> Truth:
        elements, rest = self.elements(self.value(expr.collection, env))
        truths = [self.truth(expr.body, {**env, expr.variable: element}) for element in elements]
        if rest is not None:
            truths.append(Unknown(rest.gaps))
        return any_of(truths) if expr.kind == "any" else all_of(truths)

    def _aggregate(self, expr: ir.Count | ir.Sum | ir.Share, env: Env) -> Value:
        elements, rest = self.elements(self.value(expr.collection, env))
        scopes = [{**env, expr.variable: element} for element in elements]
        truths = [self.truth(expr.where, scope) for scope in scopes]
        if isinstance(expr, ir.Count):
            return count(truths, None if rest is None else rest.gaps)
        amount = expr.value if isinstance(expr, ir.Sum) else expr.measure
        terms = [
            Term(truth, amount_of(self.value(amount, scope)))
            for truth, scope in zip(truths, scopes, strict=True)
        ]
        if rest is not None:
            scope = {**env, expr.variable: rest}
            one = amount_of(self.value(amount, scope))
            terms.append(unseen(lambda: self.truth(expr.where, scope), one, rest))
        rate = self.situation.rate
        if isinstance(expr, ir.Sum) or expr.over is None:
            return summed("sum" if isinstance(expr, ir.Sum) else "share", terms, None, rate)
        return summed("share", terms, amount_of(self.value(expr.over, env)), rate)
