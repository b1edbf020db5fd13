"""Transactions: JSON-like data in, checked facts out.

Reading refuses what is malformed or contradicts itself, and says everything that is wrong at
once. Whatever the data does not give is simply not there; evaluation finds it unknown.
"""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.answers import is_unasked
from ecp_runtime.classified import classified
from ecp_runtime.given_rates import Rate, read_rates
from ecp_runtime.places import (
    ITEMS_FIELD,
    LONGEST_NAME,
    MAX_LIST,
    PLAIN,
    TRANSACTION,
    Form,
    Given,
    Layout,
    Place,
    Site,
    join,
    of_this_policy,
)
from ecp_runtime.prepare import Prepared, prepare
from ecp_runtime.problems import Problem, Problems, TransactionError
from ecp_runtime.scalars import ScalarReader, is_sound
from ecp_runtime.spelling import Respelled
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

SCHEMA = "ecp-transaction/1"

MAX_DEPTH = 24
"""How deep records may nest."""

MAX_FACTS = 500_000
"""The most facts of one transaction."""

_WRAPPER_KEYS = frozenset({"value", "source", "as_of"})
_NO_WRAPPER = PLAIN | {list}


@frozen(eq=False, kw_only=True)
class Line:
    """One item, with what it says differently from the header.

    `unasked` are the paths of answers to questions that the policy does not have, with the names.
    """

    id: str
    item: Record
    parties: Mapping[str, Fact]
    overrides: Mapping[str, Fact]
    answers: Mapping[str, Fact]
    unasked: tuple[tuple[str, str], ...] = ()


@frozen(eq=False, kw_only=True)
class Transaction:
    """The facts of a transaction, checked against a program.

    `unasked` are the paths of answers to questions that the policy does not have, with the names;
    `respelled` the codes that are read as others, or were withdrawn.
    """

    id: str | None
    header: Record
    parties: Mapping[str, Fact]
    answers: Mapping[str, Fact]
    lines: tuple[Line, ...]
    rates: tuple[Rate, ...]
    unasked: tuple[tuple[str, str], ...] = ()
    respelled: tuple[Respelled, ...] = ()


def read_transaction(program: ir.Program, data: Mapping[str, object]) -> Transaction:
    """Read a transaction, or raise `TransactionError` with everything that is wrong."""
    problems = Problems(aliases=program.aliases)
    transaction = _Reader(prepare(program), problems).transaction(data)
    if problems.found or transaction is None:
        raise TransactionError(problems.found)
    return transaction


class _Reader:
    """Reads the records of one transaction."""

    def __init__(self, prepared: Prepared, problems: Problems) -> None:
        self._prepared = prepared
        self._layout: Layout = prepared.layout
        self._problems = problems
        self._scalars = ScalarReader(prepared, problems)
        self._count = 0

    def transaction(self, data: object) -> Transaction | None:
        if not isinstance(data, (dict, Mapping)):
            self._problems.add("", data, "an object")
            return None
        site = self._layout.header
        given = self._given(site.own, data)
        if data.get("schema", SCHEMA) != SCHEMA:
            self._problems.add("schema", data["schema"], f'"{SCHEMA}"')
        header = self._facts(data, given)
        parties = self._parties(data, site)
        answers = self._answers(data, site)
        lines = self._lines(data)
        return Transaction(
            id=self._id(data, site),
            header=Record(TRANSACTION, "", header),
            parties=parties,
            answers=answers,
            lines=lines,
            rates=read_rates(data.get("rates", []), self._scalars),
            unasked=self._unasked(data, site),
            respelled=tuple(self._scalars.respelled),
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
        ids: dict[str, int] = {}
        lines: list[Line] = []
        for index, raw in enumerate(items):
            site = self._layout.line(index)
            if not isinstance(raw, (dict, Mapping)):
                self._problems.add(site.path, raw, "an object")
                continue
            given = self._id(raw, site)
            if given is not None and given in ids:
                self._problems.add(
                    f"{site.path}.id", given, f"an id of its own; items[{ids[given]}] has this one"
                )
            ids.setdefault(given or f"line {index + 1}", index)
            lines.append(self._line(raw, site, given or f"line {index + 1}"))
        return tuple(lines)

    def _line(self, raw: Mapping[str, object], site: Site, line_id: str) -> Line:
        own = self._facts(raw, self._given(site.own, raw))
        return Line(
            id=line_id,
            item=Record(site.entity, site.path, own),
            parties=self._parties(raw, site),
            overrides=self._facts(raw, self._layout.given(site.overrides, raw.keys())),
            answers=self._answers(raw, site),
            unasked=self._unasked(raw, site),
        )

    def _id(self, data: Mapping[str, object], site: Site) -> str | None:
        raw = data.get("id")
        # Where the policy declares the field, reading it as a fact says what is wrong.
        if "id" not in data:
            return None
        if site.declares_id:
            return raw if isinstance(raw, str) and is_sound(raw) else None
        return self._scalars.text(raw, join(site.path, "id"))

    # Parties and answers

    def _parties(self, data: Mapping[str, object], site: Site) -> dict[str, Fact]:
        if "parties" not in data:
            return {}
        raw, form = data["parties"], site.parties
        if not isinstance(raw, (dict, Mapping)):
            self._problems.add(form.path, raw, "an object with a party for each role")
            return {}
        return self._facts(raw, self._given(form, raw, "a role of the policy"))

    def _answers(self, data: Mapping[str, object], site: Site) -> dict[str, Fact]:
        if "answers" not in data:
            return {}
        raw, form = data["answers"], site.answers
        if not isinstance(raw, (dict, Mapping)):
            self._problems.add(form.path, raw, "an object with an answer for each question")
            return {}
        found: dict[str, Fact] = {}
        asked: dict[str, object] = {}
        for name, answer in raw.items():
            if self._is_unasked(name):
                self._check_unasked(answer, join(form.path, name))
            else:
                asked[name] = answer
        for name, _, place in self._given(form, asked, "a question of the policy"):
            id_ = self._prepared.answered[name]
            if id_ in found:
                self._problems.add(place.path, name, "each question answered once")
                continue
            answer = raw[name]
            fact = place.known.get(answer) if answer.__class__ in PLAIN else None
            if fact is None:
                fact = self._answer(answer, self._prepared.questions[id_], place)
            if fact is not None:
                found[id_] = fact
        return found

    def _is_unasked(self, name: object) -> bool:
        if not isinstance(name, str) or not is_sound(name):
            return False
        return is_unasked(name, self._prepared.answered, self._prepared.questions)

    def _check_unasked(self, given: object, path: str) -> None:
        """Refuse what is no answer to any question, even though this one counts for nothing."""
        raw, _, _ = self._unwrap(given, path)
        if not isinstance(raw, bool | str):
            self._problems.add(path, raw, '"yes", "no" or the name of a reading')
        elif isinstance(raw, str):
            self._scalars.text(raw, path)

    def _unasked(self, data: Mapping[str, object], site: Site) -> tuple[tuple[str, str], ...]:
        raw = data.get("answers")
        names = raw if isinstance(raw, Mapping) else ()
        unasked = sorted(name for name in names if self._is_unasked(name))
        return tuple((join(site.answers.path, name), name) for name in unasked)

    def _answer(self, given: object, question: ir.Question, place: Place) -> Fact | None:
        path = place.path
        raw, source, as_of = self._unwrap(given, path)
        readings = tuple(reading.name for reading in question.readings)
        value: Value
        if question.kind == "fact":
            if not (raw is True or raw is False or raw == "yes" or raw == "no"):
                self._problems.add(path, raw, '"yes" or "no"; leave out what is not answered')
                return None
            value = raw is True or raw == "yes"
        elif isinstance(raw, str) and raw in readings:
            value = Symbols(frozenset({raw}))
        else:
            self._problems.add(path, raw, f"one of {', '.join(readings)}", names=readings)
            return None
        fact = Fact(value, path, source, as_of)
        if given.__class__ in PLAIN:
            self._layout.remember(place, given, fact)
        return fact

    # Records and facts

    def _given(
        self,
        form: Form,
        data: Mapping[str, object],
        expected: str = "a field that the policy knows",
    ) -> Given:
        """Choose what an object gives of what it may hold; other keys are problems."""
        keys = tuple(data)
        given = form.orders.get(keys)
        if given is None:
            given = self._layout.given(form, data.keys())
            if not self._check_keys(data, form, expected):
                self._layout.remember_order(form, keys, given)
        return given

    def _check_keys(self, data: Mapping[str, object], form: Form, expected: str) -> bool:
        """Whether there is a key that is not allowed; each of them is a problem."""
        allowed = form.entries.allowed
        strange = [key for key in data if key not in allowed]
        if strange and form.entries.is_shared:
            own = of_this_policy(strange, allowed)
            strange = [key for key in strange if key in own or not is_sound(key)]
        for key in strange:
            has_path = isinstance(key, str) and len(key) < LONGEST_NAME
            where = join(form.path, key) if has_path else form.path
            # A role may be one letter from a field of its own, such as `end_use`.
            is_role = key in self._prepared.actors and "parties" in allowed
            meant = f"parties.{key}" if is_role else None
            is_whole = not isinstance(key, str) or is_sound(key)
            wanted = expected if is_whole else f"{expected}, in whole characters"
            self._problems.add(where, key, wanted, names=allowed, nearest=meant)
        return bool(strange)

    def _facts(self, data: Mapping[str, object], given: Given) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for name, key, place in given:
            raw = data[key]
            fact = self._known(raw, place) if raw.__class__ in PLAIN else None
            if fact is None:
                fact = self._fact(raw, place)
            if fact is not None:
                found[name] = fact
        return found

    def _known(self, raw: object, place: Place) -> Fact | None:
        """Return the fact that a plain value was read as before."""
        fact = place.known.get(raw)
        if fact is not None:
            if self._count >= MAX_FACTS:
                return None
            self._count += 1
        return fact

    def _fact(self, given: object, place: Place) -> Fact | None:
        path, type_ = place.path, place.type
        self._count += 1
        if self._count > MAX_FACTS or place.depth > MAX_DEPTH:
            limit = f"at most {MAX_FACTS} facts, at most {MAX_DEPTH} levels deep"
            if not self._problems.found or self._problems.found[-1].expected != limit:
                self._problems.add(path, given, limit)
            return None
        # A record may have a field called `value`, so records are not wrapped as a whole.
        if given.__class__ in _NO_WRAPPER or isinstance(type_, ir.EntityType):
            noted = len(self._scalars.respelled)
            value = self._value(given, place)
            if value is None:
                return None
            fact = Fact(value, path, None, None, given)
            # What is remembered is not read again, and so not noted.
            if given.__class__ in PLAIN and len(self._scalars.respelled) == noted:
                self._layout.remember(place, given, fact)
            return fact
        raw, source, as_of = self._unwrap(given, path)
        value = self._value(raw, place)
        return None if value is None else Fact(value, path, source, as_of, raw)

    def _unwrap(self, raw: object, path: str) -> tuple[object, str | None, date | None]:
        if (
            not isinstance(raw, (dict, Mapping))
            or "value" not in raw
            or not raw.keys() <= _WRAPPER_KEYS
        ):
            return raw, None, None
        source = as_of = None
        if "source" in raw:
            source = self._scalars.text(raw["source"], f"{path}.source")
        if "as_of" in raw:
            as_of = self._scalars.plain_day(raw["as_of"], f"{path}.as_of")
        return raw["value"], source, as_of

    def _value(self, raw: object, place: Place) -> Value | None:
        path, type_ = place.path, place.type
        if raw is None or (raw == "none" and not _has_none(type_)):
            if isinstance(type_, ir.ClassificationType):
                self._problems.add(path, raw, "an object with a code for each scheme")
                return None
            return Absent(path, type_)
        scalars = self._scalars
        match type_:
            case ir.EntityType(name):
                return self._record(raw, name, place)
            case ir.ListType(element):
                return self._list(raw, element, place)
            case ir.ClassificationType():
                return self._classification(raw, place)
            case ir.MoneyType():
                return scalars.money(raw, path)
            case ir.QuantityType(dimension):
                return scalars.quantity(raw, path, dimension)
            case ir.YesNoType():
                return scalars.truth(raw, path)
            case ir.TextType():
                return scalars.said(raw, path, type_)
            case ir.NumberType():
                return scalars.number(raw, path)
            case ir.PercentType():
                return scalars.percent(raw, path)
            case ir.DateType():
                return scalars.day(raw, path)
            case ir.DurationType():
                return scalars.duration(raw, path)
            case ir.EnumType(values):
                return scalars.symbols(raw, path, scalars.enumerated(values), None)
            case ir.CodeType(scheme):
                return scalars.codes(raw, path, scheme)
            case _:
                assert_never(type_)

    def _record(self, raw: object, entity: str, place: Place) -> Value | None:
        if not isinstance(raw, (dict, Mapping)):
            self._problems.add(place.path, raw, "an object")
            return None
        form = self._layout.record(place, entity)
        facts = self._facts(raw, self._given(form, raw))
        if "listed" in raw and form.entries.is_screened:
            return Record(entity, place.path, facts, self._listings(raw["listed"], form))
        return Record(entity, place.path, facts, {})

    def _listings(self, raw: object, party: Form) -> dict[str, Fact]:
        form = self._layout.listed(party)
        if not isinstance(raw, (dict, Mapping)):
            self._problems.add(form.path, raw, "an object with true or false for each list")
            return {}
        found: dict[str, Fact] = {}
        for name, key, place in self._given(form, raw, "a party list of the policy"):
            inner, source, as_of = self._unwrap(raw[key], place.path)
            if isinstance(inner, bool):
                found[name] = Fact(inner, place.path, source, as_of)
            else:
                self._problems.add(place.path, inner, "true or false")
        return found

    def _classification(self, raw: object, place: Place) -> Value | None:
        if not isinstance(raw, (dict, Mapping)):
            self._problems.add(place.path, raw, "an object with a code for each scheme")
            return None
        form = self._layout.classification(place)
        codes: dict[str, Fact] = {}
        for id_, key, at in self._given(form, raw, "a code scheme of the policy"):
            code = raw[key]
            fact = at.known.get(code) if code.__class__ is str else None
            if fact is None:
                fact = self._code(code, id_, at)
            if fact is not None:
                codes[id_] = fact
        return ClassificationValue(place.path, codes)

    def _code(self, raw: object, scheme: str, place: Place) -> Fact | None:
        inner, source, as_of = self._unwrap(raw, place.path)
        noted = len(self._scalars.respelled)
        value = classified(self._scalars, inner, place.path, scheme)
        if value is None:
            return None
        fact = Fact(value, place.path, source, as_of)
        if raw.__class__ is str and len(self._scalars.respelled) == noted:
            self._layout.remember(place, raw, fact)
        return fact

    def _list(self, raw: object, element: ir.Type, place: Place) -> Value | None:
        complete: object = True
        if isinstance(raw, (dict, Mapping)) and raw.keys() <= {"complete", "items"} and raw:
            complete = raw.get("complete", True)
            raw = raw.get("items", [])
        if not isinstance(raw, list) or not isinstance(complete, bool):
            self._problems.add(place.path, raw, 'an array, or {"complete": false, "items": […]}')
            return None
        if len(raw) > MAX_LIST:
            self._problems.add(place.path, raw, f"at most {MAX_LIST} elements")
            return None
        values: list[Value] = []
        for index, entry in enumerate(raw):
            at = self._layout.element(place, element, index)
            if entry is None:
                self._problems.add(at.path, entry, "an element, or none at all")
                continue
            fact = self._known(entry, at) if entry.__class__ in PLAIN else None
            if fact is None:
                fact = self._fact(entry, at)
            if fact is not None:
                values.append(fact.value)
        return ListValue(place.path, element, tuple(values), complete)


def _has_none(type_: ir.Type) -> bool:
    return isinstance(type_, ir.EnumType) and "none" in type_.values
