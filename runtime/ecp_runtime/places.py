"""Where facts may stand in a transaction, with what was read there before.

Paths, the fields of a record and what a plain text means at some place are the same in every
transaction of a program. They are worked out when they first occur, and found again by the text.

# Invariant: what is remembered depends on nothing but the program, the place and the raw value, so
# threads may share it, and forgetting it changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from difflib import get_close_matches
from types import NoneType
from typing import TypeAlias

from attrs import define, field, frozen

from ecp_runtime import ir
from ecp_runtime.values import Fact

TRANSACTION = "Transaction"
ITEM = "Item"
PARTY = "Party"
LICENSE = "License"
ITEM_FIELD = "item"
ITEMS_FIELD = "items"
LICENSES_FIELD = "licenses"

LINE_OVERRIDES = ("destination", "end_use")
"""The header's facts that a line may replace, besides parties and answers."""

MAX_REMEMBERED = 50_000
"""How many places and facts are remembered for a program before it starts anew."""

MAX_LIST = 10_000
"""The most lines of a transaction, and the most elements of any list."""

LONGEST_NAME = 80
"""No name of a policy is longer; a longer key is refused without a look for similar ones."""

PLAIN = frozenset({str, bool, NoneType})
"""Classes of raw values that are remembered. Numbers are not: 1, 1.0 and True are one key."""

_MOST_ELEMENTS = 64
"""Of more lines or elements, the places are not worth remembering."""

_LONGEST = 100
"""Longer texts hardly come again."""

_BUILT_IN = frozenset({ITEM_FIELD, ITEMS_FIELD, "rates"})
_HEADER_KEYS = frozenset({"schema", "id", "parties", ITEMS_FIELD, "answers", "rates"})
_LINE_KEYS = frozenset({"id", "parties", "answers"})

Fields: TypeAlias = Mapping[str, ir.FieldDefinition]


@define(eq=False)
class Place:
    """Where a fact may stand.

    Attributes:
        path: Its path in the transaction.
        type: What stands there.
        depth: How many records are around it.
        is_kept: Whether it is there for the next transaction, too.
        known: The facts that plain values were read as.
        form: What the object here may hold, once one was read.
        elements: The places of the elements of the list here, by their numbers.
    """

    path: str
    type: ir.Type
    depth: int
    is_kept: bool
    known: dict[object, Fact] = field(factory=dict)
    form: "Form | None" = None
    elements: "dict[int, Place]" = field(factory=dict)


@frozen
class Entries:
    """What an object may hold.

    Attributes:
        facts: Names, keys and types of its facts, in the order in which they are read.
        allowed: All its keys.
        is_screened: Whether it may say under `listed` on which lists a party is.
        is_shared: Whether it may hold what only other policies know.
    """

    facts: tuple[tuple[str, str, ir.Type], ...]
    allowed: Set[str]
    is_screened: bool = False
    is_shared: bool = False


Given: TypeAlias = tuple[tuple[str, str, Place], ...]
"""What an object gives: names, keys and places, in the order in which they are read."""


@define(eq=False)
class Form:
    """What the object at some path may hold.

    Attributes:
        path: The path of the object.
        entries: What it may hold.
        depth: How many records are around its facts.
        is_kept: Whether it is there for the next transaction, too.
        places: The places of facts that were met, by their names.
        orders: What objects with certain keys give, in their order, all of them allowed.
        listed: What the party at this path may hold under `listed`, once that was read.
    """

    path: str
    entries: Entries
    depth: int
    is_kept: bool
    places: dict[str, Place] = field(factory=dict)
    orders: dict[tuple[object, ...], Given] = field(factory=dict)
    listed: "Form | None" = None


@define(eq=False)
class Site:
    """The header or one line: its own facts, what it replaces, its parties and answers.

    `declares_id` says whether the id is one of its own facts, too.
    """

    path: str
    entity: str
    declares_id: bool
    own: Form
    overrides: Form
    parties: Form
    answers: Form


class Layout:
    """All places of a program's transactions, made as they are met.

    Attributes:
        header: The places of the header.
    """

    def __init__(
        self,
        entities: Mapping[str, ir.Entity],
        actors: Mapping[str, ir.Actor],
        *,
        answers: Iterable[str],
        schemes: Iterable[str],
        party_lists: Iterable[str],
    ) -> None:
        """Lay out a program by its entities, its roles, and the names it knows."""
        self._left = MAX_REMEMBERED
        self._lines: dict[int, Site] = {}
        no_party = ir.Entity(PARTY, ())
        self._entities = {
            name: _of_entity(entity) for name, entity in {PARTY: no_party, **entities}.items()
        }
        self._with_id = {n for n in entities if "id" in _fields(entities, n)}
        party: ir.Type = ir.EntityType(PARTY)
        roles = {n: ir.ListType(party) if actors[n].many else party for n in sorted(actors)}
        self._roles = _of_names(roles)
        self._answers = _of_names(dict.fromkeys(sorted(answers), ir.YesNoType()))
        codes = {name: ir.CodeType(name) for name in sorted(schemes)}
        self._schemes = _of_names(codes, is_shared=True)
        listed = dict.fromkeys(party_lists, ir.YesNoType())
        self._party_lists = _of_names(listed, is_shared=True)
        header, lines = _fields(entities, TRANSACTION), item_entity(entities)
        known = {f.key for n, f in header.items() if n != ITEM_FIELD}
        own = [f for n, f in header.items() if n not in _BUILT_IN]
        self.header = self._site(
            "", TRANSACTION, _entries(own, known | _HEADER_KEYS), _entries((), ()), 0, True
        )
        fields = _fields(entities, lines)
        replaced = [header[n] for n in LINE_OVERRIDES if n in header and n not in fields]
        allowed = {f.key for f in (*fields.values(), *replaced)} | _LINE_KEYS
        self._line = lines, _entries(fields.values(), allowed), _entries(replaced, allowed)

    @property
    def is_full(self) -> bool:
        """Whether nothing more will be remembered."""
        return self._left <= 0

    def line(self, index: int) -> Site:
        """Return the places of a line."""
        site = self._lines.get(index)
        if site is None:
            entity, own, overrides = self._line
            is_kept = index < _MOST_ELEMENTS
            site = self._site(f"{ITEMS_FIELD}[{index}]", entity, own, overrides, 1, is_kept)
            if is_kept:
                site = self._lines.setdefault(index, site)
        return site

    def record(self, place: Place, entity: str) -> Form:
        """Return what the record at a place may hold."""
        form = place.form
        if form is None:
            entries = self._entities.get(entity, _NOTHING)
            form = place.form = Form(place.path, entries, place.depth + 1, place.is_kept)
        return form

    def listed(self, form: Form) -> Form:
        """Return what the party of a form may hold under `listed`."""
        listed = form.listed
        if listed is None:
            path = join(form.path, "listed")
            listed = form.listed = Form(path, self._party_lists, form.depth, form.is_kept)
        return listed

    def classification(self, place: Place) -> Form:
        """Return what the classification at a place may hold."""
        form = place.form
        if form is None:
            form = place.form = Form(place.path, self._schemes, place.depth + 1, place.is_kept)
        return form

    def element(self, place: Place, element: ir.Type, index: int) -> Place:
        """Return the place of an element of the list at a place."""
        found = place.elements.get(index)
        if found is None:
            is_kept = place.is_kept and index < _MOST_ELEMENTS
            found = self._place(f"{place.path}[{index}]", element, place.depth + 1, is_kept)
            if is_kept:
                found = place.elements.setdefault(index, found)
        return found

    def given(self, form: Form, keys: Set[object]) -> Given:
        """Choose what stands under the given keys of a form."""
        found: list[tuple[str, str, Place]] = []
        for name, key, type_ in form.entries.facts:
            if key in keys:
                place = form.places.get(name)
                if place is None:
                    made = self._place(join(form.path, key), type_, form.depth, form.is_kept)
                    place = form.places.setdefault(name, made)
                found.append((name, key, place))
        return tuple(found)

    def remember_order(self, form: Form, keys: tuple[object, ...], given: Given) -> None:
        """Remember what an object gives whose keys stand in some order."""
        if form.is_kept and self._left > 0:
            self._left -= len(keys)
            form.orders[keys] = given

    def remember(self, place: Place, raw: object, fact: Fact) -> None:
        """Remember what a plain value was read as, if it may come again."""
        if place.is_kept and self._left > 0 and not (isinstance(raw, str) and len(raw) > _LONGEST):
            self._left -= 1
            place.known[raw] = fact

    def _place(self, path: str, type_: ir.Type, depth: int, is_kept: bool) -> Place:
        self._left -= is_kept
        return Place(path, type_, depth, is_kept and self._left > 0)

    def _site(
        self, path: str, entity: str, own: Entries, overrides: Entries, depth: int, is_kept: bool
    ) -> Site:
        return Site(
            path,
            entity,
            entity in self._with_id,
            Form(path, own, depth, is_kept),
            Form(path, overrides, depth, is_kept),
            Form(join(path, "parties"), self._roles, 1, is_kept),
            Form(join(path, "answers"), self._answers, 1, is_kept),
        )


def item_entity(entities: Mapping[str, ir.Entity]) -> str:
    """Name the entity of the lines: what the transaction's `items` hold."""
    items = _fields(entities, TRANSACTION).get(ITEMS_FIELD)
    match None if items is None else items.type:
        case ir.ListType(ir.EntityType(name)):
            return name
        case _:
            return ITEM


def join(path: str, key: str) -> str:
    """Return the path of a key of the object at a path."""
    return f"{path}.{key}" if path else key


def of_this_policy(strange: Sequence[str], known: Set[str]) -> list[str]:
    """Leave out what belongs to a jurisdiction that this policy does not cover.

    One transaction serves many policies: it may carry codes and screening results of all of them.
    A key of a jurisdiction that the policy knows, or one that looks like a slip, is refused.
    """
    homes = {name.partition(".")[0].casefold() for name in known}

    def is_foreign(key: object) -> bool:
        if not isinstance(key, str) or "." not in key or len(key) > LONGEST_NAME:
            return False
        home = key.partition(".")[0].casefold()
        return home not in homes and not get_close_matches(key.casefold(), known, n=1, cutoff=0.8)

    return [key for key in strange if not is_foreign(key)]


def _fields(entities: Mapping[str, ir.Entity], name: str) -> Fields:
    entity = entities.get(name)
    return {} if entity is None else {field.name: field for field in entity.fields}


def _of_entity(entity: ir.Entity) -> Entries:
    fields = {field.name: field for field in entity.fields}
    is_screened = entity.name == PARTY and "listed" not in fields
    allowed = {field.key for field in fields.values()} | ({"listed"} if is_screened else set())
    return _entries(fields.values(), allowed, is_screened)


def _entries(
    fields: Iterable[ir.FieldDefinition], allowed: Iterable[str], is_screened: bool = False
) -> Entries:
    facts = tuple((field.name, field.key, field.type) for field in fields)
    return Entries(facts, frozenset(allowed), is_screened)


def _of_names(types: Mapping[str, ir.Type], *, is_shared: bool = False) -> Entries:
    facts = tuple((name, name, type_) for name, type_ in types.items())
    return Entries(facts, types.keys(), is_shared=is_shared)


_NOTHING = Entries((), frozenset())
