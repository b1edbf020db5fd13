"""Transactions as JSON text."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecp.documents import read_json, to_utf8, write_json
from ecp.errors import TransactionError


def test_numbers_are_exact() -> None:
    assert read_json('{"value": 0.1, "count": 3}') == {"value": Decimal("0.1"), "count": 3}


def test_a_mark_at_the_start_is_not_part_of_the_text() -> None:
    assert read_json('\ufeff{"id": "1"}') == {"id": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"act": export}', "order.json, line 1, column 9: not valid JSON"),
        ('{\n  "act": export\n}', "order.json, line 2, column 10: not valid JSON"),
        ("", "order.json, line 1, column 1: not valid JSON"),
        ('{"a": {"date": 1, "date": 2}}', 'the key "date" is given twice'),
        ('{"value": NaN}', "NaN is not a number in JSON"),
        ('{"value": -Infinity}', "-Infinity is not a number in JSON"),
        ('{"value": 1e999999999999}', "out of range"),
        ('{"value": 1e4000}', "out of range"),
        ('{"value": ' + "1" * 5000 + "}", "more than 100 characters"),
        ("[" * 100_000, "nested more than 200 levels deep"),
    ],
)
def test_what_is_not_sound_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(TransactionError) as refused:
        read_json(text, name="order.json")
    assert message in str(refused.value)
    assert str(refused.value).startswith("order.json")


def test_brackets_in_texts_do_not_nest() -> None:
    assert read_json('{"name": "' + "[" * 500 + '"}') == {"name": "[" * 500}


def test_places_count_from_the_line_in_the_file() -> None:
    with pytest.raises(TransactionError, match=r"line 7, column 2"):
        read_json("{", name="rows", line=7)


@given(st.text())
def test_no_text_ends_in_anything_but_a_refusal(text: str) -> None:
    with suppress(TransactionError):
        read_json(text)


def test_every_script_stays_readable() -> None:
    assert write_json({"name": "青空自動車"}) == '{"name":"青空自動車"}'


def test_a_second_mark_is_refused() -> None:
    with pytest.raises(
        TransactionError, match=r"line 1, column 1: not valid JSON: unexpected UTF-8"
    ):
        read_json('\ufeff\ufeff{"id": "1"}')


def test_half_a_character_is_escaped() -> None:
    assert write_json({"name": "\ud800"}) == '{"name":"\\ud800"}'
    assert to_utf8('{"name":"青\ud800"}') == '{"name":"青\\ud800"}'.encode()
