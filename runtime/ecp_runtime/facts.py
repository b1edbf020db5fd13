"""Transactions: JSON-like data in, checked facts out.

Reading refuses what is malformed or contradicts itself, and says everything that is wrong at
once. Whatever the data does not give is simply not there; evaluation finds it unknown.
"""

from collections.abc import Collection, Mapping, Set
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.prepare import Prepared, prepare
from ecp_runtime.problems import Problem, Problems, TransactionError
from ecp_runtime.scalars import ScalarReader
from ecp_runtime.values import (
    Absent,
    ClassificationValue,
    Fact,
    ListValue,
    Record,
    Symbols,
    Value,
)

__all__ = ["Line", "Problem", "Rate", "Transaction", "TransactionError", "read_transaction"]

TRANSACTION = "Transaction"
ITEM = "Item"
PARTY = "Party"
ITEM_FIELD = "item"
ITEMS_FIELD = "items"

LINE_OVERRIDES = ("destination", "end_use")
"""The header's facts that a line may replace, besides parties and answers."""

SCHEMA = "ecp-transaction/1"

MAX_DEPTH = 24
"""How deep records may nest."""

MAX_LIST = 10_000
"""The most lines, and the most elements of any list."""

MAX_FACTS = 500_000
"""The most facts of one transaction."""

_LONGEST_NAME = 80
"""No name of a policy is longer; a longer key is refused without a look for similar ones."""

_BUILT_IN = frozenset({ITEM_FIELD, ITEMS_FIELD, "rates"})
_HEADER_KEYS = frozenset({"schema", "id", "parties", ITEMS_FIELD, "answers", "rates"})
_LINE_KEYS = frozenset({"id", "parties", "answers"})
_WRAPPER_KEYS = frozenset({"value", "source", "as_of"})


@frozen
class Rate:
    """How many of `to` one of `base` was worth on a date."""

    base: str
    to: str
    rate: Fraction
    date: date


@frozen(eq=False, kw_only=True)
class Line:
    """One item, with what it says differently from the header."""

    id: str
    item: Record
    parties: Mapping[str, Fact]
    overrides: Mapping[str, Fact]
    answers: Mapping[str, Fact]


@frozen(eq=False, kw_only=True)
class Transaction:
    """The facts of a transaction, checked against a program."""

    id: str | None
    header: Record
    parties: Mapping[str, Fact]
    answers: Mapping[str, Fact]
    lines: tuple[Line, ...]
    rates: tuple[Rate, ...]


def read_transaction(program: ir.Program, data: Mapping[str, object]) -> Transaction:
    """Read a transaction, or raise `TransactionError` with everything that is wrong."""
    problems = Problems()
    transaction = _Reader(prepare(program), problems).transaction(data)
    if problems.found or transaction is None:
        raise TransactionError(problems.found)
    return transaction


def item_entity(entities: Mapping[str, ir.Entity]) -> str:
    """Name the entity of the lines: what the transaction's `items` hold."""
    transaction = entities.get(TRANSACTION)
    for field in () if transaction is None else transaction.fields:
        match field.name, field.type:
            case "items", ir.ListType(ir.EntityType(name)):
                return name
            case _:
                pass
    return ITEM


class _Reader:
    """Reads the records of one transaction."""

    def __init__(self, prepared: Prepared, problems: Problems) -> None:
        self._prepared = prepared
        self._problems = problems
        self._scalars = ScalarReader(prepared, problems)
        self._count = 0

    def transaction(self, data: object) -> Transaction | None:
        if not isinstance(data, Mapping):
            self._problems.add("", data, "an object")
            return None
        fields = self._fields(TRANSACTION)
        known = {f.key for n, f in fields.items() if n != ITEM_FIELD}
        self._check_keys(data, known | _HEADER_KEYS, "")
        if data.get("schema", SCHEMA) != SCHEMA:
            self._problems.add("schema", data["schema"], f'"{SCHEMA}"')
        own = {n: f for n, f in fields.items() if n not in _BUILT_IN}
        header = self._read_fields(data, own, "", 0)
        parties = self._parties(data, "")
        answers = self._answers(data, "")
        lines = self._lines(data)
        return Transaction(
            id=self._id(data, TRANSACTION, ""),
            header=Record(TRANSACTION, "", header),
            parties=parties,
            answers=answers,
            lines=lines,
            rates=self._rates(data),
        )

    # Lines

    def _lines(self, data: Mapping[str, object]) -> tuple[Line, ...]:
        items = data.get(ITEMS_FIELD)
        if not isinstance(items, list) or not items:
            self._problems.add(
                ITEMS_FIELD,
                items,
                "an array of at least one item; every line must be given",
            )
            return ()
        if len(items) > MAX_LIST:
            self._problems.add(ITEMS_FIELD, items, f"at most {MAX_LIST} items")
            return ()
        entity = item_entity(self._prepared.entities)
        ids: dict[str, int] = {}
        lines: list[Line] = []
        for index, raw in enumerate(items):
            path = f"{ITEMS_FIELD}[{index}]"
            if not isinstance(raw, Mapping):
                self._problems.add(path, raw, "an object")
                continue
            given = self._id(raw, entity, path)
            if given is not None and given in ids:
                self._problems.add(
                    f"{path}.id", given, f"an id of its own; items[{ids[given]}] has this one"
                )
            ids.setdefault(given or f"line {index + 1}", index)
            lines.append(self._line(raw, entity, path, given or f"line {index + 1}"))
        return tuple(lines)

    def _line(self, raw: Mapping[str, object], entity: str, path: str, line_id: str) -> Line:
        own = self._fields(entity)
        header = self._fields(TRANSACTION)
        overrides = {n: header[n] for n in LINE_OVERRIDES if n in header and n not in own}
        known = {f.key for f in own.values()} | {f.key for f in overrides.values()}
        self._check_keys(raw, known | _LINE_KEYS, path)
        item = Record(entity, path, self._read_fields(raw, own, path, 1))
        return Line(
            id=line_id,
            item=item,
            parties=self._parties(raw, path),
            overrides=self._read_fields(raw, overrides, path, 1),
            answers=self._answers(raw, path),
        )

    def _id(self, data: Mapping[str, object], entity: str, path: str) -> str | None:
        raw = data.get("id")
        # Where the policy declares the field, reading it as a fact says what is wrong.
        if "id" not in data or (not isinstance(raw, str) and "id" in self._fields(entity)):
            return None
        return self._scalars.text(raw, _join(path, "id"))

    # Parties, answers, rates

    def _parties(self, data: Mapping[str, object], path: str) -> dict[str, Fact]:
        where = _join(path, "parties")
        raw = data.get("parties", {})
        if not isinstance(raw, Mapping):
            self._problems.add(where, raw, "an object with a party for each role")
            return {}
        actors = self._prepared.actors
        self._check_keys(raw, actors.keys(), where, "a role of the policy")
        party: ir.Type = ir.EntityType(PARTY)
        found = {
            name: self._fact(
                raw[name],
                ir.ListType(party) if actors[name].many else party,
                _join(where, name),
                1,
            )
            for name in sorted(actors)
            if name in raw
        }
        return {name: fact for name, fact in found.items() if fact is not None}

    def _answers(self, data: Mapping[str, object], path: str) -> dict[str, Fact]:
        where = _join(path, "answers")
        raw = data.get("answers", {})
        if not isinstance(raw, Mapping):
            self._problems.add(where, raw, "an object with an answer for each question")
            return {}
        known = self._prepared.questions.keys() | self._prepared.short_names.keys()
        self._check_keys(raw, known, where, "a question of the policy")
        found: dict[str, Fact] = {}
        for name in sorted(known & raw.keys()):
            id_ = name if name in self._prepared.questions else self._prepared.short_names[name]
            if id_ in found:
                self._problems.add(_join(where, name), name, "each question answered once")
                continue
            fact = self._answer(raw[name], self._prepared.questions[id_], _join(where, name))
            if fact is not None:
                found[id_] = fact
        return found

    def _answer(self, raw: object, question: ir.Question, path: str) -> Fact | None:
        raw, source, as_of = self._unwrap(raw, path)
        if question.kind == "fact":
            if raw is True or raw is False or raw == "yes" or raw == "no":
                return Fact(raw is True or raw == "yes", path, source, as_of)
            self._problems.add(path, raw, '"yes" or "no"; leave out what is not answered')
            return None
        readings = tuple(reading.name for reading in question.readings)
        if isinstance(raw, str) and raw in readings:
            return Fact(Symbols(frozenset({raw})), path, source, as_of)
        self._problems.add(path, raw, f"one of {', '.join(readings)}", names=readings)
        return None

    def _rates(self, data: Mapping[str, object]) -> tuple[Rate, ...]:
        raw = data.get("rates", [])
        if not isinstance(raw, list) or len(raw) > MAX_LIST:
            self._problems.add("rates", raw, f"an array of at most {MAX_LIST} rates")
            return ()
        found: dict[tuple[str, str, date], Rate] = {}
        for index, entry in enumerate(raw):
            path = f"rates[{index}]"
            rate = self._rate(entry, path)
            if rate is None:
                continue
            for key in ((rate.base, rate.to, rate.date), (rate.to, rate.base, rate.date)):
                if key in found and found[key] != rate:
                    self._problems.add(path, entry, "one rate for each pair of currencies and day")
            found[rate.base, rate.to, rate.date] = rate
        return tuple(sorted(found.values(), key=lambda rate: (rate.base, rate.to, rate.date)))

    def _rate(self, entry: object, path: str) -> Rate | None:
        shape = '{"from": "EUR", "to": "USD", "rate": "1.10", "date": "2026-03-10"}'
        if not isinstance(entry, Mapping) or entry.keys() != {"from", "to", "rate", "date"}:
            self._problems.add(path, entry, shape)
            return None
        currencies = self._prepared.program.currencies
        for key in ("from", "to"):
            if entry[key] not in currencies:
                self._problems.add(
                    f"{path}.{key}", entry[key], "a currency by its ISO 4217 code", names=currencies
                )
        rate = self._scalars.decimal(entry["rate"], f"{path}.rate")
        day = self._day(entry["date"], f"{path}.date")
        if rate is None or day is None:
            return None
        if rate <= 0:
            self._problems.add(f"{path}.rate", entry["rate"], "a rate above zero")
            return None
        return Rate(str(entry["from"]), str(entry["to"]), rate, day)

    def _day(self, raw: object, path: str) -> date | None:
        if isinstance(raw, str) and len(raw) == len("2026-03-10"):
            return self._scalars.moment(raw, path)
        self._problems.add(path, raw, 'a date such as "2026-03-10"')
        return None

    # Records and facts

    def _fields(self, entity: str) -> Mapping[str, ir.FieldDefinition]:
        return self._prepared.fields.get(entity, {})

    def _check_keys(
        self,
        data: Mapping[str, object],
        known: Set[str],
        path: str,
        expected: str = "a field that the policy knows",
    ) -> None:
        for key in data:
            if key not in known:
                where = (
                    _join(path, key) if isinstance(key, str) and len(key) < _LONGEST_NAME else path
                )
                self._problems.add(where, key, expected, names=known)

    def _read_fields(
        self,
        data: Mapping[str, object],
        fields: Mapping[str, ir.FieldDefinition],
        path: str,
        depth: int,
    ) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for name, field in fields.items():
            if field.key in data:
                where = _join(path, field.key)
                fact = self._fact(data[field.key], field.type, where, depth)
                if fact is not None:
                    found[name] = fact
        return found

    def _fact(self, raw: object, type_: ir.Type, path: str, depth: int) -> Fact | None:
        self._count += 1
        if self._count > MAX_FACTS or depth > MAX_DEPTH:
            limit = f"at most {MAX_FACTS} facts, at most {MAX_DEPTH} levels deep"
            if not self._problems.found or self._problems.found[-1].expected != limit:
                self._problems.add(path, raw, limit)
            return None
        source = as_of = None
        # A record may have a field called `value`, so records are not wrapped as a whole.
        if not isinstance(type_, ir.EntityType):
            raw, source, as_of = self._unwrap(raw, path)
        value = self._value(raw, type_, path, depth)
        return None if value is None else Fact(value, path, source, as_of)

    def _unwrap(self, raw: object, path: str) -> tuple[object, str | None, date | None]:
        if not isinstance(raw, Mapping) or "value" not in raw or not raw.keys() <= _WRAPPER_KEYS:
            return raw, None, None
        source = as_of = None
        if "source" in raw:
            source = self._scalars.text(raw["source"], f"{path}.source")
        if "as_of" in raw:
            as_of = self._day(raw["as_of"], f"{path}.as_of")
        return raw["value"], source, as_of

    def _value(self, raw: object, type_: ir.Type, path: str, depth: int) -> Value | None:
        if raw is None or (raw == "none" and not _has_none(type_)):
            if isinstance(type_, ir.ClassificationType):
                self._problems.add(path, raw, "an object with a code for each scheme")
                return None
            return Absent(path, type_)
        scalars = self._scalars
        match type_:
            case ir.YesNoType():
                return scalars.truth(raw, path)
            case ir.TextType():
                return scalars.symbols(raw, path, scalars.text, None)
            case ir.NumberType():
                return scalars.number(raw, path)
            case ir.PercentType():
                return scalars.percent(raw, path)
            case ir.DateType():
                return scalars.day(raw, path)
            case ir.DurationType():
                return scalars.duration(raw, path)
            case ir.MoneyType():
                return scalars.money(raw, path)
            case ir.QuantityType(dimension):
                return scalars.quantity(raw, path, dimension)
            case ir.EnumType(values):
                return scalars.symbols(raw, path, scalars.enumerated(values), None)
            case ir.CodeType(scheme):
                return scalars.symbols(raw, path, scalars.code(scheme), scheme)
            case ir.ClassificationType():
                return self._classification(raw, path)
            case ir.EntityType(name):
                return self._record(raw, name, path, depth)
            case ir.ListType(element):
                return self._list(raw, element, path, depth)
            case _:
                assert_never(type_)

    def _record(self, raw: object, entity: str, path: str, depth: int) -> Value | None:
        if not isinstance(raw, Mapping):
            self._problems.add(path, raw, "an object")
            return None
        fields = self._fields(entity)
        built_in = {"listed"} if entity == PARTY and "listed" not in fields else set()
        self._check_keys(raw, {f.key for f in fields.values()} | built_in, path)
        facts = self._read_fields(raw, fields, path, depth + 1)
        listings = self._listings(raw["listed"], path) if built_in & raw.keys() else {}
        return Record(entity, path, facts, listings)

    def _listings(self, raw: object, path: str) -> dict[str, Fact]:
        where = f"{path}.listed"
        if not isinstance(raw, Mapping):
            self._problems.add(where, raw, "an object with true or false for each list")
            return {}
        lists = [d.id for d in self._prepared.lists.values() if d.kind == "party"]
        self._check_keys(
            _of_this_policy(raw, lists), set(lists), where, "a party list of the policy"
        )
        found: dict[str, Fact] = {}
        for name in lists:
            if name in raw:
                inner, source, as_of = self._unwrap(raw[name], f"{where}.{name}")
                if isinstance(inner, bool):
                    found[name] = Fact(inner, f"{where}.{name}", source, as_of)
                else:
                    self._problems.add(f"{where}.{name}", inner, "true or false")
        return found

    def _classification(self, raw: object, path: str) -> Value | None:
        if not isinstance(raw, Mapping):
            self._problems.add(path, raw, "an object with a code for each scheme")
            return None
        schemes = self._prepared.schemes
        own = _of_this_policy(raw, schemes)
        self._check_keys(own, set(schemes), path, "a code scheme of the policy")
        codes: dict[str, Fact] = {}
        for id_ in sorted(schemes.keys() & raw.keys()):
            where = _join(path, id_)
            inner, source, as_of = self._unwrap(raw[id_], where)
            value = self._scalars.symbols(inner, where, self._scalars.code(id_), id_)
            if value is not None:
                codes[id_] = Fact(value, where, source, as_of)
        return ClassificationValue(path, codes)

    def _list(self, raw: object, element: ir.Type, path: str, depth: int) -> Value | None:
        complete: object = True
        if isinstance(raw, Mapping) and raw.keys() <= {"complete", "items"} and raw:
            complete = raw.get("complete", True)
            raw = raw.get("items", [])
        if not isinstance(raw, list) or not isinstance(complete, bool):
            self._problems.add(path, raw, 'an array, or {"complete": false, "items": […]}')
            return None
        if len(raw) > MAX_LIST:
            self._problems.add(path, raw, f"at most {MAX_LIST} elements")
            return None
        values: list[Value] = []
        for index, entry in enumerate(raw):
            where = f"{path}[{index}]"
            if entry is None:
                self._problems.add(where, entry, "an element, or none at all")
                continue
            fact = self._fact(entry, element, where, depth + 1)
            if fact is not None:
                values.append(fact.value)
        return ListValue(path, element, tuple(values), complete)


def _has_none(type_: ir.Type) -> bool:
    return isinstance(type_, ir.EnumType) and "none" in type_.values


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _of_this_policy(raw: Mapping[str, object], known: Collection[str]) -> Mapping[str, object]:
    """Leave out what belongs to a jurisdiction that this policy does not cover.

    One transaction serves many policies: it may carry codes and screening results of all of them.
    A key of a jurisdiction that the policy knows, or one that looks like a slip, is refused.
    """
    homes = {name.partition(".")[0].casefold() for name in known}

    def is_foreign(key: object) -> bool:
        if not isinstance(key, str) or "." not in key or len(key) > _LONGEST_NAME:
            return False
        home = key.partition(".")[0].casefold()
        return home not in homes and not get_close_matches(key.casefold(), known, n=1, cutoff=0.8)

    return {key: value for key, value in raw.items() if not is_foreign(key)}
