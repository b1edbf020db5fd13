"""The date of an act and the time of knowledge are held to the same wherever they are given."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.sdk.running import Shell

import ecp as api

CASES = Path(__file__).parents[2] / "tests" / "golden" / "decisions"
ORDER: dict[str, Any] = {"items": [{}]}
OTHER_YEARS = ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31")
OTHER_FORMS = ("20260310", "2026-W10-2", "2026-069", "2026-3-10", "2026-02-30", "", "x" * 100_000)


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    """The policy of the cases."""
    return api.load(CASES)


def _asking(policy: api.Policy) -> tuple[tuple[Callable[..., object], str], ...]:
    return (
        (lambda day: policy.decide(ORDER, on=day), "on"),
        (lambda day: policy.decide(ORDER, known_at=day), "known_at"),
        (lambda day: policy.decide_json('{"items": [{}]}', on=day), "on"),
        (lambda day: policy.decide_json('{"items": [{}]}', known_at=day), "known_at"),
        (lambda day: policy.verdict(ORDER, on=day), "on"),
        (lambda day: policy.explain(ORDER, on=day), "on"),
        (lambda day: policy.explain(ORDER, known_at=day), "known_at"),
    )


@pytest.mark.parametrize("day", OTHER_YEARS)
def test_a_year_that_no_transaction_has_is_refused(policy: api.Policy, day: str) -> None:
    instant = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    for ask, name in _asking(policy):
        for given in (day, date.fromisoformat(day), *([instant] if name == "known_at" else ())):
            with pytest.raises(api.TransactionError) as refused:
                ask(given)
            assert str(refused.value).startswith(f"{name}: found {day}")
            assert "expected a year from 1900 to 2199" in str(refused.value)
    for decide in (policy.decide, policy.verdict):
        with pytest.raises(api.TransactionError, match="a year from 1900 to 2199"):
            decide({**ORDER, "date": day})


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_are_taken(policy: api.Policy, day: str) -> None:
    for ask, _ in _asking(policy):
        ask(day)
        ask(date.fromisoformat(day))


@pytest.mark.parametrize("text", OTHER_FORMS)
def test_a_text_that_no_transaction_may_have_is_refused(policy: api.Policy, text: str) -> None:
    for ask, name in _asking(policy):
        with pytest.raises(api.TransactionError, match=f"^{name}: `") as refused:
            ask(text)
        assert len(str(refused.value)) < 500


@pytest.mark.parametrize("day", [*OTHER_YEARS, *OTHER_FORMS])
@pytest.mark.parametrize(
    "command",
    [
        ("decide", "-", "--policy", CASES, "--no-library", "--on"),
        ("decide", "-", "--policy", CASES, "--no-library", "--known-at"),
        ("timeline", "arcadia", "--policy", CASES, "--no-library", "--as-of"),
        ("timeline", "arcadia", "--policy", CASES, "--no-library", "--known-at"),
        ("check", CASES, "--as-of"),
    ],
)
def test_commands_refuse_the_same(command: tuple[object, ...], day: str, ecp: Shell) -> None:
    done = ecp(*command, day, stdin=b'{"items": [{}]}')
    assert (done.status, done.out) == (2, "")
    assert "expected a year from 1900 to 2199" in done.err or "date such as 2026-03-10" in done.err
    assert len(done.err) < 1_000
