"""The facts that small programs ask: where each stands, how it is asked, and what it may be."""

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import frozen
from tests.strategies import vocabulary as v
from tests.strategies.generated import words as w
from tests.strategies.generated.conditions import OPERATORS

from ecp_runtime import ir

_T = TypeVar("_T")
Holder: TypeAlias = Literal["header", "end_use", "end_user", "item", "dates", "answers", "rates"]

COUNTRIES = v.COUNTRIES
CODES = ("1A", "1A.a", "1A.a.1", "1A.b", "2B.a")
TEXTS = ("civil", "weapons", "research")
KINDS = ("person", "company", "military")
NAMES = ("Evil Corp", "Evil Corp., Ltd.", "Good GmbH", "Grey Ltd")
DAYS = w.DAYS[1:6]
LIMITS = ("0", "5", "10")


@frozen(eq=False)
class Fact:
    """A fact that programs may ask: where it stands, how it is asked, and what it may be."""

    key: str
    holder: Holder
    ask: Callable[[random.Random], ir.Expr]
    values: tuple[Any, ...]
    vague: tuple[Any, ...] = ()


def pick(chance: random.Random, options: tuple[_T, ...]) -> _T:
    """Choose one."""
    return options[int(chance.random() * len(options))]


def _coded(read: ir.Expr, scheme: str, codes: tuple[str, ...]) -> Callable[..., ir.Expr]:
    def ask(chance: random.Random) -> ir.Expr:
        roll = chance.random()
        if roll < 0.45:
            return ir.Equal(read, ir.Code(scheme, pick(chance, codes)))
        several = tuple(ir.Code(scheme, code) for code in chance.sample(codes, 2))
        if roll < 0.75 or scheme == "country":
            return ir.OneOf(read, several)
        return ir.WithinCode(read, several[0])

    return ask


def _worded(read: ir.Expr, words: tuple[str, ...]) -> Callable[..., ir.Expr]:
    def ask(chance: random.Random) -> ir.Expr:
        if chance.random() < 0.6:
            return ir.Equal(read, ir.Text(pick(chance, words)))
        return ir.OneOf(read, tuple(ir.Text(each) for each in chance.sample(words, 2)))

    return ask


def _limited(read: ir.Expr, limits: tuple[ir.Expr, ...]) -> Callable[..., ir.Expr]:
    return lambda chance: ir.Compare(pick(chance, OPERATORS), read, pick(chance, limits))


def _one(*exprs: ir.Expr) -> Callable[..., ir.Expr]:
    return lambda chance: pick(chance, exprs)


def _over(path: ir.Expr, *bodies: ir.Expr) -> Callable[..., ir.Expr]:
    def ask(chance: random.Random) -> ir.Expr:
        kind: Literal["any", "every"] = "any" if chance.random() < 0.6 else "every"
        return ir.Quantified(kind, "c", path, pick(chance, bodies))

    return ask


def _ranges(low: object, high: object) -> tuple[Any, ...]:
    return {"at_least": low, "at_most": high}, {"at_least": high}, {"at_most": low}


def _options(values: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple({"one_of": list(pair)} for pair in pairwise(values))


_IN_PART: tuple[Any, ...] = ({"codes": [CODES[0], {"one_of": list(CODES[1:3])}]}, {"codes": []})
_C = ir.Variable("c")
OWNERS = ir.Field(v.tx("end_user"), "owners")
_MANY_COUNTRIES: tuple[list[str], ...] = ([], ["AA"], ["BB", "CC"])
_COMPONENTS: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"origin": "AA", "level": "5"}],
    [{"origin": "BB", "level": "10"}, {"origin": "AA"}],
)
_HALF = ir.Number(Decimal("0.5"))
_USD = tuple(ir.Money(Decimal(limit), currency) for limit in LIMITS for currency in ("USD", "EUR"))
_OF_DATES = tuple(ir.Date(day) for day in DAYS)
ISO = tuple(day.isoformat() for day in DAYS)

FACTS: Mapping[str, Fact] = {
    fact.key: fact
    for fact in (
        Fact(
            "destination",
            "header",
            _coded(v.tx("destination"), "country", COUNTRIES),
            COUNTRIES,
            _options(COUNTRIES),
        ),
        Fact(
            "origin",
            "item",
            _coded(v.of_item("origin"), "country", COUNTRIES),
            COUNTRIES,
            _options(COUNTRIES),
        ),
        Fact("kind", "end_user", _worded(v.party("end_user", "kind"), KINDS), KINDS),
        Fact(
            "purpose",
            "end_use",
            _worded(ir.Field(v.tx("end_use"), "purpose"), TEXTS),
            TEXTS,
            _options(TEXTS),
        ),
        Fact("military", "end_use", _one(ir.Field(v.tx("end_use"), "military")), (True, False)),
        Fact(
            "classification",
            "item",
            _coded(v.control_code(), "ctl", CODES),
            (
                *({"ctl": code} for code in (*CODES, "NOT_LISTED")),
                *({"ctl": {"codes": list(pair)}} for pair in pairwise(CODES)),
            ),
            tuple({"ctl": each} for each in (*_options(CODES), *_IN_PART)),
        ),
        Fact(
            "level",
            "item",
            _limited(v.of_item("level"), tuple(ir.Number(Decimal(n)) for n in LIMITS)),
            (*LIMITS, "7"),
            _ranges("5", "10"),
        ),
        Fact(
            "value",
            "item",
            _limited(v.of_item("value"), _USD),
            tuple({"amount": n, "currency": c} for n in LIMITS for c in ("USD", "EUR")),
            tuple({"amount": each, "currency": "USD"} for each in _ranges("5", "10")),
        ),
        Fact(
            "weight",
            "item",
            _limited(
                v.of_item("weight"), tuple(ir.Amount(Decimal(limit), "mass") for limit in LIMITS)
            ),
            tuple({"value": n, "unit": "KGM"} for n in LIMITS),
            tuple({"value": each, "unit": "KGM"} for each in _ranges("5", "10")),
        ),
        Fact(
            "contract",
            "dates",
            _limited(ir.Field(v.tx("dates"), "contract"), _OF_DATES),
            ISO,
            _ranges(ISO[1], ISO[3]),
        ),
        Fact("date", "header", _limited(v.tx("date"), _OF_DATES), ISO, _ranges(ISO[0], ISO[3])),
        Fact(
            "name",
            "end_user",
            _one(*(ir.WithinList(v.tx("end_user"), each) for each in w.PARTY_LISTS)),
            (*NAMES, "Nobody"),
        ),
        Fact(
            "owners",
            "end_user",
            _over(
                OWNERS,
                ir.WithinList(_C, "m.bad"),
                ir.And(
                    (
                        ir.Equal(ir.Field(_C, "country"), ir.Code("country", "AA")),
                        ir.Compare(">=", ir.Field(_C, "share"), _HALF),
                    )
                ),
            ),
            (
                [],
                [{"name": "Evil Corp", "country": "AA", "share": "50%"}],
                [{"name": "Nobody", "country": "BB", "share": "60%"}],
            ),
            (
                [{"country": "AA"}],
                [{"name": "Nobody", "country": "AA", "share": {"at_most": "50%"}}],
            ),
        ),
        Fact(
            "route",
            "header",
            _one(*(ir.Contains(v.tx("route"), ir.Code("country", each)) for each in COUNTRIES)),
            _MANY_COUNTRIES,
            ({"complete": False, "items": ["AA"]},),
        ),
        Fact(
            "components",
            "item",
            _over(
                v.of_item("components"),
                ir.Equal(ir.Field(_C, "origin"), ir.Code("country", "AA")),
                ir.Compare(">", ir.Field(_C, "level"), ir.Number(Decimal(5))),
            ),
            _COMPONENTS,
            ({"complete": False, "items": [{"origin": "AA"}]},),
        ),
        Fact("m.q", "answers", _one(ir.Ask("m.q", ())), ("yes", "no")),
        Fact(
            "m.law",
            "answers",
            _one(ir.ReadingIs("m.law", "extended"), ir.ReadingIs("m.law", "lapsed")),
            ("extended", "lapsed"),
        ),
    )
}
