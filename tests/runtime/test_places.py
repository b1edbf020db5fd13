"""What was read before changes nothing about what is read."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runtime.test_facts import PROGRAM, anything, corrupted, item, whole
from tests.strategies.transaction import Data, transactions

from ecp_runtime import ir, places
from ecp_runtime.facts import TransactionError, read_transaction
from ecp_runtime.prepare import prepare


def read(program: ir.Program, data: Any) -> object:
    """Read, and give what is to be compared: facts have no equality of their own."""
    try:
        return repr(read_transaction(program, data))
    except TransactionError as error:
        return error.problems


def never_asked() -> ir.Program:
    """Make an equal program, which nobody read anything with."""
    return attrs.evolve(PROGRAM)


@settings(deadline=None)
@given(transactions(), anything, st.randoms(use_true_random=False))
def test_reading_again_gives_the_same(data: Data, value: Any, choose: Any) -> None:
    other = corrupted(data, value, choose)
    fresh = never_asked()
    first = read(fresh, data), read(fresh, other)
    assert (read(fresh, data), read(fresh, other)) == first
    assert (read(PROGRAM, data), read(PROGRAM, other)) == first


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        (whole(end_use={"military": True}), whole(end_use={"military": 1})),
        (whole(answers={"m.q": True}), whole(answers={"m.q": 1})),
        (item(level=1), item(level=True)),
        (item(level="1"), item(level=True)),
    ],
)
def test_truths_and_numbers_are_told_apart(accepted: Data, refused: Data) -> None:
    program = never_asked()
    for _ in range(2):
        read_transaction(program, accepted)
        with pytest.raises(TransactionError):
            read_transaction(program, refused)


def test_a_key_that_is_not_known_is_refused_every_time() -> None:
    program = never_asked()
    for data in (whole(destinaton="BB"), item(classification={"ctll": "1A"})):
        assert read(program, data) == read(program, data)
        assert isinstance(read(program, data), tuple)


def test_a_plain_value_is_read_once() -> None:
    program = never_asked()
    first, second = (read_transaction(program, whole(destination="BB")) for _ in range(2))
    assert first.header.facts["destination"] is second.header.facts["destination"]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_REMEMBERED", 60)
    program = never_asked()
    layouts = set()
    for number in range(100):
        data = whole(documents=[f"{number}", "same"], destination="BB")
        expected = read(never_asked(), data)
        assert read(program, data) == expected
        layouts.add(id(prepare(program).layout))
        header = prepare(program).layout.header
        documents = header.own.places.get("documents")
        assert documents is None or len(documents.elements[0].known) <= 60
    assert len(layouts) > 1


def test_many_elements_are_read_without_being_remembered() -> None:
    program = never_asked()
    data = {"documents": ["x"] * 200, "items": [{"level": "1"}] * 200}
    assert read(program, data) == read(program, data) == read(never_asked(), data)
    documents = prepare(program).layout.header.own.places["documents"]
    assert len(documents.elements) < 200


def test_threads_may_read_at_once() -> None:
    program = never_asked()
    wanted = [
        {"id": f"T{n}", "documents": [f"{m}" for m in range(n)], "items": [{}] * (n + 1)}
        for n in range(20)
    ]
    expected = [read(never_asked(), data) for data in wanted]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda data: read(program, data), wanted * 10))
    assert found == expected * 10
