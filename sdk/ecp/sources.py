"""Policy files on disk: found, read, and looked up by the name of their module."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import frozen

from ecp.errors import PolicyError
from ecp.files import is_file, is_folder, read_whole
from ecp_dsl.source import SourceFile
from ecp_plugins import Rulebook

__all__ = [
    "LARGEST_SOURCE",
    "Library",
    "find_files",
    "module_of",
    "read_bytes",
    "read_rulebook",
    "read_source",
    "read_sources",
    "root_of",
    "source_of",
    "with_used",
]

SUFFIX = ".ecp"

LARGEST_SOURCE = 4 * 2**20
"""Bytes; longer than any legal act, short enough to keep in memory."""

_HEADER = re.compile(r"(?:\s|#[^\n]*\n)*module\s+([A-Za-z_][\w.]*)")
_NO_NAMES = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*')
_USE = re.compile(r"\buse\s+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")


@frozen
class Library:
    """Where modules are looked up that are not among the sources of a policy.

    Attributes:
        folders: Roots of the policy's own files.
        books: The rulebooks of the installed plugins.
    """

    folders: tuple[Path, ...]
    books: tuple[Rulebook, ...]

    def __call__(self, module: str) -> SourceFile | None:
        """Return the source of a module, or None."""
        *folders, last = module.split(".")
        for root in (*self.folders, *(book.root for book in self.books)):
            for place in ((*folders, f"{last}{SUFFIX}"), (*folders, last, f"module{SUFFIX}")):
                file = root.joinpath("/".join(place))
                if file.is_file():
                    return read_source(file, name="/".join(place))
        return None


def read_rulebook(book: Rulebook) -> tuple[SourceFile, ...]:
    """Read all modules of a rulebook."""
    files = dict(_walk(book.root.joinpath(book.name), book.name))
    single = f"{book.name}{SUFFIX}"
    if book.root.joinpath(single).is_file():
        files[single] = book.root.joinpath(single)
    return tuple(read_source(file, name=name) for name, file in sorted(files.items()))


def with_used(sources: Sequence[SourceFile], library: Library) -> tuple[SourceFile, ...]:
    """Return sources together with the modules that they use, rulebooks as a whole.

    Following `use` alone would miss the acts that nobody names: a later one suspends or tightens an
    older one without a word in the older file. So using one module of a rulebook brings them all.
    """
    books = {book.name: book for book in library.books}
    found = list(sources)
    known = {module_of(source.text) for source in sources} - {None}
    waiting = list(sources)
    while waiting:
        for name in _USE.findall(_NO_NAMES.sub(" ", waiting.pop().text)):
            if name in known:
                continue
            known.add(name)
            book = books.pop(name.partition(".")[0], None)
            own = library(name) if book is None else None
            more = read_rulebook(book) if book else (own,) if own else ()
            new = [source for source in more if module_of(source.text) not in known - {name}]
            known.update(module_of(source.text) for source in new)
            found.extend(new)
            waiting.extend(new)
    return tuple(found)


def module_of(text: str) -> str | None:
    """Return the name of the module that a text begins with."""
    header = _HEADER.match(text)
    return header[1] if header else None


def read_sources(paths: Sequence[Path], *, base: Path | None = None) -> tuple[SourceFile, ...]:
    """Read all policy files at some paths.

    Args:
        paths: Files and folders.
        base: The folder that names are relative to; without it, files are named as given.
    """
    return tuple(
        read_source(path, name=path.relative_to(base).as_posix() if base else path.as_posix())
        for path in find_files(paths)
    )


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the policy files at some paths, each once, in the order of their names."""
    seen: set[Path] = set()
    for path in paths:
        for file in _files_at(path):
            identity = file.resolve()
            if identity not in seen:
                seen.add(identity)
                yield file


def read_source(path: Traversable, *, name: str) -> SourceFile:
    """Read one policy file.

    Raises:
        PolicyError: If it cannot be read, or is too large.
    """
    return source_of(read_bytes(path, name=name), name=name)


def read_bytes(path: Traversable, *, name: str) -> bytes:
    """Read what is in a policy file, or as much of it as shows that it is too large.

    Raises:
        PolicyError: If it cannot be read.
    """
    try:
        return read_whole(path, at_most=LARGEST_SOURCE)
    except OSError as error:
        raise PolicyError(
            f"cannot be read: {error.strerror or error}",
            where=name,
            help="name a file of policy text that you may read",
        ) from None


def source_of(content: bytes, *, name: str) -> SourceFile:
    """Return the source in the bytes of a file.

    Bytes that are not UTF-8 stay in it as halves of characters, of which the parser complains with
    their place: so they hide no errors in other files.

    Raises:
        PolicyError: If it is too large.
    """
    if len(content) > LARGEST_SOURCE:
        raise PolicyError(
            f"larger than {LARGEST_SOURCE // 2**20} MB",
            where=name,
            help="divide it into a file for each legal act",
        )
    text = content.decode("utf-8-sig", "surrogateescape")
    return SourceFile(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def root_of(path: Path, text: str) -> Path | None:
    """Return the folder from which a file's modules are counted, if its place fits its name.

    The module `a.b` in `x/a/b.ecp` or `x/a/b/module.ecp` belongs to the root `x`.
    """
    name = module_of(text)
    if name is None:
        return None
    parts = name.split(".")
    place = path.resolve().with_suffix("").parts
    if place[-1] == "module" and parts[-1] != "module":
        place = place[:-1]
    if place[-len(parts) :] != tuple(parts):
        return None
    return Path(*place[: -len(parts)])


def _files_at(path: Path) -> list[Path]:
    if is_folder(path):
        return sorted(
            file
            for file in path.rglob(f"*{SUFFIX}")
            if file.is_file() and not _is_hidden(file.relative_to(path))
        )
    if not is_file(path):
        raise PolicyError(
            "no such file or folder", where=str(path), help="name a .ecp file, or a folder of them"
        )
    return [path]


def _walk(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    """Yield the policy files below a folder, which need not be on a disk, with their names."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        below = f"{name}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, below)
        elif entry.name.endswith(SUFFIX):
            yield below, entry


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
