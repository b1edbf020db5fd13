"""The JSON Schema of transactions accepts what reading accepts, and refuses what it refuses."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.compiling import in_frame, program, rule

from ecp_runtime.facts import TransactionError, read_transaction
from ecp_runtime.schema import transaction_schema

MORE = """
extend entity Parameters {
  form: one of { rod, none } flag: yes_no flags: list of yes_no number: number share: percent
  length: length time: duration day: date words: list of text sort: code of test.codes
}
list bad "Bad" {
  of parties
  under act_1
  in force from 2026-01-06
  member "Acme"
}
question q "Is it so?" { of fact }
question law "What holds?" {
  of law
  reading one "One"
  reading two "Two"
}
"""
PROGRAM = program(in_frame(MORE + rule("destination is DE")))
SCHEMA = jsonschema.Draft202012Validator(transaction_schema(PROGRAM))

PLACES = (
    *("id", "schema", "act", "date", "from", "destination", "route", "end_use", "documents"),
    *("rates", "parties", "answers", "knowledge", "licenses", "dates", "colour", "items"),
    *("items.0.id", "items.0.hs", "items.0.origin", "items.0.classification", "items.0.value"),
    *("items.0.quantity", "items.0.materials", "items.0.components", "items.0.parameters"),
    *("items.0.destination", "items.0.parties", "items.0.answers", "items.0.end_use"),
    *(f"items.0.parameters.{name}" for name in ("form", "flag", "flags", "number", "share")),
    *(f"items.0.parameters.{name}" for name in ("length", "time", "day", "words", "sort")),
    *("items.0.classification.test.codes", "items.0.classification.hs"),
    *(f"items.0.classification.{id_}" for id_ in ("us.ccl", "TEST.codes", "hs.x", "tset.codes")),
    *("parties.end_user.listed.us.ccl", "parties.end_user.listed.TEST.codes", "answers.us.ccl"),
    *("parties.end_user", "parties.end_user.owners", "parties.end_user.listed"),
    *("parties.end_user.listed.test.bad", "parties.intermediate_consignees", "parties.nobody"),
    *("parties.end_user.kind", "parties.end_user.name", "parties.end_user.share"),
    *("answers.q", "answers.test.q", "answers.law", "answers.gone", "answers."),
    *("rates.0.from", "rates.0.rate", "rates.0.date", "dates.contract", "licenses.0.valid_through"),
)
DOTTED = ("test.codes", "test.bad", "test.q", "us.ccl", "TEST.codes", "hs.x", "tset.codes")

# At the limits of what is read, on both sides.
TEXTS = (
    *("", " ", "none", "yes", "no", "export", "Export", "rod", "company", "goods", "one", "two"),
    *("DE", "AN", "ZZ", "de", "EUR", "HRK", "HRX", "KGM", "MTR", "QQQ", "day", "DAY", "hour"),
    *("ecp-transaction/1", "1A001", "1A001.a", "1A0010", "NOT_LISTED", "dysprosium", "Acme"),
    *("8505", "850511", "8505.11", "8505.11.90", "85051", "850511900", "10121", "810110000"),
    *("85051190000123", "8505119000012", "101.2", "101"),
    *("0", "-0", "5", "-5", "1.10", "1.", ".5", "1e3", "0.0", "-0.0", "100000", "100001", "1.5"),
    *("9" * 30, "9" * 31, "0." + "1" * 20, "0." + "1" * 21, "+1"),
    *("0%", "-0%", "-1%", "50 %", "50  %", "100%", "100.0%", "100.1%", "101%", "0100%", "5"),
    *("2026-02-28", "2026-02-29", "2026-02-30", "2024-02-29", "2000-02-29", "1900-02-29"),
    *("2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "1899-12-31"),
    *("1900-01-01", "2199-12-31", "2200-01-01", "2998-12-31", "2999-12-31", "9999-12-31"),
    *("9999-12-30", "9999-01-01", "9999-07-01", "0000-01-01", "2026-1-1", "20260101"),
    *("2026-03-10T10:00:00Z", "2026-03-10T10:00:00", "2026-03-10T10:00Z", "2026-03-10T24:00:00Z"),
    *("2026-03-10T10:60:00Z", "2026-03-10T10:00:60Z", "2026-03-10T10:00:00.123456789Z"),
    *("2026-03-10T10:00:00.1234567890Z", "2026-03-10T10:00:00+01:00", "2026-03-10T10:00:00+0100"),
    *("2026-03-10T10:00:00+24:00", "2026-03-10T10:00:00+23:59", "2026-03-10T10:00:00-00:60"),
    *("9999-12-31T23:59:59Z", "2026-02-29T10:00:00Z", "2026-03-10 10:00:00Z"),
)
NUMBERS = (0, 1, -1, 5, 100_000, 100_001, 10121, 850511, 2**96 - 1, Decimal("1.5"), Decimal("-0.5"))
LEAVES: st.SearchStrategy[Any] = st.sampled_from((None, True, False, *NUMBERS, *TEXTS, *TEXTS))
KEYS = st.sampled_from(
    (
        *("value", "source", "as_of", "at_least", "at_most", "one_of", "amount", "currency"),
        *("unit", "items", "complete", "name", "country", "kind", "owners", "listed", "share"),
        *(
            "codes",
            "test.codes",
            "hs",
            "q",
            "test.q",
            "law",
            "from",
            "to",
            "rate",
            "date",
            "colour",
        ),
    )
)


def shaped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Put values into the shapes that facts have, and into others."""
    keyed = st.dictionaries(KEYS, inner, max_size=3)
    some = st.lists(inner, max_size=3)
    rate = {"from": st.just("EUR"), "to": inner, "rate": inner, "date": st.just("2026-03-10")}
    return st.one_of(
        some,
        keyed,
        st.fixed_dictionaries({"value": inner}, optional={"source": LEAVES, "as_of": LEAVES}),
        st.fixed_dictionaries({"one_of": some}),
        st.fixed_dictionaries({"codes": some}),
        st.fixed_dictionaries({}, optional={"at_least": inner, "at_most": inner}),
        st.fixed_dictionaries({"amount": inner, "currency": st.sampled_from(("EUR", "HRK", "x"))}),
        st.fixed_dictionaries({"value": inner, "unit": st.sampled_from(("MTR", "DAY", "ANN"))}),
        st.fixed_dictionaries({"items": some}, optional={"complete": LEAVES}),
        st.fixed_dictionaries(rate),
    )


def values(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Put values into shapes, also within each other."""
    return st.one_of(leaves, shaped(leaves), shaped(shaped(leaves)), st.recursive(leaves, shaped))


@cache
def values_at(place: str) -> st.SearchStrategy[Any]:
    """Generate values for a place, mostly of leaves that are read there."""
    read = [leaf for leaf in (None, True, *NUMBERS, *TEXTS) if not problems(placed(place, leaf))]
    good: st.SearchStrategy[Any] = st.sampled_from(read) if read else LEAVES
    return st.one_of(values(good), values(st.one_of(good, good, LEAVES)), values(LEAVES))


NOT_EXPRESSIBLE = (
    r"`at_least` not above `at_most`",
    r"the same (currency|unit) throughout",
    r"an id of its own",
    r"one rate for each pair",
    r"each question answered once",
    r"a code of hs .*",
    r"a (code scheme|party list) of the policy",
    r"a code: what is within no entry has no other code",
)
"""What hangs on two values or on the whole, and whole numbers as tariff codes."""


def steps(place: str) -> list[Any]:
    """Take a place apart; ids of schemes, lists and questions have dots of their own."""
    for name in DOTTED:
        place = place.replace(name, name.replace(".", "/"))
    parts = (part.replace("/", ".") for part in place.split("."))
    return [int(part) if part.isdigit() else part for part in parts]


def placed(place: str, value: Any) -> dict[str, Any]:
    """Write an order with a value at a place."""
    rate = {"from": "EUR", "to": "USD", "rate": "1.1", "date": "2026-03-01"}
    order: dict[str, Any] = {"act": "export", "items": [{}], "rates": [rate], "licenses": [{}]}
    *way, last = steps(place)
    at: Any = order
    for step in way:
        at = at[step] if isinstance(step, int) else at.setdefault(step, {})
    at[last] = value
    return order


def problems(order: dict[str, Any]) -> list[Any]:
    try:
        read_transaction(PROGRAM, order)
    except TransactionError as error:
        return list(error.problems)
    return []


def check(order: dict[str, Any]) -> None:
    found = problems(order)
    fits = SCHEMA.is_valid(order)
    if not found:
        assert fits, [error.message for error in SCHEMA.iter_errors(order)]
    elif fits:
        said = [problem.expected for problem in found]
        assert all(any(re.match(p, each) for p in NOT_EXPRESSIBLE) for each in said), found
        if any(each.startswith("a code scheme") or "party list" in each for each in said):
            assert "tset" in found[0].path
        if any(each.startswith("a code of hs") for each in said):
            assert re.search(r"[0-9]", found[0].found)
            assert '"' not in found[0].found


@pytest.mark.parametrize("place", PLACES)
def test_each_plain_value_at_each_place(place: str) -> None:
    for value in (None, True, *NUMBERS, *TEXTS):
        check(placed(place, value))


@given(st.data())
def test_the_schema_accepts_what_reading_accepts(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(PLACES))
    check(placed(place, data.draw(values_at(place))))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("items.0.value", {"amount": "-5", "currency": "EUR"}),
        ("items.0.value", {"amount": {"at_least": "-5"}, "currency": "EUR"}),
        ("date", "2026-02-30"),
        ("date", "2026-03-10T10:00:00"),
        ("date", "9999-12-31"),
        ("items.0.parameters.time", {"value": "5", "unit": "hour"}),
        ("items.0.parameters.day", {"at_least": "2026-01-01", "at_most": "2026-03-10T10:00:00Z"}),
        ("items.0.classification", {"nowhere": "1A001"}),
        ("parties.end_user.listed", {"nowhere": True}),
        ("documents", [None]),
        ("documents", {}),
        ("items.0.parameters.share", "101%"),
        ("rates.0.rate", "0.00"),
        ("destination", {"one_of": ["DE"] * 1001}),
        ("destination", {"codes": ["DE"]}),
        ("items.0.parameters.sort", {"codes": ["1A001"]}),
        ("items.0.classification.test.codes", {"codes": "1A001"}),
        ("items.0.classification.test.codes", {"codes": [None]}),
        ("items.0.classification.test.codes", {"codes": [{"codes": ["1A001"]}]}),
        ("items.0.classification.test.codes", {"codes": ["1A001"], "one_of": ["1A001"]}),
        ("items.0.classification.test.codes", {"codes": ["1A001"] * 1001}),
        ("parties.end_user.name", "x" * 20_001),
    ],
)
def test_what_reading_refuses_the_schema_refuses(place: str, value: Any) -> None:
    assert problems(placed(place, value))
    assert not SCHEMA.is_valid(placed(place, value))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("items.0.classification", {"value": {"hs": "8505"}, "source": "broker"}),
        ("id", {"value": "PO 1", "source": "the order"}),
        ("items.0.classification.test.codes", {"codes": []}),
        ("items.0.classification.test.codes", {"codes": ["1A001", {"one_of": ["1A001.a"]}]}),
        ("items.0.classification.hs", {"value": {"codes": ["8505", 10121]}, "source": "broker"}),
        ("items.0.hs", "8505.11"),
        ("items.0.hs", 10121),
        ("destination", "AN"),
        ("items.0.value", {"amount": "5", "currency": "HRK"}),
        ("answers.gone", {"value": "at all", "as_of": "2026-01-01"}),
    ],
)
def test_what_reading_accepts_the_schema_accepts(place: str, value: Any) -> None:
    assert not problems(placed(place, value))
    assert SCHEMA.is_valid(placed(place, value))
