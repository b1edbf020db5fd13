"""Transactions over the vocabulary of generated programs, and questions about them, from a seed."""

import copy
import random
from collections.abc import Iterator, Mapping, Set
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

import attrs
from attrs import frozen
from tests.strategies.agreement import Asked
from tests.strategies.generated import words as w

from ecp_runtime import ir
from ecp_runtime.tree import children

Data: TypeAlias = dict[str, Any]
_T = TypeVar("_T")

_AMOUNTS = ("0", "1", "5", "9.99", "10", "10.5", "50", "51", "500")
_PERCENTS = ("0%", "0.1%", "25%", "50%", "100%")
_OMIT = object()
_JUNK: tuple[Any, ...] = (
    None,
    "",
    "junk",
    "AA ",
    "2026-02-30",
    "none",
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    {"value": None},
    {"one_of": []},
    {"at_least": "5", "at_most": "1"},
    {"at_least": "2026-01-01", "at_most": "2026-01-02T00:00:00Z"},
    {"complete": "no", "items": []},
    {"amount": "1", "currency": "QQQ"},
    {"amount": "-1", "currency": "USD"},
    {"value": "1", "unit": "MTR"},
)


@frozen(kw_only=True)
class Clarity:
    """How often a fact is missing, absent, blurred (several values or a range), or wrapped."""

    missing: float = 0.0
    absent: float = 0.0
    blurred: float = 0.0
    wrapped: float = 0.0


CLARITIES = (
    (45, Clarity(wrapped=0.01)),
    (20, Clarity(missing=0.02, absent=0.03, blurred=0.02, wrapped=0.03)),
    (20, Clarity(missing=0.06, absent=0.05, blurred=0.08, wrapped=0.03)),
    (6, Clarity(missing=0.25, absent=0.1, blurred=0.2, wrapped=0.05)),
    (4, Clarity(absent=0.4)),
    (4, Clarity(blurred=0.5)),
    (4, Clarity(blurred=0.15, wrapped=0.15)),
    (1, Clarity(missing=0.7)),
)


def names_read(program: ir.Program) -> Set[str]:
    """Collect the names of the fields that a program reads, to leave the others out."""
    found = {"name", "names", "identifiers", "documents"}
    pending: list[attrs.AttrsInstance] = [program]
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Field):
            found.add(node.name)
        elif isinstance(node, ir.CodeIn):
            found.add(node.scheme)
        pending.extend(children(node))
    return found


def transaction(seed: object, names: Set[str] | None = None) -> Data:
    """Make a transaction that is well formed, with the fields of some names, or with all."""
    chance = random.Random(f"transaction {seed}")
    clarity = chance.choices([c for _, c in CLARITIES], [n for n, _ in CLARITIES])[0]
    return _Transactions(chance, clarity, names).transaction()


def asked(seed: object, program: ir.Program, names: Set[str]) -> Asked:
    """Make a question to a program that reads fields of some names.

    The transactions of a few questions are malformed.
    """
    chance = random.Random(f"asked {seed}")
    made: Any = transaction(seed, names if chance.random() < 0.96 else None)
    if chance.random() < 0.04:
        made = spoiled(made, chance)
    on = known_at = profile = None
    if chance.random() < 0.15:
        on = _near(chance)
    if chance.random() < 0.2:
        known_at = _near(chance)
        if chance.random() < 0.3:
            known_at = datetime(known_at.year, known_at.month, known_at.day, 16, tzinfo=UTC)
    if program.profiles and chance.random() < 0.3:
        profile = chance.choice(program.profiles)
    return Asked(made, on, known_at, profile)


def spoiled(made: Data, chance: random.Random) -> Any:
    """Put something that hardly belongs there in one or two places of a transaction."""
    if chance.random() < 0.05:
        return chance.choice((None, [], "", {}, {"items": []}))
    spoilt = copy.deepcopy(made)
    for _ in range(chance.choice((1, 1, 2))):
        holder, key = chance.choice(list(places(spoilt)))
        if isinstance(holder, dict) and chance.random() < 0.3:
            junk = copy.deepcopy(chance.choice(_JUNK))
            holder[chance.choice(("typo", "value", "x.unknown", "AA"))] = junk
        else:
            holder[key] = copy.deepcopy(chance.choice(_JUNK))
    return spoilt


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """List where values stand in a document: what holds them, and the key or index."""
    inside = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, inner in list(inside):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def _near(chance: random.Random) -> date:
    return chance.choice(w.DAYS) + timedelta(days=chance.choice((-1, 0, 0, 1, 7)))


class _Transactions:
    """Makes one transaction."""

    def __init__(self, chance: random.Random, clarity: Clarity, names: Set[str] | None) -> None:
        self.chance = chance
        self.clarity = clarity
        self.names = names
        self.roles = tuple(role for role in w.ROLES if names is None or role in names)
        self.fields = {
            entity: [
                field
                for field in fields
                if field.name not in ("id", "item", "items")
                and (names is None or field.name in names or field.name == "date")
            ]
            for entity, fields in w.FIELDS.items()
        }

    def transaction(self) -> Data:
        chance = self.chance
        made = self._record("Transaction", 0)
        made["parties"] = self._parties(self.roles)
        made["answers"] = self._answers()
        many = chance.choice((1, 1, 1, 1, 1, 2, 3))
        made["items"] = [self._line(n) for n in range(many)]
        if chance.random() < 0.6:
            made["rates"] = self._rates()
        if chance.random() < 0.1:
            made["schema"] = "ecp-transaction/1"
        if chance.random() < 0.3:
            made["id"] = "PO 1"
        for key in ("parties", "answers"):
            if not made[key]:
                del made[key]
        return made

    def _line(self, number: int) -> Data:
        made = self._record("Item", 0)
        if self.often(0.3):
            made["id"] = f"{number + 1}"
        if self.roles and self.often(0.15):
            made["parties"] = self._parties((self.pick(self.roles),))
        if self.often(0.1):
            made["answers"] = self._answers()
        for field in self.fields["Transaction"]:
            if field.name in ("destination", "end_use") and self.often(0.1):
                value = self._fact(field.type, 0)
                if value is not _OMIT:
                    made[field.key] = value
        return made

    def _parties(self, roles: tuple[str, ...]) -> Data:
        found = {role: self._fact(w.ROLES[role], 0) for role in roles}
        return {role: value for role, value in found.items() if value is not _OMIT}

    def _answers(self) -> Data:
        made: Data = {}
        for question in w.QUESTIONS_OF_FACT:
            answer: Any = self.pick(("yes", "no", True, False))
            if question in ("m.dated", "m.working"):
                answer = {"value": answer, "as_of": _near(self.chance).isoformat()}
            elif self.often(self.clarity.wrapped):
                answer = {"value": answer, "source": "a form"}
            # The last part of a name serves where no other question ends in it.
            name = "dated" if question == "m.dated" and self.often(0.3) else question
            made[name] = answer
        for question, readings in w.QUESTIONS_OF_LAW.items():
            made[question] = self.pick(readings)
        return {
            name: answer
            for name, answer in made.items()
            if not self.often(0.1 + self.clarity.missing)
        }

    def _rates(self) -> list[Data]:
        rates: list[Data] = []
        for base, to, rate in (("EUR", "USD", "1.1"), ("USD", "JPY", 150), ("JPY", "EUR", "0.006")):
            for day in self.chance.sample(w.DAYS, self.chance.choice((0, 1, 1, 2))):
                rates.append({"from": base, "to": to, "rate": rate, "date": day.isoformat()})
        return rates

    # Records and facts

    def often(self, probability: float) -> bool:
        """Say yes with a probability."""
        return self.chance.random() < probability

    def pick(self, options: tuple[_T, ...]) -> _T:
        """Choose one."""
        return options[int(self.chance.random() * len(options))]

    def _record(self, entity: str, depth: int) -> Data:
        made: Data = {}
        for field in self.fields[entity]:
            value = self._fact(field.type, depth)
            if value is not _OMIT:
                made[field.key] = value
        if entity == "Party":
            made["name"] = made.get("name") if isinstance(made.get("name"), dict) else None
            made["name"] = made["name"] or self.pick(w.NO_NAMES if self.often(0.06) else w.NAMES)
            if self.often(self.clarity.missing):
                del made["name"]
            if self.often(0.15):
                listed = {id_: self.often(0.5) for id_ in w.PARTY_LISTS if self.often(0.6)}
                made["listed"] = listed
        return made

    def _fact(self, type_: ir.Type, depth: int) -> Any:
        clarity = self.clarity
        if self.often(clarity.missing):
            return _OMIT
        if isinstance(type_, ir.ClassificationType):
            return self._wrapped(self._classification())
        if self.often(clarity.absent):
            has_none = isinstance(type_, ir.EnumType) and "none" in type_.values
            return "none" if self.often(0.3) and not has_none else None
        if isinstance(type_, ir.EntityType):
            return self._record(type_.name, depth + 1)
        if isinstance(type_, ir.ListType):
            return self._wrapped(self._list(type_, depth))
        return self._scalar(type_)

    def _scalar(self, type_: ir.Type) -> Any:
        blurred = self.often(self.clarity.blurred)
        return self._wrapped(self._blurred(type_) if blurred else self._plain(type_))

    def _wrapped(self, value: Any) -> Any:
        """Say now and then where a value comes from."""
        if not self.often(self.clarity.wrapped):
            return value
        made = {"value": value, "source": "lab", "as_of": "2026-01-15"}
        for key in ("source", "as_of"):
            if self.often(0.4):
                del made[key]
        return made

    def _classification(self) -> Data:
        made: Data = {}
        for scheme in ("ctl", "x.mil"):
            wanted = self.names is None or scheme in self.names
            if wanted and not self.often(self.clarity.missing):
                made[scheme] = self._scalar(ir.CodeType(scheme))
                if self.often(0.1):
                    made[scheme] = self._wrapped({"codes": self._together(scheme)})
        if self.often(0.02):
            made["zz.foreign"] = "5X999"
        return made

    def _together(self, scheme: str) -> list[Any]:
        """Give several codes that hold together, some of them known in part; now and then badly."""
        type_ = ir.CodeType(scheme)
        many = self.pick((0, 1, 2, 2, 2, 3, 3))
        codes = [
            self._blurred(type_) if self.often(self.clarity.blurred) else self._plain(type_)
            for _ in range(many)
        ]
        return codes if self.often(0.03) else [code for code in codes if not _is_result(code)]

    def _list(self, type_: ir.ListType, depth: int) -> Any:
        many = self.pick((0, 0, 1, 1, 2, 3)) if depth == 0 else self.pick((0, 0, 0, 1))
        if depth > 2:
            many = 0
        elements = [self._element(type_.element, depth) for _ in range(many)]
        if self.often(self.clarity.blurred):
            return {"complete": self.often(0.3), "items": elements}
        return elements

    def _element(self, type_: ir.Type, depth: int) -> Any:
        if isinstance(type_, ir.EntityType):
            if type_.name == "Identifier":
                scheme, value = self.pick(w.IDENTIFIERS)
                if self.often(0.15):
                    others = [value, self.pick(w.IDENTIFIERS)[1]]
                    return {"scheme": scheme, "value": self.pick(("", {"one_of": others}))}
                return {"scheme": scheme, "value": value}
            if type_.name == "Name":
                return {"value": self.pick(w.NAMES)}
            return self._record(type_.name, depth + 1)
        if isinstance(type_, ir.TextType) and not self.often(self.clarity.blurred):
            usual = (*w.DOCUMENTS, *w.DOCUMENTS, *w.STRANGE)
            return self._wrapped(self.pick(w.BLANK if self.often(0.05) else usual))
        return self._scalar(type_)

    def _plain(self, type_: ir.Type) -> Any:
        match type_:
            case ir.YesNoType():
                return self.pick((True, False, True, False, "yes", "no"))
            case ir.TextType():
                usual = (*w.TEXTS, *w.TEXTS, *w.TEXTS, *w.STRANGE, *w.ORDINARY)
                return self.pick(w.BLANK if self.often(0.05) else usual)
            case ir.NumberType():
                return self.pick((*_AMOUNTS, "-5", 5, 10))
            case ir.PercentType():
                return self.pick(_PERCENTS)
            case ir.DateType():
                day = _near(self.chance).isoformat()
                offsets = ("Z", "+00:00", "+09:00", "-05:00")
                return f"{day}T20:30:00{self.pick(offsets)}" if self.often(0.12) else day
            case ir.DurationType():
                return {"value": self.pick(("1", 12, "60")), "unit": self.pick(_DURATIONS)}
            case ir.MoneyType():
                return {"amount": self.pick(_AMOUNTS), "currency": self.pick(_CURRENCIES)}
            case ir.QuantityType():
                return {"value": self.pick(_AMOUNTS), "unit": self.pick(("KGM", "KGM", "GRM"))}
            case ir.EnumType(values):
                return self.pick(values)
            case ir.CodeType(scheme):
                # Few codes turn up often, so that the conditions on them are met.
                codes = w.SCHEMES[scheme]
                code = self.pick(codes[:5] if self.often(0.6) else codes)
                return w.AS_GIVEN.get(scheme, {}).get(code, code)
            case _:
                raise AssertionError(type_)

    def _blurred(self, type_: ir.Type) -> Any:
        match type_:
            case ir.DurationType():
                return self._plain(type_)
            case ir.MoneyType() | ir.QuantityType():
                whole = self._plain(type_)
                key = "amount" if "amount" in whole else "value"
                if self.often(0.3):
                    other = {**whole, key: "1000"}
                    return self.pick(({"at_least": whole, "at_most": other}, {"one_of": [whole]}))
                return {**whole, key: self._range(_AMOUNTS, float)}
            case ir.NumberType():
                return self._range(_AMOUNTS, float)
            case ir.PercentType():
                return self._range(_PERCENTS, lambda text: float(text[:-1]))
            case ir.DateType():
                return self._range(tuple(day.isoformat() for day in w.DAYS), str)
            case _:
                many = 1 + self.chance.choice((0, 1, 1, 2))
                return {"one_of": [self._plain(type_) for _ in range(many)]}

    def _range(self, values: tuple[str, ...], order: Any) -> Data:
        low, high = sorted((self.pick(values), self.pick(values)), key=order)
        return self.pick(
            (
                {"at_least": low, "at_most": high},
                {"at_least": low, "at_most": high},
                {"at_least": low},
                {"at_most": high},
                {"one_of": [high, low]},
            )
        )


def _is_result(code: Any) -> bool:
    options = code["one_of"] if isinstance(code, dict) else (code,)
    return "NOT_LISTED" in options


_CURRENCIES = ("USD", "USD", "USD", "EUR", "JPY")
_DURATIONS = ("DAY", "MON", "ANN", "WEE", "day", "month", "year")
