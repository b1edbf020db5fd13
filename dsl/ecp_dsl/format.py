"""Syntax tree to canonical text: `ecp fmt`.

What comes in is a module with its comments, what goes out is its text; there are no options. The
text is made in pieces, each with the place it came from, and the comments are set between them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import assert_never

from attrs import frozen

from ecp_dsl import syntax as s
from ecp_dsl.format_clause import AnyClause, clause_lines, fill, flat_fact
from ecp_dsl.format_expression import WIDTH, Commented, MemberLine, lay_out, paths, quoted
from ecp_dsl.source import SourceFile, Span

_INDENT = 2
_GAP = re.compile(r"\s*")
_BETWEEN = re.compile(r"(?:\s|#[^\n]*)*")


@frozen
class _Piece:
    """Lines that belong together, and the stretch of source they came from.

    `indent` is where comments before it stand; `is_apart` asks for a blank line before it. The
    head of a declaration has an empty stretch, since where its brace stood is not known.
    """

    lines: list[str]
    start: int
    end: int
    indent: int = 0
    is_apart: bool = False


def format_module(module: s.Module) -> str:
    """Return the canonical text of a module."""
    pieces = list(_module(module, _commented(module.comments)))
    lines = list(_with_comments(pieces, module.comments, module.file))
    return "".join(f"{line}\n" for line in lines)


def _commented(comments: Sequence[s.Comment]) -> Commented:
    """Return what tells whether a comment begins inside a stretch of the source."""
    starts = [comment.span.start for comment in comments]

    def commented(span: Span) -> bool:
        following = bisect_right(starts, span.start)
        return following < len(starts) and starts[following] < span.end

    return commented


def _module(module: s.Module, commented: Commented) -> Iterator[_Piece]:
    """Return the pieces of a module in order."""
    if module.name.parts:
        title = [] if module.title is None else [quoted(module.title)]
        start = module.name.span.start
        yield _Piece(fill([f"module {module.name}", *title], 0), start, start)
    previous: s.Use | s.Declaration | None = None
    for use in module.uses:
        alias = [] if use.alias is None else [f"as {use.alias}"]
        line = fill([f"use {use.module}", *alias], 0)
        yield _Piece(line, use.span.start, use.span.end, is_apart=previous is None)
        previous = use
    for declaration in module.declarations:
        together = isinstance(declaration, s.Actor) and isinstance(previous, s.Actor)
        yield from _declaration(declaration, commented, is_apart=not together)
        previous = declaration


def _declaration(
    declaration: s.Declaration, commented: Commented, *, is_apart: bool
) -> Iterator[_Piece]:
    """Return the pieces of a declaration."""
    span = declaration.span
    if isinstance(declaration, s.Actor):
        many = ["many"] if declaration.many else []
        lines = fill([f"actor {declaration.name} {quoted(declaration.title)}", *many], 0)
        yield _Piece(lines, span.start, span.end, is_apart=is_apart)
        return
    head = fill(_head(declaration), 0)
    head[-1] += " {"
    yield _Piece(head, span.start, span.start, is_apart=is_apart)
    match declaration:
        case s.EndUserClass(condition=body) | s.EndUseClass(condition=body) | s.Define(body=body):
            first, *rest = lay_out(body, column=_INDENT, indent=_INDENT, commented=commented)
            yield from _by_member([" " * _INDENT + first, *rest], body.span)
        case s.Entity(fields=fields) | s.ExtendEntity(fields=fields):
            yield from _clauses(fields, commented)
        case s.Test(clauses=clauses):
            for clause in clauses:
                if isinstance(clause, s.Given):
                    yield from _given(clause, commented)
                else:
                    yield from _clauses([clause], commented)
        case _:
            yield from _clauses(declaration.clauses, commented)
    yield _Piece(["}"], span.end - 1, span.end, _INDENT)


def _clauses(clauses: Sequence[AnyClause], commented: Commented) -> Iterator[_Piece]:
    """Return a piece for each clause, and one for each member of its sets that have comments."""
    for clause in clauses:
        yield from _by_member(clause_lines(clause, _INDENT, commented), clause.span)


def _by_member(lines: Sequence[str], span: Span) -> Iterator[_Piece]:
    """Return the pieces of a clause: one, unless members of a set have lines of their own.

    A set with comments is divided into what leads to its brace, its members, the line of the brace
    that closes it, and what follows.
    """
    start, waiting = span.start, list[str]()
    whole: s.SetOf | None = None
    for number, line in enumerate(lines, 1):
        if isinstance(line, MemberLine):
            if whole is not line.whole:
                whole = line.whole
                yield _Piece(waiting, start, whole.span.start + 1, _indent_of(waiting[0]))
                waiting = []
            member = line.member.span
            yield _Piece([str(line)], member.start, member.end, _indent_of(line))
        elif whole is not None:
            end = span.end if number == len(lines) else whole.span.end
            yield _Piece([line], whole.span.end - 1, end, _indent_of(line) + _INDENT)
            start, whole = _next_token(whole.span), None
        else:
            waiting.append(line)
    if waiting:
        yield _Piece(waiting, start, span.end, _indent_of(waiting[0]))


def _indent_of(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def _next_token(span: Span) -> int:
    """Return where the first token after a stretch of the source begins."""
    between = _BETWEEN.match(span.file.text, span.end)
    return span.end if between is None else between.end()


def _head(declaration: s.Declaration) -> list[str]:
    """Return the parts before the opening brace."""
    match declaration:
        case s.Jurisdiction(name, title):
            return [f"jurisdiction {name}", quoted(title)]
        case s.Instrument(name, title):
            return [f"instrument {name}", quoted(title)]
        case s.Entity(name, title):
            return [f"entity {name}", *([] if title is None else [quoted(title)])]
        case s.ExtendEntity(entity):
            return [f"extend entity {entity}"]
        case s.EndUserClass(name, title):
            return [f"end_user {name}", quoted(title)]
        case s.EndUseClass(name, title):
            return [f"end_use {name}", quoted(title)]
        case s.Material(name, title):
            return [f"material {name}", quoted(title)]
        case s.Scheme(name, title):
            return [f"scheme {name}", quoted(title)]
        case s.ListDeclaration(name, title):
            return [f"list {name}", quoted(title)]
        case s.ExtendList(other):
            return [f"extend list {other}"]
        case s.Parameter(name, title):
            return [f"parameter {name}", quoted(title)]
        case s.Define(name, parameters, title):
            text = [] if title is None else [quoted(title)]
            return [f"define {name}{_parameters(parameters)}", *text]
        case s.Question(name, parameters, text):
            return [f"question {name}{_parameters(parameters)}", quoted(text)]
        case s.Rule(name):
            return [f"rule {name}"]
        case s.Exempt(name, targets):
            return [f"exempt {name} from", *_targets(targets)]
        case s.Authorize(name, targets):
            return [f"authorize {name} for", *_targets(targets)]
        case s.Bar(name, targets):
            return [f"bar {name} on", *_targets(targets)]
        case s.Suspend(targets):
            return ["suspend", *_targets(targets)]
        case s.Resume(targets):
            return ["resume", *_targets(targets)]
        case s.Repeal(targets):
            return ["repeal", *_targets(targets)]
        case s.Amend(target):
            return [f"amend {target}"]
        case s.Profile(name, title):
            return [f"profile {name}", quoted(title)]
        case s.Test(name):
            return [f"test {quoted(name)}"]
        case s.Actor():
            raise AssertionError("an actor has no body")
        case _:
            assert_never(declaration)


def _targets(targets: tuple[s.Path, ...]) -> list[str]:
    """Return names as parts, so that a long list is broken between them."""
    return [f"{path}," for path in targets[:-1]] + [paths(targets[-1:])]


def _parameters(parameters: tuple[s.ParameterOfFunction, ...]) -> str:
    """Return parameters in parentheses, or nothing."""
    inner = ", ".join(f"{parameter.name}: {parameter.type}" for parameter in parameters)
    return f"({inner})" if parameters else ""


# Facts


def _given(given: s.Given, commented: Commented) -> Iterator[_Piece]:
    """Return the pieces of `given { … }`, with a line for each fact."""
    opening = f"{' ' * _INDENT}given {{"
    yield from _opened(opening, given.facts.entries, "}", given.span, _INDENT, commented)


def _opened(
    opening: str,
    parts: Sequence[s.Entry] | Sequence[s.Fact],
    closing: str,
    span: Span,
    indent: int,
    commented: Commented,
) -> Iterator[_Piece]:
    """Return the pieces of a record or a list that is written over several lines."""
    yield _Piece([opening], span.start, span.start, indent)
    for part in parts:
        if isinstance(part, s.Entry):
            lead, fact, tail = f"{part.key}: ", part.value, ""
        else:
            lead, fact, tail = "", part, ","
        yield from _fact(lead, fact, tail, part.span, indent + _INDENT, commented)
    yield _Piece([f"{' ' * indent}{closing}"], span.end - 1, span.end, indent + _INDENT)


def _fact(
    lead: str, fact: s.Fact, tail: str, span: Span, indent: int, commented: Commented
) -> Iterator[_Piece]:
    """Return the pieces of a fact: one line if it fits and has no comments inside."""
    start = " " * indent + lead
    line = f"{start}{flat_fact(fact)}{tail}"
    is_open = len(line) > WIDTH or commented(fact.span)
    if is_open and isinstance(fact, s.Record) and fact.entries:
        yield from _opened(f"{start}{{", fact.entries, f"}}{tail}", span, indent, commented)
    elif is_open and isinstance(fact, s.FactList) and fact.values:
        yield from _opened(f"{start}[", fact.values, f"]{tail}", span, indent, commented)
    else:
        yield _Piece([line], span.start, span.end, indent)


# Comments


def _with_comments(
    pieces: list[_Piece], comments: Sequence[s.Comment], file: SourceFile
) -> Iterator[str]:
    """Return all lines: each comment before the piece it precedes, or at the end of its line."""
    rest = list(comments)
    waiting, rest = _before(rest, pieces[0].start if pieces else len(file.text) + 1)
    is_first = True
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].start if index + 1 < len(pieces) else len(file.text) + 1
        region, rest = _before(rest, following)
        inside, trailing, after = _divide(region, piece)
        if piece.is_apart and not is_first:
            yield ""
        is_top = piece.indent == 0
        yield from _own_lines(waiting, piece.indent, file if is_top else None)
        yield from _own_lines(inside, piece.indent, None)
        yield from piece.lines[:-1]
        yield piece.lines[-1] + (f"  {trailing.text}" if trailing else "")
        waiting = after
        is_first = False
    if waiting and pieces:
        yield ""
    yield from _own_lines(waiting, 0, file, is_end=True)


def _before(comments: list[s.Comment], offset: int) -> tuple[list[s.Comment], list[s.Comment]]:
    """Split comments into those before a place and the others."""
    count = next((i for i, c in enumerate(comments) if c.span.start >= offset), len(comments))
    return comments[:count], comments[count:]


def _divide(
    region: list[s.Comment], piece: _Piece
) -> tuple[list[s.Comment], s.Comment | None, list[s.Comment]]:
    """Split the comments from a piece to the next: inside, at the end of its line, after it.

    One comment fits at the end of a line; those before it go before the piece, which keeps the
    order.
    """
    for index in range(len(region) - 1, -1, -1):
        comment = region[index]
        if not comment.own_line and comment.span.start >= piece.end:
            return region[:index], comment, region[index + 1 :]
    inside = [comment for comment in region if comment.span.start < piece.end]
    return inside, None, region[len(inside) :]


def _own_lines(
    comments: Sequence[s.Comment], indent: int, file: SourceFile | None, *, is_end: bool = False
) -> Iterator[str]:
    """Return comments on lines of their own; with a file, blank lines after them are kept."""
    for index, comment in enumerate(comments):
        yield " " * indent + comment.text
        is_last = is_end and index == len(comments) - 1
        if file is not None and not is_last and _has_blank_after(comment, file):
            yield ""


def _has_blank_after(comment: s.Comment, file: SourceFile) -> bool:
    """Tell whether an empty line follows a comment."""
    gap = _GAP.match(file.text, comment.span.end)
    return gap is not None and gap.group().count("\n") > 1
