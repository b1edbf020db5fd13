"""Dates that stand for "no end" are read as such, and slips are not."""

from typing import Any

import pytest
from tests.compiler.compiling import in_frame, program, rule
from tests.strategies.agreement import disagreement

from ecp_runtime.compiled.engine import Engine
from ecp_runtime.facts import TransactionError

LICENSED = """
authorize held for r {
  under act_1 clause "2"
  in force from 2026-01-06
  when any l in licenses satisfies (l.valid_through >= date and l.valid_through > 2026-12-31)
}
"""
ENGINE = Engine(
    program(
        in_frame(rule("destination is DE", effect="require license from XX.ministry") + LICENSED)
    )
)


def order(end: Any, **facts: Any) -> dict[str, Any]:
    return {
        "act": "export",
        "date": "2026-03-10",
        "destination": "DE",
        "parties": {},
        "licenses": [{"valid_through": end}],
        "items": [{}],
        **facts,
    }


def outcome(transaction: dict[str, Any]) -> str:
    assert disagreement(ENGINE, transaction) is None
    verdict = ENGINE.verdict(transaction)
    assert verdict.at_most == ENGINE.decide(transaction).outcome.at_most
    return verdict.at_most


@pytest.mark.parametrize(
    "end",
    [
        *(
            f"{year}-{day}"
            for year in (2999, 3000, 9998, 9999)
            for day in ("12-31", "12-30", "01-01")
        ),
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59.9999999-14:00",
        "9999-12-31T00:00:00+1400",
        {"at_least": "2027-01-01", "at_most": "9999-12-31"},
        {"one_of": ["2027-01-01", "2999-12-31"]},
        {"value": "9999-12-31", "source": "the paper"},
    ],
    ids=str,
)
def test_a_license_without_end_covers(end: Any) -> None:
    assert outcome(order(end)) == "authorized"


@pytest.mark.parametrize(
    "end", ["2203-07-23", "2200-12-31", "2998-12-31", "9999-07-23", "9999-12-32", "1899-12-31"]
)
def test_slips_are_refused(end: str) -> None:
    with pytest.raises(TransactionError):
        ENGINE.decide(order(end))


@pytest.mark.parametrize("day", ["9999-12-31", "2999-12-31", "9999-12-31T00:00:00Z"])
def test_the_act_has_a_day(day: str) -> None:
    for ask in (ENGINE.decide, ENGINE.verdict):
        with pytest.raises(TransactionError):
            ask(order("2027-01-01", date=day))


@pytest.mark.parametrize("end", ["2025-12-31", "2026-03-09", "2026-03-10"])
def test_an_end_that_is_one_still_ends(end: str) -> None:
    assert outcome(order(end)) == "license_required"


@pytest.mark.parametrize(
    "instant",
    [
        "2027-01-01T00:00:00.0000000Z",
        "2027-01-01T00:00:00.123456789Z",
        "2027-01-01T01:00:00+0100",
        "2027-01-01T01:00:00.5+01:00",
    ],
)
def test_instants_are_read_as_systems_write_them(instant: str) -> None:
    assert outcome(order(instant)) == "authorized"
