"""Text that comes from outside, made fit for a line: it cannot begin a line or steer a terminal.

Every text that is written for people passes here: facts, names, codes and answers of transactions,
and the words of a policy. JSON does not, since it escapes texts itself.
"""

import unicodedata

MAX_MARKS = 4
"""How many combining marks may follow a letter; more would cover the lines above and below."""

LONGEST_FACT = 160
"""How many characters of a fact are shown; the rest is counted."""

_IDEOGRAPHIC_SPACE = "\u3000"


def printable(text: str) -> str:
    """Return a text as one line without anything that a terminal obeys.

    White space of every kind becomes a space, line breaks and tabs included. Control characters,
    direction marks, zero-width characters and halves of surrogate pairs become visible escapes.
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        shown.append(_escaped(char) if marks > MAX_MARKS else _shown(char))
    return "".join(shown)


def in_brief(text: str, longest: int = LONGEST_FACT) -> str:
    """Return a fact as one line of bounded length, with single spaces.

    Args:
        text: The fact, as it was given.
        longest: How many characters to show; what is left out is counted behind them.
    """
    words = " ".join(printable(text[: 4 * longest]).split())
    if len(words) <= longest and len(text) <= 4 * longest:
        return words
    return f"{words[:longest]}… ({len(text):,} characters)"


def _shown(char: str) -> str:
    if char.isprintable() or char == _IDEOGRAPHIC_SPACE:
        return char
    return " " if char.isspace() else _escaped(char)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}"
