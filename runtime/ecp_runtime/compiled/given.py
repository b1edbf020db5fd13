"""Facts as transactions give them, in a form that can be looked up whatever is known of them.

A fact that is one plain value stays what it is. Several options become a frozen set, a range or an
amount with its unit becomes a `Wide`, a source is left out, and what is not given is `MISSING`.
All of these are hashable, so that three-valued text asks the same dictionaries for all of them.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.readers import MISSING, NOTHING, Learnt, Unsure, plain
from ecp_runtime.life import local_dates
from ecp_runtime.prepare import Prepared
from ecp_runtime.problems import Problems
from ecp_runtime.scalars import ScalarReader
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Absent, DateRange, MomentRange, Value
from ecp_runtime.words import Words

MAX_KEPT = 24
"""More options than this are not looked up: each set of them would be remembered."""

SCALARS = (
    ir.YesNoType,
    ir.TextType,
    ir.NumberType,
    ir.PercentType,
    ir.DateType,
    ir.EnumType,
    ir.CodeType,
)
"""The types of facts that are brought into form as they are read."""

UNITED = (ir.MoneyType, ir.QuantityType, ir.DurationType)
"""The types of facts that are objects of JSON even where they are plain.

They are brought into form where that is needed: a plain one is compared faster as it is.
"""

Opened: TypeAlias = tuple[Sequence[Any], bool]
"""The elements of a list that are given, and whether there may be more."""


class Wide(tuple[tuple[str, Any], ...]):
    """An object of JSON as its keys and values: a range, or an amount with its unit."""

    __slots__ = ()


class _AbsentRecord(dict[str, Any]):
    """What does not exist; no field of it exists, and no record in it."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return what does not exist either: a record, where one is asked for."""
        return self if default is NOTHING else None


ABSENT: Any = _AbsentRecord()
"""Stands for a record that is known not to exist."""


def given(raw: Any) -> Any:
    """Bring the raw value of a scalar fact into the form that is looked up."""
    return _frozen(plain(raw)) if raw.__class__ is dict else raw


def _frozen(raw: Any) -> Any:
    if raw.__class__ is not dict:
        return raw
    if "one_of" not in raw:
        if "codes" in raw:
            # Codes that hold together are left to the reference.
            raise Unsure
        return Wide((key, _frozen(value)) for key, value in raw.items())
    options = raw["one_of"]
    if len(raw) > 1 or options.__class__ is not list or not 0 < len(options) <= MAX_KEPT:
        raise Unsure
    return frozenset(map(_frozen, options))


def said(prepared: Prepared) -> Callable[[Any], Any]:
    """Make a reader of texts; one that says nothing, or may be one, counts as not given."""
    says_nothing = prepared.names.says_nothing

    def read(key: Any) -> Any:
        if key.__class__ is str:
            return MISSING if says_nothing(key) else key
        if key.__class__ is frozenset and any(
            each.__class__ is str and says_nothing(each) for each in key
        ):
            return MISSING
        return key

    return read


def thawed(key: Any) -> Any:
    """Return the raw value that a key was made of, without its source."""
    if key.__class__ is frozenset:
        return {"one_of": [thawed(option) for option in key]}
    return {name: thawed(value) for name, value in key} if key.__class__ is Wide else key


def record(raw: Any) -> Any:
    """Return a record as it is given."""
    if raw is None or raw == "none" or raw is ABSENT:
        return ABSENT
    if raw.__class__ is not dict:
        raise Unsure
    return raw


def classification(raw: Any) -> Any:
    """Return the codes of a classification, without their source."""
    found = plain(raw)
    if not isinstance(found, dict):
        raise Unsure
    return found


def opened(raw: Any) -> Opened:
    """List what is given of a list."""
    if raw.__class__ is dict:
        raw = plain(raw)
    if raw.__class__ is list:
        return raw, False
    if raw is MISSING:
        return (), True
    if raw is None or raw == "none":
        return (), False
    if raw.__class__ is dict and raw and raw.keys() <= _LIST_KEYS:
        items, complete = raw.get("items", []), raw.get("complete", True)
        if items.__class__ is list and complete.__class__ is bool:
            return items, not complete
    raise Unsure


_LIST_KEYS = frozenset({"complete", "items"})


def is_nothing(key: object) -> bool:
    """Whether a scalar is known not to exist, where the word `none` is no value of its own."""
    return key is None or (key.__class__ is str and key == "none")


def options(key: Any) -> "frozenset[str]":
    """List the texts or codes of which a fact is one."""
    if key.__class__ is str:
        return frozenset((key,))
    if key.__class__ is not frozenset or not all(each.__class__ is str for each in key):
        raise Unsure
    found: frozenset[str] = key
    return found


def words(of: Words) -> Learnt[Any]:
    """Read texts that rules compare with words; one that is no word counts as not given."""

    def learn(key: object) -> Any:
        if key is MISSING or is_nothing(key):
            return key
        return key if options(key) <= of.known else MISSING

    return Learnt(learn)


def values(prepared: Prepared, type_: ir.Type, zone: str) -> Learnt[Value]:
    """Read scalars as the reference does; instants become local dates."""

    def learn(key: object) -> Value:
        if key is MISSING:
            return Unknown(type=type_)
        if is_nothing(key):
            return Absent(type=type_)
        problems = Problems()
        value = _value(ScalarReader(prepared, problems), type_, thawed(key))
        if problems.found or value is None:
            raise Unsure
        if isinstance(value, MomentRange):
            return DateRange(*local_dates(value.low, value.high, zone), value.origin)
        return value

    return Learnt(learn)


def _value(reader: ScalarReader, type_: ir.Type, raw: object) -> Value | None:
    match type_:
        case ir.YesNoType():
            return reader.truth(raw, "")
        case ir.NumberType():
            return reader.number(raw, "")
        case ir.PercentType():
            return reader.percent(raw, "")
        case ir.DateType():
            return reader.day(raw, "")
        case ir.DurationType():
            return reader.duration(raw, "")
        case ir.MoneyType():
            return reader.money(raw, "")
        case ir.QuantityType(dimension):
            return reader.quantity(raw, "", dimension)
        case _:
            raise Unsure
