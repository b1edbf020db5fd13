"""Paragraphs for a terminal: wrapped, indented, and aware of wide characters."""

import re
import unicodedata
from collections.abc import Iterator

import click
from attrs import define, field

from ecp_runtime.printable import printable

_PIECE = re.compile(r"\s+|[^\s\u2e80-\uffdc]+|[\u2e80-\uffdc]")
"""White space, a word, or one character of a script that is written without spaces."""


@define
class Page:
    """Lines of text under construction.

    Attributes:
        width: Columns to fill.
        colour: Whether to style.
        lines: What has been written.
    """

    width: int
    colour: bool
    lines: list[str] = field(factory=list)

    def blank(self) -> None:
        """End a paragraph; two blank lines in a row become one."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def say(
        self,
        text: str,
        *,
        indent: int = 0,
        lead: str = "",
        style: str = "",
        wrapped: bool = True,
    ) -> None:
        """Write a paragraph; `lead` stands before its first line, such as a bullet."""
        lead = printable(lead)
        hanging = indent + columns(lead)
        text = printable(text)
        lines = wrap(text, self.width - hanging) if wrapped else [text]
        for number, line in enumerate(lines):
            start = " " * indent + lead if number == 0 else " " * hanging
            self.lines.append((start + self.styled(line, style)).rstrip())

    def styled(self, text: str, style: str) -> str:
        """Return text in a style, where there is colour: a colour's name, `bold` or `dim`."""
        if not self.colour or not style or not text:
            return text
        words = style.split()
        colour = next((word for word in words if word not in ("bold", "dim")), None)
        return click.style(
            text, fg=colour, bold="bold" in words or None, dim="dim" in words or None
        )

    def text(self) -> str:
        """Return everything, ending in one line end."""
        return "\n".join(self.lines).rstrip("\n") + "\n"


def columns(text: str) -> int:
    """Return how many columns a text takes; East Asian characters take two."""
    return sum(_columns_of(char) for char in text)


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text, none wider than `width` columns, or 20 where that is less."""
    width = max(width, 20)
    line = ""
    used = 0
    for piece in _pieces(text, width):
        size = columns(piece)
        if line and used + size > width:
            yield line.rstrip()
            line, used = "", 0
            if piece.isspace():
                continue
        line += piece
        used += size
    yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Split a text where a line may end; a word wider than a line is cut."""
    for piece in _PIECE.findall(text):
        if columns(piece) <= width:
            yield piece
        elif piece.isspace():
            yield " "
        else:
            yield from _cut(piece, width)


def _cut(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for position, char in enumerate(word):
        size = _columns_of(char)
        if used + size > width:
            yield word[start:position]
            start, used = position, 0
        used += size
    yield word[start:]


def _columns_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
