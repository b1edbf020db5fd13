"""Expressions: what each form lowers to, and what each mistake is called."""

from datetime import date
from decimal import Decimal

import pytest
from tests.compiler.compiling import condition_of, errors, in_frame, rule

from ecp_runtime import ir

TX = ir.Transaction()
ITEM = ir.Field(TX, "item")
END_USER = ir.Field(TX, "end_user")
CODE = ir.CodeIn(ir.Field(ITEM, "classification"), "test.codes")


@pytest.mark.parametrize(
    ("written", "lowered"),
    [
        ("destination is SG", ir.Equal(ir.Field(TX, "destination"), ir.Code("country", "SG"))),
        (
            "destination is not SG",
            ir.Not(ir.Equal(ir.Field(TX, "destination"), ir.Code("country", "SG"))),
        ),
        (
            "end_user.country is destination",
            ir.Equal(ir.Field(END_USER, "country"), ir.Field(TX, "destination")),
        ),
        ("end_use.military", ir.Field(ir.Field(TX, "end_use"), "military")),
        (
            "end_use.military is no",
            ir.Not(ir.Field(ir.Field(TX, "end_use"), "military")),
        ),
        ("end_user.kind is military", ir.Equal(ir.Field(END_USER, "kind"), ir.Text("military"))),
        ("consignee is none", ir.IsAbsent(ir.Field(TX, "consignee"))),
        (
            "knowledge.level is none",
            ir.Equal(ir.Field(ir.Field(TX, "knowledge"), "level"), ir.Text("none")),
        ),
        (
            "destination in { SG, MY }",
            ir.OneOf(
                ir.Field(TX, "destination"), (ir.Code("country", "SG"), ir.Code("country", "MY"))
            ),
        ),
        ("item within 1C905.a", ir.WithinCode(CODE, ir.Code("test.codes", "1C905.a"))),
        (
            "item.classification.test.codes within 1C905",
            ir.WithinCode(CODE, ir.Code("test.codes", "1C905")),
        ),
        ("item within codes", ir.WithinScheme(CODE, "test.codes")),
        (
            'item.hs within "8505"',
            ir.WithinCode(ir.Field(ITEM, "hs"), ir.Code("hs", "8505")),
        ),
        (
            '"contract" in documents',
            ir.Contains(ir.Field(TX, "documents"), ir.Text("contract")),
        ),
        (
            "item.value > 5000 USD",
            ir.Compare(">", ir.Field(ITEM, "value"), ir.Money(Decimal(5000), "USD")),
        ),
        (
            "item.quantity <= 5 g",
            ir.Compare("<=", ir.Field(ITEM, "quantity"), ir.Amount(Decimal("0.005"), "mass")),
        ),
        (
            "date >= dates.contract + 2 months",
            ir.Compare(
                ">=",
                ir.Field(TX, "date"),
                ir.Shift(
                    ir.Field(ir.Field(TX, "dates"), "contract"), ir.Duration(2, "month"), False
                ),
            ),
        ),
        (
            "date < dates.contract + 45 working days",
            ir.Compare(
                "<",
                ir.Field(TX, "date"),
                ir.Shift(
                    ir.Field(ir.Field(TX, "dates"), "contract"),
                    ir.Duration(45, "working_day", "cn"),
                    False,
                ),
            ),
        ),
        (
            "date - dates.contract > 90 days",
            ir.Compare(
                ">",
                ir.DaysBetween(ir.Field(TX, "date"), ir.Field(ir.Field(TX, "dates"), "contract")),
                ir.Duration(90, "day"),
            ),
        ),
        ("date is 2026-01-06", ir.Compare("=", ir.Field(TX, "date"), ir.Date(date(2026, 1, 6)))),
        (
            "every c in item.components satisfies (c.origin is SG)",
            ir.Quantified(
                "every",
                "c",
                ir.Field(ITEM, "components"),
                ir.Equal(ir.Field(ir.Variable("c"), "origin"), ir.Code("country", "SG")),
            ),
        ),
        (
            "count of c in item.components >= 2",
            ir.Compare(
                ">=",
                ir.Count("c", ir.Field(ITEM, "components"), ir.Truth(True)),
                ir.Number(Decimal(2)),
            ),
        ),
        (
            "share by value of c in item.components where (c within 1C905) over item.value >= 0.1%",
            ir.Compare(
                ">=",
                ir.Share(
                    ir.Field(ir.Variable("c"), "value"),
                    "c",
                    ir.Field(ITEM, "components"),
                    ir.WithinCode(
                        ir.CodeIn(ir.Field(ir.Variable("c"), "classification"), "test.codes"),
                        ir.Code("test.codes", "1C905"),
                    ),
                    ir.Field(ITEM, "value"),
                ),
                ir.Number(Decimal("0.001")),
            ),
        ),
    ],
)
def test_what_an_expression_lowers_to(written: str, lowered: ir.Expr) -> None:
    assert condition_of(written) == lowered


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("end_user.contry is SG", "ECP0201"),
        ("end_usr.country is SG", "ECP0102"),
        ("item.components.origin is SG", "ECP0201"),
        ('date >= "2026-01-06"', "ECP0202"),
        ("end_user", "ECP0202"),
        ("destination > SG", "ECP0202"),
        ("item.value > 5 kg", "ECP0203"),
        ("item.value > 5", "ECP0203"),
        ("item.value * item.value > 5 USD", "ECP0203"),
        ("item.value > 5 USDD", "ECP0204"),
        ("destination is ZZ", "ECP0205"),
        ("item within 1905", "ECP0202"),
        ("item within 1C9", "ECP0205"),
        ("end_user.kind is millitary", "ECP0206"),
        ("end_use.purpose is civil", "ECP0206"),
        ("any c in item satisfies (c.origin is SG)", "ECP0208"),
        ("date > dates.contract + 1.5 months", "ECP0210"),
        ("end_user in codes", "ECP0105"),
        ("act_1", "ECP0105"),
        ("none", "ECP0202"),
        ("sum of c.origin for c in item.components > 5 USD", "ECP0202"),
        ("share by value of c in item.components where (yes) over item.quantity > 1%", "ECP0203"),
    ],
)
def test_what_a_mistake_is_called(written: str, code: str) -> None:
    assert errors(in_frame(rule(written))) == [code]


def test_each_mistake_is_reported_once_and_none_hides_another() -> None:
    text = rule("end_user.contry is SG and item.value > 5 kg or destination is ZZ")
    assert errors(in_frame(text)) == ["ECP0201", "ECP0203", "ECP0205"]


def test_the_nearest_name_is_offered() -> None:
    compiled = in_frame(rule("end_user.contry is SG"))
    assert compiled.diagnostics[0].help == "did you mean `country`?"


def test_a_class_applies_to_its_entity_only() -> None:
    soldier = 'end_user soldier "Soldier" { party.kind is military }\n'
    assert errors(in_frame(soldier + rule("end_user is soldier"))) == []
    assert errors(in_frame(soldier + rule("item is soldier"))) == ["ECP0202"]


def test_questions_take_their_arguments_and_law_takes_readings() -> None:
    questions = (
        'question helps(who: Party) "Does it help?" { of fact }\n'
        'question scope "How far?" { of law reading wide "Far" reading narrow "Near" }\n'
    )
    assert errors(in_frame(questions + rule("helps(end_user) and scope is wide"))) == []
    assert errors(in_frame(questions + rule("helps(item)"))) == ["ECP0202"]
    assert errors(in_frame(questions + rule("helps"))) == ["ECP0207"]
    assert errors(in_frame(questions + rule("scope is wider"))) == ["ECP0206"]
    assert errors(in_frame(questions + rule("scope"))) == ["ECP0202"]


def test_definitions_may_use_one_another_in_any_order_but_not_themselves() -> None:
    sound = "define a { b and end_use.military }\ndefine b { destination is SG }\n"
    assert errors(in_frame(sound + rule("a"))) == []
    circle = "define a { b }\ndefine b { c }\ndefine c { a }\n"
    assert errors(in_frame(circle + rule("a"))) == ["ECP0107"]


def test_parameters_have_one_type() -> None:
    sound = 'parameter limit "Limit" { under act_1 value 5 USD from 2026-01-01 }\n'
    assert errors(in_frame(sound + rule("item.value > limit"))) == []
    mixed = (
        'parameter limit "Limit" { under act_1 value 5 USD from 2026-01-01 through 2026-02-01 '
        "value 5 kg from 2026-02-02 }\n"
    )
    assert errors(in_frame(mixed + rule("item.value > limit"))) == ["ECP0203"]


@pytest.mark.parametrize(
    ("condition", "warned"),
    [
        ('item.hs in { "850511" }', 1),
        ('item.hs in { "850511", "850519" }', 2),
        ('item.hs not in { "850511" }', 1),
        ('item.hs is "850511"', 1),
        ('item.hs is not "850511"', 1),
        ("item.classification.test.codes in { 1A001 }", 1),
        ("item.classification.test.codes is NOT_LISTED", 0),
        ('item.hs within "850511"', 0),
        ("destination in { DE, FR }", 0),
        ("destination is DE", 0),
    ],
)
def test_exact_codes_of_a_hierarchy_are_warned_of(condition: str, warned: int) -> None:
    found = [d.code for d in in_frame(rule(condition)).diagnostics if d.code == "ECP0228"]
    assert len(found) == warned
