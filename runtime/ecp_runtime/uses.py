"""Finds what a program does with facts: texts it compares with words, subjects it asks about.

All law counts, on whatever date it holds: a word that only a lapsed rule names is still a word, and
a question that a later rule asks about somebody else has two subjects today.
"""

from collections.abc import Mapping, Set
from typing import TypeAlias

from attrs import evolve, field, frozen

from ecp_runtime import ir
from ecp_runtime.places import ITEM_FIELD, ITEMS_FIELD, PARTY, TRANSACTION, item_entity, join
from ecp_runtime.tree import children, provisions_of
from ecp_runtime.words import words_of

FieldName: TypeAlias = tuple[str, str]
"""An entity and the name of one of its fields."""


def with_words(program: ir.Program, uses: "Uses") -> dict[str, ir.Entity]:
    """Return the entities of a program, with `Words` as the type of texts compared with words."""
    named = uses.words
    found = {entity.name: entity for entity in program.entities}
    for entity_name in {entity for entity, _ in named}:
        entity = found[entity_name]
        fields = (
            _with_words(each, frozenset(named.get((entity_name, each.name), ())))
            for each in entity.fields
        )
        found[entity_name] = evolve(entity, fields=tuple(fields))
    return found


def _with_words(of: ir.FieldDefinition, named: frozenset[str]) -> ir.FieldDefinition:
    if not named:
        return of
    words: ir.Type = words_of(named, of.ordinary)
    return evolve(of, type=ir.ListType(words) if isinstance(of.type, ir.ListType) else words)


@frozen
class Meaning:
    """What an expression may stand for.

    Attributes:
        type: Its type, where it is a fact.
        field: The field that a text is read from.
        words: The words that a constant may be.
        place: Where the fact stands, or the constant; each element of a list is at one `[]`.
    """

    type: ir.Type | None = None
    field: FieldName | None = None
    words: frozenset[str] = frozenset()
    place: str = ""


Subject: TypeAlias = tuple[str, ...]
"""The places that a question is asked about, one for each of its parameters."""

ELEMENT = "[]"

Scope: TypeAlias = Mapping[str, Meaning]


@frozen(eq=False)
class Uses:
    """What the law of a program, or of one of its jurisdictions, does with facts."""

    program: ir.Program
    jurisdiction: str | None = None
    _entities: Mapping[str, Mapping[str, ir.FieldDefinition]] = field(init=False)
    _definitions: Mapping[str, ir.Definition] = field(init=False)
    _words: dict[FieldName, set[str]] = field(init=False, factory=dict)
    _subjects: dict[str, set[Subject]] = field(init=False, factory=dict)
    _readings: set[str] = field(init=False, factory=set)
    _seen: set[tuple[int, tuple[tuple[str, Meaning], ...]]] = field(init=False, factory=set)
    _meanings: dict[tuple[str, tuple[Meaning, ...]], Meaning] = field(init=False, factory=dict)

    @_entities.default
    def _by_name(self) -> Mapping[str, Mapping[str, ir.FieldDefinition]]:
        return {
            entity.name: {each.name: each for each in entity.fields}
            for entity in self.program.entities
        }

    @_definitions.default
    def _by_id(self) -> Mapping[str, ir.Definition]:
        return {definition.id: definition for definition in self.program.definitions}

    def __attrs_post_init__(self) -> None:
        """Go through all provisions."""
        program, jurisdiction = self.program, self.jurisdiction
        for provision in provisions_of(program):
            if jurisdiction in (None, provision.jurisdiction):
                self._walk(provision, {})
        for each in program.jurisdictions:
            if jurisdiction in (None, each.id):
                self._walk(each, {})
        # Whoever reads a parameter or a list asks for its suspensions.
        for parameter in program.parameters:
            for version in parameter.versions:
                self._walk(version.life, {})
        for part in (part for found in program.lists for part in found.parts):
            self._walk(part.life, {})

    @property
    def words(self) -> Mapping[FieldName, Set[str]]:
        """The words that each field is compared with."""
        return self._words

    @property
    def asked(self) -> frozenset[str]:
        """The questions that are asked, of fact or of law."""
        return frozenset((*self._subjects, *self._readings))

    @property
    def asked_of_several(self) -> frozenset[str]:
        """The questions that are asked about several subjects."""
        return frozenset(
            question
            for question, subjects in self._subjects.items()
            if len(subjects) > 1 or any(ELEMENT in place for each in subjects for place in each)
        )

    @property
    def asked_about(self) -> Mapping[str, frozenset[str]]:
        """The names in the header of a transaction of what each question is asked about."""
        return {
            question: frozenset(place.partition(".")[0] for each in subjects for place in each)
            for question, subjects in self._subjects.items()
        }

    def _walk(self, node: object, scope: Scope) -> None:
        key = id(node), tuple(sorted(scope.items(), key=lambda each: each[0]))
        if key in self._seen:
            return
        self._seen.add(key)
        match node:
            case ir.Equal(left, right) | ir.Compare(("=" | "!="), left, right):
                self._compare(self._meaning(left, scope), self._meaning(right, scope))
            case ir.OneOf(operand, values):
                for value in values:
                    self._compare(self._meaning(operand, scope), self._meaning(value, scope))
            case ir.Contains(collection, value):
                self._compare(self._meaning(collection, scope), self._meaning(value, scope))
            case ir.Ask(question, arguments):
                subject = tuple(self._meaning(argument, scope).place for argument in arguments)
                self._subjects.setdefault(question, set()).add(subject)
            case ir.ReadingIs(question):
                self._readings.add(question)
            case ir.Call(definition, arguments) if definition in self._definitions:
                called = self._definitions[definition]
                self._walk(called.body, self._bound(called, arguments, scope))
            case _:
                pass
        inside = self._inside(node, scope)
        for child in children(node):  # type: ignore[arg-type]  # every node of the IR is of attrs
            self._walk(child, inside)

    def _compare(self, left: Meaning, right: Meaning) -> None:
        for one, other in ((left, right), (right, left)):
            if one.field is not None and other.words:
                self._words.setdefault(one.field, set()).update(other.words)

    def _inside(self, node: object, scope: Scope) -> Scope:
        """Bind the variable of a quantifier or an aggregate."""
        match node:
            case ir.Quantified() | ir.Count() | ir.Sum() | ir.Share():
                listed = self._meaning(node.collection, scope)
                element = listed.type.element if isinstance(listed.type, ir.ListType) else None
                place = f"{listed.place}{ELEMENT}"
                return {**scope, node.variable: Meaning(element, listed.field, place=place)}
            case _:
                return scope

    def _bound(
        self, called: ir.Definition, arguments: tuple[ir.Expr, ...], scope: Scope
    ) -> dict[str, Meaning]:
        meanings = (self._meaning(argument, scope) for argument in arguments)
        return dict(zip(called.parameters, meanings, strict=False))

    def _meaning(self, expr: ir.Expr, scope: Scope) -> Meaning:
        match expr:
            case ir.Transaction():
                return Meaning(ir.EntityType(TRANSACTION))
            case ir.Variable(name):
                return scope.get(name) or Meaning(place=name)
            case ir.Field(base, name):
                of = self._meaning(base, scope)
                place = join(of.place, name)
                if not isinstance(of.type, ir.EntityType):
                    return Meaning(place=place)
                return evolve(self._of_field(of.type.name, name), place=place)
            case ir.Text(value):
                return Meaning(words=frozenset((value,)), place=repr(expr))
            case ir.ParameterValue(id_):
                versions = [v for p in self.program.parameters if p.id == id_ for v in p.versions]
                texts = (v.value.value for v in versions if isinstance(v.value, ir.Text))
                return Meaning(words=frozenset(texts), place=id_)
            case ir.Call(definition, arguments) if definition in self._definitions:
                called = self._definitions[definition]
                bound = self._bound(called, arguments, scope)
                key = definition, tuple(bound.values())
                if key not in self._meanings:
                    self._meanings[key] = self._meaning(called.body, bound)
                return self._meanings[key]
            case _:
                return Meaning(place=repr(expr))

    def _of_field(self, entity: str, name: str) -> Meaning:
        if entity == TRANSACTION:
            if name == ITEM_FIELD:
                return Meaning(ir.EntityType(self._item))
            if name == ITEMS_FIELD:
                return Meaning(ir.ListType(ir.EntityType(self._item)))
        definition = self._entities.get(entity, {}).get(name)
        if definition is not None:
            element = definition.type
            if isinstance(element, ir.ListType):
                element = element.element
            is_text = isinstance(element, ir.TextType)
            return Meaning(definition.type, (entity, name) if is_text else None)
        actor = next((each for each in self.program.actors if each.name == name), None)
        if entity != TRANSACTION or actor is None:
            return Meaning()
        party: ir.Type = ir.EntityType(PARTY)
        return Meaning(ir.ListType(party) if actor.many else party)

    @property
    def _item(self) -> str:
        return item_entity({entity.name: entity for entity in self.program.entities})
