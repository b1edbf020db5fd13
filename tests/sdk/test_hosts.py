"""Values of Python stand for what JSON would say; arguments of other types are refused."""

import enum
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest

import ecp
from ecp.hosts import in_json

POLICY = """
module m
use core
jurisdiction XX "X" { authority a "A" time zone "UTC" reaches export when act is export }
instrument i "I" { issued by XX.a on 2026-01-01 }
extend entity Item { serial: text "Serial" made: date "Made" purity: number "Purity" }
rule r {
  under i clause "1"
  when destination is DE and item.made >= 2026-01-01 and item.purity > 0.5
    and any c in route satisfies (c is FR) and end_user.kind is company
  prohibit
  in force from 2026-01-01
}
"""


class Act(enum.Enum):
    """What a host calls acts."""

    EXPORT = "export"


class Country(enum.StrEnum):
    """What a host calls countries."""

    DE = "DE"


JSON: dict[str, Any] = {
    "act": "export",
    "date": "2026-03-10",
    "destination": "DE",
    "route": ["FR"],
    "parties": {"end_user": {"kind": "company"}},
    "items": [
        {
            "made": "2026-02-01T10:00:00+01:00",
            "purity": "0.75",
            "serial": "12345678-1234-5678-1234-567812345678",
        }
    ],
}
HOST: dict[str, Any] = {
    "act": Act.EXPORT,
    "date": date(2026, 3, 10),
    "destination": Country.DE,
    "route": ("FR",),
    "parties": {"end_user": MappingProxyType({"kind": "company"})},
    "items": (
        {
            "made": datetime(2026, 2, 1, 10, tzinfo=timezone(timedelta(hours=1))),
            "purity": Decimal("0.75"),
            "serial": UUID("12345678-1234-5678-1234-567812345678"),
        },
    ),
}


@pytest.fixture(scope="module")
def policy() -> ecp.Policy:
    return ecp.load({"m.ecp": POLICY}, cache=False)


@pytest.mark.parametrize("keys", [*([key] for key in HOST), list(HOST)], ids=str)
def test_each_value_of_a_host_means_what_json_says(policy: ecp.Policy, keys: list[str]) -> None:
    order = {key: HOST[key] if key in keys else JSON[key] for key in JSON}
    expected = policy.decide(JSON)
    assert expected.outcome.at_most == "prohibited" and expected.outcome.determined
    assert ecp.to_json(policy.decide(order)) == ecp.to_json(expected)
    verdict = policy.verdict(order)
    assert (verdict.at_least, verdict.at_most) == ("prohibited", "prohibited")
    assert verdict.decision.outcome == expected.outcome
    assert policy.verdict(order, on="2026-03-10").at_most == "prohibited"
    policy.read(order)
    policy.explain(order)


def test_what_has_no_exact_meaning_is_refused(policy: ecp.Policy) -> None:
    for key, value in (("date", datetime(2026, 3, 10)), ("destination", {1, 2}), ("act", object())):
        for ask in (policy.decide, policy.verdict, policy.read):
            with pytest.raises(ecp.TransactionError):
                ask({**JSON, key: value})
    with pytest.raises(ecp.TransactionError, match="binary float"):
        policy.decide({**JSON, "items": [{"purity": 0.75}]})


def test_a_transaction_of_json_is_not_copied() -> None:
    assert in_json(JSON) is JSON
    assert in_json(HOST) == JSON | {"items": [JSON["items"][0] | {"purity": Decimal("0.75")}]}


def test_what_stands_in_itself_ends_in_a_refusal(policy: ecp.Policy) -> None:
    loop: list[Any] = [date(2026, 1, 1)]
    loop += [loop, loop]
    with pytest.raises(ecp.TransactionError):
        policy.decide({**JSON, "route": loop})


@pytest.mark.parametrize("value", [20260101, 2026.5, True, b"2026-03-10", ["2026-03-10"], object()])
def test_other_types_of_days_are_refused(policy: ecp.Policy, value: Any) -> None:
    for name in ("on", "known_at"):
        with pytest.raises(ecp.EcpError, match=name):
            policy.decide(JSON, **{name: value})
    with pytest.raises(ecp.EcpError, match="on"):
        policy.verdict(JSON, on=value)


def test_days_and_moments_of_python_count(policy: ecp.Policy) -> None:
    policy.decide(JSON, on=date(2026, 3, 10), known_at=datetime(2026, 3, 10, tzinfo=UTC))


def test_any_bytes_of_json_are_read_and_nothing_else(policy: ecp.Policy) -> None:
    text = json.dumps(JSON)
    expected = policy.decide_json(text)
    for kind in (bytes, bytearray, memoryview):
        assert policy.decide_json(kind(text.encode())) == expected  # type: ignore[arg-type]  # on purpose
    for other in (None, 5, JSON, [text]):
        with pytest.raises(ecp.EcpError):
            policy.decide_json(other)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    "source",
    [b"", b"nonsense", b"\xff\x00", 5, 1.5, object(), ["m.ecp"], POLICY, "module m", "x\0y"],
)
def test_what_is_no_policy_is_refused(source: Any) -> None:
    with pytest.raises(ecp.EcpError):
        ecp.load(source, cache=False)


def test_a_bundle_may_be_any_bytes(policy: ecp.Policy) -> None:
    for kind in (bytes, bytearray, memoryview):
        assert ecp.load(kind(policy.to_bundle())).hash == policy.hash  # type: ignore[arg-type]  # on purpose
