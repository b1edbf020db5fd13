"""Sources to a compiled policy: the compiler with the vocabulary and rulebooks of the plugins."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, frozen

from ecp.collector import paused
from ecp.errors import PluginError, PolicyError
from ecp.files import is_folder
from ecp.sources import Library, module_of, read_rulebook, read_sources, root_of, with_used
from ecp_compiler.vocabulary import Vocabulary
from ecp_dsl.source import SourceFile
from ecp_plugins import manager

if TYPE_CHECKING:
    from ecp_compiler.pipeline import Compiled

__all__ = [
    "Inputs",
    "compile_inputs",
    "files_at",
    "nothing_at",
    "of_folder",
    "of_texts",
    "standard_library",
    "with_library",
]

T = TypeVar("T")


@frozen(kw_only=True)
class Inputs:
    """Everything that compiling a policy depends on.

    Attributes:
        own: The texts that were asked for.
        sources: Those, and all modules of the rulebooks that they use.
        vocabulary: What the plugins supply.
        library: Where further modules are found.
    """

    own: tuple[SourceFile, ...]
    sources: tuple[SourceFile, ...]
    vocabulary: Vocabulary
    library: Library


def standard_library() -> Inputs:
    """Return the rulebooks of all installed plugins, as one policy."""
    books = _ask(manager.rulebooks)
    sources = tuple(source for book in books for source in read_rulebook(book))
    return Inputs(
        own=sources,
        sources=sources,
        vocabulary=_ask(manager.vocabulary),
        library=Library((), books),
    )


def of_folder(folder: Path) -> Inputs:
    """Return the policy in a folder; its files are named as seen from there."""
    sources = read_sources((folder,), base=folder)
    if not sources:
        raise nothing_at((folder,))
    return _inputs(sources, (folder,))


def files_at(paths: Sequence[Path], *, given: Sequence[SourceFile] = ()) -> Inputs:
    """Return the policy made of files and folders; files are named as the paths were given.

    Args:
        paths: The files and folders.
        given: Sources that were read from elsewhere, such as standard input.
    """
    sources = (*given, *read_sources(paths))
    if not sources:
        raise nothing_at(paths)
    return _inputs(sources, _roots(paths, sources))


def with_library(inputs: Inputs) -> Inputs:
    """Add the rulebooks of all installed plugins to a policy.

    A module of the policy that differs from the one of its name in a rulebook stays beside it, and
    compiling reports both: neither counts without a word.
    """
    present = {(module_of(source.text), source.text) for source in inputs.sources}
    more = tuple(
        source
        for source in standard_library().sources
        if (module_of(source.text), source.text) not in present
    )
    return evolve(inputs, sources=(*inputs.sources, *more))


def nothing_at(paths: Sequence[Path]) -> PolicyError:
    """Return the error for places that hold no policy."""
    return PolicyError(
        "no .ecp file is there",
        where=", ".join(map(str, paths)),
        help="name a file of policy text, or a folder that holds some",
    )


def of_texts(texts: Iterable[tuple[str, str]]) -> Inputs:
    """Return the policy made of texts with their names."""
    return _inputs(tuple(SourceFile(name, text) for name, text in texts), ())


@paused()
def compile_inputs(inputs: Inputs, *, as_of: date | None = None) -> "Compiled":
    """Compile; the result holds a program or the reasons why there is none."""
    from ecp_compiler.pipeline import compile_policy

    return compile_policy(
        inputs.sources, vocabulary=inputs.vocabulary, library=inputs.library, as_of=as_of
    )


def _inputs(sources: tuple[SourceFile, ...], folders: tuple[Path, ...]) -> Inputs:
    library = Library(folders, _ask(manager.rulebooks))
    return Inputs(
        own=sources,
        sources=with_used(sources, library),
        vocabulary=_ask(manager.vocabulary),
        library=library,
    )


def _roots(paths: Sequence[Path], sources: Sequence[SourceFile]) -> tuple[Path, ...]:
    """Return the folders to look in for modules beside the given files."""
    places = [root_of(Path(source.name), source.text) for source in sources]
    found = [path for path in paths if is_folder(path)] + [place for place in places if place]
    return tuple(dict.fromkeys(found))


def _ask(question: Callable[[], T]) -> T:
    """Ask the plugins, and say in our words which one fails."""
    try:
        return question()
    except manager.PluginError as error:
        raise PluginError(
            error.reason, code=error.code, where=f"plugin `{error.plugin}`", help=error.help
        ) from error
