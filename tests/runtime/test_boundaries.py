"""What stands exactly at a limit, of numbers and of dates, and what answers are proposed for it.

Both evaluators are asked, and what is right is worked out here, from the members of a range.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any, TypeAlias

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.generated.conditions import OPERATORS, Operator
from tests.strategies.prohibiting import DAY, ONE, Data, applies, decided, one_item, prohibiting

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import to_json

HOLDS: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": lambda value, limit: value == limit,
    "!=": lambda value, limit: value != limit,
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}
MIRRORED: dict[Operator, Operator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


# Numbers

SCALE = (9, 10, 11)
"""Below the limit, the limit, and above it."""

RANGES = tuple(combinations_with_replacement(SCALE, 2))

Kind: TypeAlias = tuple[ir.Expr, Callable[[int], ir.Expr], Callable[[int, int], Data]]


def _span(low: int, high: int, write: Callable[[int], Any]) -> Any:
    return write(low) if low == high else {"at_least": write(low), "at_most": write(high)}


def _day(n: int) -> date:
    return DAY + (n - 10) * ONE


KINDS: dict[str, Kind] = {
    "number": (
        v.of_item("level"),
        lambda n: ir.Number(Decimal(n)),
        lambda low, high: one_item(level=_span(low, high, str)),
    ),
    "percentage": (
        v.of_item("purity"),
        lambda n: ir.Number(Decimal(n) / 100),
        lambda low, high: one_item(purity=_span(low, high, lambda n: f"{n}%")),
    ),
    "money": (
        v.of_item("value"),
        lambda n: ir.Money(Decimal(n), "USD"),
        lambda low, high: one_item(value={"amount": _span(low, high, str), "currency": "USD"}),
    ),
    "money at a rate": (
        v.of_item("value"),
        lambda n: ir.Money(Decimal(n * 2), "USD"),
        lambda low, high: {
            **one_item(value={"amount": _span(low, high, str), "currency": "EUR"}),
            "rates": [{"from": "EUR", "to": "USD", "rate": "2", "date": "2026-03-10"}],
        },
    ),
    "quantity": (
        v.of_item("weight"),
        lambda n: ir.Amount(Decimal(n), "mass"),
        lambda low, high: one_item(weight={"value": _span(low, high, str), "unit": "KGM"}),
    ),
    "quantity in another unit": (
        v.of_item("weight"),
        lambda n: ir.Amount(Decimal(n), "mass"),
        lambda low, high: one_item(
            weight={"value": _span(low, high, lambda n: str(n * 1000)), "unit": "GRM"}
        ),
    ),
    "calculated": (
        ir.Arithmetic("+", v.of_item("level"), ir.Number(Decimal(1))),
        lambda n: ir.Number(Decimal(n + 1)),
        lambda low, high: one_item(level=_span(low, high, str)),
    ),
    "counted": (
        ir.Count("c", v.tx("route"), ir.Equal(ir.Variable("c"), ir.Code("country", "AA"))),
        lambda n: ir.Number(Decimal(n)),
        lambda low, high: {
            "route": ["AA"] * low + [{"one_of": ["AA", "BB"]}] * (high - low) + ["CC"]
        },
    ),
    "date": (
        ir.Field(v.tx("dates"), "contract"),
        lambda n: ir.Date(_day(n)),
        lambda low, high: {"dates": {"contract": _span(low, high, lambda n: _day(n).isoformat())}},
    ),
    "date of the act": (
        v.tx("date"),
        lambda n: ir.Date(_day(n)),
        lambda low, high: {"date": _span(low, high, lambda n: _day(n).isoformat())},
    ),
    "date moved": (
        ir.Shift(ir.Field(v.tx("dates"), "contract"), ir.Duration(1, "day", None), False),
        lambda n: ir.Date(_day(n + 1)),
        lambda low, high: {"dates": {"contract": _span(low, high, lambda n: _day(n).isoformat())}},
    ),
    "date against that of the act": (
        ir.Field(v.tx("dates"), "contract"),
        lambda n: v.tx("date"),
        lambda low, high: {"dates": {"contract": _span(low, high, lambda n: _day(n).isoformat())}},
    ),
    "days between": (
        ir.DaysBetween(v.tx("date"), ir.Field(v.tx("dates"), "contract")),
        lambda n: ir.Duration(n, "day", None),
        lambda low, high: {
            "dates": {
                "contract": _span(20 - high, 20 - low, lambda n: (_day(n) - 10 * ONE).isoformat())
            }
        },
    ),
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("kind", KINDS)
def test_ranges_that_begin_or_end_at_the_limit(kind: str, operator: Operator) -> None:
    read, limit, facts = KINDS[kind]
    # A range of numbers holds what lies between its ends as well.
    engines = (
        prohibiting(ir.Compare(operator, read, limit(10))),
        prohibiting(ir.Compare(MIRRORED[operator], limit(10), read)),
        # Not in a table of one rule alone, and turned around.
        prohibiting(ir.Not(ir.Not(ir.Compare(operator, read, limit(10))))),
    )
    for low, high in RANGES:
        truths = {HOLDS[operator](n, 10) for n in SCALE if low <= n <= high}
        right = "open" if len(truths) > 1 else "yes" if truths == {True} else "no"
        for engine in engines:
            assert applies(engine, facts(low, high)) == right, (low, high)


@pytest.mark.parametrize("operator", OPERATORS)
def test_both_sides_may_be_ranges(operator: Operator) -> None:
    contract = ir.Field(v.tx("dates"), "contract")
    engine = prohibiting(ir.Compare(operator, contract, v.tx("date")))
    for (low, high), (first, last) in product(RANGES, RANGES):
        data = {
            "dates": {"contract": _span(low, high, lambda n: _day(n).isoformat())},
            "date": _span(first, last, lambda n: _day(n).isoformat()),
        }
        truths = {
            HOLDS[operator](a, b) for a in range(low, high + 1) for b in range(first, last + 1)
        }
        right = "open" if len(truths) > 1 else "yes" if truths == {True} else "no"
        assert applies(engine, data) == right, data


def test_two_facts_that_may_be_the_same() -> None:
    engine = prohibiting(ir.Equal(v.tx("destination"), v.of_item("origin")))
    either = {"one_of": ["AA", "BB"]}
    for destination, origin, right in (
        ("AA", "AA", "yes"),
        ("AA", "BB", "no"),
        (either, "AA", "open"),
        (either, "CC", "no"),
        (either, either, "open"),
        ({"one_of": ["AA"]}, "AA", "yes"),
        ("AA", None, "no"),
    ):
        data = {"destination": destination, **one_item(origin=origin)}
        assert applies(engine, data) == right, data


def test_a_share_at_its_limit() -> None:
    c = ir.Variable("c")
    from_aa = ir.Equal(ir.Field(c, "origin"), ir.Code("country", "AA"))
    value = ir.Field(c, "value")
    share = ir.Share(value, "c", v.of_item("components"), from_aa, v.of_item("value"))
    tenth = ir.Number(Decimal("0.1"))
    over, least = (prohibiting(ir.Compare(op, share, tenth)) for op in (">", ">="))

    def of(amount: str) -> Data:
        parts = [
            {"origin": "AA", "value": {"amount": amount, "currency": "USD"}},
            {"origin": "BB", "value": {"amount": "50", "currency": "USD"}},
        ]
        return one_item(components=parts, value={"amount": "100", "currency": "USD"})

    assert [applies(over, of(amount)) for amount in ("9.99", "10", "10.01")] == ["no", "no", "yes"]
    assert [applies(least, of(amount)) for amount in ("9.99", "10", "10.01")] == [
        "no",
        "yes",
        "yes",
    ]


def test_a_share_of_a_range() -> None:
    c = ir.Variable("c")
    from_aa = ir.Equal(ir.Field(c, "origin"), ir.Code("country", "AA"))
    share = ir.Share(
        ir.Field(c, "value"), "c", v.of_item("components"), from_aa, v.of_item("value")
    )
    engine = prohibiting(ir.Compare(">=", share, ir.Number(Decimal("0.1"))))
    parts = [{"origin": "AA", "value": {"amount": "10", "currency": "USD"}}]
    for (low, high), right in (
        ((90, 100), "yes"),
        ((100, 100), "yes"),
        ((100, 101), "open"),
        ((101, 110), "no"),
    ):
        value = {"amount": _span(low, high, str), "currency": "USD"}
        assert applies(engine, one_item(components=parts, value=value)) == right, (low, high)


def test_an_owner_at_half() -> None:
    owner = ir.Variable("owner")
    half = ir.Compare(">=", ir.Field(owner, "share"), ir.Number(Decimal("0.5")))
    listed = ir.WithinList(owner, "m.bad")
    owners = ir.Field(v.tx("end_user"), "owners")
    engine = prohibiting(
        ir.Quantified("any", "owner", owners, ir.And((listed, half))),
        lists=(v.list_of("m.bad", v.member("Evil Corp")),),
    )

    def of(*owners: Data, complete: bool = True) -> Data:
        written: Any = list(owners) if complete else {"complete": False, "items": list(owners)}
        return {"parties": {"end_user": {"name": "Nobody", "owners": written}}}

    evil, good = {"name": "Evil Corp"}, {"name": "Good GmbH", "share": "50%"}
    assert applies(engine, of({**evil, "share": "50%"})) == "yes"
    assert applies(engine, of({**evil, "share": "49.99%"})) == "no"
    assert applies(engine, of({**evil, "share": {"at_least": "50%", "at_most": "60%"}})) == "yes"
    assert applies(engine, of({**evil, "share": {"at_least": "40%", "at_most": "50%"}})) == "open"
    assert applies(engine, of(evil, good)) == "open"
    assert applies(engine, of(good)) == "no"
    assert applies(engine, of()) == "no"
    assert applies(engine, of(good, complete=False)) == "open"
    assert applies(engine, {"parties": {"end_user": {"name": "Nobody"}}}) == "open"


def test_owners_together_at_half() -> None:
    owner = ir.Variable("owner")
    owners = ir.Field(v.tx("end_user"), "owners")
    total = ir.Sum(ir.Field(owner, "share"), "owner", owners, ir.WithinList(owner, "m.bad"))
    engine = prohibiting(
        ir.Compare(">=", total, ir.Number(Decimal("0.5"))),
        lists=(v.list_of("m.bad", v.member("Evil Corp"), v.member("Grey Ltd")),),
    )

    def of(first: Any, second: Any) -> Data:
        held = [{"name": "Evil Corp", "share": first}, {"name": "Grey Ltd", "share": second}]
        return {"parties": {"end_user": {"name": "Nobody", "owners": [*held, {"name": "Good"}]}}}

    assert applies(engine, of("25%", "25%")) == "yes"
    assert applies(engine, of("25%", "24.9%")) == "no"
    assert applies(engine, of("25%", {"at_least": "24%", "at_most": "25%"})) == "open"
    assert applies(engine, of("50%", None)) == "yes"
    # Whoever is not named may be listed, and then counts as well.
    held = [{"name": "Evil Corp", "share": "25%"}, {"share": "30%"}]
    assert applies(engine, {"parties": {"end_user": {"name": "Nobody", "owners": held}}}) == "open"


# Answers that are proposed


def _answers(engine: Engine, data: Data, path: str) -> dict[str, Any]:
    written: Any = to_json(decided(engine, data))
    entries = written["items"][0]["jurisdictions"]["XA"]["missing"]
    found: dict[str, Any] = next(each["if"] for each in entries if each["path"] == path)
    return found


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("kind", ["number", "percentage", "quantity", "money", "date"])
def test_each_answer_that_is_proposed_for_a_limit_settles_it(kind: str, operator: Operator) -> None:
    read, limit, _ = KINDS[kind]
    assert isinstance(read, ir.Field)
    engine = prohibiting(ir.Compare(operator, read, limit(10)))
    path = "dates.contract" if kind == "date" else f"items[0].{read.name}"
    answers = _answers(engine, {}, path)
    meant: set[int] = set()
    for label, outcome in answers.items():
        members = {n for n in SCALE if _is_meant(label, n, kind)}
        truths = {HOLDS[operator](n, 10) for n in members}
        assert outcome == RIGHT[frozenset(truths)], label
        # Days before and days after a day are not told apart where only that day counts.
        assert len(truths) == 1 or (kind == "date" and operator in ("=", "!=")), label
        meant |= members
    # Together they leave no value out.
    assert meant == set(SCALE)


FREE, FORBIDDEN = "no_license_required", "prohibited"
RIGHT: dict[frozenset[bool], object] = {
    frozenset({True}): FORBIDDEN,
    frozenset({False}): FREE,
    frozenset({True, False}): {"at_least": FREE, "at_most": FORBIDDEN},
}


def _is_meant(label: str, n: int, kind: str) -> bool:
    if kind == "date":
        day = next(d for d in map(_day, range(8, 14)) if d.isoformat() in label)
        return _day(n) < day if label.startswith("before") else _day(n) >= day
    return next(HOLDS[op](n, 10) for op in OPERATORS if op == label.split(" ")[0])


def test_what_the_party_says_of_itself_counts_before_what_is_assumed() -> None:
    both = ir.And(
        (ir.WithinList(v.tx("end_user"), "m.bad"), ir.WithinList(v.tx("end_user"), "m.worse"))
    )
    engine = prohibiting(
        both, lists=(v.list_of("m.bad"), v.list_of("m.worse", v.member("Evil Corp")))
    )
    path = "parties.end_user.name"
    for own, right in ((True, "prohibited"), (False, None)):
        data = {"parties": {"end_user": {"listed": {"m.bad": own}}}}
        if right is None:
            assert applies(engine, data) == "no"
        else:
            answers = _answers(engine, data, path)
            assert answers["listed in m.worse"] == right
            assert answers["not listed"] == "no_license_required"
