"""What is refused, and how that is said."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repository.tree import ROOT
from tests.strategies import vocabulary as v
from tests.strategies.transaction import Data, transactions

from ecp_runtime import facts, places
from ecp_runtime.facts import TransactionError, read_transaction
from ecp_runtime.measures import Interval, Measure
from ecp_runtime.problems import Problem
from ecp_runtime.values import Absent, ListValue, Record, Symbols

PROGRAM = v.program(
    lists=(v.list_of("m.bad", v.member("Evil")), v.list_of("m.codes", scheme="ctl")),
    questions=(v.question("m.q"), v.question("m.law", "extended", "lapsed"), v.question("a.q")),
)


def refused(data: Any) -> tuple[Problem, ...]:
    with pytest.raises(TransactionError) as caught:
        read_transaction(PROGRAM, data)
    return caught.value.problems


def item(**fields: object) -> Data:
    return {"items": [fields]}


def whole(**fields: object) -> Data:
    return {**fields, "items": [{}]}


def of_line(data: Data) -> Record:
    return read_transaction(PROGRAM, data).lines[0].item


@pytest.mark.parametrize(
    ("data", "path", "expected", "nearest"),
    [
        ({}, "items", "at least one item", None),
        ({"items": []}, "items", "at least one item", None),
        ({"items": {"complete": False, "items": []}}, "items", "every line", None),
        ({"items": [3]}, "items[0]", "an object", None),
        (whole(destinaton="BB"), "destinaton", "a field", "destination"),
        (whole(destination="bb"), "destination", "upper case", "BB"),
        (whole(destination="ZZ"), "destination", "a code of country", None),
        (whole(destination={"one_of": []}), "destination.one_of", "at least one", None),
        (whole(destination={"one_of": ["AA", "A"]}), "destination.one_of[1]", "a code", None),
        (whole(destination={"at_least": "AA"}), "destination", "one_of", None),
        (whole(destination=True), "destination", "a text", None),
        (whole(act="exprot"), "act", "one of export", "export"),
        (whole(date="2026-02-30"), "date", "a date that exists", None),
        (whole(date="20260301"), "date", "a date such as", None),
        (whole(date="2026-03-01T10:00:00"), "date", "offset", None),
        (whole(date="0001-01-01"), "date", "a year from", None),
        (
            whole(date={"at_least": "2026-03-02", "at_most": "2026-03-01"}),
            "date",
            "not above",
            None,
        ),
        (
            whole(date={"at_least": "2026-03-02", "at_most": "2026-03-03T00:00:00Z"}),
            "date",
            "both ends of one kind",
            None,
        ),
        (whole(route=["AA", None]), "route[1]", "an element", None),
        (whole(route={"complete": "no", "items": []}), "route", "an array", None),
        (whole(documents=[1]), "documents[0]", "a text", None),
        (whole(documents=["\ud800"]), "documents[0]", "surrogates", None),
        (whole(end_use=[]), "end_use", "an object", None),
        (whole(end_use={"military": "maybe"}), "end_use.military", "true or false", None),
        (whole(deadline={"value": "1.5", "unit": "DAY"}), "deadline.value", "whole", None),
        (whole(deadline={"value": "1", "unit": "days"}), "deadline.unit", "one of", None),
        (whole(parties={"enduser": {}}), "parties.enduser", "a role", "end_user"),
        (whole(parties={"brokers": {}}), "parties.brokers", "an array", None),
        (whole(parties={"end_user": {"name": 1}}), "parties.end_user.name", "a text", None),
        (
            whole(parties={"end_user": {"listed": {"m.bda": True}}}),
            "parties.end_user.listed.m.bda",
            "a party list",
            "m.bad",
        ),
        (
            whole(parties={"end_user": {"listed": {"m.bad": "no"}}}),
            "parties.end_user.listed.m.bad",
            "true or false",
            None,
        ),
        (
            whole(parties={"end_user": {"owners": [{"share": "101%"}]}}),
            "parties.end_user.owners[0].share",
            "from 0% to 100%",
            None,
        ),
        (whole(answers={"q": "yes"}), "answers.q", "a question", None),
        (whole(answers={"m.q": None}), "answers.m.q", "leave out", None),
        (whole(answers={"law": "extnded"}), "answers.law", "one of", "extended"),
        (whole(answers={"law": "lapsed", "m.law": "lapsed"}), "answers.m.law", "once", None),
        (whole(rates=[{"from": "EUR"}]), "rates[0]", "rate", None),
        (
            whole(rates=[{"from": "EUR", "to": "USD", "rate": "0", "date": "2026-01-01"}]),
            "rates[0].rate",
            "above zero",
            None,
        ),
        (
            whole(rates=[{"from": "USD", "to": "USD", "rate": "2", "date": "2026-01-01"}]),
            "rates[0].to",
            "another currency",
            None,
        ),
        (item(value={"amount": "1", "currency": "usd"}), "items[0].value.currency", "ISO", "USD"),
        (item(value={"amount": "-1", "currency": "USD"}), "items[0].value.amount", "below", None),
        (item(value={"amount": 1.5, "currency": "USD"}), "items[0].value.amount", "text", None),
        (item(value={"amount": "1e3", "currency": "USD"}), "items[0].value.amount", "number", None),
        (item(value={"amount": "1"}), "items[0].value", "currency", None),
        (item(value="12 USD"), "items[0].value", "currency", None),
        (
            item(
                value={
                    "at_least": {"amount": "1", "currency": "USD"},
                    "at_most": {"amount": "2", "currency": "EUR"},
                }
            ),
            "items[0].value",
            "the same currency",
            None,
        ),
        (item(weight={"value": "1", "unit": "kg"}), "items[0].weight.unit", "UN/ECE", "KGM"),
        (item(weight={"value": "1", "unit": "MTR"}), "items[0].weight.unit", "mass", None),
        (item(purity="12"), "items[0].purity", "a percentage", None),
        (item(purity="-1%"), "items[0].purity", "from 0%", None),
        (item(purity={"at_least": "2%", "at_most": "1%"}), "items[0].purity", "not above", None),
        (item(level=True), "items[0].level", "a number", None),
        (item(level=float("nan")), "items[0].level", "exact", None),
        (item(level=Decimal("Infinity")), "items[0].level", "a number", None),
        (item(level=Decimal("1E+999999")), "items[0].level", "a number", None),
        (item(level=10**5000), "items[0].level", "a number", None),
        (item(classification="1A"), "items[0].classification", "an object", None),
        (item(classification=None), "items[0].classification", "an object", None),
        (item(classification={"ctll": "1A"}), "items[0].classification.ctll", "a code sch", "ctl"),
        (item(classification={"ctl": "1a"}), "items[0].classification.ctl", "upper case", "1A"),
        (item(classification={"ctl": None}), "items[0].classification.ctl", "a text", None),
        (item(hs=850511), "items[0].hs", "a text", None),
        (item(id=1), "items[0].id", "a text", None),
    ],
)
def test_refusals_name_place_and_expectation(
    data: Data, path: str, expected: str, nearest: str | None
) -> None:
    (problem,) = refused(data)
    assert problem.path == path
    assert expected in problem.expected
    assert problem.nearest == nearest
    assert problem.found and str(problem)


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused({"act": "x", "date": 1, "items": [{"id": "1"}, {"id": "1", "level": "x"}]})
    assert [problem.path for problem in problems] == [
        "act",
        "date",
        "items[1].id",
        "items[1].level",
    ]


def test_problems_are_said_in_these_words_and_in_this_order() -> None:
    folder = ROOT / "tests" / "golden" / "problems"
    data = json.loads((folder / "wrong.json").read_text(encoding="utf-8"))
    for _ in range(2):
        said = "\n".join(map(str, refused(data))) + "\n"
        assert said == (folder / "wrong.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("data", [None, [], "x", 1, 1.5, {1: 2}, {"items": [{}], 3: 4}])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert refused(data)


HALF = "zz.\ud800"


@pytest.mark.parametrize(
    "data",
    [
        whole(**{HALF: "x"}),
        whole(answers={HALF: "yes"}),
        whole(parties={HALF: {}}),
        whole(parties={"end_user": {HALF: 1}}),
        whole(parties={"end_user": {"listed": {HALF: True}}}),
        item(**{HALF: "x"}),
        item(answers={HALF: "yes"}),
        item(classification={HALF: "1A"}),
        item(classification={"value": {HALF: "1A"}, "source": "scale"}),
        item(value={HALF: "1"}),
        whole(rates=[{HALF: "EUR"}]),
    ],
)
def test_half_of_a_character_in_a_key_is_refused(data: Data) -> None:
    for problem in refused(data):
        str(problem).encode()
        problem.path.encode()


def test_depth_and_size_are_limited() -> None:
    party: Data = {}
    for _ in range(facts.MAX_DEPTH + 2):
        party = {"owners": [party]}
    assert "levels deep" in refused(whole(parties={"end_user": party}))[0].expected
    assert "at most" in refused(whole(documents=["x"] * (places.MAX_LIST + 1)))[0].expected
    assert "at most" in refused({"items": [{}] * (places.MAX_LIST + 1)})[0].expected


def test_ranges_and_provenance_are_kept() -> None:
    record = of_line(
        item(
            value={"amount": {"at_least": "1.5"}, "currency": "USD"},
            weight={"value": {"value": "500", "unit": "GRM"}, "source": "scale"},
            purity={"value": {"at_most": "0.1%"}, "source": "lab", "as_of": "2026-01-01"},
        )
    )
    value, weight, purity = (record.facts[name] for name in ("value", "weight", "purity"))
    assert isinstance(value.value, Measure) and isinstance(purity.value, Measure)
    assert value.value.parts[0][1] == Interval(Fraction(3, 2), None)
    assert isinstance(weight.value, Measure)
    assert weight.value.parts[0][1] == Interval(Fraction(1, 2), Fraction(1, 2))
    assert weight.source == "scale"
    assert purity.value.parts[0][1] == Interval(Fraction(0), Fraction(1, 1000))
    assert (purity.source, str(purity.as_of)) == ("lab", "2026-01-01")


def test_absent_is_not_left_out() -> None:
    transaction = read_transaction(
        PROGRAM, {"end_use": None, "items": [{"origin": "none"}], "parties": {"brokers": None}}
    )
    assert isinstance(transaction.header.facts["end_use"].value, Absent)
    assert isinstance(transaction.lines[0].item.facts["origin"].value, Absent)
    assert isinstance(transaction.parties["brokers"].value, Absent)
    assert "destination" not in transaction.header.facts


def test_lists_may_be_partial() -> None:
    data = whole(route={"complete": False, "items": ["AA"]})
    route = read_transaction(PROGRAM, data).header.facts["route"].value
    assert isinstance(route, ListValue) and not route.complete
    assert isinstance(route.elements[0], Symbols)


def test_lines_have_ids() -> None:
    transaction = read_transaction(PROGRAM, {"id": "PO", "items": [{}, {"id": "b"}]})
    assert transaction.id == "PO"
    assert [line.id for line in transaction.lines] == ["line 1", "b"]


def test_codes_of_other_jurisdictions_may_stay() -> None:
    data = item(classification={"zz.other": "X", "ctl": "1A"})
    assert of_line(data).facts["classification"]


KEYS = (
    *("value", "at_least", "at_most", "one_of", "amount", "currency", "unit", "complete"),
    *("items", "parties", "end_user", "answers", "m.q", "listed", "classification", "ctl"),
    *("components", "source", "as_of", "date", "destination", "rates", "level"),
)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=6)
    | st.sampled_from(("AA", "export", "2026-01-01", "1A", "0.1%", "none", "yes", "USD")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=6) | st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def corrupted(data: Any, value: Any, choose: Any) -> Any:
    """Put a value somewhere into a transaction."""
    if isinstance(data, dict) and data and choose.random() < 0.8:
        key = choose.choice(sorted(data))
        return {**data, key: corrupted(data[key], value, choose)}
    if isinstance(data, list) and data and choose.random() < 0.8:
        index = choose.randrange(len(data))
        return [*data[:index], corrupted(data[index], value, choose), *data[index + 1 :]]
    return value


@settings(deadline=None)
@given(transactions(), anything, st.randoms(use_true_random=False))
def test_nothing_else_is_ever_raised(data: Data, value: Any, choose: Any) -> None:
    for bad in (value, corrupted(data, value, choose)):
        try:
            read_transaction(PROGRAM, bad)
        except TransactionError as error:
            assert error.problems
            assert all(problem.found and problem.expected for problem in error.problems)
