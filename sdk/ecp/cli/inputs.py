"""The policy files that a command was given, which may come on standard input."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ecp.errors import EcpError

if TYPE_CHECKING:
    from ecp.compiling import Inputs
    from ecp_dsl.source import SourceFile

__all__ = ["STANDARD_INPUT", "read_policy", "read_standard_input", "reading", "standard_input"]

STANDARD_INPUT = Path("-")


def read_policy(paths: Sequence[Path]) -> "Inputs":
    """Return the policy at some paths, of which one may be standard input, or the library.

    Args:
        paths: Files, folders, and `-`; without any, it is the standard library.

    Raises:
        PolicyError: If a file cannot be read.
    """
    from ecp.compiling import files_at, standard_library

    if not paths:
        return standard_library()
    given = (read_standard_input(),) if STANDARD_INPUT in paths else ()
    return files_at([path for path in paths if path != STANDARD_INPUT], given=given)


def read_standard_input() -> "SourceFile":
    """Return the policy text on standard input.

    Raises:
        PolicyError: If it is too large.
        EcpError: If it cannot be read.
    """
    from ecp.sources import LARGEST_SOURCE, source_of

    with reading("standard input"):
        content = standard_input().read(LARGEST_SOURCE + 1)
    return source_of(content, name="<stdin>")


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Say of an input that fails while it is read which one it is.

    Raises:
        EcpError: If it fails.
    """
    try:
        yield
    except OSError as error:
        raise EcpError(
            f"cannot be read: {error.strerror or error}",
            where=name,
            help="name a file, or - for standard input",
        ) from None


def standard_input() -> BinaryIO:
    """Return standard input for reading bytes; its encoding is ours to say."""
    # A process may be started without one.
    if sys.stdin is None:
        raise EcpError("there is no standard input", help="name a file instead")
    return sys.stdin.buffer
