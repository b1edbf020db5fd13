"""What people write by the habits of other languages gets the word of this one."""

import pytest
from tests.dsl.reading import read

from ecp_dsl.foreign import advice_on_line, advice_on_word
from ecp_dsl.format import format_module

POINT = "digits are not grouped, and a point stands before decimals"


@pytest.mark.parametrize(
    ("written", "meant", "help"),
    [
        ("a && b", "a and b", "write `and`"),
        ("a & b", "a and b", "write `and`"),
        ("a || b", "a or b", "write `or`"),
        ("!(a or b)", "not (a or b)", "write `not`"),
        ("a == b", "a = b", "write `is`, or `=` between amounts"),
        ("a === b", "a = b", "write `is`, or `=` between amounts"),
        ("a <> 5", "a != 5", "write `is not`, or `!=` between amounts"),
        ("a => 5", "a >= 5", "write `>=`"),
        ("a =< 5", "a <= 5", "write `<=`"),
        ("\uff08a\uff09", "(a)", "write `(`"),
        ("a // what b is\n", "a", "begin each line of a comment with `#`"),
        ("a -- what b is\n", "a", "begin each line of a comment with `#`"),
        ("a /* what\nb is */", "a", "begin each line of a comment with `#`"),
    ],
)
def test_a_sign_is_read_as_what_it_is_here(written: str, meant: str, help: str) -> None:
    parsed = read(f"module m\ndefine d {{ {written} }}\n")
    sound = read(f"module m\ndefine d {{ {meant} }}\n")
    assert sound.diagnostics == ()
    assert {found.code for found in parsed.diagnostics} == {"ECP0002"}
    assert parsed.diagnostics[0].help == help
    assert format_module(parsed.module) == format_module(sound.module)


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("a unless b", "write `and not` with the condition in parentheses"),
        ("a is not in { b }", "write `not in`"),
        ("a.b c.d is e", "join two conditions with `and` or `or`"),
        ("a > 5 kg (c.d is e)", "join two conditions with `and` or `or`"),
        (
            "a > 10,000 EUR",
            f"write `10000`: {POINT}",
        ),
        (
            "a > 1.500,5 kg",
            f"write `1500.5`: {POINT}",
        ),
        ("a > 0,5 kg", f"write `0.5`: {POINT}"),
        ("a > 23 July 2023", "a date is written year-month-day: `2023-07-23`"),
        ("a > July 4th, 2023", "a date is written year-month-day: `2023-07-04`"),
    ],
)
def test_a_mistake_gets_the_form_that_is_wanted(written: str, help: str) -> None:
    (found, *_) = read(f"module m\ndefine d {{ {written} }}\n").diagnostics
    assert found.code == "ECP0001"
    assert found.help == help


def test_advice_is_only_about_what_was_written() -> None:
    assert advice_on_word("TRUE") == "write `yes`"
    assert advice_on_word("military") is None
    line = "x 10,000 and y"
    assert advice_on_line(line, line.index(",")) is not None
    assert advice_on_line(line, line.index("y")) is None
