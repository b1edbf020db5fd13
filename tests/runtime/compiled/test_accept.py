"""Verdicts refuse what is outside closed choices and schemes, as decisions do."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from tests.compiler.compiling import in_frame, program, rule

from ecp_runtime.compiled.engine import Engine
from ecp_runtime.facts import TransactionError, read_transaction

MORE = """
extend entity Parameters { form: one of { rod, none } flag: yes_no flags: list of yes_no }
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
ORDER: dict[str, Any] = {
    "act": "export",
    "date": "2026-03-10",
    "from": "CN",
    "destination": "DE",
    "route": ["FR", "DE"],
    "end_use": {"military": False, "location": "DE", "purpose": "civil"},
    "knowledge": {"level": "none"},
    "licenses": [{"end_user": {"country": "DE", "kind": "company"}}],
    "rates": [{"from": "EUR", "to": "USD", "rate": "1.1", "date": "2026-03-01"}],
    "answers": {"q": "no", "law": "one"},
    "parties": {
        "end_user": {
            "country": "DE",
            "kind": "company",
            "listed": {"test.bad": False},
            "owners": [{"country": "DE", "kind": "company", "owners": [{"kind": "person"}]}],
        },
        "intermediate_consignees": [{"country": "DE", "kind": "company"}],
    },
    "items": [
        {
            "nature": "goods",
            "classification": {"test.codes": "1A001.a"},
            "hs": "850511",
            "origin": "CN",
            "destination": "DE",
            "value": {"amount": "5", "currency": "EUR"},
            "quantity": {"value": "5", "unit": "KGM"},
            "components": [{"origin": "CN", "value": {"amount": "5", "currency": "EUR"}}],
            "parameters": {"form": "rod", "flag": "yes", "flags": [True, "no"]},
            "parties": {"buyer": {"country": "DE"}},
            "answers": {"q": True, "test.law": "two"},
        }
    ],
}
HOSTILE: tuple[Any, ...] = (
    *("Export", "exprt", "EXPORT", "cn", "China", "1c905.a.4", "1A001.A ", "", " ", "none", "n/a"),
    *(
        "yes",
        "no",
        "Yes",
        "true",
        "DE",
        "EUR",
        "eur",
        "KGM",
        "kg",
        "NOT_LISTED",
        "850511",
        "8505.11",
    ),
    *(None, True, False, 0, 1, -1, 1.5, [], ["DE"], {}, {"one_of": []}, {"one_of": ["DE", "de"]}),
    *({"one_of": ["export", "exprt"]}, {"one_of": "DE"}, {"one_of": ["DE"], "x": 1}),
    *({"value": "DE"}, {"value": "de", "source": "x"}, {"value": {"one_of": ["DE", "FR"]}}),
    *({"value": "export", "as_of": "2026-01-01"}, {"items": ["DE"], "complete": False}),
    *({"items": ["de"]}, {"at_least": "DE", "at_most": "FR"}, {"amount": "5", "currency": "eur"}),
    *(
        {"amount": {"at_least": "1"}, "currency": "XYZ"},
        {"at_least": {"amount": "1", "currency": "EUR"}},
    ),
    *({"at_least": {"amount": "1", "currency": "eur"}}, {"value": "5", "unit": "kg"}),
    *({"value": {"amount": "5", "currency": "EUR"}}, {"value": None}, {"value": "none"}),
)


@pytest.fixture(scope="module", params=["one jurisdiction", "two"])
def engine(request: pytest.FixtureRequest) -> Engine:
    more = MORE
    if request.param == "two":
        more += 'jurisdiction YY "Other" { time zone "UTC" reaches export when act is export }\n'
    return Engine(
        program(
            in_frame(
                more
                + rule("destination is FR and origin_is_fr")
                + "define origin_is_fr { item.origin is FR }\n"
            )
        )
    )


def places(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the places of all values inside a transaction."""
    children = (
        raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    )
    for key, value in children:
        yield (*path, key)
        yield from places(value, (*path, key))


def put(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    order = copy.deepcopy(ORDER)
    at: Any = order
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return order


NOT_CLOSED = {"date", "rate", "amount", "purpose", "value"}
"""Amounts, dates and texts are not closed."""


def at(path: tuple[Any, ...]) -> Any:
    found: Any = ORDER
    for step in path:
        found = found[step]
    return found


CLOSED = [
    path
    for path in places(ORDER)
    if path[-1] not in NOT_CLOSED and not isinstance(at(path), dict | list)
]


def refuses(read: Any, transaction: Any) -> bool:
    try:
        read(transaction)
    except TransactionError:
        return True
    return False


def test_the_order_is_right(engine: Engine) -> None:
    assert engine._accepting.transaction(ORDER)
    assert engine.verdict(ORDER).at_most == "no_license_required"


@pytest.mark.parametrize("path", CLOSED, ids=lambda path: ".".join(map(str, path)))
def test_a_verdict_refuses_at_each_closed_place_what_a_decision_refuses(
    engine: Engine, path: tuple[Any, ...]
) -> None:
    seen = set()
    for value in HOSTILE:
        order = put(path, value)
        expected = refuses(lambda t: read_transaction(engine.program, t), order)
        assert refuses(engine.verdict, order) is expected, value
        seen.add(expected)
    assert True in seen


@pytest.mark.parametrize("path", list(places(ORDER)), ids=lambda path: ".".join(map(str, path)))
def test_what_a_decision_accepts_a_verdict_accepts(engine: Engine, path: tuple[Any, ...]) -> None:
    for value in HOSTILE:
        order = put(path, value)
        if not refuses(lambda t: read_transaction(engine.program, t), order):
            assert not refuses(engine.verdict, order), value
            engine.decide(order)


@pytest.mark.parametrize("path", CLOSED, ids=lambda path: ".".join(map(str, path)))
def test_a_value_in_what_has_a_source_is_seen(engine: Engine, path: tuple[Any, ...]) -> None:
    def is_refused(transaction: dict[str, Any]) -> bool:
        return refuses(lambda t: read_transaction(engine.program, t), transaction)

    for length in range(1, len(path)):
        # Only facts have a source; what looks like one elsewhere is an unknown key.
        if is_refused(with_source(copy.deepcopy(ORDER), path[:length])):
            continue
        for value in ("Nope", 5, ["Nope"]):
            order = with_source(put(path, value), path[:length])
            assert refuses(engine.verdict, order) is is_refused(order), (length, value)


def with_source(order: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    inside: Any = order
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = {"value": inside[path[-1]], "source": "the order"}
    return order


def test_codes_of_schemes_that_only_other_policies_know_are_left_alone(engine: Engine) -> None:
    order = put(("items", 0, "classification"), {"elsewhere.codes": "whatever"})
    assert not refuses(engine.verdict, order)


def test_plain_orders_are_accepted_without_being_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecp_runtime.compiled.engine.read_transaction", None)
    for path, value in (
        (("destination",), {"one_of": ["DE", "FR"]}),
        (("destination",), {"value": "DE", "source": "x"}),
        (("items", 0, "hs"), {"value": {"one_of": ["850511"]}}),
        (("parties", "end_user"), None),
        (("route",), {"items": ["DE"], "complete": False}),
    ):
        assert engine._accepting.transaction(put(path, value))
