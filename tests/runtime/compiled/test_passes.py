"""Each pass of the back end, on the smallest input that shows what it does."""

import os
import pathlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import tests.strategies.vocabulary as make
from benchmarks import as_ecp, family
from tests.properties.test_policies import _compile

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    All,
    Among,
    Condition,
    During,
    Fixed,
    Holds,
    Inverse,
    Limit,
    Path,
    Some,
    Within,
)
from ecp_runtime.compiled.decide import Decider
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.compiled.index import find_indexes
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.plan import Plan, Planner
from ecp_runtime.compiled.readers import scaled
from ecp_runtime.compiled.share import Check, Gate, share
from ecp_runtime.compiled.specialise import Validity, specialise
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.prepare import prepare

EXPECTED = pathlib.Path(__file__).parent / "expected"
KNOWN = date(2026, 6, 1)
MILITARY = Path("override", "", ("end_use", "military"), ir.YesNoType())
ORIGIN = Path("item", "", ("origin",), make.COUNTRY)


def _among(*values: str) -> Among:
    return Among(ORIGIN, frozenset(values))


def _plan(*conditions: ir.Expr) -> Plan:
    rules = tuple(
        make.rule(f"m.r{n}", ir.Prohibition(), condition) for n, condition in enumerate(conditions)
    )
    prepared = prepare(make.program(rules=rules))
    return Planner(prepared, Translator(prepared), make.program().jurisdictions[0], KNOWN).plan()


def test_translate_inlines_definitions_and_reads_raw_paths() -> None:
    definition = ir.Definition(
        id="m.military",
        title=None,
        parameters=("use",),
        body=ir.Field(ir.Variable("use"), "military"),
    )
    prepared = prepare(make.program(definitions=(definition,)))
    call = ir.Call("m.military", (make.tx("end_use"),))
    assert Translator(prepared).translate(ir.Not(call)) == Inverse(Holds(MILITARY))


def test_translate_follows_a_hierarchy_and_leaves_nothing_out() -> None:
    translator = Translator(prepare(make.program()))
    within = ir.WithinCode(make.control_code(), ir.Code("ctl", "1A.a"))
    path = Path("item", "", ("classification", "ctl"), ir.CodeType("ctl"))
    expected: Condition = Within(path, "ctl", ("1A.a",), False)
    assert translator.translate(ir.And((within, ir.Truth(True)))) == expected


def test_specialise_lays_a_life_out_by_day() -> None:
    life = make.life(
        date(2026, 1, 1),
        date(2026, 12, 31),
        suspensions=(make.suspension(date(2026, 3, 1), date(2027, 3, 31)),),
    )
    validity = specialise(life, prepare(make.program()).instruments, KNOWN)
    assert isinstance(validity, Validity)
    assert validity.own == During(20260101, 20270101)
    assert [pause.during for pause in validity.pauses] == [During(20260301, 20270101)]


def test_specialise_leaves_out_what_was_not_known() -> None:
    life = make.life(under="late_act")
    assert specialise(life, prepare(make.program()).instruments, date(2026, 1, 31)) is None


def test_find_indexes_takes_literals_of_conjunctions_and_of_every_branch() -> None:
    texts = [ir.Equal(make.of_item("description"), ir.Text(text)) for text in "abcdef"]
    other = make.tx("end_use")
    branches = tuple(ir.And((each, ir.Field(other, "military"))) for each in texts[:2])
    several: tuple[ir.Expr, ...] = (
        ir.Or(branches),
        *(ir.And((texts[n % 6], _level(n))) for n in range(8)),
    )
    plan = _plan(*several, ir.Field(other, "military"))
    found = find_indexes(plan.rules, prepare(make.program()))
    (table,) = found.tables
    assert (table.first.keys, table.second) == (("description",), None)
    assert [rule.own.id for rule in found.residual] == ["m.r9"]
    assert table.candidates[0].first == {"a", "b"}
    assert isinstance(table.candidates[0].rest, Some)
    assert isinstance(table.candidates[1].rest, Limit)


def _level(limit: int) -> ir.Expr:
    return ir.Compare(">", make.of_item("level"), ir.Number(Decimal(limit)))


def test_order_puts_cheap_and_selective_tests_first() -> None:
    limit = Limit(Path("item", "", ("level",), ir.NumberType()), ">", ir.Number(Decimal(1)))
    assert order(All((limit, _among("AA")))) == All((_among("AA"), limit))


def test_share_tests_once_what_several_rules_begin_with() -> None:
    military, home = (
        ir.Field(make.tx("end_use"), "military"),
        ir.Equal(make.of_item("origin"), ir.Code("country", "AA")),
    )
    plan = _plan(ir.And((military, home)), ir.And((military, _level(1))), ir.Not(military))
    (gate,) = share(plan.rules)
    assert isinstance(gate, Gate)
    assert gate.condition == Holds(MILITARY)
    assert [step.rest for step in gate.otherwise if isinstance(step, Check)] == [Fixed(True)]
    assert len(gate.then) == 2


@pytest.mark.parametrize(
    ("text", "expected"), [("1.5", 3_000_000), ("0.0000001", 1), ("2", 4_000_000)]
)
def test_scaled_numbers_compare_as_the_exact_ones(text: str, expected: int) -> None:
    assert scaled(Fraction(text)) == expected


def test_emit_writes_text_that_reads_like_the_policy() -> None:
    made = family.family("12", 5)
    _as_expected("family_12.py.txt", Engine(_compile({"xctrl.ecp": as_ecp.text(made)})).text)


def _as_expected(name: str, text: str) -> None:
    expected = EXPECTED / name
    if os.environ.get("UPDATE_GOLDEN"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_decisions_have_text_of_their_own_for_what_may_hold_and_for_what_is_settled() -> None:
    """What narrows the rules, then a condition, then the same with look-ups by name left open."""
    condition = ir.And(
        (
            ir.Equal(make.tx("destination"), ir.Code("country", "BB")),
            ir.Or((ir.WithinList(make.tx("end_user"), "m.bad"), _level(1))),
        )
    )
    rule = make.rule("m.r", ir.Prohibition(), condition)
    program = make.program(rules=(rule,), lists=(make.list_of("m.bad", make.member("Evil Corp")),))
    decider = Decider(program)
    (jurisdiction,) = program.jurisdictions
    settlement = decider.settlement(jurisdiction)
    settlement.condition(rule.condition)
    settlement.live(rule.condition)
    texts = [decider.narrowing(jurisdiction).text, settlement.text]
    _as_expected("decisions.py.txt", "\n\n".join(text.strip("\n") for text in texts) + "\n")
