"""Compile the policies that documentation shows, as a reader with a fresh install would."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import EntryPoint

from attrs import frozen

from ecp.sources import Library, with_used
from ecp_compiler.pipeline import Compiled, compile_policy
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl.diagnostic import Severity
from ecp_dsl.source import SourceFile
from ecp_plugins import Rulebook, manager

AS_OF = date(2026, 6, 15)

_OWN_PLUGINS = tuple(
    EntryPoint(name, value, "ecp")
    for name, value in (
        ("reference", "ecp_plugins.reference"),
        ("cn", "ecp_plugins.jurisdictions.cn"),
    )
)


@frozen
class _Shelf(Library):
    """The standard library, behind the files that a page has shown so far."""

    beside: Mapping[str, str]

    def __call__(self, module: str) -> SourceFile | None:
        """Return the source of a module, or None."""
        if module in self.beside:
            return SourceFile(f"{module}.ecp", self.beside[module])
        return super().__call__(module)


def plugins() -> manager.Plugins:
    """Load the plugins that come with this project, and no other that happens to be there."""
    return manager.load(_OWN_PLUGINS)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the standard library."""
    return plugins().vocabulary()


@cache
def _rulebooks() -> tuple[Rulebook, ...]:
    return plugins().rulebooks()


def compile_texts(*texts: str, name: str, beside: Mapping[str, str] | None = None) -> Compiled:
    """Compile files as one policy.

    Args:
        texts: The files.
        name: What to call them in messages.
        beside: Further files by the names of their modules, taken in only where they are used.
    """
    own = tuple(
        SourceFile(name if len(texts) == 1 else f"{name}, {n}", text)
        for n, text in enumerate(texts, 1)
    )
    shelf = _Shelf((), _rulebooks(), beside or {})
    sources = with_used(own, shelf)
    return compile_policy(sources, vocabulary=vocabulary(), library=shelf, as_of=AS_OF)


def errors(compiled: Compiled) -> tuple[str, ...]:
    """Return the codes of the errors, each once, in order."""
    found = (d.code for d in compiled.diagnostics if d.severity is Severity.ERROR)
    return tuple(dict.fromkeys(found))


def codes(compiled: Compiled) -> tuple[str, ...]:
    """Return the codes of errors and warnings, each once, in order."""
    return tuple(dict.fromkeys(d.code for d in compiled.diagnostics))


def complaints(compiled: Compiled) -> str:
    """Return the diagnostics in a few lines, for the message of a failing test."""
    return "\n".join(
        f"{d.code} {d.primary.span.file.name}:{d.primary.span.line}: {d.message}"
        for d in compiled.diagnostics
    )
