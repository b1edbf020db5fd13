"""What the parser does after a mistake, so that it can report the next one too.

Three ways, from the mildest: put right a misspelt keyword or a missing part of a declaration's
head; skip to the next clause of the body; skip to the next declaration.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from ecp_dsl.diagnostic import Diagnostic, Fix, Label, diagnostic
from ecp_dsl.expectations import describe
from ecp_dsl.foreign import advice_on_line, advice_on_word
from ecp_dsl.lexicon import Token
from ecp_dsl.machine import Machine
from ecp_dsl.scanner import Scanner
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.tables import END
from ecp_dsl.words import RESERVED_DECLARATIONS

# What a declaration's head may lack, in the order in which it is tried.
_HEAD_PARTS = (("NAME",), ("STRING",), ("LBRACE",), ("NAME", "STRING"))
# How many words or signs of a head are passed over, such as `-` and `rule` in `rule my-rule {`.
_MAX_PASSED = 6
_PLACEHOLDERS = {"NAME": "?", "STRING": '""', "LBRACE": "{"}
_CODE = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+")
_BRACKETS = {"LBRACE": 1, "RBRACE": -1}
_OPENING = {")": "(", "]": "[", "}": "{"}
_WORDS = re.compile(r"[A-Za-z]+(?:[ \t]+[A-Za-z]+){0,2}")
# What someone may have meant as a name: words with signs between, or a text.
_MEANT_AS_NAME = re.compile(r'"(?P<text>[^"\n]*)"|[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*')
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


class Recovery:
    """Reports a token that cannot stand where it stands, and finds a place to go on."""

    def __init__(
        self,
        file: SourceFile,
        machine: Machine,
        scanner: Scanner,
        report: Callable[[Diagnostic], None],
    ) -> None:
        """Work on one parse."""
        self.damaged: set[int] = set()
        self.nameless: set[int] = set()
        self.is_lost_from_start = False
        self._file = file
        self._machine = machine
        self._scanner = scanner
        self._report = report
        self._repaired: int | None = None

    def recover(self, token: Token, *, last: Token | None) -> None:
        """Report the token and go on; afterwards the scanner stands at what to read next."""
        machine = self._machine
        if last is not None and last.type == "RBRACE":
            # What its own brace has closed is whole, unless a clause of it seems to follow.
            closed = machine.first_token()
            if closed is not None and self._is_clause_word(token):
                self.damaged.add(closed.start)
            machine.complete(END)
        head = machine.first_token()
        if head is not None:
            self.damaged.add(head.start)
        if last is None or (head is not None and head.type == "MODULE"):
            self.is_lost_from_start = True
        if token.type == END:
            self._end_of_file(token, head, last)
            return
        if self._is_next_declaration(token, head):
            self._unclosed(token, head, last)
            self._close_declaration(last)
            self._scanner.rewind(token)
            return
        misspelt = self._misspelt(token)
        if misspelt is not None:
            written = token._replace(value=self._file.text[token.start : misspelt.end])
            self._say(written._replace(end=misspelt.end), last, meant=misspelt)
            self._repaired = token.start
            machine.feed(misspelt)
            self._scanner.pass_by(misspelt)
            return
        if self._is_needless_sign(token, last):
            return
        if self._repaired is None:
            self._say(token, last)
        self._repaired = None
        if self._repair_head(token, head):
            return
        self._skip(token, last)

    def give_up(self, last: Token | None) -> None:
        """Stop reading; keep what is complete."""
        head = self._machine.first_token()
        if head is not None:
            self.damaged.add(head.start)
        self._close_declaration(last)
        end = last.end if last is not None else 0
        self._machine.feed(Token(END, "", end, end))

    def abandon(self, token: Token) -> None:
        """Give up the whole declaration, which is too deep to be read."""
        head = self._machine.first_token()
        if head is not None:
            self.damaged.add(head.start)
        self._skip_declaration(token, head)

    def shifted(self) -> None:
        """Note that the first token of a line was read where it may stand."""
        self._repaired = None

    def _say(
        self,
        token: Token,
        last: Token | None,
        meant: Token | None = None,
        help: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Report a token that cannot stand here."""
        shown = self._scanner.keyword(token)
        mistake = describe(self._machine, shown, last)
        label, help_text = mistake.label, help or self._advice(token, last) or mistake.help
        span = Span(self._file, shown.start, shown.end)
        if meant is not None:
            label = "this word does not belong here"
            if " " in token.value:
                label = "these words do not belong here"
            help_text = f"did you mean `{meant.value}`?"
            fix = Fix(Span(self._file, token.start, token.end), meant.value, f"write {meant.value}")
        self._report(diagnostic("ECP0001", mistake.message, span, label, help=help_text, fix=fix))

    def _advice(self, token: Token, last: Token | None) -> str | None:
        """Return what to write instead of a habit of other languages, or what was left out."""
        text = self._file.text
        start = text.rfind("\n", 0, token.start) + 1
        end = text.find("\n", token.start)
        line = text[start : end if end >= 0 else len(text)]
        advice = advice_on_word(token.value) or advice_on_line(line, token.start - start)
        if advice is not None or last is None:
            return advice
        if token.value == "in" and last.type == "NOT":
            return "write `not in`"
        if token.type == "DOT" and last.type in {"NUMBER", "CODE"}:
            code = _CODE.match(text, last.start)
            return f'a code like this stands in quotes: `"{code.group()}"`' if code else None
        advice = self._advice_on_name(token, last) or self._advice_on_top(token, last)
        if advice is not None:
            return advice
        joins = self._machine.can(("AND",)) and self._opens_condition(token)
        return "join two conditions with `and` or `or`" if joins else None

    def _advice_on_name(self, token: Token, last: Token) -> str | None:
        """Return a name that may stand where signs, digits or a text were written as one."""
        machine, text = self._machine, self._file.text
        rules = "a name has letters, digits and `_`, and begins with a letter"
        if token.value in {"-", "."} and last.type == "NAME" and last.end == token.start:
            match = _MEANT_AS_NAME.match(text, last.start)
            is_longer = match is not None and match.end() > token.end
            return f"write `{_as_name(match, None)}`: {rules}" if match and is_longer else None
        is_name = token.type in {"NUMBER", "CODE", "STRING"} and machine.can(("NAME",))
        match = _MEANT_AS_NAME.match(text, token.start) if is_name else None
        head = machine.first_token()
        if match is None or head is None or self._opening() is not None:
            return None
        name = _as_name(match, last.value)
        if token.type == "STRING" and machine.can(("NAME", "STRING")):
            return f"write a name before the text, such as `{name}`"
        return f"write `{name}`: {rules}"

    def _advice_on_top(self, token: Token, last: Token) -> str | None:
        """Return what to do with a closing bracket too many, or a word that declares nothing."""
        opening = self._opening()
        wanted = _OPENING.get(token.value)
        if wanted is not None and (opening is None or (wanted != "{" and opening.value == "{")):
            return f"remove it: every `{wanted}` is closed already"
        if last.type != "RBRACE" or opening is not None or not token.value[:1].isalpha():
            return None
        if token.value == "use":
            return "write every `use` before the first declaration"
        if self._is_clause_word(token):
            return "write it into a declaration: the `}` before it may stand too early"
        words = "`rule`, `exempt`, `list` or `instrument`"
        return f"begin with the English word for what is declared, such as {words}"

    def _is_clause_word(self, token: Token) -> bool:
        """Tell whether a token is a word of the language that begins no declaration."""
        keyword = self._scanner.keyword(token)
        is_word = keyword.type not in {"NAME", "KEY"} and keyword.value[:1].isalpha()
        return is_word and keyword.value not in {"use", *RESERVED_DECLARATIONS}

    def _opens_condition(self, token: Token) -> bool:
        """Tell whether a condition begins with a token."""
        if token.type in {"LPAR", "NOT", "ANY", "EVERY"}:
            return True
        is_keyword = self._scanner.keyword(token).type != token.type
        return token.type == "NAME" and not token.is_first and not is_keyword

    def _misspelt(self, token: Token) -> Token | None:
        """Return the keyword that is nearly written here, with as many words, if any."""
        match = _WORDS.match(self._file.text, token.start)
        written = match.group().split() if match is not None else []
        for count in range(len(written), 1, -1):
            found = self._near(token, " ".join(written[:count]), count)
            if found is not None:
                end = token.start
                for word in written[:count]:
                    end = self._file.text.index(word, end) + len(word)
                return found._replace(end=end)
        if token.type not in {"NAME", "KEY"}:
            return None
        return self._near(token, token.value.replace("_", " "), None)

    def _near(self, token: Token, written: str, words: int | None) -> Token | None:
        """Return the keyword that a spelling is nearly, out of those with so many words."""
        if not 3 <= len(written) <= 30:
            return None
        symbols = self._machine.tables.symbols
        spellings = {
            symbols[terminal]: terminal
            for terminal in self._machine.accepts
            if terminal in symbols
            and symbols[terminal][0].isalpha()
            and words in {None, symbols[terminal].count(" ") + 1}
        }
        near = get_close_matches(written.lower(), spellings, 1, 0.75)
        if not near or not self._machine.can((spellings[near[0]],)):
            return None
        return token._replace(type=spellings[near[0]], value=near[0])

    def _is_needless_sign(self, token: Token, last: Token | None) -> bool:
        """Report and pass over a sign without which the text could be read."""
        reason = self._why_needless(token, last) if last is not None else None
        if reason is None:
            return False
        after = self._scanner.next(self._machine.accepts)
        if (after.is_first and token.value != ",") or not self._machine.can((after.type,)):
            self._scanner.rewind(token)
            return False
        span = Span(self._file, token.start, token.end)
        if self._repaired is None:
            help = f"leave `{token.value}` out: {reason}"
            self._say(token, last, help=help, fix=Fix(span, "", f"leave {token.value} out"))
        self._scanner.rewind(after)
        return True

    def _why_needless(self, token: Token, last: Token | None) -> str | None:
        """Say why a sign is not needed behind a word of the language, a name or a clause."""
        if last is None or token.is_first:
            return None
        if token.value == "," and self._opening() is not None:
            return "clauses stand one after the other, without a sign between them"
        if token.value not in {":", "="}:
            return None
        word = self._machine.tables.symbols.get(last.type, "?")
        if word[0].isalpha():
            return f"what belongs to `{word}` stands right behind it"
        is_head = last.type == "NAME" and self._opening() is None
        return "nothing stands between a name and what it names" if is_head else None

    # Declarations that are not closed

    def _is_next_declaration(self, token: Token, head: Token | None) -> bool:
        """Tell whether a declaration begins here although the last one is not closed."""
        if head is None or not token.is_first or self._machine.body() is None:
            return False
        if token.value not in RESERVED_DECLARATIONS:
            return False
        return self._column(token) <= self._column(head)

    def _column(self, token: Token) -> int:
        return self._file.position(token.start)[1]

    def _unclosed(self, token: Token, head: Token | None, last: Token | None) -> None:
        """Report a missing closing brace."""
        opening = self._opening()
        secondary: tuple[Label, ...] = ()
        if opening is not None:
            secondary = (Label(Span(self._file, opening.start, opening.end), "opened here"),)
        end = last.end if last is not None else token.start
        self._report(
            diagnostic(
                "ECP0001",
                f"the declaration before `{token.value}` is not closed",
                Span(self._file, token.start, token.end),
                "the next declaration begins here",
                secondary=secondary,
                help="add `}` before it",
                fix=Fix(Span(self._file, end, end), "\n}", "close the declaration"),
            )
        )

    def _opening(self) -> Token | None:
        """Return the innermost bracket that is still open."""
        closed = 0
        for value in reversed(self._machine.values):
            if type(value) is Token and value.type in {"RBRACE", "RPAR", "RSQB"}:
                closed += 1
            elif type(value) is Token and value.type in {"LBRACE", "LPAR", "LSQB"}:
                if not closed:
                    return value
                closed -= 1
        return None

    def _end_of_file(self, token: Token, head: Token | None, last: Token | None) -> None:
        """Report the end of the file and close what is open."""
        opening = self._opening()
        secondary: tuple[Label, ...] = ()
        if opening is not None:
            message = f"the file ends before `{opening.value}` is closed"
            place = Span(self._file, opening.start, opening.end)
            secondary = (Label(place, "opened here"),)
        else:
            message = describe(self._machine, token, last).message
        end = last.end if last is not None else token.start
        start = last.start if last is not None else token.start
        self._report(
            diagnostic(
                "ECP0009",
                message,
                Span(self._file, start, end),
                "nothing comes after this",
                secondary=secondary,
                help="close every bracket, and complete the last clause",
            )
        )
        self._close_declaration(last)

    def _close_declaration(self, last: Token | None) -> None:
        """Close all open bodies, keeping the clauses that are complete."""
        machine = self._machine
        end = last.end if last is not None else 0
        innermost = len(machine.states)
        while (body := machine.body()) is not None:
            # A bracket inside a body, such as that of a list of facts, cannot be closed by a brace:
            # what stands in it is given up, so that every round closes a body further out.
            if body >= innermost:
                machine.cut(max(innermost - 1, machine.top()))
            innermost = min(body, innermost - 1)
            machine.complete("RBRACE")
            body = machine.body()
            if body is not None and body != len(machine.states) - 1:
                machine.cut(body)
            if not machine.feed(Token("RBRACE", "}", end, end)):
                break
            machine.complete(END)
            machine.complete("RBRACE")
        machine.complete(END)
        machine.cut(machine.top())

    # Heads of declarations

    def _repair_head(self, token: Token, head: Token | None) -> bool:
        """Supply a missing part before the brace, so that the clauses can still be read."""
        machine = self._machine
        if head is None or self._opening() is not None or machine.can((END,)):
            return False
        following = {token.type, self._scanner.keyword(token).type}
        for parts in _HEAD_PARTS:
            if any(machine.can((*parts, terminal)) for terminal in following):
                self._supply(parts, token.start, head)
                self._scanner.rewind(token)
                return True
        for _ in range(_MAX_PASSED):
            after = self._scanner.next(machine.accepts)
            if after.type == END or (after.is_first and after.type != "LBRACE"):
                break
            for replaced in ((), *_HEAD_PARTS):
                if machine.can((*replaced, after.type)):
                    self._supply(replaced, token.start, head)
                    self._scanner.rewind(after)
                    return True
        self._scanner.rewind(token)
        return False

    def _supply(self, parts: tuple[str, ...], start: int, head: Token) -> None:
        """Read placeholders; a declaration without a name is dropped from the module."""
        for part in parts:
            self._machine.feed(Token(part, _PLACEHOLDERS[part], start, start))
        if "NAME" in parts:
            self.nameless.add(head.start)

    # Skipping

    def _skip(self, token: Token, last: Token | None) -> None:
        """Go on with the next clause, or with the next declaration if no body is open."""
        machine = self._machine
        head = machine.first_token()
        machine.complete("RBRACE")
        body = machine.body()
        if head is None or body is None:
            self._skip_declaration(token, head)
            return
        pending = _open_braces(machine.cut(body))
        opened = 0
        starters = machine.starters()
        before_dot = last is not None and last.type == "DOT"
        current = self._scanner.again(token, machine.accepts)
        is_offender = True
        while current.type != END:
            may_begin = opened == 0 and not before_dot and (current.is_first or is_offender)
            if may_begin and current.type in starters:
                break
            if self._is_next_declaration(current, head):
                self._close_declaration(last)
                break
            if current.type == "LBRACE":
                opened += 1
            elif current.type == "RBRACE":
                if opened:
                    opened -= 1
                elif pending:
                    pending -= 1
                else:
                    break
            before_dot = current.type == "DOT"
            is_offender = False
            current = self._scanner.next(machine.accepts)
        self._scanner.rewind(current)

    def _skip_declaration(self, token: Token, head: Token | None) -> None:
        """Go on with the next declaration."""
        machine = self._machine
        machine.complete(END)
        opened = _open_braces(machine.cut(machine.top()))
        column = self._column(head) if head is not None else 1
        starters = machine.starters()
        current = self._scanner.again(token, machine.accepts)
        while current.type != END:
            may_begin = opened == 0 or self._column(current) <= column
            if may_begin and current.is_first and current.type in starters:
                break
            opened = max(0, opened + _BRACKETS.get(current.type, 0))
            current = self._scanner.next(machine.accepts)
        self._scanner.rewind(current)


def _open_braces(values: list[Any]) -> int:
    """Count the braces among dropped values that were not closed."""
    return sum(1 for value in values if type(value) is Token and value.type == "LBRACE")


def _as_name(match: re.Match[str], before: str | None) -> str:
    """Make a name of what was written as one; digits in front get a word before them."""
    written = match["text"] if match["text"] is not None else match.group()
    name = _NOT_IN_NAMES.sub("_", written).strip("_").lower()[:30].rstrip("_")
    if match["text"] is None:
        name = _NOT_IN_NAMES.sub("_", written).strip("_")
    return name if before is None or name[:1].isalpha() else f"{before}_{name}".rstrip("_")
