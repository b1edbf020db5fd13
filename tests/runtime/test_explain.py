"""Explanations, and expressions in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.describe import describe
from ecp_runtime.explain import Explanation, explain
from ecp_runtime.explanation_text import to_json, to_markdown, to_text
from ecp_runtime.facts import read_transaction

C = ir.Variable("c")
PARTS = v.of_item("components")
FROM_AA = ir.Equal(ir.Field(C, "origin"), ir.Code("country", "AA"))
MILITARY = ir.Field(v.tx("end_use"), "military")
TO_BB = ir.Equal(v.tx("destination"), ir.Code("country", "BB"))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (TO_BB, "destination is BB"),
        (ir.Not(TO_BB), "destination is not BB"),
        (ir.Not(MILITARY), "not end_use.military"),
        (ir.Or((ir.And((MILITARY, TO_BB)), MILITARY)),
         "end_use.military and destination is BB or end_use.military"),
        (ir.And((ir.Or((MILITARY, TO_BB)), MILITARY)),
         "(end_use.military or destination is BB) and end_use.military"),
        (ir.Not(ir.And((MILITARY, TO_BB))), "not (end_use.military and destination is BB)"),
        (ir.And(()), "yes"),
        (ir.Or((TO_BB,)), "destination is BB"),
        (ir.WithinCode(v.control_code(), ir.Code("ctl", "1A")),
         "item.classification.ctl within 1A"),
        (ir.Not(ir.WithinList(v.tx("end_user"), "m.bad")), "end_user not in m.bad"),
        (ir.WithinScheme(v.control_code(), "ctl"), "item.classification.ctl within ctl"),
        (ir.IsAbsent(v.tx("end_use")), "end_use is none"),
        (ir.OneOf(v.of_item("hs"), (ir.Code("hs", "85"), ir.Code("hs", "86"))),
         'item.hs in { "85", "86" }'),
        (ir.Contains(v.tx("documents"), ir.Text("end user")), '"end user" in documents'),
        (ir.Quantified("any", "c", PARTS, FROM_AA),
         "any c in item.components satisfies (c.origin is AA)"),
        (ir.Compare(">", ir.Count("c", PARTS, v.ALWAYS), ir.Number(Decimal("2.0"))),
         "count of c in item.components > 2"),
        (ir.Sum(ir.Field(C, "value"), "c", PARTS, FROM_AA),
         "sum of c.value for c in item.components where (c.origin is AA)"),
        (ir.Share(ir.Field(C, "value"), "c", PARTS, FROM_AA, v.of_item("value")),
         "share by value of c in item.components where (c.origin is AA) over item.value"),
        (ir.Compare(">=", v.of_item("value"), ir.Money(Decimal("5000"), "USD")),
         "item.value >= 5000 USD"),
        (ir.Arithmetic("*", ir.Arithmetic("+", C, C), C), "(c + c) * c"),
        (ir.Arithmetic("-", C, ir.Arithmetic("-", C, C)), "c - (c - c)"),
        (ir.Shift(v.tx("date"), ir.Duration(12, "month"), True), "date - 12 months"),
        (ir.DaysBetween(v.tx("date"), ir.Date(date(2026, 1, 1))), "date - 2026-01-01"),
        (ir.Compare(">", C, ir.Duration(1, "working_day")), "c > 1 working day"),
        (ir.ReadingIs("m.law", "wide"), "m.law is wide"),
        (ir.Ask("m.q", ()), "m.q"),
        (ir.Call("m.f", (v.tx("end_user"), ir.Truth(False))), "m.f(end_user, no)"),
        (ir.ParameterValue("m.limit"), "m.limit"),
    ],
)  # fmt: skip
def test_expressions_read_like_the_language(expr: ir.Expr, text: str) -> None:
    assert describe(expr) == text


PROGRAM = v.program(
    rules=(
        v.rule("m.r", v.license_(), ir.And((ir.Call("m.f", (v.tx("end_user"),)), TO_BB))),
        v.rule("m.s", ir.Prohibition(), ir.And((TO_BB, MILITARY))),
        v.rule(
            "m.t",
            v.license_(),
            ir.Quantified("any", "c", PARTS, FROM_AA),
            life_=v.life(
                suspensions=(v.suspension(None, None, condition=ir.ReadingIs("m.law", "wide")),)
            ),
        ),
    ),
    exemptions=(v.exemption("m.e", ("m.r",), ir.Not(MILITARY)),),
    authorizations=(v.authorization("m.a", ("m.r",)),),
    bars=(v.bar("m.b", ("m.a",), ir.Ask("m.q", ())),),
    definitions=(
        ir.Definition(
            id="m.f",
            title=None,
            parameters=("p",),
            body=ir.Equal(ir.Field(ir.Variable("p"), "kind"), ir.Text("company")),
        ),
    ),
    questions=(v.question("m.law", "wide", "narrow"), v.question("m.q")),
)
DATA: dict[str, Any] = {
    "id": "PO",
    "date": "2026-03-10",
    "destination": "BB",
    "parties": {
        "end_user": {"kind": {"value": "company", "source": "registry", "as_of": "2026-01-02"}}
    },
    "end_use": {"military": False},
    "items": [{"id": "1", "components": {"complete": False, "items": [{"origin": "AA"}]}}],
}


def explained(*, everything: bool = False) -> Explanation:
    return explain(PROGRAM, read_transaction(PROGRAM, DATA), everything=everything)


def test_provisions_that_mattered_are_explained() -> None:
    (part,) = explained().parts
    found = [(p.kind, p.id, p.status) for p in part.provisions]
    assert found == [
        ("rule", "m.r", "lifted"),
        ("rule", "m.t", "may_apply"),
        ("authorization", "m.a", "may_apply"),
        ("bar", "m.b", "may_apply"),
        ("exemption", "m.e", "applies"),
    ]
    assert part.provisions[0].lifted_by == (("m.e", "yes"),)
    (suspension,) = part.provisions[1].suspended_by
    assert (suspension.truth, suspension.condition) == ("unknown", "m.law is wide")
    everything = explained(everything=True).parts[0].provisions
    assert ("m.s", "not_met") in [(p.id, p.status) for p in everything]


def test_conditions_come_apart_with_their_facts() -> None:
    condition = explained().parts[0].provisions[0].condition
    call, destination = condition.parts
    assert (call.text, call.truth) == ("m.f(end_user)", "yes")
    (fact,) = call.parts[0].facts
    assert (fact.path, fact.value) == ("parties.end_user.kind", "company")
    assert (fact.source, fact.as_of) == ("registry", date(2026, 1, 2))
    assert [f.path for f in destination.facts] == ["destination"]


def test_elements_are_explained_one_by_one() -> None:
    condition = explained().parts[0].provisions[1].condition
    assert [part.truth for part in condition.parts] == ["yes", "unknown"]


def test_as_text() -> None:
    text = to_text(explained())
    assert "Item 1 under XA: undetermined: at least no license required" in text
    assert "[lifted] m.r (license_required): Title of m.r" in text
    assert "lifted by m.e" in text
    assert "parties.end_user.kind = company (registry, as of 2026-01-02)" in text
    assert "may be suspended by Act late_act, if m.law is wide" in text
    assert "may be barred by m.b" in text
    assert "answers.m.q: not given" in text


def test_as_markdown_and_json() -> None:
    markdown = to_markdown(explained())
    assert markdown.startswith("## Item 1 under XA\n")
    assert "- **yes** `m.f(end_user) and destination is BB`" in markdown
    shown: Any = to_json(explained())
    assert shown["schema"] == "ecp-explanation/1"
    provision = shown["parts"][0]["provisions"][0]
    assert provision["condition"]["parts"][0]["parts"][0]["facts"][0] == {
        "path": "parties.end_user.kind",
        "title": "The end user: kind",
        "value": "company",
        "source": "registry",
        "as_of": "2026-01-02",
    }
