"""The grammar page says what the parser reads."""

from scripts.grammar_page import PAGE, page


def test_the_page_is_current() -> None:
    committed = PAGE.read_text(encoding="utf-8")
    assert committed == page(), "run `python scripts/grammar_page.py`"
