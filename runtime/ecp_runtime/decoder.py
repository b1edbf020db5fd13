"""JSON values to IR nodes: a reader for every class of `ir.py`, made once from its fields.

The classes are the registry, and it is closed: reading never imports, looks up or runs anything
that the text names. A reader takes a value, how deep it stands, and the nodes read so far, of
which some kinds are shared where they are equal.
"""

import re
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

MAX_DEPTH = 100
"""How deep a program may nest, counted in IR nodes."""

TAG = "node"
"""The key under which an object names its class, where several are possible."""

DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,37})(\.[0-9]{1,37})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Known: TypeAlias = dict[Hashable, Any]
"""The shared nodes read so far, by their class and what they hold; and whether `UNORDERED`."""

UNORDERED = "unordered"
"""Known once an object was met whose keys are not sorted."""

_MOST_SHARED = 3
"""Paths to facts, comparisons and the like have few fields, and are the same in other rules."""

Reader: TypeAlias = Callable[[Any, int, Known], Any]

_T = TypeVar("_T")


class CodecError(ValueError):
    """Raised for JSON that is no decision IR.

    Attributes:
        path: Where, such as `$.rules[0].condition`.
        reason: What is wrong there.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Say where and what."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class _Refused(Exception):
    """Something cannot be read; the steps that lead to it are added on the way up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.steps: list[str] = []

    def at(self, step: str) -> "_Refused":
        self.steps.append(step)
        return self


def read(value: object, cls: type[_T]) -> tuple[_T, bool]:
    """Read a node of a class, or raise `CodecError`; say whether all keys stand in order, too."""
    hint: Any = cls
    known: Known = {}
    try:
        node: _T = _reader(hint)(value, 0, known)
    except _Refused as refused:
        raise CodecError("$" + "".join(reversed(refused.steps)), str(refused)) from None
    return node, UNORDERED not in known


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent and without zeros that say nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


@cache
def fields_of(cls: Hashable) -> Mapping[str, Any]:
    """The fields of an attrs class, with what they may hold."""
    assert isinstance(cls, type)
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in attrs.fields(cls)}


@cache
def classes_of(hint: Hashable) -> Mapping[str, type]:
    """The attrs classes that a hint allows, by name."""
    parts = get_args(hint) if is_union(hint) else (hint,)
    return {part.__name__: part for part in parts if isinstance(part, type) and attrs.has(part)}


def is_union(hint: object) -> bool:
    """Whether a hint allows several things."""
    return get_origin(hint) in (Union, types.UnionType)


@cache
def _reader(hint: Hashable) -> Reader:
    """Return what reads values that a hint allows."""
    if is_union(hint):
        return _of_union(hint)
    if get_origin(hint) is Literal:
        return _of_words(get_args(hint))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        return _of_many(inner[0]) if inner[1:] == (Ellipsis,) else _of_several(inner)
    if isinstance(hint, type) and attrs.has(hint):
        return _of_class(hint, tagged=False)
    return _SCALARS[hint]


def _of_union(hint: Hashable) -> Reader:
    classes = classes_of(hint)
    optional = type(None) in get_args(hint)
    if len(classes) <= 1:
        (only,) = (part for part in get_args(hint) if part is not type(None))
        inner = _reader(only)
        return lambda value, depth, known: None if value is None else inner(value, depth, known)
    readers = {name: _of_class(cls, tagged=True) for name, cls in classes.items()}
    refusal = f"expected an object whose {TAG!r} is one of {', '.join(sorted(classes))}"

    def read_union(value: Any, depth: int, known: Known) -> Any:
        if value is None and optional:
            return None
        if type(value) is dict:
            tag = value.get(TAG)
            if type(tag) is str and tag in readers:
                return readers[tag](value, depth, known)
        raise _Refused(refusal)

    return read_union


def _of_words(words: tuple[str, ...]) -> Reader:
    allowed = frozenset(words)
    refusal = f"expected one of {', '.join(words)}"

    def read_word(value: Any, depth: int, known: Known) -> Any:
        if type(value) is str and value in allowed:
            return value
        raise _Refused(refusal)

    return read_word


def _of_many(hint: Hashable) -> Reader:
    inner: Reader | None = None

    def read_many(value: Any, depth: int, known: Known) -> tuple[Any, ...]:
        nonlocal inner
        if type(value) is not list:
            raise _Refused("expected an array")
        if inner is None:
            # Not before it is needed: expressions contain expressions.
            inner = _reader(hint)
        made: list[Any] = []
        try:
            for element in value:
                made.append(inner(element, depth, known))
        except _Refused as refused:
            raise refused.at(f"[{len(made)}]") from None
        if len(made) == 1:
            # What a definition is asked about is mostly one thing, and the same in many rules.
            only: tuple[Any, ...] = known.setdefault((tuple, id(made[0])), (made[0],))
            return only
        return tuple(made)

    return read_many


def _of_several(hints: tuple[Hashable, ...]) -> Reader:
    readers = tuple(_reader(hint) for hint in hints)

    def read_several(value: Any, depth: int, known: Known) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _Refused("expected an array")
        if len(value) != len(readers):
            raise _Refused(f"expected {len(readers)} elements")
        made: list[Any] = []
        try:
            for element, inner in zip(value, readers, strict=True):
                made.append(inner(element, depth, known))
        except _Refused as refused:
            raise refused.at(f"[{len(made)}]") from None
        return tuple(made)

    return read_several


@cache
def _of_class(cls: type, *, tagged: bool) -> Reader:
    hints = fields_of(cls)
    if not hints:
        return _of_nothing(cls, (TAG,) if tagged else ())
    names = tuple(hints)
    expected = frozenset((TAG, *names) if tagged else names)
    in_order = tuple(sorted(expected))
    is_shared = len(names) <= _MOST_SHARED and all(map(_is_shareable, hints.values()))
    if is_shared and len(names) == 2:
        return _of_pair(cls, in_order)
    readers: tuple[tuple[str, Reader | None], ...] | None = None

    def read_class(value: Any, depth: int, known: Known) -> Any:
        nonlocal readers
        if depth > MAX_DEPTH:
            raise _Refused(f"nested more than {MAX_DEPTH} levels deep")
        if type(value) is not dict or tuple(value) != in_order:
            if type(value) is not dict or value.keys() != expected:
                raise _misshapen(value, cls, expected)
            known[UNORDERED] = True
        if readers is None:
            # Texts are so many that they are looked at right here.
            readers = tuple(
                (name, None if hint is str else _reader(hint)) for name, hint in hints.items()
            )
        depth += 1
        made: dict[str, Any] = {}
        try:
            for name, inner in readers:
                part = value[name]
                if inner is not None:
                    made[name] = inner(part, depth, known)
                elif type(part) is str:
                    made[name] = part
                else:
                    raise _Refused("expected a text")
        except _Refused as refused:
            raise refused.at(f".{names[len(made)]}") from None
        if not is_shared:
            return cls(**made)
        # A known node keeps those inside it alive, so that their ids stay theirs.
        key = (cls, *[p if type(p) is str else id(p) for p in made.values()])
        node = known.get(key)
        if node is None:
            node = known[key] = cls(**made)
        return node

    return read_class


def _of_pair(cls: type, in_order: tuple[str, ...]) -> Reader:
    """Return what reads a shared class of two fields: more than half of all nodes are of those."""
    (first, first_hint), (second, second_hint) = fields_of(cls).items()
    expected = frozenset(in_order)
    readers: tuple[Reader, Reader] | None = None

    def read_pair(value: Any, depth: int, known: Known) -> Any:
        nonlocal readers
        if depth > MAX_DEPTH:
            raise _Refused(f"nested more than {MAX_DEPTH} levels deep")
        if type(value) is not dict or tuple(value) != in_order:
            if type(value) is not dict or value.keys() != expected:
                raise _misshapen(value, cls, expected)
            known[UNORDERED] = True
        if readers is None:
            readers = _reader(first_hint), _reader(second_hint)
        step = first
        try:
            one = readers[0](value[first], depth + 1, known)
            step = second
            two = readers[1](value[second], depth + 1, known)
        except _Refused as refused:
            raise refused.at(f".{step}") from None
        # A known node keeps those inside it alive, so that their ids stay theirs.
        key = (cls, one if type(one) is str else id(one), two if type(two) is str else id(two))
        node = known.get(key)
        if node is None:
            node = known[key] = cls(**{first: one, second: two})
        return node

    return read_pair


def _of_nothing(cls: type, in_order: tuple[str, ...]) -> Reader:
    """Return what reads a class without fields: there is one such node."""
    only = cls()
    expected = frozenset(in_order)

    def read_nothing(value: Any, depth: int, known: Known) -> Any:
        if depth > MAX_DEPTH:
            raise _Refused(f"nested more than {MAX_DEPTH} levels deep")
        if type(value) is not dict or tuple(value) != in_order:
            raise _misshapen(value, cls, expected)
        return only

    return read_nothing


def _is_shareable(hint: Any) -> bool:
    """Whether values that a hint allows are told apart by their text or their identity."""
    if is_union(hint) or get_origin(hint) is tuple:
        return all(map(_is_shareable, get_args(hint)))
    return hint in (str, type(None), Ellipsis) or get_origin(hint) is Literal or attrs.has(hint)


def _misshapen(value: object, cls: type, expected: frozenset[str]) -> _Refused:
    """Say what is wrong with what should have been an object with certain keys."""
    if not isinstance(value, dict):
        return _Refused(f"expected an object for {cls.__name__}")
    for name in sorted(expected - value.keys()):
        return _Refused(f"{cls.__name__} lacks {name!r}")
    return _Refused(f"{cls.__name__} has no {min(map(str, value.keys() - expected))!r}")


def _yes_no(value: Any, depth: int, known: Known) -> Any:
    if type(value) is not bool:
        raise _Refused("expected true or false")
    return value


def _whole(value: Any, depth: int, known: Known) -> Any:
    if type(value) is not int:
        raise _Refused("expected a whole number")
    return value


def _text(value: Any, depth: int, known: Known) -> Any:
    if type(value) is not str:
        raise _Refused("expected a text")
    return value


def _decimal(value: Any, depth: int, known: Known) -> Any:
    if type(value) is not str or not DECIMAL.fullmatch(value):
        raise _Refused("expected a decimal as text")
    number = Decimal(value)
    if plain_decimal(number) != value:
        raise _Refused(f"expected {plain_decimal(number)}, the one way to write {value}")
    return number


def _day(value: Any, depth: int, known: Known) -> Any:
    if type(value) is not str or not _DATE.fullmatch(value):
        raise _Refused("expected a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _Refused(f"no such date: {value}") from None


_SCALARS: Mapping[Any, Reader] = {
    bool: _yes_no,
    int: _whole,
    str: _text,
    Decimal: _decimal,
    date: _day,
}
