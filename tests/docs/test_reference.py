"""The reference leaves nothing out: every declaration has a section, every word an example."""

import re

import pytest
from tests.docs.markdown import ROOT, blocks, headings

from ecp_dsl.tables import tables

LANGUAGE = ROOT / "docs" / "language"
REFERENCE = LANGUAGE / "reference.md"
PAGES = (REFERENCE, LANGUAGE / "expressions.md", LANGUAGE / "decisions.md")

REFUSED = frozenset({"to"})
"""Words that the grammar knows only to say what to write instead; `to` has one use in tests."""


def _declarations() -> tuple[str, ...]:
    """Return the words with which declarations begin, and those of the head of a file."""
    found = ["module", "use"]
    productions = tables().productions
    members = {p.symbols[0] for p in productions if p.origin == "declaration"}
    for production in productions:
        if production.origin in members:
            found.append(_spelled(production.symbols))
    return tuple(sorted(set(found)))


def _spelled(symbols: tuple[str, ...]) -> str:
    """Return the keywords at the beginning of a production, up to the first name."""
    words: list[str] = []
    spelling = {terminal: word for word, terminal in tables().words.items()}
    for symbol in symbols:
        if symbol not in spelling:
            break
        words.append(spelling[symbol])
    return " ".join(words)


def _keywords() -> tuple[str, ...]:
    """Return every word of the language, and every phrase that counts as one."""
    phrases = [phrase.text for group in tables().phrases.values() for phrase in group]
    return tuple(sorted({*tables().words, *phrases} - REFUSED))


EXAMPLES = "\n".join(block.text for page in PAGES for block in blocks(page))


@pytest.mark.parametrize("word", _declarations())
def test_every_declaration_has_a_section(word: str) -> None:
    assert f"`{word}`" in headings(REFERENCE)


@pytest.mark.parametrize("word", _declarations())
def test_every_section_has_an_example(word: str) -> None:
    shown = "\n".join(block.text for block in blocks(REFERENCE))
    assert re.search(rf"^{word}\b", shown, re.MULTILINE), f"no example begins with `{word}`"


@pytest.mark.parametrize("word", _keywords())
def test_every_word_stands_in_an_example(word: str) -> None:
    pattern = r"\b" + r"\s+".join(map(re.escape, word.split())) + r"\b"
    assert re.search(pattern, EXAMPLES), f"no example uses `{word}`"


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!=", "+", "-", "*", "/"])
def test_every_operator_stands_in_an_example(operator: str) -> None:
    assert f" {operator} " in EXAMPLES
