"""Says at a glance whether every closed value of a transaction is one that reading accepts.

Verdicts read no more of a transaction than they need. A value outside a closed choice, a code that
its scheme does not have, an answer that a question does not take: each of them would be different
from whatever rules ask for, and so clear an order that reading refuses. Whatever is not plainly
right is left to the reader, which accepts it or says what is wrong.

# Invariant: what is accepted here, the reader accepts at this place.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled.readers import Learnt
from ecp_runtime.moments import YEARS
from ecp_runtime.places import (
    ITEM_FIELD,
    ITEMS_FIELD,
    LINE_OVERRIDES,
    PARTY,
    TRANSACTION,
    item_entity,
)
from ecp_runtime.prepare import Prepared
from ecp_runtime.problems import Problems
from ecp_runtime.scalars import MAX_OPTIONS, ScalarReader

Test: TypeAlias = Callable[[Any], bool]
"""Whether a raw value is plainly right."""

Form: TypeAlias = Mapping[str, Test]
"""The tests of an object's values, by their keys; what has no test is not closed."""

_WRAPPED = frozenset({"value", "source", "as_of"})
_OPTIONS = {"one_of"}
_FIRST, _LAST = str(YEARS[0]), str(YEARS[-1])


class Accepting:
    """The closed values of one program's transactions."""

    def __init__(self, prepared: Prepared) -> None:
        """Lay out the tests of all places that a transaction may fill."""
        self._prepared = prepared
        self._entities: dict[str, dict[str, Test]] = {}
        self._schemes: dict[str, Test] = {}
        lines = item_entity(prepared.entities)
        header = prepared.fields.get(TRANSACTION, {})
        own = prepared.fields.get(lines, {})
        replaced = [header[n] for n in LINE_OVERRIDES if n in header and n not in own]
        shared = {"parties": _record(self._roles()), "answers": _record(self._answers())}
        line = {**self._fields(replaced), **self._entity(lines), **shared}
        fields = [field for name, field in header.items() if name not in (ITEM_FIELD, ITEMS_FIELD)]
        whole = {**self._fields(fields), **shared}
        whole[ITEMS_FIELD] = _every(_record(line))
        # Only the act cannot be on the day that stands for "no end".
        whole["date"] = _is_of_our_time
        whole["rates"] = _every(self._rate())
        self.transaction: Test = _record(whole)

    def _roles(self) -> Form:
        party: ir.Type = ir.EntityType(PARTY)
        types = {
            actor.name: ir.ListType(party) if actor.many else party
            for actor in self._prepared.actors.values()
        }
        return self._tested(types.items())

    def _answers(self) -> Form:
        prepared = self._prepared
        return {
            name: _wrapped(_answer(prepared.questions[id_]))
            for name, id_ in prepared.answered.items()
        }

    def _rate(self) -> Test:
        currency = _among(self._prepared.currencies)
        fits = _record({"from": currency, "to": currency})
        return lambda raw: fits(raw) and raw.get("from") != raw.get("to")

    def _fields(self, fields: Iterable[ir.FieldDefinition]) -> dict[str, Test]:
        return self._tested((field.key, field.type) for field in fields)

    def _tested(self, types: Iterable[tuple[str, ir.Type]]) -> dict[str, Test]:
        tests = ((key, self._test(type_)) for key, type_ in types)
        return {key: test for key, test in tests if test is not None}

    def _entity(self, name: str) -> dict[str, Test]:
        """Return the tests of a record; records may stand in themselves."""
        if name not in self._entities:
            tests = self._entities[name] = {}
            fields = self._prepared.fields.get(name, {})
            tests.update(self._fields(fields.values()))
            if name == PARTY and "listed" not in fields:
                lists = (d.id for d in self._prepared.lists.values() if d.kind == "party")
                tests["listed"] = _record(dict.fromkeys(lists, _wrapped(_is_boolean)))
        return self._entities[name]

    def _test(self, type_: ir.Type) -> Test | None:
        match type_:
            case ir.YesNoType():
                return _plain_or_given(_is_yes_or_no)
            case ir.EnumType(values):
                return _plain_or_given(_among((*values, "none")))
            case ir.CodeType(scheme):
                return _plain_or_given(self._code(scheme))
            case ir.ClassificationType():
                codes = {id_: self._code(id_) for id_ in self._prepared.schemes}
                return _wrapped(_record({id_: _given(code) for id_, code in codes.items()}))
            case ir.MoneyType():
                return _united("currency", frozenset(self._prepared.currencies))
            case ir.QuantityType(dimension):
                units = self._prepared.units.values()
                is_any = dimension not in self._prepared.dimensions
                found = (u.code for u in units if is_any or u.dimension == dimension)
                return _united("unit", frozenset(found))
            case ir.EntityType(name):
                return self._inner(name)
            case ir.ListType(element):
                test = self._test(element)
                return None if test is None else _listed(test)
            case _:
                return None

    def _inner(self, name: str) -> Test:
        form = self._entity(name)

        def test(raw: Any) -> bool:
            return raw is None or raw == "none" or (raw.__class__ is dict and _holds(raw, form))

        return test

    def _code(self, scheme_id: str) -> Test:
        """Return the test of codes of a scheme, as the reader reads them."""
        if scheme_id not in self._schemes:
            prepared = self._prepared

            def learn(raw: str) -> bool:
                # What is read as another code is written anew before generated code sees it.
                reader = ScalarReader(prepared, Problems())
                return reader.codes(raw, "", scheme_id) is not None and not reader.respelled

            known = Learnt(learn)
            self._schemes[scheme_id] = lambda raw: raw.__class__ is str and known[raw]
        return self._schemes[scheme_id]


def _holds(raw: dict[str, Any], form: Form) -> bool:
    for key in raw:
        test = form.get(key)
        if test is not None and not test(raw[key]):
            return False
    return True


def _record(form: Form) -> Test:
    return lambda raw: raw.__class__ is dict and _holds(raw, form)


def _every(test: Test) -> Test:
    def every(raw: Any) -> bool:
        return raw.__class__ is list and None not in raw and all(map(test, raw))

    return every


def _listed(test: Test) -> Test:
    """Test a list, which may say that it is not complete."""
    every = _every(test)

    def listed(raw: Any) -> bool:
        if raw.__class__ is dict and "items" in raw:
            raw = raw["items"]
        return raw is None or raw == "none" or every(raw)

    return _wrapped(listed)


def _among(values: Iterable[str]) -> Test:
    known = frozenset(values)
    return lambda raw: raw.__class__ is str and raw in known


def _is_of_our_time(raw: Any) -> bool:
    return raw.__class__ is not str or _FIRST <= raw[:4] <= _LAST


def _is_boolean(raw: Any) -> bool:
    return raw is True or raw is False


def _is_yes_or_no(raw: Any) -> bool:
    return raw is True or raw is False or (raw.__class__ is str and raw in ("yes", "no", "none"))


def _answer(question: ir.Question) -> Test:
    if question.kind == "law":
        return _among(reading.name for reading in question.readings)
    return lambda raw: raw != "none" and _is_yes_or_no(raw)


def _united(unit: str, units: frozenset[str]) -> Test:
    def united(raw: Any) -> bool:
        if raw.__class__ is not dict:
            return raw is None or raw == "none"
        found = raw.get(unit)
        return found.__class__ is str and found in units

    return united


def _wrapped(test: Test) -> Test:
    """Test a value that may say where it comes from."""

    def wrapped(raw: Any) -> bool:
        if raw.__class__ is dict and "value" in raw and raw.keys() <= _WRAPPED:
            raw = raw["value"]
        return test(raw)

    return wrapped


def _given(test: Test) -> Test:
    """Test a value or each of several options, which may say where they come from."""

    def given(raw: Any) -> bool:
        if raw.__class__ is dict and "value" in raw and raw.keys() <= _WRAPPED:
            raw = raw["value"]
        if raw.__class__ is dict and raw.keys() == _OPTIONS:
            options = raw["one_of"]
            is_some = options.__class__ is list and 0 < len(options) <= MAX_OPTIONS
            return is_some and all(map(test, options))
        return test(raw)

    return given


def _plain_or_given(test: Test) -> Test:
    given = _given(test)

    def either(raw: Any) -> bool:
        return raw is None or raw == "none" or test(raw) or given(raw)

    return either
