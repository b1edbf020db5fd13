"""Blank texts and placeholders are not known: no comparison or list finds anything in them."""

from typing import Any

import pytest
from tests.strategies import vocabulary as v
from tests.strategies.agreement import disagreement

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction

PURPOSE = ir.Field(v.tx("end_use"), "purpose")
DESCRIPTION = v.of_item("description")
DOCUMENTS = v.tx("documents")
PAPER = ir.Variable("paper")
IS_PAPERS = ir.Equal(PAPER, ir.Text("papers"))
BLANKS = ("", " ", "\t\n", "\u200b", "\u3000", "\u00ad\ufeff", "\u3164")

CONDITIONS: dict[str, ir.Expr] = {
    "is": ir.Equal(PURPOSE, ir.Text("weapons")),
    "is not": ir.Not(ir.Equal(PURPOSE, ir.Text("weapons"))),
    "in a set": ir.OneOf(PURPOSE, (ir.Text("weapons"), ir.Text("research"))),
    "is another fact": ir.Equal(PURPOSE, DESCRIPTION),
    "is not given": ir.IsAbsent(PURPOSE),
    "two at once": ir.And(
        (
            ir.Not(ir.Equal(PURPOSE, ir.Text("weapons"))),
            ir.Not(ir.Equal(DESCRIPTION, ir.Text("tank"))),
        )
    ),
}
OF_LISTS: dict[str, ir.Expr] = {
    "contains": ir.Contains(DOCUMENTS, ir.Text("papers")),
    "any": ir.Quantified("any", "paper", DOCUMENTS, IS_PAPERS),
    "every": ir.Quantified("every", "paper", DOCUMENTS, ir.Not(IS_PAPERS)),
}


def _is_open(condition: ir.Expr, data: dict[str, Any]) -> bool:
    # Another rule, which does not apply to BB, makes words of the other texts.
    words = (
        ir.Equal(PURPOSE, ir.Text("civil")),
        ir.Equal(DESCRIPTION, ir.Text("pump")),
        ir.Contains(DOCUMENTS, ir.Text("invoice")),
    )
    to_aa = ir.Equal(v.tx("destination"), ir.Code("country", "AA"))
    rules = (
        v.rule("m.r", ir.Prohibition(), condition),
        v.rule("m.words", ir.Prohibition(), ir.And((to_aa, *words))),
    )
    program = v.program(rules=rules)
    transaction = {
        "date": "2026-03-10",
        "destination": "BB",
        "items": [{"description": "pump"}],
        **data,
    }
    assert disagreement(Engine(program), transaction) is None
    return not decide(program, read_transaction(program, transaction)).outcome.determined


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_blank_text_is_not_known(condition: str, text: str) -> None:
    given: Any
    for given in (text, {"value": text, "source": "form"}, {"one_of": ["civil", text]}):
        assert _is_open(CONDITIONS[condition], {"end_use": {"purpose": given}}), given
    assert not _is_open(CONDITIONS[condition], {"end_use": {"purpose": "civil"}})


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
@pytest.mark.parametrize("condition", OF_LISTS)
def test_a_blank_element_may_be_any_text(condition: str, text: str) -> None:
    for given in ([text], ["invoice", text], ["invoice", {"value": text, "source": "form"}]):
        assert _is_open(OF_LISTS[condition], {"documents": given}), given
    assert not _is_open(OF_LISTS[condition], {"documents": ["invoice"]})


def test_many_rules_on_one_text_leave_a_blank_one_open() -> None:
    words = [f"purpose {number}" for number in range(40)]
    rules = tuple(
        v.rule(f"m.r{n}", ir.Prohibition(), ir.Equal(PURPOSE, ir.Text(word)))
        for n, word in enumerate(words)
    )
    engine = Engine(v.program(rules=rules))
    for text, expected in (("", False), ("purpose 3", True)):
        data = {"date": "2026-03-10", "items": [{}], "end_use": {"purpose": text}}
        assert disagreement(engine, data) is None
        assert engine.verdict(data).determined is expected


BUYER = ir.Field(v.tx("end_user"), "name")
HELD = ir.Field(v.tx("exporter"), "name")


@pytest.mark.parametrize(
    "text",
    [
        *("TBD", "N/A", "n.a.", "不明", "-", "unknown", "to be advised"),
        *("TBD Ltd", "unknown Co., Ltd.", "不明株式会社", "N/A (Germany)", "? GmbH"),
    ],
)
@pytest.mark.parametrize("is_same", [True, False])
def test_a_placeholder_is_the_same_as_no_other_text(text: str, is_same: bool) -> None:
    """What names nobody on two papers may be two people."""
    same = ir.Equal(BUYER, HELD)
    condition = same if is_same else ir.Not(same)
    engine = Engine(v.program(rules=(v.rule("m.r", ir.Prohibition(), condition),)))
    order = {"date": "2026-03-10", "items": [{}]}
    given: Any
    for given in (text, {"value": text, "source": "form"}, {"one_of": ["Acme", text]}):
        parties = {"end_user": {"name": given}, "exporter": {"name": text}}
        data = {**order, "parties": parties}
        assert disagreement(engine, data) is None
        assert not engine.verdict(data).determined, given
    parties = {"end_user": {"name": "Acme"}, "exporter": {"name": "Acme"}}
    assert engine.verdict({**order, "parties": parties}).determined


@pytest.mark.parametrize("beside", ["Other Works", "x", "TBD", ""])
@pytest.mark.parametrize("field", ["names", "identifiers"])
def test_what_may_be_a_listed_name_leaves_it_open_whatever_else_it_may_be(
    field: str, beside: str
) -> None:
    member = v.member("Quartz Works", identifiers=(("lei", "QQ00"),))
    rules = (v.rule("m.r", ir.Prohibition(), ir.WithinList(v.tx("end_user"), "m.l")),)
    engine = Engine(v.program(rules=rules, lists=(v.list_of("m.l", member),)))
    listed = "Quartz Works" if field == "names" else "QQ00"
    entry: dict[str, Any] = {"value": {"one_of": [listed, beside]}}
    entry |= {} if field == "names" else {"scheme": "lei"}
    party = {"name": "Fine Ltd", field: [entry]}
    data = {"date": "2026-03-10", "items": [{}], "parties": {"end_user": party}}
    assert disagreement(engine, data) is None
    assert engine.verdict(data).at_most == "prohibited"
