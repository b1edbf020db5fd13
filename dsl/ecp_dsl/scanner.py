"""Text to tokens, one at a time, as the parser asks for them.

A word is a keyword only where the parser's state can use it; elsewhere it is a name. So the state
is handed in with each request. Spaces and comments are skipped here; comments are kept aside.
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice

from ecp_dsl.currencies import Currency, currency_at
from ecp_dsl.diagnostic import Diagnostic, Fix, diagnostic
from ecp_dsl.foreign import COMMENT, OPERATOR, OPERATORS, PLAIN_DIGITS
from ecp_dsl.lexicon import COMMENTS, TRIVIA, Token, lexicon
from ecp_dsl.lookalikes import (
    DATE,
    FORBIDDEN,
    GROUPED,
    INVISIBLE,
    INVISIBLE_DIGITS,
    QUOTED,
    SINGLE_QUOTES,
    WORD,
    length_of_open_text,
    plain_sign,
    plain_word,
    stand_in,
)
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.syntax import Comment
from ecp_dsl.tables import END, Action
from ecp_dsl.words import RESERVED, RESERVED_IN_CONDITIONS

Accepts = Mapping[str, Action]


# With these a state awaits a value in a condition.
_OPERANDS = frozenset({"NAME", "NUMBER", "LPAR"})
_AFTER_DIGITS = re.compile(r"[\s\ufeff]*(%|[A-Za-z_][A-Za-z0-9_]*)")
_MAY_BE_FOREIGN = frozenset("=<-/")
# What may follow a word, or a number, without any doubt.
_PLAIN = frozenset(map(chr, range(0x7F))) - {"$"}
_PLAIN_BEHIND_NUMBERS = _PLAIN - {"'", "_"}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_LOOSE_TEXT = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
_BAD_ESCAPE = re.compile(r'\\[^"\\n]')
# Behind `reading` a name, and no word that would make a value of `reading` itself.
_READING_OF = re.compile(r"reading\s+(?!(?:is|in|not|and|or|within)\b)(?P<of>[A-Za-z_][\w.]*)")
_NOT_DECODED = range(0xDC80, 0xDD00)
"""What stands in a text for bytes of a file that are not UTF-8, as Python's `surrogateescape`."""

# The parser reports fewer; this keeps a text full of odd characters from being slow.
_MAX_REPORTS = 60


class Scanner:
    """Reads one file from front to back."""

    def __init__(self, file: SourceFile, report: Callable[[Diagnostic], None]) -> None:
        """Start at the beginning; problems with single characters go to `report`."""
        self.comments: list[Comment] = []
        self.misread: list[int] = []
        """Where what was read is not what was meant, so that it proves nothing."""
        self._file = file
        self._report = report
        self._reported_to = 0
        self._reports = 0
        self._rewritten = 0
        self._position = 0
        self._after_dot = False
        self._resume_first = False
        self._text = self._clean(file.text)
        self._lexicon = lexicon()

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
            if end < len(text) and text[end] not in _PLAIN:
                if text[end].isalnum() or text[end] in INVISIBLE:
                    self._position = start
                    return self._foreign_word(accepts, is_first)
                currency = currency_at(text, start) if len(value) < 3 else None
                if currency is not None:
                    return self._currency(currency, is_first)
            if value == "reading" and accepts.keys() >= _OPERANDS and "READING" not in accepts:
                reading = _READING_OF.match(text, start)
                if reading is not None:
                    return self._reading(reading, accepts, is_first)
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
        elif kind == "NUMBER" and end < len(text) and text[end] not in _PLAIN_BEHIND_NUMBERS:
            odd = self._odd_number(start, accepts, is_first)
            if odd is not None:
                return odd
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

    def pass_by(self, token: Token) -> None:
        """Go on behind a token."""
        self._position = token.end

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
                        for comment in COMMENTS.finditer(match.group()):
                            self._keep_comment(start + comment.start(), start + comment.end())
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
            match = TRIVIA.match(text, position)
            if match:
                position = match.end()
            if text[position : position + 1] != "#":
                break
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            self._keep_comment(position, end)
            position = end
        self._position = position
        return start == 0 or "\n" in text[start:position]

    def _keep_comment(self, start: int, end: int) -> None:
        text = self._text
        comment = text[start:end].rstrip()
        own_line = text[text.rfind("\n", 0, start) + 1 : start].isspace() or (
            start == 0 or text[start - 1] == "\n"
        )
        span = Span(self._file, start, start + len(comment))
        self.comments.append(Comment(comment, own_line, span=span))

    def _clean(self, text: str) -> str:
        """Report forbidden characters, then put others in their place; offsets stay."""
        for match in islice(FORBIDDEN.finditer(text), _MAX_REPORTS):
            code = ord(match.group()[0])
            if code in _NOT_DECODED:
                byte = f"0x{code - _NOT_DECODED.start + 0x80:02X}"
                message = f"not UTF-8 text: the byte {byte} begins no character"
                self._character(message, match.start(), match.end(), "save the file as UTF-8")
                continue
            self._character(
                f"the text holds an invisible control character (U+{code:04X})",
                match.start(),
                match.end(),
                "remove it; it often comes from copying out of another program",
            )
        text = FORBIDDEN.sub(stand_in, text)
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
        quoted = self._quoted(accepts, is_first)
        if quoted is not None:
            return quoted
        if text[start].isalnum():
            return self._foreign_word(accepts, is_first)
        currency = currency_at(text, start)
        if currency is not None:
            return self._currency(currency, is_first)
        foreign = self._foreign(start, accepts, is_first)
        if foreign is not None:
            return foreign
        end = start + 1
        while end < len(text) and text[end] == text[start]:
            end += 1
        char = text[start]
        replacement = plain_sign(char)
        is_reported = char in INVISIBLE and bool(FORBIDDEN.match(self._file.text, start))
        if self._once(end) and not is_reported:
            if replacement is None and char not in INVISIBLE:
                self.misread.append(start)
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
        end = operator.end()
        meant, advice = OPERATORS[operator.group()]
        if self._once(end):
            message = f"`{operator.group()}` is not a sign of the language"
            self._character(message, start, end, advice, meant)
        self._position = end
        self._after_dot = False
        is_word = meant.isalpha()
        kind = self._lexicon.words[meant] if is_word else self._symbol(accepts, meant)
        return Token(kind, meant, start, end, is_first)

    def _foreign_word(self, accepts: Accepts, is_first: bool) -> Token:
        """Read a whole word that has letters no name may have."""
        text = self._text
        start = self._position
        match = WORD.match(text, start)
        end = match.end() if match else start + 1
        word = text[start:end]
        meant = plain_word(word)
        if meant is not None:
            if self._once(end):
                self._looks_like(meant, start, end)
            read = self._read_as(meant, start, end, accepts, is_first)
            if read is not None:
                return read
        elif self._once(end):
            self.misread.append(start)
            self._character(
                f"`{word}` has letters that a name cannot have",
                start,
                end,
                "use the letters a to z, digits and _ in names; any letter may stand in a text",
            )
        self._position = end
        self._after_dot = False
        is_key = self._lexicon.colon.match(text, end) is not None
        return Token("KEY" if is_key and "KEY" in accepts else "NAME", word, start, end, is_first)

    def _looks_like(self, meant: str, start: int, end: int) -> None:
        """Report a word that only looks like one of the language."""
        word = self._text[start:end]
        hidden = next((char for char in word if char in INVISIBLE), None)
        if hidden is None:
            message = f"`{word}` has letters that a name cannot have"
        elif FORBIDDEN.search(self._file.text, start, end):
            return  # reported when the text was cleaned
        else:
            message = f"`{meant}` has an invisible character in it (U+{ord(hidden):04X})"
        self._character(message, start, end, f"write `{meant}`", meant)

    def _read_as(
        self, meant: str, start: int, end: int, accepts: Accepts, is_first: bool
    ) -> Token | None:
        """Read other text in the place of what stands there; None if that was done too often."""
        self._rewritten += 1
        if len(meant) > end - start or self._rewritten > _MAX_REPORTS:
            return None
        self._text = self._text[:start] + meant.ljust(end - start) + self._text[end:]
        self._position, self._resume_first = start, is_first
        return self.next(accepts)

    def _odd_number(self, start: int, accepts: Accepts, is_first: bool) -> Token | None:
        """Read a date with dashes, or a number with its digits in groups, as it is meant."""
        text, self._position = self._text, start
        match = DATE.match(text, start)
        if INVISIBLE_DIGITS.match(text, start):
            return self._foreign_word(accepts, is_first)
        if match is not None:
            meant = "-".join(re.findall("[0-9]+", match.group()))
            dash = next(char for char in match.group() if char > "\x7f")
            message, advice = f"the character `{dash}` has no meaning in a date", "write `-`"
        elif (match := GROUPED.match(text, start)) is None:
            return None
        else:
            meant = "".join(char for char in match.group() if char in "0123456789.")
            message = f"`{match.group()}` is not how a number is written"
            advice = f"write `{meant}`: {PLAIN_DIGITS}"
        if self._once(match.end()):
            self._character(message, start, match.end(), advice, meant)
        return self._read_as(meant, start, match.end(), accepts, is_first)

    def _currency(self, written: Currency, is_first: bool) -> Token:
        """Read the sign of a currency as a unit, or as an amount of which the unit is open."""
        start, end = written.start, written.end
        if self._once(end):
            message = f"`{written.sign}` is not how a currency is written"
            self._character(message, start, end, written.advice, written.replacement)
            if written.amount is not None:
                self.misread.append(start)
        self._position = end
        self._after_dot = False
        if written.amount is not None:
            return Token("NUMBER", written.amount, start, end, is_first)
        return Token("NAME", written.code, start, end, is_first)

    def _reading(self, match: re.Match[str], accepts: Accepts, is_first: bool) -> Token:
        """Leave out `reading` in a condition; only behind `if` does it stand before one."""
        start = match.start()
        end = start + len("reading")
        if self._once(end):
            self._report(
                diagnostic(
                    "ECP0001",
                    "`reading` stands before a condition only behind `if`",
                    Span(self._file, start, end),
                    "this cannot stand here",
                    help=f"leave `reading` out, and write `{match['of']} is` and the reading",
                    fix=Fix(Span(self._file, start, match.start("of")), "", "leave it out"),
                )
            )
        self._position, self._resume_first = end, is_first
        return self.next(accepts)

    def _quoted(self, accepts: Accepts, is_first: bool) -> Token | None:
        """Read a text between quotation marks that the language does not have."""
        text, start = self._text, self._position
        is_single = text[start] in SINGLE_QUOTES
        quoted = QUOTED.match(text, start)
        if quoted is not None:
            inner, end = quoted[1] if quoted[1] is not None else quoted[2], quoted.end()
        elif not is_single or "STRING" not in accepts or text[start - 1].isalnum():
            return None
        else:
            end = start + length_of_open_text(text, start)
            inner = text[start + 1 : end]
            if '"' in inner:
                return None  # one mark alone, before a text
        value = '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if self._once(end):
            kind = "double" if is_single else "straight"
            message = f"a text stands between {kind} quotation marks"
            self._character(message, start, end, 'write " on both sides', value)
        self._position = end
        self._after_dot = False
        return Token("STRING", value, start, end, is_first)

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
            end = start + length_of_open_text(text, start)
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
