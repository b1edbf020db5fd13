"""Small programs that ask few facts in many ways, and transactions for them, made by the thousand.

Their conditions are disjunctions of three to eight branches that share facts, ask one twice and
leave others out, with definitions that are inlined. Few values for few facts meet most of them.
"""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias, TypeVar

from attrs import frozen
from tests.strategies import vocabulary as v
from tests.strategies.agreement import Asked
from tests.strategies.generated.conditions import Conditions
from tests.strategies.generated.facts import (
    CODES,
    COUNTRIES,
    DAYS,
    FACTS,
    ISO,
    NAMES,
    OWNERS,
    Fact,
    Holder,
    pick,
)
from tests.strategies.generated.lives import INSTRUMENTS, Lives
from tests.strategies.generated.programs import EFFECTS

from ecp_runtime import ir

_T = TypeVar("_T")
Facts: TypeAlias = tuple[Fact, ...]

SIZES = ((1, 3), (4, 7), (8, 12), (13, 24), (70, 90))
"""How many rules there are: too few for a table, just enough, so many that cells are crowded."""

WEIGHTS = (62, 22, 11, 3, 2)
MANY = 70


_FLAT = ("destination", "origin", "kind", "purpose")
_LISTS: Mapping[str, ir.Expr] = {
    "destination": ir.WithinList(v.tx("destination"), "m.countries"),
    "classification": ir.WithinList(v.control_code(), "m.codes"),
}


@frozen(kw_only=True)
class Small:
    """A small program, with the facts that it asks."""

    program: ir.Program
    facts: Facts


def small(seed: object) -> Small:
    """Make a small program: mostly of few rules, now and then of many in one jurisdiction."""
    return _Maker(random.Random(f"small {seed}")).made()


class _Maker:
    """Makes one program."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.lives = Lives(Conditions(chance))
        many = chance.choice((2, 2, 3, 3, 3, 4, 5))
        keys = chance.sample(_FLAT, min(many, chance.choice((1, 2, 3))))
        others = [key for key in FACTS if key not in keys]
        keys += chance.sample(others, many - len(keys))
        self.facts = tuple(FACTS[key] for key in keys)
        self.definitions: list[ir.Definition] = []

    def made(self) -> Small:
        self._define()
        ids = [f"m.r{n}" for n in range(self._size())]
        crowd = len(ids) >= MANY
        rules = tuple(
            v.rule(id_, self.pick(EFFECTS), **self._common(crowd), governs=self._acts())
            for id_ in ids
        )
        authorizations = tuple(
            v.authorization(f"m.a{n}", self._some_or_all(ids), **self._common())
            for n in range(self.chance.choice((0, 0, 1, 2)))
        )
        bars = tuple(
            v.bar(f"m.b{n}", self._targets([a.id for a in authorizations]), self._condition())
            for n in range(self.chance.choice((0, 0, 1)) if authorizations else 0)
        )
        exemptions: list[ir.Exemption] = []
        targets = [*ids, *(bar.id for bar in bars)]
        for n in range(self.chance.choice((0, 0, 1, 2, 3))):
            even, chosen = self.often(0.5), self._targets(targets)
            exemptions.append(
                v.exemption(f"m.e{n}", chosen, even_prohibition=even, **self._common())
            )
            targets.append(f"m.e{n}")
        program = v.program(
            rules=rules,
            exemptions=tuple(exemptions),
            authorizations=authorizations,
            bars=bars,
            definitions=tuple(self.definitions),
            lists=self._lists(),
            questions=_QUESTIONS,
            instruments=_INSTRUMENTS,
            jurisdictions=(v.jurisdiction(self.pick((v.EVERYTHING, v.EVERYTHING, v.REACHES))),),
            profiles=_PROFILES,
        )
        return Small(program=program, facts=self.facts)

    def pick(self, options: tuple[_T, ...]) -> _T:
        return pick(self.chance, options)

    def often(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _size(self) -> int:
        low, high = self.chance.choices(SIZES, WEIGHTS)[0]
        return self.chance.randint(low, high)

    def _acts(self) -> tuple[str, ...]:
        return self.pick(((), (), (), ("export",), ("reexport",)))

    def _targets(self, options: list[str]) -> tuple[str, ...]:
        many = min(len(options), self.chance.choice((1, 1, 2)))
        return tuple(sorted(self.chance.sample(options, many)))

    def _some_or_all(self, options: list[str]) -> tuple[str, ...]:
        return tuple(sorted(options)) if self.often(0.6) else self._targets(options)

    def _common(self, crowd: bool = False) -> dict[str, Any]:
        judged = ir.Field(v.tx("dates"), "contract") if self.often(0.06) else None
        life = self.lives.life(plain=True) if self.often(0.3) else v.life()
        condition = self._keyed() if crowd and self.often(0.9) else self._condition()
        return {"condition": condition, "life_": life, "judged_at": judged}

    # Conditions

    def _condition(self) -> ir.Expr:
        roll = self.chance.random()
        if roll < 0.55:
            return self._disjunction()
        if roll < 0.7:
            return ir.And((self._test(), self._disjunction()))
        if roll < 0.8:
            return ir.Not(self._disjunction())
        return self._branch(()) if roll < 0.95 else ir.Or((self._keyed(), self._keyed()))

    def _keyed(self) -> ir.Expr:
        """Ask for one value of one or two facts first, as most laws do."""
        keys = self.chance.sample(self.facts, min(2, len(self.facts)))
        parts = [self._ask(key) for key in keys]
        return ir.And((*parts, self._disjunction())) if self.often(0.1) else ir.And(tuple(parts))

    def _disjunction(self) -> ir.Expr:
        many = self.pick((2, 3, 3, 3, 3, 3, 4, 4, 5, 6, 8))
        common = tuple(fact for fact in self.facts if self.often(0.3))
        branches = [self._branch(common) for _ in range(many)]
        if self.often(0.1):
            branches[-1] = branches[0]
        return ir.Or(tuple(branches))

    def _branch(self, common: Facts) -> ir.Expr:
        """Make a branch that mostly asks what others ask, now and then twice."""
        asked = [fact for fact in common if self.often(0.8)]
        asked += [fact for fact in asked if self.often(0.25)]
        asked += [self.pick(self.facts) for _ in range(self.chance.choice((0, 0, 0, 1, 1)))]
        parts = [self._negated(self._ask(fact)) for fact in asked] or [self._test()]
        if self.often(0.08):
            parts.append(ir.Or((self._test(), self._branch(common))))
        self.chance.shuffle(parts)
        return ir.And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _negated(self, part: ir.Expr) -> ir.Expr:
        return ir.Not(part) if self.often(0.1) else part

    def _test(self) -> ir.Expr:
        if self.definitions and self.often(0.3):
            found = self.pick(tuple(self.definitions))
            arguments = (self._argument(),) if found.parameters else ()
            return ir.Call(found.id, arguments)
        return self._ask(self.pick(self.facts))

    def _ask(self, fact: Fact) -> ir.Expr:
        if fact.key in _LISTS and self.often(0.15):
            return _LISTS[fact.key]
        if fact.holder != "answers" and self.often(0.03):
            return ir.IsAbsent(_ABSENT.get(fact.key, v.tx("end_use")))
        asks_place = fact.key in _PLACES and self.definitions and self.often(0.4)
        if asks_place and (taking := [d for d in self.definitions if d.parameters]):
            return ir.Call(self.pick(tuple(taking)).id, (_PLACES[fact.key],))
        return fact.ask(self.chance)

    def _argument(self) -> ir.Expr:
        asked = tuple(_PLACES[fact.key] for fact in self.facts if fact.key in _PLACES)
        return self.pick(asked or (v.tx("destination"),))

    def _define(self) -> None:
        for n in range(self.chance.choice((0, 1, 2, 3))):
            taken = self.often(0.6)
            some = ir.OneOf(
                ir.Variable("place"),
                tuple(ir.Code("country", c) for c in self.chance.sample(COUNTRIES, 2)),
            )
            body: ir.Expr = some if taken and self.often(0.6) else self._disjunction()
            if taken and body is not some:
                body = ir.Or((some, body)) if self.often(0.5) else ir.And((some, body))
            parameters = ("place",) if taken else ()
            made = ir.Definition(id=f"m.d{n}", title=None, parameters=parameters, body=body)
            self.definitions.append(made)

    def _lists(self) -> tuple[ir.ListDefinition, ...]:
        included = (ir.ListInclusion("m.worse", self._life()),) if self.often(0.4) else ()
        return (
            v.list_of("m.bad", *self._members(NAMES[:2]), life_=self._life(), inclusions=included),
            v.list_of("m.codes", *self._members(CODES), scheme="ctl", life_=self._life()),
            v.list_of("m.countries", *self._members(COUNTRIES), scheme="country"),
            v.list_of("m.worse", *self._members(NAMES[1:])),
        )

    def _life(self) -> ir.Life:
        return self.lives.life(plain=True) if self.often(0.3) else v.life()

    def _members(self, keys: tuple[str, ...]) -> tuple[ir.ListMember, ...]:
        chosen = sorted(self.chance.sample(keys, self.chance.randint(0, min(3, len(keys)))))
        return tuple(v.member(key, life_=self.lives.membership()) for key in chosen)


_PLACES: Mapping[str, ir.Expr] = {"destination": v.tx("destination"), "origin": v.of_item("origin")}
_ABSENT: Mapping[str, ir.Expr] = {
    **_PLACES,
    "kind": v.tx("end_user"),
    "value": v.of_item("value"),
    "components": v.of_item("components"),
    "owners": OWNERS,
}
_QUESTIONS = (
    v.question("m.law", "extended", "lapsed", over=ir.Period(DAYS[1], DAYS[3])),
    v.question("m.q", valid_for=ir.Duration(1, "month")),
)
_PROFILES = (
    ir.Profile("m.p", "Profile", (ir.Adoption("m.law", "lapsed", None, DAYS[0], "Advice"),)),
)
_INSTRUMENTS = tuple(
    v.instrument(id_, issued)
    for id_, issued in zip(
        sorted(INSTRUMENTS),
        (date(2025, 1, 1), date(2026, 2, 1), date(2026, 4, 15), None),
        strict=True,
    )
)


# Transactions


@frozen(kw_only=True)
class Question:
    """What is asked, and how many of the facts that the program asks are left out."""

    asked: Asked
    left_out: int


UNCLEAR = ((0.0, 0.0),) * 15 + ((0.1, 0.1), (0.15, 0.25), (0.3, 0.1), (0.6, 0.1), (0.0, 0.5))
"""How often a fact is left out, and how often it is vague."""


def question(chance: random.Random, of: Small) -> Question:
    """Make a transaction of the facts that a program asks, with what may be asked with it."""
    missing, vague = pick(chance, UNCLEAR)
    item: dict[str, Any] = {}
    held: dict[Holder, dict[str, Any]] = {"item": item, "header": {}}
    left_out = 0
    for fact in of.facts:
        roll = chance.random()
        if roll < missing:
            left_out += 1
            continue
        value: Any = pick(chance, fact.values)
        if roll < missing + vague:
            value = pick(chance, fact.vague) if fact.vague else None
        if fact.holder == "answers":
            value = {"value": value, "as_of": ISO[0]} if value is not None else "unknown"
            if fact.key == "m.law" or value == "unknown":
                value = pick(chance, fact.values)
        held.setdefault(fact.holder, {})[fact.key] = value
    made = _transaction(chance, held)
    roll = chance.random()
    on = pick(chance, DAYS) if roll < 0.05 else None
    known_at = pick(chance, DAYS) if 0.05 <= roll < 0.1 else None
    profile = of.program.profiles[0] if 0.1 <= roll < 0.15 else None
    return Question(asked=Asked(made, on, known_at, profile), left_out=left_out)


def _transaction(chance: random.Random, held: Mapping[Holder, dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "act": "export" if chance.random() < 0.8 else "reexport",
        "date": pick(chance, ISO),
        **held["header"],
        "items": [held["item"]],
    }
    for key in ("end_use", "dates", "answers"):
        if key in held:
            made[key] = held[key]
    if "end_user" in held:
        made["parties"] = {"end_user": held["end_user"]}
    if "value" in held["item"] and chance.random() < 0.6:
        made["rates"] = [{"from": "EUR", "to": "USD", "rate": "1.1", "date": pick(chance, ISO)}]
    if chance.random() < 0.06:
        made["items"] = [held["item"], {**held["item"], "destination": pick(chance, COUNTRIES)}]
    return made
