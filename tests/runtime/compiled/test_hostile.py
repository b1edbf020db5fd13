"""Nothing that an author writes reaches generated code as text; large policies still compile."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs
import pytest
import tests.strategies.vocabulary as make
from tests.strategies.agreement import disagreement
from tests.strategies.counting import calls

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

NASTY = (
    '"""); import os; os._exit(1)  #',
    "x' or True or '",
    "line\nbreak\\",
    "None",
    "class",
    "{0}{braces}%s",
    "\x00 and \x1b",
    "\u200b\u202e\u2066",
    "__import__",
    "two_0",
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
    assert nasty not in engine.text or nasty.isidentifier()
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
    for text, least in (("text 99999", "prohibited"), ("text", "no_license_required")):
        transaction = {**TRANSACTION, "items": [{"description": text}]}
        verdict = engine.verdict(transaction)
        # A text that rules compare with words is unknown where it is none of them.
        assert (verdict.at_least, verdict.at_most) == (least, "prohibited")


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


def _level_above(limit: int) -> ir.Expr:
    return ir.Compare(">", make.of_item("level"), ir.Number(Decimal(limit)))


def _defined(*bodies: ir.Expr) -> tuple[ir.Definition, ...]:
    return tuple(
        ir.Definition(id=f"m.d{n}", title=None, parameters=(), body=body)
        for n, body in enumerate(bodies)
    )


def _lifting(count: int, *, closed: bool) -> ir.Program:
    """Let each exemption lift the one before; the last one lifts the first where it is closed."""
    exemptions = tuple(
        make.exemption(
            f"m.e{n}",
            (f"m.e{(n - 1) % count}" if n or closed else "m.r", "m.r")[: 1 if n else 2],
            _level_above(n % 7),
        )
        for n in range(count)
    )
    return make.program(rules=(make.rule("m.r", make.license_()),), exemptions=exemptions)


def _including(*included: tuple[str, ...]) -> ir.Program:
    """Let each list include others by their numbers."""
    lists = tuple(
        make.list_of(
            f"m.l{n}",
            make.member("1A.a"),
            scheme="ctl",
            inclusions=tuple(ir.ListInclusion(list=name, life=None) for name in names),
        )
        for n, names in enumerate(included)
    )
    condition = ir.WithinList(make.control_code(), "m.l0")
    return make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),), lists=lists)


CALLING = make.rule("m.r", ir.Prohibition(), ir.Call("m.d0", ()))
LEAF = _item_is("x")
TOO_MUCH = {
    "a chain of definitions": lambda: make.program(
        rules=(CALLING,),
        definitions=_defined(*(ir.Call(f"m.d{n + 1}", ()) for n in range(3_000)), LEAF),
    ),
    "a circle of definitions": lambda: make.program(
        rules=(CALLING,),
        definitions=_defined(*(ir.Call(f"m.d{(n + 1) % 3_000}", ()) for n in range(3_000))),
    ),
    "definitions that double": lambda: make.program(
        rules=(CALLING,),
        definitions=_defined(
            *(ir.And((ir.Call(f"m.d{n}", ()), ir.Call(f"m.d{n}", ()))) for n in range(1, 30)), LEAF
        ),
    ),
    "a chain of exemptions": lambda: _lifting(1_500, closed=False),
    "a circle of exemptions": lambda: _lifting(1_500, closed=True),
    "a chain of lists": lambda: _including(*((f"m.l{n + 1}",) for n in range(3_000)), ()),
    "lists that double": lambda: _including(*((f"m.l{n}",) * 2 for n in range(1, 30)), ()),
}


def _through_itself(levels: int) -> ir.Expr:
    body: ir.Expr = make.of_item("flag")
    for n in range(levels):
        body = ir.Quantified("any", f"x{n}", make.of_item("components"), body)
    return body


def _suspended_by_itself() -> ir.Program:
    asks = ir.WithinList(make.control_code(), "m.l0")
    life = make.life(suspensions=(make.suspension(None, None, condition=asks),))
    found = make.list_of("m.l0", make.member("1A.a", life=life), scheme="ctl")
    return make.program(rules=(make.rule("m.r", ir.Prohibition(), asks),), lists=(found,))


TOO_MUCH["collections in collections"] = lambda: make.program(
    rules=(make.rule("m.r", ir.Prohibition(), _through_itself(7)),)
)
TOO_MUCH["a list suspended by itself"] = _suspended_by_itself


@pytest.mark.parametrize("program", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_would_take_forever_is_refused(program: Callable[[], ir.Program]) -> None:
    told = "build on one another|contains itself|comes to more|in each other|depends on itself"
    with pytest.raises(ValueError, match=told):
        Engine(program())


@pytest.mark.parametrize(
    "program",
    [_lifting(50, closed=False), _lifting(50, closed=True), _including(*[("m.l1",), ()])],
    ids=["chain", "circle", "lists"],
)
def test_what_is_just_not_too_long_is_evaluated(program: ir.Program) -> None:
    engine = Engine(program)
    for item in ({"level": 3}, {"level": 9, "classification": {"ctl": "1A.a"}}, {}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


@pytest.mark.parametrize("connective", [ir.And, ir.Or])
def test_a_thousand_operands(connective: type[ir.And] | type[ir.Or]) -> None:
    condition = connective(tuple(_level_above(n) for n in range(1_000)))
    engine = Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),)))
    for item in ({"level": 3}, {"level": 1_000}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


def test_many_authorizations_and_suspensions() -> None:
    suspensions = tuple(
        make.suspension(date(2026, 1, 1), date(2026, 4, 1), condition=_level_above(n + 20))
        for n in range(200)
    )
    engine = Engine(
        make.program(
            rules=(make.rule("m.r", make.license_(), life_=make.life(suspensions=suspensions)),),
            authorizations=tuple(
                make.authorization(f"m.a{n}", ("m.r",), _level_above(n + 9)) for n in range(300)
            ),
        )
    )
    for item in ({"level": 3}, {"level": 15}, {"level": 400}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


def test_quantifiers_nest_and_may_share_a_name() -> None:
    part: ir.Expr = ir.Equal(ir.Field(ir.Variable("class"), "country"), ir.Code("country", "AA"))
    for depth in range(6):
        part = ir.Quantified("every" if depth % 2 else "any", "class", make.tx("brokers"), part)
    engine = Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), part),)))
    for brokers in ([{"country": "AA"}], [{"country": "BB"}, {}], []):
        transaction = {**TRANSACTION, "parties": {"brokers": brokers}}
        assert disagreement(engine, transaction) is None


@pytest.mark.parametrize("limit", ["9" * 1_500, "1e-5000", "-0", "1e2000"])
def test_limits_longer_than_python_writes_out(limit: str) -> None:
    condition = ir.Compare("<", make.of_item("level"), ir.Number(Decimal(limit)))
    engine = Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),)))
    for item in ({"level": 3}, {}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


@pytest.mark.parametrize(
    "condition", [ir.And(()), ir.Or(()), ir.OneOf(make.of_item("description"), ())]
)
def test_nothing_to_ask_for(condition: ir.Expr) -> None:
    engine = Engine(make.program(rules=(make.rule("m.r", ir.Prohibition(), condition),)))
    for item in ({"description": "x"}, {}):
        assert disagreement(engine, {**TRANSACTION, "items": [item]}) is None


def test_a_list_of_a_hundred_thousand_parties() -> None:
    parties = make.list_of("m.l", *(make.member(f"Works {n}") for n in range(100_000)))
    condition = ir.WithinList(make.tx("end_user"), "m.l")
    rules = (make.rule("m.r", ir.Prohibition(), condition),)
    engine = Engine(make.program(rules=rules, lists=(parties,)))
    for name, outcome in (("Works 99999", "prohibited"), ("Nobody", "no_license_required")):
        transaction = {**TRANSACTION, "parties": {"end_user": {"name": name, "names": []}}}
        assert engine.verdict(transaction).at_least == outcome


def test_work_and_text_grow_in_proportion_to_the_rules() -> None:
    def made(count: int) -> ir.Program:
        rules = tuple(
            make.rule(
                f"m.r{n}",
                make.license_(),
                ir.And((_item_is(f"text {n}"), ir.Not(make.of_item("classification")))),
                life_=make.life(date(2026, 1, 1)),
            )
            for n in range(count)
        )
        return make.program(rules=rules)

    few, many = made(200), made(2_000)
    steps, lines = (
        [count(program) for program in (few, many)] for count in (_steps, _lines_of_text)
    )
    assert steps[1] < 11 * steps[0]
    assert lines[1] < 11 * lines[0]


def _steps(program: ir.Program) -> int:
    return calls(("ecp_runtime",), lambda: Engine(program))


def _lines_of_text(program: ir.Program) -> int:
    return Engine(program).text.count("\n")
