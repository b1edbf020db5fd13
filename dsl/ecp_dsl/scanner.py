"""Text to tokens, one at a time, as the parser asks for them.

A word is a keyword only where the parser's state can use it; elsewhere it is a name. So the state
is handed in with each request. Spaces and comments are skipped here; comments are kept aside.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from ecp_dsl.diagnostic import Diagnostic, Fix, diagnostic
from ecp_dsl.foreign import COMMENT, OPERATOR, OPERATORS
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.syntax import Comment
from ecp_dsl.tables import END, Action, Phrase, tables
from ecp_dsl.words import RESERVED, RESERVED_IN_CONDITIONS

Accepts = Mapping[str, Action]


class Token(NamedTuple):
    """A terminal in the text; `is_first` tells whether it is the first one on its line."""

    type: str
    value: str
    start: int
    end: int
    is_first: bool = False


# Characters that no text may hold: controls, halves of surrogate pairs, and the marks that make
# text read in another order than it is stored.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]+"
)
# With these a state awaits a value in a condition.
_OPERANDS = frozenset({"NAME", "NUMBER", "LPAR"})
_TRIVIA = re.compile(r"[\s\ufeff]+")
_AFTER_DIGITS = re.compile(r"[\s\ufeff]*(%|[A-Za-z_][A-Za-z0-9_]*)")
_MAY_BE_FOREIGN = frozenset("=<-/")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_LOOSE_TEXT = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
_BAD_ESCAPE = re.compile(r'\\[^"\\n]')
_CURLY_TEXT = re.compile(
    '[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u00bb"\n]{0,500})[\u201c\u201d\u00bb"]'
)
# The parser reports fewer; this keeps a text full of them from being slow.
_MAX_REPORTS = 60
_LOOKALIKES = {
    "\uff08": "(",
    "\uff09": ")",
    "\uff5b": "{",
    "\uff5d": "}",
    "\uff0c": ",",
    "\uff1a": ":",
    "\uff1d": "=",
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2260": "!=",
    "\uff05": "%",
    "\u2013": "-",
    "\u2212": "-",
    "\u00d7": "*",
}


class Scanner:
    """Reads one file from front to back."""

    def __init__(self, file: SourceFile, report: Callable[[Diagnostic], None]) -> None:
        """Start at the beginning; problems with single characters go to `report`."""
        self.comments: list[Comment] = []
        self._file = file
        self._report = report
        self._reported_to = 0
        self._reports = 0
        self._position = 0
        self._after_dot = False
        self._resume_first = False
        self._text = self._clean(file.text)
        self._lexicon = _lexicon()

    def next(self, accepts: Accepts) -> Token:
        """Return the next token, as the state with these terminals sees it."""
        text, position = self._text, self._position
        is_first, self._resume_first = self._resume_first, False
        match = self._lexicon.pattern.match(text, position)
        if match is not None:
            start = match.start(match.lastgroup or 0)
            if position == 0 or (start > position and "\n" in text[position:start]):
                is_first = True
            return self._token(match, start, accepts, is_first)
        while True:
            is_first = self._skip_trivia() or is_first
            start = self._position
            if start >= len(text):
                return Token(END, "", start, start, True)
            match = self._lexicon.pattern.match(text, start)
            if match is not None:
                return self._token(match, start, accepts, is_first)
            odd = self._odd(accepts, is_first)
            if odd is not None:
                return odd

    def _token(self, match: re.Match[str], start: int, accepts: Accepts, is_first: bool) -> Token:
        """Make a token of what the pattern found."""
        text, end, kind = self._text, match.end(), match.lastgroup
        value = text[start:end]
        if kind == "NAME":
            if end < len(text) and text[end] > "\x7f" and text[end].isalnum():
                self._position = start
                return self._foreign_word(accepts, is_first)
            token = self._word(accepts, value, start, end, is_first)
        elif kind == "symbol" and value in _MAY_BE_FOREIGN:
            foreign = self._foreign(start, accepts, is_first)
            if foreign is not None:
                return foreign
            token = Token(self._symbol(accepts, value), value, start, end, is_first)
        elif kind == "symbol":
            token = Token(self._symbol(accepts, value), value, start, end, is_first)
        elif kind == "CODE" and value[0] == "0" and self._is_measured(value, end):
            token = Token("NUMBER", value, start, end, is_first)
        else:
            token = Token(str(kind), value, start, end, is_first)
        self._position = token.end
        self._after_dot = token.type == "DOT"
        return token

    def _is_measured(self, value: str, end: int) -> bool:
        """Tell whether digits with a zero in front are a number: a unit or `%` follows."""
        after = _AFTER_DIGITS.match(self._text, end)
        if after is None or _NUMBER.fullmatch(value) is None:
            return False
        word = after.group(1)
        if word == "%":
            return True
        lexicon = self._lexicon
        is_keyword = word in lexicon.words or word in lexicon.phrases or word in RESERVED
        return word == "working" or not (
            is_keyword or lexicon.key.match(self._text, after.start(1))
        )

    def rewind(self, token: Token) -> None:
        """Go back so that the next token read is at this place."""
        self._position = token.start
        self._resume_first = token.is_first

    def again(self, token: Token, accepts: Accepts) -> Token:
        """Read the same place once more, as another state sees it."""
        self.rewind(token)
        return self.next(accepts)

    def span(self, token: Token) -> Span:
        """Return the place of a token."""
        return Span(self._file, token.start, token.end)

    def keyword(self, token: Token) -> Token:
        """Return the token as a keyword if its text is one anywhere in the language."""
        for phrase in self._lexicon.phrases.get(token.value, ()):
            match = phrase.pattern.match(self._text, token.start)
            if match:
                return token._replace(type=phrase.terminal, value=phrase.text, end=match.end())
        kind = self._lexicon.words.get(token.value)
        return token._replace(type=kind) if kind and token.type in {"NAME", "KEY"} else token

    def _word(self, accepts: Accepts, value: str, start: int, end: int, is_first: bool) -> Token:
        """Decide what a word is here: part of a phrase, a keyword, a key or a name."""
        lexicon = self._lexicon
        if value in lexicon.phrases:
            for phrase in lexicon.phrases[value]:
                if phrase.terminal in accepts:
                    match = phrase.pattern.match(self._text, start)
                    if match:
                        return Token(phrase.terminal, phrase.text, start, match.end(), is_first)
        if "KEY" in accepts:
            match = lexicon.key.match(self._text, start)
            if match:
                return Token("KEY", match.group(), start, match.end(), is_first)
        keyword = lexicon.words.get(value)
        if keyword is not None:
            if keyword in accepts:
                return Token(keyword, value, start, end, is_first)
            # A clause that begins where a name is missing must not be taken for that name, nor
            # an operator for the operand that is missing before it.
            is_misplaced = is_first or (
                value in RESERVED_IN_CONDITIONS and accepts.keys() >= _OPERANDS
            )
            is_reserved = value in RESERVED and self._text[end : end + 1] != "."
            if is_misplaced and is_reserved and not self._after_dot:
                return Token(keyword, value, start, end, is_first)
        return Token("NAME", value, start, end, is_first)

    def _symbol(self, accepts: Accepts, value: str) -> str:
        """Return the terminal that a symbol is here."""
        candidates = self._lexicon.symbols[value]
        if len(candidates) == 1:
            return candidates[0]
        return next((c for c in candidates if c in accepts), candidates[0])

    def _skip_trivia(self) -> bool:
        """Move past spaces and comments; return whether a new line began."""
        text = self._text
        start = position = self._position
        while position < len(text):
            match = _TRIVIA.match(text, position)
            if match:
                position = match.end()
            if text[position : position + 1] != "#":
                break
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            comment = text[position:end].rstrip()
            own_line = text[text.rfind("\n", 0, position) + 1 : position].isspace() or (
                position == 0 or text[position - 1] == "\n"
            )
            self.comments.append(
                Comment(comment, own_line, span=Span(self._file, position, position + len(comment)))
            )
            position = end
        self._position = position
        return start == 0 or "\n" in text[start:position]

    def _clean(self, text: str) -> str:
        """Report forbidden characters, then put spaces in their place; offsets stay."""
        for match in islice(_FORBIDDEN.finditer(text), _MAX_REPORTS):
            code = ord(match.group()[0])
            self._character(
                f"the text holds an invisible control character (U+{code:04X})",
                match.start(),
                match.end(),
                "remove it; it often comes from copying out of another program",
            )
        text = _FORBIDDEN.sub(lambda m: " " * len(m.group()), text)
        text = text.replace("\r\n", " \n").replace("\r", "\n")
        return text.replace("\x0b", " ").replace("\x0c", " ")

    def _character(
        self, message: str, start: int, end: int, help: str, replacement: str | None = None
    ) -> None:
        """Report characters that no token can begin with."""
        self._reports += 1
        if self._reports > _MAX_REPORTS:
            return
        span = Span(self._file, start, end)
        fix = None if replacement is None else Fix(span, replacement, f"write {replacement}")
        self._report(diagnostic("ECP0002", message, span, "this", help=help, fix=fix))

    def _once(self, end: int) -> bool:
        """Tell whether this place is read for the first time, so that it is reported once."""
        is_new = end > self._reported_to
        self._reported_to = max(self._reported_to, end)
        return is_new

    def _odd(self, accepts: Accepts, is_first: bool) -> Token | None:
        """Report what no terminal begins with; return what was probably meant, if anything."""
        text = self._text
        start = self._position
        if text[start] == '"':
            return self._odd_text(is_first)
        curly = _CURLY_TEXT.match(text, start)
        if curly:
            self._position = curly.end()
            value = '"' + curly.group(1).replace("\\", "\\\\") + '"'
            if self._once(curly.end()):
                self._character(
                    "a text stands between straight quotation marks",
                    start,
                    curly.end(),
                    'write " on both sides',
                    value,
                )
            return Token("STRING", value, start, curly.end(), is_first)
        if text[start].isalnum():
            return self._foreign_word(accepts, is_first)
        foreign = self._foreign(start, accepts, is_first)
        if foreign is not None:
            return foreign
        end = start + 1
        while end < len(text) and text[end] == text[start]:
            end += 1
        char = text[start]
        replacement = _LOOKALIKES.get(char)
        if self._once(end):
            shown = char if char.isprintable() else f"U+{ord(char):04X}"
            self._character(
                f"the character `{shown}` has no meaning here",
                start,
                end,
                f"write `{replacement}`" if replacement else "remove it, or put it in a text",
                replacement,
            )
        self._position = end
        self._after_dot = False
        if replacement and end == start + 1:
            kind = self._symbol(accepts, replacement)
            return Token(kind, replacement, start, end, is_first)
        return None

    def _foreign(self, start: int, accepts: Accepts, is_first: bool) -> Token | None:
        """Read an operator or a comment of another language as what it is here; report it."""
        text = self._text
        comment = COMMENT.match(text, start)
        if comment is not None:
            if self._once(comment.end()):
                help = "begin each line of a comment with `#`"
                self._character("a comment begins with `#`", start, start + 2, help)
            self._position = comment.end()
            return self.next(accepts)
        operator = OPERATOR.match(text, start)
        if operator is None:
            return None
        written, end = operator.group(), operator.end()
        meant, advice = OPERATORS[written]
        if self._once(end):
            message = f"`{written}` is not a sign of the language"
            self._character(message, start, end, advice, meant)
        self._position = end
        self._after_dot = False
        is_word = meant.isalpha()
        kind = self._lexicon.words[meant] if is_word else self._symbol(accepts, meant)
        return Token(kind, meant, start, end, is_first)

    def _foreign_word(self, accepts: Accepts, is_first: bool) -> Token:
        """Read a whole word that has letters no name may have."""
        start = end = self._position
        text = self._text
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        if self._once(end):
            self._character(
                f"`{text[start:end]}` has letters that a name cannot have",
                start,
                end,
                "use the letters a to z, digits and _ in names; any letter may stand in a text",
            )
        self._position = end
        self._after_dot = False
        kind = "KEY" if "KEY" in accepts and "NAME" not in accepts else "NAME"
        return Token(kind, text[start:end], start, end, is_first)

    def _odd_text(self, is_first: bool) -> Token:
        """Read a text that is not closed, or that holds an escape that does not exist."""
        text = self._text
        start = self._position
        loose = _LOOSE_TEXT.match(text, start)
        if loose:
            end = loose.end()
            if self._once(end):
                for escape in _BAD_ESCAPE.finditer(text, start, end):
                    self._character(
                        f"`{escape.group()}` has no meaning in a text",
                        escape.start(),
                        escape.end(),
                        r"write `\\` for a backslash; only `\"`, `\\` and `\n` have a meaning",
                        None,
                    )
            value = _BAD_ESCAPE.sub(lambda m: "\\" + m.group(), loose.group())
        else:
            end = start + _length_of_open_text(text, start)
            if self._once(end):
                span = Span(self._file, start, end)
                self._report(
                    diagnostic(
                        "ECP0003",
                        "this text has no closing quotation mark",
                        span,
                        "the text begins here",
                        help='close the text with " on the same line; `\\n` stands for a new line',
                        fix=Fix(Span(self._file, end, end), '"', "close the text"),
                    )
                )
            value = '"' + text[start + 1 : end].replace("\\", "") + '"'
        self._position = end
        self._after_dot = False
        return Token("STRING", value, start, end, is_first)


def _length_of_open_text(text: str, start: int) -> int:
    """Return how far a text without a closing mark reaches: to a brace at the end of its line."""
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end].rstrip()
    before_comment = line.partition("#")[0].rstrip()
    if before_comment.endswith(("{", "}")):
        return len(before_comment[:-1].rstrip())
    return len(line)


class _Lexicon(NamedTuple):
    """The terminals as the scanner uses them."""

    pattern: re.Pattern[str]
    key: re.Pattern[str]
    words: Mapping[str, str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    symbols: Mapping[str, tuple[str, ...]]


@cache
def _lexicon() -> _Lexicon:
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
    return _Lexicon(
        # Most tokens have only spaces before them.
        pattern=re.compile(rf"{_TRIVIA.pattern[:-1]}*+(?:{'|'.join(parts)})"),
        key=re.compile(table.patterns["KEY"]),
        words=table.words,
        phrases=table.phrases,
        symbols={text: tuple(names) for text, names in spellings.items()},
    )
