"""Small policies of every kind of provision, made from a seed for the oracle."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

import attrs
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.measures import Operator

_T = TypeVar("_T")

DAYS = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
"""Days on which something begins or ends."""

PURPOSES = ("radar", "weapons")
LIMITS = ("5", "10")
PRICES = ("100", "1000")
COUNTRY_LISTS, CODE_LISTS, PARTY_LISTS = ("m.c1", "m.c2"), ("m.k1", "m.k2"), ("m.bad", "m.worse")
QUESTIONS = (v.question("m.q1"), v.question("m.q2"))
LAWS = (v.question("m.law1", "wide", "narrow"), v.question("m.law2", "a", "b", "c"))
EFFECTS: tuple[ir.Effect, ...] = (
    ir.Prohibition(),
    ir.Prohibition(),
    *(v.license_(review) for review in (None, None, *ir.REVIEWS)),
    ir.NotificationRequirement("XA.ministry", None),
)
CODE = v.control_code()
ENTITIES = tuple(
    attrs.evolve(
        entity,
        fields=tuple(
            attrs.evolve(each, ordinary=("farming",)) if each.name == "purpose" else each
            for each in entity.fields
        ),
    )
    for entity in v.ENTITIES
)
FIRST = v.rule(
    "m.first", ir.NotificationRequirement(None, None), v.NEVER, life_=v.life(date(2020, 1, 1))
)
"""A rule that never applies: all days of the orders are days that the policy covers."""

_COUNTRIES = (v.tx("destination"), v.of_item("origin"), v.party("end_user", "country"))


def policy(seed: int) -> ir.Program:
    """Make a policy of six rules and more, with exemptions, authorizations and bars."""
    return _Policies(random.Random(f"oracle policy {seed}")).policy()


class _Policies:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def policy(self) -> ir.Program:
        chance = self.chance
        definitions = tuple(
            ir.Definition(id=f"m.d{n}", title=None, parameters=(), body=self.condition(2))
            for n in range(2)
        )
        self.called = [each.id for each in definitions]
        rules = tuple(
            v.rule(f"m.r{n}", chance.choice(EFFECTS), self.condition(3), life_=self.life())
            for n in range(chance.randint(6, 9))
        )
        ids = [rule.id for rule in rules]
        licenses = [r.id for r in rules if isinstance(r.effect, ir.LicenseRequirement)]
        authorizations = tuple(
            v.authorization(f"m.a{n}", self.some(licenses), self.condition(2), life_=self.life())
            for n in range(chance.randint(1, 3) if licenses else 0)
        )
        bars = tuple(
            v.bar(f"m.b{n}", self.some([a.id for a in authorizations]), self.condition(2))
            for n in range(chance.randint(0, 2) if authorizations else 0)
        )
        first = tuple(
            v.exemption(
                f"m.x{n}",
                self.some([*ids, *(bar.id for bar in bars)]),
                self.condition(2),
                even_prohibition=chance.random() < 0.6,
                life_=self.life(),
            )
            for n in range(chance.randint(2, 4))
        )
        second = tuple(
            v.exemption(f"m.y{n}", self.some([x.id for x in first]), self.condition(1))
            for n in range(chance.randint(0, 2))
        )
        return v.program(
            entities=ENTITIES,
            rules=(*rules, FIRST),
            exemptions=(*first, *second),
            authorizations=authorizations,
            bars=bars,
            definitions=definitions,
            lists=self.lists(),
            questions=(*QUESTIONS, *LAWS),
        )

    called: Sequence[str] = ()

    def some(self, of: Sequence[_T]) -> tuple[_T, ...]:
        """Choose one or two, in the order in which they are given."""
        many = min(len(of), self.chance.choice((1, 1, 2)))
        chosen = set(self.chance.sample(range(len(of)), many))
        return tuple(each for number, each in enumerate(of) if number in chosen)

    def lists(self) -> tuple[ir.ListDefinition, ...]:
        made: list[ir.ListDefinition] = []
        for ids, keys, scheme in (
            (COUNTRY_LISTS, v.COUNTRIES, "country"),
            (CODE_LISTS, ("1A", "1A.a.1", "1A.b", "2B", "2B.a"), "ctl"),
            (PARTY_LISTS, ("Evil Corp", "Grey Works"), None),
        ):
            for n, id_ in enumerate(ids):
                members = [
                    v.member(key, life_=self.life(is_list=True))
                    for key in keys
                    if self.chance.random() < 0.5
                ]
                if ids is PARTY_LISTS:
                    # Anybody may be on several lists; a host may say so of anybody, too.
                    members.append(v.member("Twin AG"))
                includes = n == 1 and self.chance.random() < 0.5
                life = self.life(is_list=True)
                inclusions = (ir.ListInclusion(ids[0], life),) if includes else ()
                made.append(v.list_of(id_, *members, scheme=scheme, inclusions=inclusions))
        return tuple(made)

    def life(self, *, is_list: bool = False) -> ir.Life:
        """Make a life; that of a list may not ask for lists."""
        roll = self.chance.random()
        if roll < 0.6:
            return v.life()
        start, end = sorted(self.chance.sample(DAYS, 2))
        if roll < 0.75:
            return v.life(*self.chance.choice(((start, None), (None, start), (start, end))))
        if roll < 0.82:
            ending = ir.Ending(ir.Citation("act", None), start, "repeal")
            return v.life(endings=(ending,))
        condition = None
        if self.chance.random() < 0.7:
            condition = self.reading() if is_list else self.condition(0)
        resumed = (ir.Ending(ir.Citation("act", None), end, "resumption"),)
        suspension = v.suspension(
            *self.chance.choice(((None, None), (start, None), (None, end), (start, end))),
            under="act",
            condition=condition,
            resumptions=resumed if self.chance.random() < 0.2 else (),
        )
        return v.life(suspensions=(suspension,))

    # Conditions

    def condition(self, depth: int) -> ir.Expr:
        roll = self.chance.random()
        if depth == 0 or roll < 0.2:
            return self.test()
        if roll < 0.3:
            return ir.Not(self.condition(depth - 1))
        kind = ir.And if roll < 0.7 else ir.Or
        return kind(tuple(self.condition(depth - 1) for _ in range(self.chance.choice((2, 2, 3)))))

    def test(self) -> ir.Expr:
        choose = self.chance.choice
        country = choose(_COUNTRIES)
        tests = (
            lambda: ir.Field(v.tx("end_use"), "military"),
            lambda: ir.Equal(country, self.country()),
            lambda: ir.OneOf(country, (self.country(), self.country())),
            lambda: ir.WithinList(country, choose(COUNTRY_LISTS)),
            lambda: ir.Equal(v.party("end_user", "kind"), ir.Text(choose(_KINDS))),
            lambda: ir.WithinCode(CODE, ir.Code("ctl", choose(v.CODES))),
            lambda: ir.WithinList(CODE, choose(CODE_LISTS)),
            lambda: ir.WithinScheme(CODE, "ctl"),
            # Of one code never so, and of two together it may be.
            lambda: ir.And(
                (
                    ir.WithinCode(CODE, ir.Code("ctl", "1A.a")),
                    ir.WithinCode(CODE, ir.Code("ctl", "2B")),
                )
            ),
            lambda: ir.Equal(ir.Field(v.tx("end_use"), "purpose"), ir.Text(choose(PURPOSES))),
            lambda: ir.Compare(
                choose(_OPERATORS), v.of_item("weight"), ir.Amount(Decimal(choose(LIMITS)), "mass")
            ),
            lambda: ir.Compare(
                choose(_OPERATORS), v.of_item("value"), ir.Money(Decimal(choose(PRICES)), "USD")
            ),
            lambda: ir.Ask(choose(QUESTIONS).id, ()),
            lambda: self.reading(),
            lambda: ir.WithinList(v.tx("end_user"), choose(PARTY_LISTS)),
            lambda: ir.Call(choose(self.called), ()) if self.called else self.test(),
            lambda: ir.IsAbsent(choose((v.tx("destination"), v.of_item("origin")))),
        )
        return choose(tests)()

    def country(self) -> ir.Code:
        return ir.Code("country", self.chance.choice(v.COUNTRIES))

    def reading(self) -> ir.Expr:
        law = self.chance.choice(LAWS)
        return ir.ReadingIs(law.id, self.chance.choice(law.readings).name)


_KINDS = ("person", "company", "military")
_OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=", "=", "!=")
