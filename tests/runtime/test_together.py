"""Several codes of a classification hold together: a test is so if it is so of one of them."""

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.compiling import in_frame
from tests.compiler.compiling import program as program_of
from tests.compiler.compiling import rule as rule_text
from tests.strategies import vocabulary as v
from tests.strategies.agreement import disagreement
from tests.strategies.deciding import only, outcome, run
from tests.strategies.transaction import Data

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.facts import TransactionError, read_transaction
from ecp_runtime.together import Together, any_of_them, one_of_each
from ecp_runtime.values import ClassificationValue, Several, Symbols

FREE, LICENSE, PROHIBITED = "no_license_required", "license_required", "prohibited"
OPEN = f"{FREE}..{PROHIBITED}"
CODE = v.control_code()
LISTED = v.list_of("m.codes", v.member("1A.a"), v.member("2B.a"), scheme="ctl")
PLACE = "items[0].classification.ctl"


def within(code: str) -> ir.Expr:
    return ir.WithinCode(CODE, ir.Code("ctl", code))


def equals(code: str) -> ir.Expr:
    return ir.Equal(CODE, ir.Code("ctl", code))


def given_codes(*codes: Any) -> Data:
    return classified({"codes": list(codes)})


def classified(raw: Any) -> Data:
    return {"items": [{"classification": {"ctl": raw}}]}


def prohibiting(condition: ir.Expr, **more: Any) -> ir.Program:
    return v.program(rules=(v.rule("m.r", ir.Prohibition(), condition),), lists=(LISTED,), **more)


# Reading


def read(raw: Any) -> Any:
    data = {"date": "2026-03-10", **classified(raw)}
    value = read_transaction(prohibiting(within("1A")), data).lines[0].item.facts["classification"]
    assert isinstance(value.value, ClassificationValue)
    return value.value.codes["ctl"]


def test_several_codes_are_read_in_their_order_each_once() -> None:
    value = read({"codes": ["2B.a", "1A.a", "2B.a", {"one_of": ["1A.b", "2B"]}]}).value
    assert isinstance(value, Several)
    assert [sorted(code.options) for code in value.codes] == [["2B.a"], ["1A.a"], ["1A.b", "2B"]]
    # The classification is one fact, so one path names what is open of it.
    assert {gap.path for code in value.codes for gap in code.origin} == {PLACE}


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ({"codes": ["1A.a"]}, "1A.a"),
        ({"codes": ["1A.a", "1A.a"]}, "1A.a"),
        ({"codes": ["NOT_LISTED"]}, "NOT_LISTED"),
        ({"codes": [{"one_of": ["1A.a", "2B"]}]}, {"one_of": ["1A.a", "2B"]}),
    ],
)
def test_one_code_is_the_plain_code(raw: Any, plain: Any) -> None:
    assert read(raw).value == read(plain).value
    assert isinstance(read(raw).value, Symbols)


def test_several_codes_have_a_source_like_one() -> None:
    fact = read({"value": {"codes": ["1A.a", "2B"]}, "source": "lab", "as_of": "2026-01-15"})
    assert isinstance(fact.value, Several)
    assert fact.source == "lab"


def test_no_codes_say_nothing() -> None:
    program = prohibiting(within("1A"))
    assert outcome(program, given_codes()) == outcome(program, {}) == OPEN
    assert only(run(program, given_codes())).missing[0].path == PLACE


ARRAY = "an array of the codes that hold together, and nothing else"
REFUSED: tuple[tuple[Any, str, str], ...] = (
    ({"codes": "1A.a"}, ".codes", ARRAY),
    ({"codes": None}, ".codes", ARRAY),
    ({"codes": ["1A.a"], "one_of": ["2B"]}, ".codes", ARRAY),
    ({"codes": ["1A.a"], "sort": "x"}, ".codes", ARRAY),
    ({"codes": ["1A.a"] * 1001}, ".codes", "at most 1000 codes"),
    ({"codes": ["1A.a", None]}, ".codes[1]", "a text"),
    ({"codes": [{"codes": ["1A.a"]}]}, ".codes[0]", "a text"),
    ({"codes": [{"value": "1A.a", "source": "lab"}]}, ".codes[0]", "a text"),
    ({"codes": [{"one_of": []}]}, ".codes[0].one_of", ""),
    (
        {"codes": ["1A.a", "NOT_LISTED"]},
        ".codes[1]",
        "a code: what is within no entry has no other code",
    ),
    (
        {"codes": [{"one_of": ["NOT_LISTED", "2B"]}, "1A.a"]},
        ".codes[0]",
        "a code: what is within no entry has no other code",
    ),
)


@pytest.mark.parametrize(("raw", "at", "expected"), REFUSED, ids=repr)
def test_what_is_refused_is_named_by_its_place(raw: Any, at: str, expected: str) -> None:
    with pytest.raises(TransactionError) as raised:
        read(raw)
    (problem,) = raised.value.problems
    assert problem.path == PLACE + at
    assert expected in problem.expected


def test_only_classifications_have_several_codes() -> None:
    with pytest.raises(TransactionError):
        run(prohibiting(within("1A")), {"destination": {"codes": ["AA", "BB"]}})


# Membership

A_TEST = {
    "in a list": ir.WithinList(CODE, "m.codes"),
    "within a code": within("1A.a"),
    "the code": equals("1A.a.1"),
    "one of several": ir.OneOf(CODE, (ir.Code("ctl", "1A.a.1"), ir.Code("ctl", "1A.a.2"))),
}


@pytest.mark.parametrize("name", A_TEST)
@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("1A.a.1", "2B"), PROHIBITED),
        (("2B", "1A.a.1"), PROHIBITED),
        (("1A.b", "1A.b"), FREE),
        # What is open of one code leaves open what no other code settles.
        (("1A.b", {"one_of": ["1A.a.1", "1A.b"]}), OPEN),
        (("1A.a.1", {"one_of": ["1A.a.1", "1A.b"]}), PROHIBITED),
    ],
    ids=repr,
)
def test_a_test_is_so_if_it_is_so_of_one_code(
    name: str, codes: tuple[Any, ...], expected: str
) -> None:
    program = prohibiting(A_TEST[name])
    # “2B” is coarse: a finer code of it may be on the list, beside one that certainly is.
    assert outcome(program, given_codes(*codes)) == expected
    assert disagreement(Engine(program), {"date": "2026-03-10", **given_codes(*codes)}) is None


def test_a_coarse_code_beside_another_leaves_open_what_it_may_turn_out_to_be() -> None:
    assert outcome(prohibiting(within("1A.a.1")), given_codes("1A.a", "2B")) == OPEN
    assert outcome(prohibiting(ir.WithinList(CODE, "m.codes")), given_codes("1A.b", "2B")) == OPEN
    assert outcome(prohibiting(ir.WithinScheme(CODE, "ctl")), given_codes("1A", "2B")) == PROHIBITED


def test_not_is_so_if_no_code_is() -> None:
    program = prohibiting(ir.Not(within("1A.a")))
    assert outcome(program, given_codes("1A.b", "2B")) == PROHIBITED
    assert outcome(program, given_codes("1A.a", "2B")) == FREE


def test_two_conditions_may_be_so_of_two_codes() -> None:
    both = prohibiting(ir.And((within("1A.a"), within("2B"))))
    assert outcome(both, given_codes("1A.a", "2B")) == PROHIBITED
    assert outcome(both, classified({"one_of": ["1A.a", "2B"]})) == FREE


def test_what_is_not_given_may_be_several_codes() -> None:
    """Else an item of two entries would pass where nobody classified it."""
    both = prohibiting(ir.And((within("1A.a"), within("2B"))))
    assert outcome(both) == OPEN
    assert outcome(both, given_codes()) == OPEN
    assert outcome(both, {"items": [{"classification": {}}]}) == OPEN
    for raw in ({}, given_codes(), given_codes("1A.a", "2B")):
        assert disagreement(Engine(both), {"date": "2026-03-10", "items": [{}], **raw}) is None


def test_what_no_set_of_codes_leaves_open_is_certain() -> None:
    """A fact has one value wherever it is tested, also where that is several codes."""
    rules = (
        v.rule("m.so", v.license_(), within("1A.a.1")),
        v.rule("m.not", v.license_(), ir.Not(within("1A.a.1"))),
    )
    program = v.program(rules=rules)
    for data in ({}, given_codes("1A.a", "2B"), given_codes("1A", {"one_of": ["1A.a.1", "2B"]})):
        assert outcome(program, data) == LICENSE
        assert disagreement(Engine(program), {"date": "2026-03-10", "items": [{}], **data}) is None


# What codes may be


def marks(*names: str) -> frozenset[object]:
    return frozenset(names)


def test_each_set_of_codes_is_covered_by_its_last() -> None:
    codes = {
        "other": marks(),
        "NO": marks(),
        "a": marks("x"),
        "b": marks("y"),
        "c": marks("x", "y"),
    }
    assert shown(any_of_them(codes, ("NO",))) == ["other", "NO", "a", "b+ab", "c"]


def test_codes_known_in_part_are_told_apart_by_their_marks() -> None:
    options = [{"a": marks("x"), "b": marks("y")}, {"a": marks("x"), "c": marks()}]
    assert shown(one_of_each(options, 9)) == ["a", "b+a", "b+c"]
    assert one_of_each(options, 2) is None


def shown(found: Sequence[Together] | None) -> list[str]:
    return ["+".join("".join(sorted(each)) for each in codes) for codes in found or ()]


# What a decision says


def members_cited(codes: tuple[str, ...], condition: ir.Expr) -> list[tuple[str, str]]:
    (measure,) = only(run(prohibiting(condition), given_codes(*codes))).measures
    found = [each.matched for each in measure.citations if each.kind == "member"]
    return [(str(each.member), each.path) for each in found if each is not None]


def test_the_members_that_match_are_cited_each_once() -> None:
    on_list = ir.WithinList(CODE, "m.codes")
    assert members_cited(("1A.b", "2B.a"), on_list) == [("2B.a", PLACE)]
    assert members_cited(("1A.a.1", "2B.a"), on_list) == [("1A.a", PLACE), ("2B.a", PLACE)]
    assert members_cited(("1A.a.1", "1A.a.2"), on_list) == [("1A.a", PLACE)]


def test_an_open_code_is_asked_for_without_proposals() -> None:
    """An answer about one code would say nothing of the others."""
    (entry,) = only(run(prohibiting(within("1A.a.1")), given_codes("1A.a", "2B"))).missing
    assert (entry.path, entry.answers) == (PLACE, ())


# Exemptions


def test_an_exemption_for_one_code_lifts_what_it_names_for_the_item() -> None:
    """A rule lays down what it is about; that a fact holds is not undone by another fact."""
    rule = v.rule("m.r", v.license_(), within("1A.a"))
    freed = v.exemption("m.e", ("m.r",), condition=within("2B"))
    program = v.program(rules=(rule,), exemptions=(freed,))
    assert outcome(program, given_codes("1A.a")) == LICENSE
    assert outcome(program, given_codes("1A.a", "2B")) == FREE
    # An exemption that means items of no other entry has to say so.
    strict = ir.And((within("2B"), ir.Not(within("1A.a"))))
    program = evolve(program, exemptions=(evolve(freed, condition=strict),))
    assert outcome(program, given_codes("1A.a", "2B")) == LICENSE


ENTRIES = ("1A.a.1", "1A.a.2", "1A.b", "2B.a")
POSITIVE = st.recursive(
    st.sampled_from((*A_TEST.values(), within("2B"), within("1A"), equals("2B.a"))),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from((ir.And(tuple(parts)), ir.Or(tuple(parts))))
    ),
    max_leaves=6,
)
A_CODE = st.sampled_from((*ENTRIES, "1A", "1A.a", "2B", {"one_of": ["1A.b", "2B.a"]}))


@settings(deadline=None, max_examples=200)
@given(st.lists(POSITIVE, min_size=1, max_size=3), st.lists(A_CODE, min_size=1, max_size=3), A_CODE)
def test_another_code_never_permits_more(
    conditions: list[ir.Expr], codes: list[Any], another: Any
) -> None:
    """So it is where conditions ask for codes, and neither for their absence nor in exemptions."""
    effects: tuple[ir.Effect, ...] = (ir.Prohibition(), v.license_(), v.license_())
    rules = tuple(
        v.rule(f"m.r{n}", effect, condition)
        for n, (effect, condition) in enumerate(zip(effects, conditions, strict=False))
    )
    program = v.program(rules=rules, lists=(LISTED,))
    before, after = (
        run(program, given_codes(*each)).outcome for each in (codes, [*codes, another])
    )
    rank = ir.OUTCOMES.index
    assert rank(after.at_least) >= rank(before.at_least)
    assert rank(after.at_most) >= rank(before.at_most)
    # Whatever it is that is not given, it is no less strict than any codes.
    unknown = run(program).outcome
    assert rank(unknown.at_most) >= rank(after.at_most)
    assert rank(unknown.at_least) <= rank(before.at_least)


# Spelling


FRAME = program_of(in_frame(rule_text('item.classification.hs within "0101"')))


@pytest.mark.parametrize("source", [{}, {"source": "broker"}])
def test_a_code_among_several_may_have_lost_its_zero(source: Data) -> None:
    """It is written into the transaction in its place, and beside it the others stay."""
    raw: Any = {"codes": ["8505.11", "10121"]}
    raw = {"value": raw, **source} if source else raw
    order = {"act": "export", "date": "2026-03-10", "items": [{"classification": {"hs": raw}}]}
    assert disagreement(Engine(FRAME), order) is None
    decision = Engine(FRAME).decide(order)
    assert decision.outcome.at_most == PROHIBITED
    (caveat,) = (c for c in only(decision).caveats if "10121" in c.text)
    assert "items[0].classification.hs.codes[1]" in caveat.text


def test_a_code_of_another_form_is_refused_in_its_place() -> None:
    order = {"items": [{"classification": {"test.codes": {"codes": ["1A001", "1B"]}}}]}
    with pytest.raises(TransactionError) as raised:
        read_transaction(FRAME, order)
    (problem,) = raised.value.problems
    assert problem.path == "items[0].classification.test.codes.codes[1]"
    assert problem.expected.startswith("a code of test.codes (Codes)")
