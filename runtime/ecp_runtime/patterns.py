"""The shapes of codes: regular expressions that cannot be slow.

A pattern here is one that Python and JSON Schema read alike, and in which each character of a code
leaves one way to go on. A matcher that tries one way after the other, as `re` does, then meets each
character once: a wrong way ends at its first character. So matching takes time in proportion to
the length of the code (Brüggemann-Klein and Wood, "One-unambiguous regular languages", 1998), in
the engine of a host that validates with the published JSON Schema as well.
"""

import re
from bisect import bisect
from functools import lru_cache
from typing import Literal, NoReturn, TypeAlias

from attrs import field, frozen

__all__ = ["PatternError", "PatternFault", "compile_pattern", "parse_pattern"]

MAX_PLACES = 200
"""How many characters a pattern describes, counted repetitions written out."""

MAX_DEPTH = 20
"""How deep groups may nest."""

_MAX_TEXT = 2_000
_SPECIAL = ".^$*+?()[]{}|\\/"
_COUNT = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_COUNTS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}

PatternFault = Literal["malformed", "ambiguous", "too_large"]


class PatternError(ValueError):
    """A pattern that is not one, or that could be slow.

    Attributes:
        kind: Whether it cannot be read, leaves two ways to go on, or is too large.
        message: What is wrong, in a sentence without a period.
        help: What to write instead.
        at: The index in the pattern of the first character that is wrong.
    """

    def __init__(self, kind: PatternFault, message: str, help: str, at: int) -> None:
        """Keep the parts; the message holds them all."""
        super().__init__(f"{message} (character {at + 1} of the pattern); {help}")
        self.kind = kind
        self.message = message
        self.help = help
        self.at = at


@frozen
class Chars:
    """One character out of some ranges, which are sorted and do not overlap."""

    ranges: tuple[tuple[int, int], ...]
    at: int


@frozen
class Sequence:
    """Parts that follow each other."""

    parts: tuple["Part", ...]
    at: int


@frozen
class Choice:
    """One of several parts."""

    parts: tuple["Part", ...]
    at: int


@frozen
class Repeat:
    """A part from `low` to `high` times, or without end; `at` is where the count is written."""

    part: "Part"
    low: int
    high: int | None
    at: int


Part: TypeAlias = Chars | Sequence | Choice | Repeat


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the matcher of a pattern; `fullmatch` is what tells a code.

    Raises:
        PatternError: If it is not a pattern as `docs/language/reference.md` describes them.
    """
    root = parse_pattern(pattern)
    if _places(root) > MAX_PLACES:
        raise PatternError(
            "too_large",
            f"the pattern describes codes of more than {MAX_PLACES} characters",
            "use smaller counts, or `*` and `+` for what has no limit",
            _largest(root),
        )
    _check_one_way(root)
    return re.compile(pattern)


def parse_pattern(pattern: str) -> Part:
    """Read a pattern without asking whether it is ambiguous or too large.

    Raises:
        PatternError: If it cannot be read.
    """
    return _Reader(pattern).read()


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = 0

    def read(self) -> Part:
        if len(self._text) > _MAX_TEXT:
            raise PatternError(
                "too_large",
                f"the pattern has more than {_MAX_TEXT:,} characters",
                "describe the shape of a code, not each of them; a closed scheme lists codes",
                _MAX_TEXT,
            )
        found = self._choice(0)
        if self._next < len(self._text):
            self._refuse("`)` closes no group", r"open it with `(`, or write `\)`")
        return found

    def _choice(self, depth: int) -> Part:
        start = self._next
        parts = [self._sequence(depth)]
        while self._peek() == "|":
            self._next += 1
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts), start)

    def _sequence(self, depth: int) -> Part:
        start = self._next
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._one(depth)))
        if not parts:
            self._refuse("nothing is described here", "write `?` behind what a code may leave out")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts), start)

    def _one(self, depth: int) -> Part:
        start, char = self._next, self._peek()
        match char:
            case "(":
                return self._group(depth)
            case "[":
                return self._class()
            case "\\":
                code = self._escaped(_SPECIAL)
            case "*" | "+" | "?" | "{":
                self._refuse(f"`{char}` repeats nothing", f"write what is repeated, or `\\{char}`")
            case "^" | "$":
                self._refuse(
                    f"`{char}` marks the end of a text",
                    "leave it out: a pattern describes the whole code",
                )
            case ".":
                self._refuse(
                    "`.` stands for any character",
                    r"write `\.` for a point, or the characters, such as `[A-Z0-9]`",
                )
            case "]" | "}":
                self._refuse(f"`{char}` closes nothing", f"write `\\{char}`")
            case _:
                self._next += 1
                code = self._plain(char, start)
        return Chars(((code, code),), start)

    def _group(self, depth: int) -> Part:
        start = self._next
        if depth >= MAX_DEPTH:
            raise PatternError(
                "too_large",
                f"groups nest more than {MAX_DEPTH} levels deep",
                "write the levels of a code one after the other, such as `(-[0-9]+)*`",
                start,
            )
        self._next += 1
        if self._text.startswith("?:", self._next):
            self._next += 2
        elif self._peek() == "?":
            self._refuse(
                f"`{self._text[start : start + 3]}` is no group",
                "patterns have `(…)` and `(?:…)` only; no look-ahead, names or flags",
                start,
            )
        found = self._choice(depth + 1)
        if self._peek() != ")":
            self._refuse("`(` is not closed", r"close it with `)`, or write `\(`", start)
        self._next += 1
        return found

    def _repeated(self, part: Part) -> Part:
        start = self._next
        count = self._count()
        if count is None:
            return part
        again = self._peek()
        if again and again in "?*+{":
            self._refuse(
                f"`{again}` repeats what is repeated already",
                "write one count, such as `{1,4}`; there are no lazy or possessive ones",
            )
        return Repeat(part, *count, start)

    def _count(self) -> tuple[int, int | None] | None:
        """Read how often something is repeated, if it is."""
        start = self._next
        simple = _COUNTS.get(self._peek())
        if simple is not None:
            self._next += 1
            return simple
        if self._peek() != "{":
            return None
        found = _COUNT.match(self._text, start)
        if found is None or max(len(found[1]), len(found[3] or "")) > 9:
            self._refuse("`{` begins no count", r"write `{3}`, `{1,4}` or `{2,}`; a brace is `\{`")
        low = int(found[1])
        high = low if found[2] is None else int(found[3]) if found[3] else None
        if high is not None and not low <= high > 0:
            self._refuse(
                f"`{found[0]}` is no count", "write the smaller number first, and more than 0"
            )
        self._next = found.end()
        return low, high

    def _class(self) -> Chars:
        start = self._next
        self._next += 1
        if self._peek() == "^":
            self._refuse("`[^` excludes characters", "name those that a code has")
        ranges: list[tuple[int, int]] = []
        while (char := self._peek()) != "]":
            if not char:
                self._refuse("`[` is not closed", r"close it with `]`, or write `\[`", start)
            first = self._next
            low = high = self._in_class(may_be_dash=not ranges or self._is_last())
            if self._peek() == "-" and not self._is_last():
                self._next += 1
                high = self._in_class(may_be_dash=False)
            if low > high:
                self._refuse("the range runs backwards", "write the first character first", first)
            if any(low <= other_high and other_low <= high for other_low, other_high in ranges):
                self._refuse("a character is listed twice", "leave it out once", first)
            ranges.append((low, high))
        self._next += 1
        if not ranges:
            self._refuse("`[]` holds no character", r"name some; a bracket is `\]`", start)
        return Chars(tuple(sorted(ranges)), start)

    def _is_last(self) -> bool:
        return self._text[self._next + 1 : self._next + 2] in ("]", "")

    def _in_class(self, *, may_be_dash: bool) -> int:
        start, char = self._next, self._peek()
        if char == "\\":
            return self._escaped(_SPECIAL + "-")
        if char == "[":
            self._refuse("`[` opens a class in a class", r"write `\[`")
        if char == "-" and not may_be_dash:
            self._refuse("`-` neither begins nor ends the class", r"write `\-`")
        self._next += 1
        return self._plain(char, start)

    def _escaped(self, allowed: str) -> int:
        start = self._next
        char = self._text[start + 1 : start + 2]
        if not char or char not in allowed:
            written = f"`\\{char}`"
            help = "write the characters, such as `[0-9]` or `[A-Z]`"
            if char.isdigit():
                help = "patterns cannot refer back; write the part again"
            self._refuse(f"{written} has no meaning here", help)
        self._next += 2
        return ord(char)

    def _plain(self, char: str, at: int) -> int:
        if not char.isprintable():
            self._refuse("a character cannot be printed", "leave it out", at)
        return ord(char)

    def _peek(self) -> str:
        return self._text[self._next : self._next + 1]

    def _refuse(self, message: str, help: str, at: int | None = None) -> NoReturn:
        raise PatternError("malformed", message, help, self._next if at is None else at)


def _places(part: Part) -> int:
    """Return how many characters a part describes, counted repetitions written out."""
    match part:
        case Chars():
            return 1
        case Sequence(parts) | Choice(parts):
            return sum(map(_places, parts))
        case Repeat(body, low, high):
            return _places(body) * (max(low, 1) if high is None else high)


def _largest(part: Part) -> int:
    """Return where the largest count of a part is written."""
    match part:
        case Chars(_, at):
            return at
        case Sequence(parts) | Choice(parts):
            return _largest(max(parts, key=_places))
        case Repeat(body, _, _, at):
            return at if _places(body) <= MAX_PLACES else _largest(body)


@frozen(eq=False)
class _Place:
    """A place in a code, with what may come next: ranges, sorted, and where they are described."""

    chars: Chars
    starts: list[int] = field(factory=list)
    nexts: list[tuple[int, int]] = field(factory=list)

    def lead_to(self, chars: Chars) -> None:
        """Add what may come next, unless one of its characters may already."""
        for low, high in chars.ranges:
            index = bisect(self.starts, low)
            for neighbour in (index - 1, index):
                if 0 <= neighbour < len(self.starts):
                    other_high, at = self.nexts[neighbour]
                    both = max(low, self.starts[neighbour])
                    if both <= min(high, other_high):
                        raise _ambiguous(chr(both), at, chars.at)
            self.starts.insert(index, low)
            self.nexts.insert(index, (high, chars.at))


@frozen
class _Shape:
    """What a part begins and ends with, and whether it may be empty."""

    first: tuple[_Place, ...] = ()
    last: tuple[_Place, ...] = ()
    is_empty: bool = True


def _check_one_way(root: Part) -> None:
    """Raise `PatternError` unless each character of a text leaves one way to go on."""
    _join(_Shape(last=(_Place(Chars((), 0)),)), _shape(root))


def _shape(part: Part) -> _Shape:
    match part:
        case Chars():
            place = _Place(part)
            return _Shape((place,), (place,), is_empty=False)
        case Sequence(parts):
            shape = _Shape()
            for each in parts:
                shape = _join(shape, _shape(each))
            return shape
        case Choice(parts, at):
            shapes = [_shape(each) for each in parts]
            if sum(shape.is_empty for shape in shapes) > 1:
                raise _empty("two alternatives may be left out", at)
            return _Shape(
                tuple(place for shape in shapes for place in shape.first),
                tuple(place for shape in shapes for place in shape.last),
                any(shape.is_empty for shape in shapes),
            )
        case Repeat():
            return _repeated(part)


def _repeated(repeat: Repeat) -> _Shape:
    """Write a repetition out: `x{2,4}` is `xx(x(x)?)?`, and `x{2,}` is `xx+`."""
    copies = max(repeat.low, 1) if repeat.high is None else repeat.high
    shape = _Shape()
    last: tuple[_Place, ...] = ()
    for number in range(copies):
        body = _shape(repeat.part)
        if body.is_empty:
            raise _empty("what may be left out is repeated", repeat.at)
        if repeat.high is None and number == copies - 1:
            _join(body, body)
        # A copy that need not come leaves the ones before it as possible ends.
        ends = shape.last if number >= repeat.low else ()
        shape = _join(_Shape(shape.first, shape.last, number == 0), body)
        last = (*last, *ends)
    return _Shape(shape.first, (*last, *shape.last), repeat.low == 0)


def _join(left: _Shape, right: _Shape) -> _Shape:
    """Put two parts behind each other."""
    for place in left.last:
        for following in right.first:
            place.lead_to(following.chars)
    return _Shape(
        (*left.first, *right.first) if left.is_empty else left.first,
        (*left.last, *right.last) if right.is_empty else right.last,
        left.is_empty and right.is_empty,
    )


def _ambiguous(char: str, first: int, second: int) -> PatternError:
    places = f"characters {first + 1} and {second + 1}" if first != second else "two repetitions"
    return PatternError(
        "ambiguous",
        f"`{char}` leaves two ways to go on: by {places}",
        "repeat once, with a count such as `{1,4}`, and take what alternatives begin with out in "
        "front, as in `A(B|C)` for `AB|AC`",
        max(first, second),
    )


def _empty(message: str, at: int) -> PatternError:
    return PatternError(
        "ambiguous", message, "let one part only be left out, with one `?` or `*`", at
    )
