"""Source files and the places in them."""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from attrs import field, frozen


@frozen(slots=False)
class SourceFile:
    """One `.ecp` text.

    Attributes:
        name: The path shown to people, relative to the folder that was loaded, with `/`.
        text: The whole text.
    """

    name: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets at which lines begin."""
        *lines, _ = self.text.split("\n")
        return (0, *accumulate(len(line) + 1 for line in lines))

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, both from 1, of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@frozen
class Span:
    """A stretch of a source file: from `start`, up to but not including `end`."""

    file: SourceFile = field(repr=False)
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Return the span from the start of this one to the end of the other."""
        return Span(self.file, self.start, other.end)

    @property
    def line(self) -> int:
        """The line, counted from 1, in which the span begins."""
        return self.file.position(self.start)[0]
