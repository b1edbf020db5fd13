"""Paragraphs for a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from ecp.cli.layout import Page, columns, wrap
from ecp_runtime.printable import printable


def test_east_asian_characters_take_two_columns() -> None:
    assert columns("青空 AB") == 7


def test_words_wrap_and_hang_under_the_first() -> None:
    page = Page(width=30, colour=False)
    page.say("Items of seven rare earths need a license", indent=2, lead="1. ")
    assert page.text() == "  1. Items of seven rare\n     earths need a license\n"


def test_scripts_without_spaces_wrap_between_characters() -> None:
    assert list(wrap("青" * 15, 20)) == ["青" * 10, "青" * 5]


def test_two_blank_lines_become_one() -> None:
    page = Page(width=80, colour=False)
    page.blank()
    page.say("a")
    page.blank()
    page.blank()
    page.say("b")
    assert page.text() == "a\n\nb\n"


def test_a_text_cannot_steer_the_terminal() -> None:
    assert printable("\x1b[31mred\x07 \u202eevil") == "\\u001b[31mred\\u0007 \\u202eevil"
    assert printable("青空　自動車\nGmbH") == "青空　自動車 GmbH"


def test_colour_is_only_written_where_there_is_colour() -> None:
    assert Page(width=80, colour=False).styled("x", "red bold") == "x"
    assert Page(width=80, colour=True).styled("x", "red bold") == "\x1b[31m\x1b[1mx\x1b[0m"


@given(st.text(), st.integers(20, 120))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    kept = "".join("".join(wrap(text, width)).split())
    assert kept == "".join(text.split())
