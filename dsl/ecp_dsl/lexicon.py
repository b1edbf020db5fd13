"""The terminals of the grammar, arranged for the scanner, and one of them in a text."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ecp_dsl.tables import Phrase, tables

TRIVIA = re.compile(r"[\s\ufeff]+")
"""Spaces of every kind."""

COMMENTS = re.compile("#[^\\n]*")
"""Comments, where none of the text is a text in quotation marks."""


class Token(NamedTuple):
    """A terminal in the text; `is_first` tells whether it is the first one on its line."""

    type: str
    value: str
    start: int
    end: int
    is_first: bool = False


class Lexicon(NamedTuple):
    """The terminals as the scanner uses them."""

    pattern: re.Pattern[str]
    key: re.Pattern[str]
    colon: re.Pattern[str]
    words: Mapping[str, str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    symbols: Mapping[str, tuple[str, ...]]


@cache
def lexicon() -> Lexicon:
    """Arrange the terminals of the grammar for the scanner."""
    table = tables()
    spellings: dict[str, list[str]] = {}
    for terminal, text in table.symbols.items():
        if not text[0].isalpha():
            spellings.setdefault(text, []).append(terminal)
    for terminal in ("COMPARISON", "PLUS_MINUS", "TIMES_DIVIDED"):
        for text in ("<=", ">=", "!=", "<", ">", "=", "+", "-", "*", "/"):
            if re.fullmatch(table.patterns[terminal], text):
                spellings.setdefault(text, []).append(terminal)
    # Dates and codes begin like numbers, so they come first.
    parts = [
        f"(?P<{name}>{table.patterns[name]})"
        for name in ("NAME", "DATE", "CODE", "NUMBER", "STRING")
    ]
    longest_first = sorted(spellings, key=lambda text: (-len(text), text))
    parts.append(f"(?P<symbol>{'|'.join(map(re.escape, longest_first))})")
    return Lexicon(
        # Most tokens have only spaces before them.
        pattern=re.compile(rf"{TRIVIA.pattern[:-1]}*+(?:{'|'.join(parts)})"),
        key=re.compile(table.patterns["KEY"]),
        colon=re.compile(r"(?:\s|#[^\n]*\n)*:"),
        words=table.words,
        phrases=table.phrases,
        symbols={text: tuple(names) for text, names in spellings.items()},
    )
