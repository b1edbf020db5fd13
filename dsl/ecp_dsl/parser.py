"""Text to syntax tree: what comes in is a file, what goes out is a module and diagnostics.

The parser always returns a module. After a mistake it goes on with the next clause, or with the
next declaration where the clause cannot be told, so that one run reports all mistakes.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from ecp_dsl import syntax as s
from ecp_dsl.build import Builder, Header
from ecp_dsl.clauses import check_clauses
from ecp_dsl.depth import MAX_BRACKETS, MAX_OPERATORS, Depth
from ecp_dsl.diagnostic import Diagnostic, diagnostic
from ecp_dsl.lexicon import Token
from ecp_dsl.machine import Machine
from ecp_dsl.recovery import Recovery
from ecp_dsl.scanner import Scanner
from ecp_dsl.source import SourceFile, Span
from ecp_dsl.tables import END, tables

MAX_CHARACTERS = 2_000_000
MAX_DIAGNOSTICS = 50
_MAX_STUCK = 1000
_BEGINNING = 10_000


@frozen
class Parsed:
    """What was read: a module, whole only if no diagnostic is an error.

    Attributes:
        module: The module.
        diagnostics: What is wrong with the text.
        damaged: The declarations of which something could not be read.
    """

    module: s.Module
    diagnostics: tuple[Diagnostic, ...]
    damaged: tuple[Span, ...] = ()


def parse(file: SourceFile) -> Parsed:
    """Read a file; never raises, whatever the text."""
    return _Parse(file).run()


def _beginning(file: SourceFile) -> list[Header | s.Use]:
    """Return what a file that is too large says of itself first, so that others still find it."""
    builder = Builder(file, lambda found: None)
    scanner = Scanner(SourceFile(file.name, file.text[:_BEGINNING]), lambda found: None)
    machine = Machine(tables(), builder)
    head: Token | None = None
    while head is None or head.type in {"MODULE", "USE"}:
        token = scanner.next(machine.accepts)
        if token.type == END or not machine.feed(token):
            machine.complete(END)
            break
        head = machine.first_token()
    machine.cut(machine.top())
    parts: list[Header | s.Use] = []
    for value in machine.values:
        for part in value if isinstance(value, list | tuple) else (value,):
            if isinstance(part, Header | s.Use):
                parts.append(part)
    return parts


def _without_colon(token: Token, machine: Machine, scanner: Scanner) -> Token:
    """Return the keyword that a word is where only the colon behind it made it name a fact."""
    if token.type != "KEY" or machine.can(("KEY",)):
        return token
    word = scanner.keyword(token)
    return word if machine.can((word.type,)) else token


class _Parse:
    """One run of the parser."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._diagnostics: list[Diagnostic] = []

    def run(self) -> Parsed:
        """Read the whole file."""
        file = self._file
        if len(file.text) > MAX_CHARACTERS:
            self._report(
                diagnostic(
                    "ECP0004",
                    f"the file has more than {MAX_CHARACTERS:,} characters",
                    Span(file, 0, 0),
                    "this file",
                    help="split it into several modules, one for each legal act",
                )
            )
            return self._finish(_beginning(file), ())
        scanner = Scanner(file, self._report)
        machine = Machine(tables(), Builder(file, self._report))
        recovery = Recovery(file, machine, scanner, self._report)
        self._read(machine, scanner, recovery)
        parts = [part for part in machine.values[0] if part.span.start not in recovery.nameless]
        damaged = tuple(
            part.span
            for part in parts
            if part.span.start in recovery.damaged
            or self._takes_a_word_for_a_name(part.span)
            or any(part.span.start <= place < part.span.end for place in scanner.misread)
        )
        for part in parts:
            if not isinstance(part, s.Use | Header):
                for found in check_clauses(part, is_whole=part.span not in damaged):
                    self._report(found)
        is_lost = recovery.is_lost_from_start
        if not is_lost and not any(isinstance(part, Header) for part in parts):
            self._no_header()
        return self._finish(parts, scanner.comments, damaged)

    def _read(self, machine: Machine, scanner: Scanner, recovery: Recovery) -> None:
        """Feed every token to the machine."""
        depth = Depth()
        last: Token | None = None
        stuck = 0
        while not machine.is_done:
            token = _without_colon(scanner.next(machine.accepts), machine, scanner)
            if len(self._diagnostics) >= MAX_DIAGNOSTICS:
                recovery.give_up(last)
                return
            if not depth.count(token):
                self._too_deep(token)
                recovery.abandon(token)
            elif machine.feed(token):
                if token.is_first:
                    recovery.shifted()
                last = token
                stuck = 0
                continue
            else:
                recovery.recover(token, last=last)
            depth.restart(machine.values)
            # Recovery always moves on; this keeps a mistake in it from becoming a hang.
            stuck += 1
            if stuck > _MAX_STUCK:
                recovery.give_up(last)
                return

    def _report(self, found: Diagnostic) -> None:
        """Keep a diagnostic, unless there are too many already."""
        if len(self._diagnostics) < MAX_DIAGNOSTICS:
            self._diagnostics.append(found)

    def _takes_a_word_for_a_name(self, span: Span) -> bool:
        """Tell whether a clause in a declaration may have been read as a name in another."""
        return any(
            d.code == "ECP0007" and span.start < d.primary.span.start < span.end
            for d in self._diagnostics
        )

    def _too_deep(self, token: Token) -> None:
        """Report nesting that no reader could follow."""
        self._report(
            diagnostic(
                "ECP0005",
                f"more than {MAX_BRACKETS} brackets or {MAX_OPERATORS} operators are nested here",
                Span(self._file, token.start, token.end),
                "too deep from here on",
                help="give the inner part a name with `define`",
            )
        )

    def _no_header(self) -> None:
        """Report that the file does not say which module it is."""
        self._report(
            diagnostic(
                "ECP0011",
                "a file begins with `module` and the name of the module",
                Span(self._file, 0, 0),
                "no module is named here",
                help="add a first line such as `module xx.ministry.a2026_01`",
            )
        )

    def _finish(
        self, parts: Sequence[Any], comments: Sequence[s.Comment], damaged: tuple[Span, ...] = ()
    ) -> Parsed:
        """Put the module together."""
        file = self._file
        whole = Span(file, 0, len(file.text))
        header = next((part for part in parts if isinstance(part, Header)), None)
        module = s.Module(
            header.name if header else s.Path((), span=Span(file, 0, 0)),
            header.title if header else None,
            tuple(part for part in parts if isinstance(part, s.Use)),
            tuple(part for part in parts if not isinstance(part, s.Use | Header)),
            comments=tuple(comments),
            file=file,
            span=whole,
        )
        # Where a word cannot stand at all, it does not matter how it is written.
        misplaced = {d.primary.span for d in self._diagnostics if d.code == "ECP0001"}
        told = [
            d for d in self._diagnostics if d.code != "ECP0002" or d.primary.span not in misplaced
        ]
        ordered = sorted(told, key=lambda d: (d.primary.span.start, d.code))
        return Parsed(module, tuple(ordered), damaged)
