"""Which facts, answers and readings the provisions of a jurisdiction test, and how.

A fact is named by a gap whose path stands for all its places: an index is written `[]`, and what a
line says instead of the header has the path in the header.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import define, field, frozen

from ecp_runtime import ir
from ecp_runtime.places import (
    ITEM_FIELD,
    ITEMS_FIELD,
    LINE_OVERRIDES,
    PARTY,
    TRANSACTION,
    item_entity,
    join,
)
from ecp_runtime.prepare import Prepared
from ecp_runtime.tree import children
from ecp_runtime.unknown import Gap

POSITIVE, NEGATIVE, BOTH = 1, 2, 3
"""Whether what is tested is so only where the condition is, only where it is not, or either."""

Uses: TypeAlias = Mapping[tuple[Gap, str], tuple[int, int]]
"""How often something is tested, and with which sign; more than twice counts as twice.

Of a question of law, each reading by itself, and of the name of a party, each list on which the
party is looked up; for anything else, the text is empty."""

ELEMENT = "[]"

_INDEX = re.compile(r"\[\d+\]")
_LINE = ITEMS_FIELD + ELEMENT
_PARTIES = "parties."


@frozen
class Place:
    """Something that is tested: a fact, the answer to a question, or all of these in a list.

    `is_classified` says that it is a code of a classification.
    """

    gap: Gap
    type: ir.Type | None
    is_classified: bool = False

    @property
    def element(self) -> "Place":
        """The elements of the list here."""
        inner = self.type.element if isinstance(self.type, ir.ListType) else None
        return Place(Gap("fact", self.gap.path + ELEMENT), inner)


@define(eq=False)
class Tests:
    """How a jurisdiction tests a fact.

    Attributes:
        type: The type of the fact.
        equal: The texts and codes with which it is compared.
        within: The codes within which it may be.
        lists: The lists on which it may be.
        is_entry: Whether it matters that a code is an entry of its scheme.
        is_absence: Whether it matters that there is anything.
        is_free: Whether it is compared with what is not written in the policy.
        is_classified: Whether it is a code of a classification.
        screened: The lists on which a party may be, where this is the name of a party.
    """

    type: ir.Type | None
    equal: set[str] = field(factory=set)
    within: set[str] = field(factory=set)
    lists: set[str] = field(factory=set)
    is_entry: bool = False
    is_absence: bool = False
    is_free: bool = False
    is_classified: bool = False
    screened: set[str] = field(factory=set)

    @property
    def is_compared(self) -> bool:
        """Whether the fact itself is compared with anything."""
        named = self.equal or self.within or self.lists
        return bool(named) or self.is_entry or self.is_absence or self.is_free


@frozen(eq=False)
class _Later:
    """An argument that is no place by itself, with what its variables stand for."""

    expr: ir.Expr
    env: "_Env"


_Env: TypeAlias = Mapping[str, Place | _Later]
_NO_ENV: _Env = {}
_NONE: Uses = {}


class Tested:
    """What the provisions of one jurisdiction test.

    Attributes:
        tests: How each fact is tested, once all provisions were looked at.
        reach: What the reach of the jurisdiction tests.
    """

    def __init__(self, prepared: Prepared, jurisdiction: ir.Jurisdiction) -> None:
        """Look at all provisions of a jurisdiction."""
        self._prepared = prepared
        self._jurisdiction = jurisdiction
        self._items = item_entity(prepared.entities)
        self.tests: dict[Gap, Tests] = {}
        self._called: dict[tuple[str, tuple[Place, ...]], Uses] = {}
        self._lists: dict[str, Uses] = {}
        self._parameters: dict[str, Uses] = {}
        # By identity: the program keeps its provisions.
        self._found: dict[int, Uses] = {}
        self._open: set[int] = set()
        self.reach = _together(self._truth(r.condition, _NO_ENV) for r in jurisdiction.reaches)
        for rule in prepared.rules[jurisdiction.id]:
            self.of_rule(rule)

    def of_rule(self, rule: ir.Rule) -> Uses:
        """What a rule tests, with its reach and with all that may lift or satisfy it."""
        key = -id(rule)
        if key not in self._found:
            satisfied = (_opposite(self._of(each)) for each in self._prepared.offered(rule))
            self._found[key] = _together((self.reach, self._of(rule), *satisfied))
        return self._found[key]

    def gap_of(self, gap: Gap) -> Gap:
        """Name what stands in a gap, as it is named here."""
        if gap.kind != "fact":
            return gap
        path = _INDEX.sub(ELEMENT, gap.path)
        if path.startswith(_LINE + ".parties."):
            return Gap("fact", path[len(_LINE) + 1 :])
        first = path[len(_LINE) + 1 :].partition(".")[0].partition("[")[0]
        own = self._prepared.fields.get(self._items, {})
        if path.startswith(_LINE) and first in LINE_OVERRIDES and first not in own:
            return Gap("fact", path[len(_LINE) + 1 :])
        return Gap("fact", path)

    def _of(self, provision: ir.Provision) -> Uses:
        key = id(provision)
        if key in self._open:
            return _NONE
        if key not in self._found:
            self._open.add(key)
            lifting = (_opposite(self._of(each)) for each in self._prepared.lifting(provision))
            self._found[key] = _together(
                (
                    self._truth(provision.condition, _NO_ENV),
                    _opposite(self._life(provision.life)),
                    *lifting,
                )
            )
            self._open.discard(key)
        return self._found[key]

    def _life(self, life: ir.Life | None) -> Uses:
        conditions = () if life is None else (each.condition for each in life.suspensions)
        return _together(self._truth(c, _NO_ENV) for c in conditions if c is not None)

    # Truths

    def _truth(self, expr: ir.Expr, env: _Env) -> Uses:
        match expr:
            case ir.And(operands) | ir.Or(operands):
                return _together(self._truth(operand, env) for operand in operands)
            case ir.Not(operand):
                return _opposite(self._truth(operand, env))
            case ir.ReadingIs(question, reading):
                return {(Gap("law", question), reading): (1, POSITIVE)}
            case ir.Call(definition, arguments):
                return self._call(definition, arguments, env)
            case ir.Compare(_, left, right):
                return _either((self._compared(left, right, env), self._compared(right, left, env)))
            case ir.Equal(left, right):
                uses = self._compared(left, right, env), self._compared(right, left, env)
                constants = (*(self._constants(left) or ()), *(self._constants(right) or ()))
                is_plain = constants and all(isinstance(each, str) for each in constants)
                return _together(uses) if is_plain else _either(uses)
            case ir.OneOf(operand, values):
                found = _together(self._compared(operand, value, env) for value in values)
                return _repeated(found) if len(values) > 1 else found
            case ir.IsAbsent(operand):
                place = self._place(operand, env)
                if place is not None:
                    self._tests(place).is_absence = True
                return _either((self._value(operand, env),))
            case ir.WithinCode(operand, code):
                return self._within(operand, env, code=code)
            case ir.WithinScheme(operand):
                return self._within(operand, env)
            case ir.WithinList(operand, list_id):
                return self._within(operand, env, list_id=list_id)
            case ir.Contains(collection, wanted):
                place = self._place(collection, env)
                if place is None:
                    return _either((self._value(collection, env), self._value(wanted, env)))
                inner: _Env = {"": place.element}
                return _repeated(self._truth(ir.Equal(ir.Variable(""), wanted), {**env, **inner}))
            case ir.Quantified(_, variable, collection, body):
                return self._over(variable, collection, (body,), env)
            case ir.Variable(name) if isinstance(later := env.get(name), _Later):
                return self._truth(later.expr, later.env)
            case _:
                place = self._place(expr, env)
                if place is None:
                    return _either((self._value(expr, env),))
                self._tests(place)
                return {(place.gap, ""): (1, POSITIVE)}

    def _over(
        self, variable: str, collection: ir.Expr, inside: Iterable[ir.Expr | None], env: _Env
    ) -> Uses:
        """What is tested of the elements of a collection: once for each of them."""
        place = self._place(collection, env)
        inner = env if place is None else {**env, variable: place.element}
        parts = [self._truth(each, inner) for each in inside if each is not None]
        return _together((self._value(collection, env), _repeated(_together(parts))))

    def _call(self, definition: str, arguments: tuple[ir.Expr, ...], env: _Env) -> Uses:
        found = self._prepared.definitions.get(definition)
        if found is None:
            return _NONE
        bound = [self._place(each, env) or _Later(each, env) for each in arguments]
        inner = dict(zip(found.parameters, bound, strict=False))
        places = tuple(each for each in bound if isinstance(each, Place))
        if len(places) < len(bound):
            return self._truth(found.body, inner)
        key = definition, places
        if key not in self._called:
            self._called[key] = self._truth(found.body, inner)
        return self._called[key]

    def _compared(self, operand: ir.Expr, other: ir.Expr, env: _Env) -> Uses:
        """Note with what an operand is compared."""
        place = self._place(operand, env)
        if place is None:
            return self._value(operand, env)
        constants, tests = self._constants(other), self._tests(place)
        if constants is None:
            tests.is_free = True
        else:
            tests.equal |= {each for each in constants if isinstance(each, str)}
        parameter = self._parameter(other) if isinstance(other, ir.ParameterValue) else _NONE
        return _together(({(place.gap, ""): (1, POSITIVE)}, parameter))

    def _within(
        self, operand: ir.Expr, env: _Env, *, code: ir.Code | None = None, list_id: str = ""
    ) -> Uses:
        place = self._place(operand, env)
        lives = self.of_list(list_id)
        if place is None:
            return _either((self._value(operand, env), lives))
        if isinstance(place.type, ir.EntityType):
            return _together((self._screened(place, list_id), lives))
        tests = self._tests(place)
        if code is not None:
            tests.within.add(code.value)
        elif list_id:
            tests.lists.add(list_id)
        else:
            tests.is_entry = True
        uses: Uses = {(place.gap, ""): (1, POSITIVE)}
        scheme = self._prepared.schemes.get(scheme_of(place.type) or "")
        # A coarse code may turn out to be one of several that are all within.
        is_flat = scheme is None or scheme.hierarchy == "flat"
        # Any entry that nobody names is within its scheme.
        uses = uses if is_flat else _repeated(uses)
        uses = uses if code is not None or list_id else _either((uses,))
        return _together((uses, lives))

    def _screened(self, place: Place, list_id: str) -> Uses:
        """Note on which lists a party is looked up; the lists are told apart like readings."""
        if not place.gap.path.startswith(_PARTIES):
            return _NONE
        name = self._field(place, "name")
        self._tests(name).screened.add(list_id)
        return {(name.gap, list_id): (1, POSITIVE)}

    # Values

    def _value(self, expr: ir.Expr, env: _Env) -> Uses:
        """What is tested to work out a value; what is read there as it is, is free."""
        place = self._place(expr, env)
        if place is not None:
            self._tests(place).is_free = True
            return {(place.gap, ""): (1, BOTH)}
        match expr:
            case ir.Variable(name):
                later = env.get(name)
                return self._value(later.expr, later.env) if isinstance(later, _Later) else _NONE
            case ir.Count(variable, collection, where):
                return _either((self._over(variable, collection, (where,), env),))
            case ir.Sum(value, variable, collection, where):
                return _either((self._over(variable, collection, (value, where), env),))
            case ir.Share(measure, variable, collection, where, over):
                base = _NONE if over is None else self._value(over, env)
                parts = self._over(variable, collection, (measure, where), env)
                return _either((parts, base))
            case ir.Call(definition, arguments):
                return _either((self._call(definition, arguments, env),))
            case ir.ParameterValue():
                return self._parameter(expr)
            case ir.Field() | ir.CodeIn():
                return self._value(expr.base, env)
            case ir.Arithmetic() | ir.Shift() | ir.DaysBetween():
                inner = (each for each in children(expr) if not isinstance(each, _CONSTANTS))
                return _either(self._value(each, env) for each in inner)  # type: ignore[arg-type]  # children of expressions are expressions
            case _ if isinstance(expr, (_CONSTANTS, ir.Ask | ir.Transaction)):
                return _NONE
            case _:
                return _either((self._truth(expr, env),))

    def _constants(self, expr: ir.Expr) -> tuple[object, ...] | None:
        """List what an expression may come to; None unless that is written in the policy."""
        match expr:
            case ir.Text(value) | ir.Code(_, value):
                return (value,)
            case ir.Truth(value):
                return (value,)
            case ir.ParameterValue(parameter):
                found = self._prepared.parameters.get(parameter)
                versions = () if found is None else found.versions
                listed = [self._constants(version.value) for version in versions]
                return tuple(value for each in listed for value in each or ())
            case ir.Number() | ir.Money() | ir.Amount() | ir.Date() | ir.Duration():
                return ()
            case _:
                return None

    def of_list(self, list_id: str) -> Uses:
        """What the lives of a list and of its members test, for being on it."""
        if list_id not in self._lists:
            self._lists[list_id] = _NONE  # of a list that includes itself
            found = self._prepared.lists.get(list_id)
            uses: list[Uses] = []
            for part in () if found is None else found.parts:
                lives = [part.life, *(member.life for member in part.members)]
                lives += [inclusion.life for inclusion in part.inclusions]
                uses += [_opposite(self._life(life)) for life in lives]
                uses += [self.of_list(inclusion.list) for inclusion in part.inclusions]
            self._lists[list_id] = _together(uses)
        return self._lists[list_id]

    def _parameter(self, expr: ir.ParameterValue) -> Uses:
        if expr.parameter not in self._parameters:
            found = self._prepared.parameters.get(expr.parameter)
            versions = () if found is None else found.versions
            lives = [self._life(version.life) for version in versions]
            self._parameters[expr.parameter] = _either(lives)
        return self._parameters[expr.parameter]

    # Places

    def _tests(self, place: Place) -> Tests:
        made = Tests(place.type, is_classified=place.is_classified)
        return self.tests.setdefault(place.gap, made)

    def _place(self, expr: ir.Expr, env: _Env) -> Place | None:
        """Return the place that an expression reads; None where it computes."""
        match expr:
            case ir.Transaction():
                return Place(Gap("fact", ""), ir.EntityType(TRANSACTION))
            case ir.Variable(name):
                found = env.get(name)
                if isinstance(found, _Later):
                    return self._place(found.expr, found.env)
                return found
            case ir.Ask(question):
                return Place(Gap("judgement", question), ir.YesNoType())
            case ir.Field(base, name):
                place = self._place(base, env)
                return None if place is None else self._field(place, name)
            case ir.CodeIn(base, scheme):
                place = self._place(base, env)
                if place is None:
                    return None
                gap = Gap("fact", join(place.gap.path, scheme))
                return Place(gap, ir.CodeType(scheme), is_classified=True)
            case ir.Call(definition, arguments):
                body = self._prepared.definitions.get(definition)
                if body is None:
                    return None
                bound = [self._place(each, env) or _Later(each, env) for each in arguments]
                return self._place(body.body, dict(zip(body.parameters, bound, strict=False)))
            case _:
                return None

    def _field(self, base: Place, name: str) -> Place:
        prepared, path = self._prepared, base.gap.path
        entity = base.type.name if isinstance(base.type, ir.EntityType) else ""
        definition = prepared.fields.get(entity, {}).get(name)
        if not path:
            line = ir.EntityType(self._items)
            if name == ITEM_FIELD:
                return Place(Gap("fact", _LINE), line)
            if name == ITEMS_FIELD:
                return Place(Gap("fact", ITEMS_FIELD), ir.ListType(line))
            if definition is None and name in prepared.actors:
                party: ir.Type = ir.EntityType(PARTY)
                type_ = ir.ListType(party) if prepared.actors[name].many else party
                return Place(Gap("fact", f"parties.{name}"), type_)
        key = name if definition is None else definition.key
        return Place(Gap("fact", join(path, key)), None if definition is None else definition.type)


_CONSTANTS = ir.Truth | ir.Number | ir.Money | ir.Amount | ir.Date | ir.Duration | ir.Text | ir.Code


def scheme_of(type_: ir.Type | None) -> str | None:
    """Return the scheme of the codes of a type."""
    return type_.scheme if isinstance(type_, ir.CodeType) else None


def _together(parts: Iterable[Uses]) -> Uses:
    found: dict[tuple[Gap, str], tuple[int, int]] = {}
    for part in parts:
        for gap, (times, sign) in part.items():
            before, signs = found.get(gap, (0, 0))
            found[gap] = min(2, before + times), signs | sign
    return found


def _opposite(uses: Uses) -> Uses:
    swapped = {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE, BOTH: BOTH}
    return {gap: (times, swapped[sign]) for gap, (times, sign) in uses.items()}


def _either(parts: Iterable[Uses]) -> Uses:
    return {gap: (times, BOTH) for gap, (times, _) in _together(parts).items()}


def _repeated(uses: Uses) -> Uses:
    return {gap: (2, sign) for gap, (_, sign) in uses.items()}
