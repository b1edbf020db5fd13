"""Whatever Python value a host gives, what comes back is a result or an error of ours."""

import inspect
import json
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from tests.sdk.test_hosts import POLICY

import ecp

ORDER: dict[str, Any] = {"items": [{}]}
VALUES: tuple[Any, ...] = (
    None,
    5,
    10**5_000,
    3.5,
    math.nan,
    math.inf,
    True,
    Decimal("3.5"),
    Decimal("NaN"),
    b"x",
    bytearray(b"x"),
    "",
    "x",
    "x" * 50_000,
    "\ud800",
    [],
    [1],
    (),
    {},
    {1: 2},
    {"x": 5},
    {"\ud800": "\ud800"},
    {"items": 5},
    MappingProxyType({}),
    set(),
    int,
    object(),
)
METHODS = [name for name in dir(ecp.Policy) if not name.startswith("_")]


@pytest.fixture(scope="module")
def policy() -> ecp.Policy:
    """A small policy."""
    return ecp.load({"m.ecp": POLICY}, cache=False)


def _callables(policy: ecp.Policy) -> Iterator[tuple[str, Callable[..., object], dict[str, Any]]]:
    """Yield all public callables, with arguments that are right."""
    order: dict[str, Any] = {"transaction": ORDER}
    right: dict[str, dict[str, Any]] = {
        "load": {"source": {"m.ecp": POLICY}, "cache": False},
        "read_json": {"text": "{"},
        "to_json": {"decision": policy.decide(ORDER)},
        "Policy": {"shared": None},
        "PolicySource": {"path": ""},
        "decide_json": {"transaction": json.dumps(ORDER)},
        "profile": {"chosen": "x"},
        **dict.fromkeys(("decide", "verdict", "explain", "read"), order),
    }
    for name in ("explanation_to_json", "explanation_to_markdown", "explanation_to_text"):
        right[name] = {"explanation": policy.explain(ORDER)}
    # Made by Python with the fields that they declare; nobody but the package makes them.
    for name in ecp.__all__:
        public: Any = getattr(ecp, name)
        is_record = isinstance(public, type) and (attrs.has(public) or issubclass(public, tuple))
        if not (name.endswith("Error") or is_record or name == "__version__"):
            yield name, public, right.get(name, {})
    for name in METHODS:
        if callable(getattr(policy, name)):
            yield name, getattr(policy, name), right.get(name, {})


def test_no_argument_ends_in_an_error_of_python(policy: ecp.Policy) -> None:
    tried = 0
    for name, ask, right in _callables(policy):
        for parameter in inspect.signature(ask).parameters:
            for value in VALUES:
                tried += 1
                try:
                    ask(**{**right, parameter: value})
                except ecp.EcpError as error:
                    said = str(error)
                    assert said.encode(), (name, parameter)
                    assert "expected" in said or error.help or ":" in said, (name, parameter, said)
    assert tried > 500


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_no_value_in_a_transaction_ends_in_an_error_of_python(
    policy: ecp.Policy, value: Any
) -> None:
    keys = ("act", "date", "destination", "route", "rates", "id", "answers", "parties", "items")
    orders = [{**ORDER, key: value} for key in keys]
    orders += [{"items": [value]}, {"items": [{"purity": value}]}, {"items": [{"made": value}]}]
    orders += [{**ORDER, "answers": {"x": value}}, {**ORDER, "parties": {"end_user": value}}]
    for order in orders:
        for ask in (policy.decide, policy.verdict, policy.read, policy.explain):
            try:
                ask(order)
            except ecp.EcpError as error:
                assert str(error).encode()


def test_texts_of_a_policy_are_checked_in_each_place() -> None:
    for value in VALUES:
        sources: tuple[Any, ...] = ({"m.ecp": value}, {5: POLICY})
        for source in sources:
            with pytest.raises(ecp.PolicyError):
                ecp.load(source, cache=False)


@pytest.mark.parametrize(
    "value", [5, None, b"x", [], {}, object()], ids=lambda each: type(each).__name__
)
def test_an_error_says_what_was_found_and_what_is_wanted(policy: ecp.Policy, value: Any) -> None:
    asked: list[Callable[[], object]] = [
        lambda: policy.profile(value),
        lambda: ecp.read_json(value),
        lambda: policy.decide_json(value),
        lambda: ecp.to_json(value),
        lambda: ecp.explanation_to_text(value),
    ]
    for ask in asked:
        with pytest.raises(ecp.EcpError, match=r"found .*, expected|not valid JSON") as caught:
            ask()
        assert caught.value.help
    if value is not None:
        with pytest.raises(ecp.PolicyError, match=r"profile: found .*, expected"):
            policy.decide(ORDER, profile=value)
        with pytest.raises(ecp.TransactionError, match=r"on: found .*, expected a date"):
            policy.decide(ORDER, on=value)


def test_numbers_are_shown_as_they_were_written(policy: ecp.Policy) -> None:
    with pytest.raises(ecp.TransactionError, match=r"act: found 3\.50, expected one of"):
        policy.decide_json('{"act": 3.50, "items": [{}]}')
    with pytest.raises(ecp.TransactionError, match=r"act: found the binary float 3\.5, expected"):
        policy.decide({**ORDER, "act": 3.5})


@pytest.mark.parametrize("order", [{"id": "\ud800", **ORDER}, {"items": [{"id": "\ud800"}]}])
def test_half_a_character_is_reported_once(policy: ecp.Policy, order: dict[str, object]) -> None:
    with pytest.raises(ecp.TransactionError) as caught:
        policy.decide(order)
    (problem,) = caught.value.problems
    assert problem.found == '"\\ud800"'
