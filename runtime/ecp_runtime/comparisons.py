"""Finds the texts of facts that a program compares with words, and the words.

All law counts, on whatever date it holds: a word that only a lapsed rule names is still a word.
"""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import evolve, field, frozen

from ecp_runtime import ir
from ecp_runtime.places import ITEM_FIELD, ITEMS_FIELD, PARTY, TRANSACTION, item_entity
from ecp_runtime.tree import children, provisions_of
from ecp_runtime.words import words_of

FieldName: TypeAlias = tuple[str, str]
"""An entity and the name of one of its fields."""


def with_words(program: ir.Program) -> dict[str, ir.Entity]:
    """Return the entities of a program, with `Words` as the type of texts compared with words."""
    named = Comparisons(program).words()
    found = {entity.name: entity for entity in program.entities}
    for entity_name in {entity for entity, _ in named}:
        entity = found[entity_name]
        fields = (
            _with_words(each, named.get((entity_name, each.name), frozenset()))
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
    """What an expression may stand for: a type, the field it is read from, constant words."""

    type: ir.Type | None = None
    field: FieldName | None = None
    words: frozenset[str] = frozenset()


_NOTHING = Meaning()

Scope: TypeAlias = Mapping[str, Meaning]


@frozen(eq=False)
class Comparisons:
    """The comparisons of texts with words in a program, on whatever date they are law."""

    program: ir.Program
    _entities: Mapping[str, Mapping[str, ir.FieldDefinition]] = field(init=False)
    _definitions: Mapping[str, ir.Definition] = field(init=False)
    _found: dict[FieldName, set[str]] = field(init=False, factory=dict)
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

    def words(self, jurisdiction: str | None = None) -> dict[FieldName, frozenset[str]]:
        """List the words that each field is compared with, by all law or by one jurisdiction's."""
        self._found.clear()
        self._seen.clear()
        program = self.program
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
        return {name: frozenset(found) for name, found in self._found.items()}

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
                self._found.setdefault(one.field, set()).update(other.words)

    def _inside(self, node: object, scope: Scope) -> Scope:
        """Bind the variable of a quantifier or an aggregate."""
        match node:
            case ir.Quantified() | ir.Count() | ir.Sum() | ir.Share():
                listed = self._meaning(node.collection, scope)
                element = listed.type.element if isinstance(listed.type, ir.ListType) else None
                return {**scope, node.variable: Meaning(element, listed.field)}
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
                return scope.get(name, _NOTHING)
            case ir.Field(base, name):
                of = self._meaning(base, scope).type
                return self._of_field(of.name, name) if isinstance(of, ir.EntityType) else _NOTHING
            case ir.Text(value):
                return Meaning(words=frozenset((value,)))
            case ir.ParameterValue(id_):
                versions = [v for p in self.program.parameters if p.id == id_ for v in p.versions]
                texts = (v.value.value for v in versions if isinstance(v.value, ir.Text))
                return Meaning(words=frozenset(texts))
            case ir.Call(definition, arguments) if definition in self._definitions:
                called = self._definitions[definition]
                bound = self._bound(called, arguments, scope)
                key = definition, tuple(bound.values())
                if key not in self._meanings:
                    self._meanings[key] = _NOTHING
                    self._meanings[key] = self._meaning(called.body, bound)
                return self._meanings[key]
            case _:
                return _NOTHING

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
            return _NOTHING
        party: ir.Type = ir.EntityType(PARTY)
        return Meaning(ir.ListType(party) if actor.many else party)

    @property
    def _item(self) -> str:
        return item_entity({entity.name: entity for entity in self.program.entities})
