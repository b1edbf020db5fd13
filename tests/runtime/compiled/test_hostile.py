"""Nothing that an author writes reaches generated code as text; large policies still compile."""

import time
from datetime import date

import attrs
import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

NASTY = (
    '"""); import os; os._exit(1)  #',
    "x' or True or '",
    "line\nbreak\\",
    "None",
    "class",
    "{0}{braces}%s",
    "\u2028 separators \u202e and 日本",
    "x" * 20_000,
)
TRANSACTION = {"act": "export", "date": "2026-03-10", "items": [{"origin": "AA", "level": 5}]}


def _item_is(text: str) -> ir.Expr:
    return ir.Equal(make.of_item("description"), ir.Text(text))


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_names_and_texts_stay_data(nasty: str) -> None:
    rules = (
        make.rule(f"m.{nasty}", ir.Prohibition(), _item_is(nasty)),
        make.rule("m.other", make.license_(), ir.Not(_item_is(nasty)), title=nasty),
    )
    lifting = make.exemption(f"m.{nasty}!", ("m.other",), _item_is(nasty + "!"))
    engine = Engine(make.program(rules=rules, exemptions=(lifting,)))
    assert nasty not in engine.text or nasty in ("None", "class")
    for text in (nasty, nasty + "!", "something else"):
        item = {"description": text[:20_000], "origin": "AA"}
        transaction = {**TRANSACTION, "items": [item]}
        assert disagreement(engine, transaction) is None
        assert engine.verdict(transaction).at_most in ("prohibited", "license_required") or (
            text.endswith("!")
        )


def test_a_field_may_be_called_anything() -> None:
    name = "x\"] or t['"
    entities = tuple(
        attrs.evolve(
            entity,
            fields=(
                *entity.fields,
                ir.FieldDefinition(
                    name=name, key=name, type=ir.YesNoType(), guarded=False, title=None
                ),
            ),
        )
        if entity.name == "Item"
        else entity
        for entity in make.ENTITIES
    )
    engine = Engine(
        make.program(
            entities=entities,
            rules=(make.rule("m.r", ir.Prohibition(), make.of_item(name)),),
        )
    )
    for value, outcome in ((True, "prohibited"), (False, "no_license_required")):
        transaction = {**TRANSACTION, "items": [{name: value}]}
        assert disagreement(engine, transaction) is None
        assert engine.verdict(transaction).at_most == outcome


def test_a_list_of_a_hundred_thousand_members() -> None:
    values = tuple(ir.Text(f"text {n}") for n in range(100_000))
    condition = ir.OneOf(make.of_item("description"), values)
    rules = tuple(make.rule(f"m.r{n}", ir.Prohibition(), condition) for n in range(3))
    engine = Engine(make.program(rules=rules))
    for text, outcome in (("text 99999", "prohibited"), ("text", "no_license_required")):
        transaction = {**TRANSACTION, "items": [{"description": text}]}
        assert engine.verdict(transaction).at_most == outcome


@pytest.mark.parametrize("connective", [ir.And, ir.Or])
def test_deeply_nested_conditions(connective: type[ir.And] | type[ir.Or]) -> None:
    other = ir.Or if connective is ir.And else ir.And
    condition: ir.Expr = _item_is("deep")
    for depth in range(45):
        wrap = connective if depth % 2 else other
        condition = wrap((ir.Not(condition), _item_is(f"level {depth}")))
    engine = Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),)))
    for item in ({"description": "deep"}, {"description": "level 7"}, {}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


def test_too_deep_is_refused_as_the_reference_refuses_it() -> None:
    condition: ir.Expr = _item_is("deep")
    for _ in range(200):
        condition = ir.Not(condition)
    with pytest.raises(ValueError, match="nests more than"):
        Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),)))


def test_compile_time_grows_about_linearly() -> None:
    def seconds(count: int) -> float:
        rules = tuple(
            make.rule(
                f"m.r{n}",
                make.license_(),
                ir.And((_item_is(f"text {n}"), ir.Not(make.of_item("classification")))),
                life_=make.life(date(2026, 1, 1)),
            )
            for n in range(count)
        )
        program = make.program(rules=rules)
        start = time.process_time()
        Engine(program)
        return time.process_time() - start

    seconds(50)
    # Ten times the rules may take a little more than ten times as long, and not a hundred times.
    assert seconds(2_000) < 30 * max(seconds(200), 0.01)
