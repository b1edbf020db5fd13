"""First and last days: of lives, lists, parameters, answers and questions; and rates of a day."""

from datetime import date
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.prohibiting import (
    AROUND,
    DAY,
    ONE,
    Data,
    applies,
    on_days,
    one_item,
    prohibiting,
)

from ecp_runtime import calendar, ir
from ecp_runtime.compiled.engine import Engine


def test_a_life_begins_and_ends_on_its_days() -> None:
    assert on_days(prohibiting(life_=v.life(DAY)), *AROUND) == ["no", "yes", "yes"]
    assert on_days(prohibiting(life_=v.life(None, DAY)), *AROUND) == ["yes", "yes", "no"]
    for kind in ("repeal", "amendment"):
        ending = ir.Ending(ir.Citation("late_act", None), DAY, kind)
        assert on_days(prohibiting(life_=v.life(endings=(ending,))), *AROUND) == ["yes", "no", "no"]


def test_a_suspension_begins_ends_and_is_ended_on_its_days() -> None:
    first, last = DAY, DAY + 4 * ONE
    days = (first - ONE, first, last, last + ONE)
    held = prohibiting(life_=v.life(suspensions=(v.suspension(first, last),)))
    assert on_days(held, *days) == ["yes", "no", "no", "yes"]
    for resumed in (first, first + ONE, last):
        ending = ir.Ending(ir.Citation("late_act", None), resumed, "resumption")
        engine = prohibiting(
            life_=v.life(suspensions=(v.suspension(first, last, resumptions=(ending,)),))
        )
        for n in range(-1, 7):
            day = first + n * ONE
            right = "no" if first <= day < resumed else "yes"
            assert on_days(engine, day) == [right], (resumed, day)


def test_a_range_of_days_that_touches_a_life_leaves_it_open() -> None:
    engine = prohibiting(life_=v.life(DAY, DAY + ONE))
    for first, last in combinations_with_replacement(range(-2, 4), 2):
        days = {n in (0, 1) for n in range(first, last + 1)}
        right = "open" if len(days) > 1 else "yes" if days == {True} else "no"
        low, high = ((DAY + n * ONE).isoformat() for n in (first, last))
        assert applies(engine, {"date": {"at_least": low, "at_most": high}}) == right, (first, last)


def _listed(key: str, scheme: str | None, **parts: Any) -> ir.ListDefinition:
    return v.list_of("m.l", v.member(key, life_=parts.pop("member", None)), scheme=scheme, **parts)


PLACES: dict[str, tuple[ir.Expr, str, str | None, Data]] = {
    "party": (
        v.tx("end_user"),
        "Evil Corp",
        None,
        {"parties": {"end_user": {"name": "Evil Corp"}}},
    ),
    "code": (v.control_code(), "1A.a", "ctl", one_item(classification={"ctl": "1A.a.1"})),
    "country": (v.tx("destination"), "AA", "country", {"destination": "AA"}),
}


@pytest.mark.parametrize("many", [1, 12], ids=["alone", "among many"])
@pytest.mark.parametrize("place", PLACES)
def test_lists_and_members_come_and_go_on_their_days(place: str, many: int) -> None:
    """Whether the list is looked up for one rule or many rules are looked up by it."""
    read, key, scheme, data = PLACES[place]
    life, removed = v.life(DAY, DAY + ONE), ir.Ending(ir.Citation("late_act", None), DAY, "removal")
    lists = {
        "of the list": ((_listed(key, scheme, life_=life),), "no yes yes no"),
        "of the member": ((_listed(key, scheme, member=life),), "no yes yes no"),
        "of the later of two": (
            (_listed(key, scheme, member=v.life(DAY - 5 * ONE), life_=v.life(DAY)),),
            "no yes yes yes",
        ),
        "of the removal": (
            (_listed(key, scheme, member=v.life(endings=(removed,))),),
            "yes no no no",
        ),
        "of a suspension": (
            (_listed(key, scheme, life_=v.life(suspensions=(v.suspension(DAY, DAY + ONE),))),),
            "yes no no yes",
        ),
        "of the inclusion": (
            (
                v.list_of("m.l", scheme=scheme, inclusions=(ir.ListInclusion("m.n", life),)),
                v.list_of("m.n", v.member(key), scheme=scheme),
            ),
            "no yes yes no",
        ),
        "of what is included": (
            (
                v.list_of("m.l", scheme=scheme, inclusions=(ir.ListInclusion("m.n", None),)),
                v.list_of("m.n", v.member(key, life_=life), scheme=scheme),
            ),
            "no yes yes no",
        ),
        "of both": (
            (
                v.list_of(
                    "m.l",
                    scheme=scheme,
                    life_=v.life(DAY),
                    inclusions=(ir.ListInclusion("m.n", v.life(None, DAY + ONE)),),
                ),
                v.list_of("m.n", v.member(key), scheme=scheme),
            ),
            "no yes yes no",
        ),
    }
    for what, (made, right) in lists.items():
        others = tuple(
            v.rule(
                f"m.o{n}",
                v.license_(),
                ir.And(
                    (
                        ir.WithinList(read, "m.l"),
                        ir.Equal(v.of_item("description"), ir.Text(f"text {n}")),
                    )
                ),
            )
            for n in range(many - 1)
        )
        rule = v.rule("m.r", ir.Prohibition(), ir.WithinList(read, "m.l"))
        engine = Engine(v.program(rules=(rule, *others), lists=made))
        days = (*AROUND, DAY + 2 * ONE)
        assert " ".join(on_days(engine, *days, **data)) == right, what
        # No code is on a list without a member; a party may be stated to be on any list.
        untold = "open open open open" if place == "party" else right.replace("yes", "open")
        assert " ".join(on_days(engine, *days, **one_item())) == untold, what


def test_a_table_keyed_by_lists_asks_for_their_days() -> None:
    """Many rules, each on a list of its own, that is in force on two days or includes another."""
    codes = ("1A.a", "1A.b", "2B.a", "2B.b", "3C.a", "3C.b", "4D.a", "4D.b", "5E.a", "5E.b")
    life = v.life(DAY, DAY + ONE)
    lists, rules = [], []
    for n, code in enumerate(codes):
        included, name = ir.ListInclusion(f"m.n{n}", None), f"m.l{n}"
        member = v.member(code, life_=life if n % 3 == 1 else None)
        if n % 3 == 2:
            lists.append(v.list_of(name, scheme="ctl", life_=life, inclusions=(included,)))
            lists.append(v.list_of(f"m.n{n}", member, scheme="ctl"))
        else:
            lists.append(v.list_of(name, member, scheme="ctl", life_=life if n % 3 == 0 else None))
        rules.append(v.rule(f"m.r{n}", ir.Prohibition(), ir.WithinList(v.control_code(), name)))
    engine = Engine(v.program(rules=tuple(rules), lists=tuple(lists)))
    assert "cells" in engine.text
    for code in codes:
        found = on_days(engine, *AROUND, DAY + 2 * ONE, **one_item(classification={"ctl": code}))
        assert found == ["no", "yes", "yes", "no"], code
        either = {"ctl": {"one_of": [code, "9Z.z"]}}
        found = on_days(engine, *AROUND, DAY + 2 * ONE, **one_item(classification=either))
        assert found == ["no", "open", "open", "no"], code


def test_a_parameter_changes_on_its_day() -> None:
    def version(value: int, life: ir.Life) -> ir.ParameterVersion:
        return ir.ParameterVersion(
            value=ir.Number(Decimal(value)), life=life, citation=ir.Citation("act", None)
        )

    changed = ir.Ending(ir.Citation("late_act", None), DAY, "amendment")
    parameter = ir.ParameterDefinition(
        "m.p", "P", (version(5, v.life(endings=(changed,))), version(20, v.life(DAY)))
    )
    over = ir.Compare(">", v.of_item("level"), ir.ParameterValue("m.p"))
    engine = prohibiting(over, parameters=(parameter,))
    assert on_days(engine, *AROUND, **one_item(level="10")) == ["yes", "no", "no"]
    given = {"date": {"at_least": "2026-03-09", "at_most": "2026-03-10"}}
    assert applies(engine, {**given, **one_item(level="10")}) == "open"


def test_of_two_values_in_force_that_of_the_later_act_counts() -> None:
    values = tuple(
        ir.ParameterVersion(
            value=ir.Number(Decimal(value)), life=v.life(start), citation=ir.Citation("act", None)
        )
        for value, start in ((5, None), (20, DAY))
    )
    over = ir.Compare(">", v.of_item("level"), ir.ParameterValue("m.p"))
    for versions in (values, values[::-1]):
        engine = prohibiting(over, parameters=(ir.ParameterDefinition("m.p", "P", versions),))
        assert on_days(engine, *AROUND, **one_item(level="10")) == ["yes", "no", "no"]


def test_an_answer_holds_through_its_last_day() -> None:
    question = v.question("m.q", valid_for=ir.Duration(10, "day", None))
    engine = prohibiting(ir.Not(ir.Ask("m.q", ())), questions=(question,))
    answers = {"m.q": {"value": "yes", "as_of": (DAY - 10 * ONE).isoformat()}}
    assert on_days(engine, *AROUND, answers=answers) == ["no", "no", "open"]


def test_a_question_of_law_arises_on_its_days() -> None:
    question = v.question("m.law", "wide", "narrow", over=ir.Period(DAY, DAY + ONE))
    engine = prohibiting(ir.ReadingIs("m.law", "wide"), questions=(question,))
    days = (*AROUND, DAY + 2 * ONE)
    assert on_days(engine, *days, answers={"m.law": "wide"}) == ["no", "yes", "yes", "no"]
    assert on_days(engine, *days) == ["no", "open", "open", "no"]


def test_an_act_is_known_from_the_day_of_its_issue() -> None:
    instruments = (v.instrument("act", date(2025, 1, 1)), v.instrument("late_act", DAY))
    new = prohibiting(life_=v.life(under="late_act"), instruments=instruments)
    assert [applies(new, {}, known_at=day) for day in AROUND] == ["no", "yes", "yes"]
    repealed = ir.Ending(ir.Citation("late_act", None), date(2026, 1, 1), "repeal")
    old = prohibiting(life_=v.life(endings=(repealed,)), instruments=instruments)
    assert [applies(old, {}, known_at=day) for day in AROUND] == ["yes", "no", "no"]
    paused = v.life(suspensions=(v.suspension(None, None),))
    held = prohibiting(life_=paused, instruments=instruments)
    assert [applies(held, {}, known_at=day) for day in AROUND] == ["yes", "no", "no"]


def test_a_month_after_the_last_day_of_a_month() -> None:
    month = ir.Duration(1, "month", None)
    for day, expected in (
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 1, 30), date(2026, 2, 28)),
        (date(2026, 4, 30), date(2026, 5, 30)),
    ):
        assert calendar.shift(day, month, backward=False, working=None) == expected


# Rates


def test_the_rate_of_the_very_day_counts() -> None:
    over = ir.Compare(">", v.of_item("value"), ir.Money(Decimal(100), "USD"))
    sums = ir.Sum(ir.Field(ir.Variable("c"), "value"), "c", v.of_item("components"), v.ALWAYS)
    money = {"amount": "80", "currency": "EUR"}
    for condition, facts in (
        (over, {"value": money}),
        (ir.Compare(">", sums, ir.Money(Decimal(100), "USD")), {"components": [{"value": money}]}),
    ):
        engine = prohibiting(condition)
        for on, turned in product((-1, 0, 1), (False, True)):
            rate = {"from": "EUR", "to": "USD", "rate": "2"}
            if turned:
                rate = {"from": "USD", "to": "EUR", "rate": "0.5"}
            old = {"from": "EUR", "to": "USD", "rate": "1", "date": "2026-03-01"}
            data = {
                **one_item(**facts),
                "rates": [old, {**rate, "date": (DAY + on * ONE).isoformat()}],
            }
            # The rate of the day before and of the day itself count; that of the next day does not.
            assert applies(engine, data) == ("yes" if on <= 0 else "no"), (on, turned)
            data["rates"].reverse()
            assert applies(engine, data) == ("yes" if on <= 0 else "no"), (on, turned)
            del data["rates"][1]
            assert applies(engine, data) == ("yes" if on <= 0 else "open"), (on, turned)
