"""What one clause names twice, and files that are not called as their modules are."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from ecp_dsl import syntax as s
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.source import Span
from ecp_dsl.walk import descend


def named_twice(module: s.Module) -> Iterator[Diagnostic]:
    """Warn of names that stand twice where each is meant to stand once."""
    for declaration in module.declarations:
        for node in descend(declaration):
            for names in _named(node):
                yield from _repeated(node, names)


def _named(node: Any) -> Iterator[Sequence[str | s.Path | s.Expr]]:
    """Yield what a node enumerates; elements of a list of facts may well be alike."""
    match node:
        case s.Governs(acts):
            yield acts
        case s.Without(names) | s.Forms(names):
            yield names
        case s.OneOf(values):
            yield values
        case s.NamedType(ordinary=words):
            yield words
        case s.SetOf(members):
            yield members
        case s.Member():
            yield from (node.aliases, node.hs, node.materials)
        case s.Exempt() | s.Authorize() | s.Bar() | s.Suspend() | s.Resume() | s.Repeal():
            yield node.targets
        case s.ExpectMissing(paths):
            yield paths
        case s.Expect():
            yield node.because
        case _:
            return


def _repeated(node: Any, names: Sequence[str | s.Path | s.Expr]) -> Iterator[Diagnostic]:
    seen: dict[str | s.Path | s.Expr, int] = {}
    told: set[str | s.Path | s.Expr] = set()
    for place, name in enumerate(names):
        first = seen.setdefault(name, place)
        if first == place or name in told:
            continue
        told.add(name)
        before, again = _places(node, names[first], name)
        written = again.file.text[again.start : again.end].strip('"')
        yield diagnostic(
            "ECP0315",
            f"`{written}` is named twice",
            again,
            "again here",
            secondary=(Label(before, "first here"),),
            help="remove one of the two, or write the name that was meant",
        )


def _places(
    node: Any, first: str | s.Path | s.Expr, second: str | s.Path | s.Expr
) -> tuple[Span, Span]:
    """Return where two equal names stand; words have no places of their own."""
    if not isinstance(first, str):
        assert not isinstance(second, str)
        return first.span, second.span
    span: Span = node.span
    places = list(_words(span, first))
    return (places[0], places[1]) if len(places) > 1 else (span, span)


def _words(span: Span, word: str) -> Iterator[Span]:
    text = span.file.text
    at = text.find(word, span.start, span.end)
    while at >= 0:
        end = at + len(word)
        around = text[at - 1 : at] + text[end : end + 1]
        if not any(char.isalnum() or char == "_" for char in around):
            yield Span(span.file, at, end)
        at = text.find(word, end, span.end)


def file_of_another_name(module: s.Module) -> Iterator[Diagnostic]:
    """Warn of a file in the folder of its module's name that is called otherwise than the module.

    Where the folders differ as well, a file was named directly, and its place says nothing.
    """
    path = PurePosixPath(module.file.name)
    parts = [*path.parts[:-1], path.stem]
    if parts[-1] == "module":
        parts.pop()
    name = list(module.name.parts)
    if len(parts) < 2 or len(name) < 2 or parts[-1] == name[-1]:
        return
    if parts[-len(name) : -1] != name[:-1]:
        return
    wanted = f"{'/'.join(name)}.ecp"
    yield diagnostic(
        "ECP0108",
        f"module `{module.name}` stands in `{path}`",
        module.name.span,
        f"it is looked for in `{wanted}`",
        help=f"name the module `{'.'.join((*name[:-1], parts[-1]))}`, or the file `{name[-1]}.ecp`",
    )
