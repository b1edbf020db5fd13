"""The policy files that a command was given, which may come on standard input."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ecp.errors import EcpError

if TYPE_CHECKING:
    from ecp.compiling import Inputs
    from ecp_dsl.source import SourceFile

__all__ = ["STANDARD_INPUT", "read_policy", "read_standard_input", "standard_input"]

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
        PolicyError: If it is not UTF-8, or too large.
    """
    from ecp.sources import LARGEST_SOURCE, source_of

    return source_of(standard_input().read(LARGEST_SOURCE + 1), name="<stdin>")


def standard_input() -> BinaryIO:
    """Return standard input for reading bytes; its encoding is ours to say."""
    # A process may be started without one.
    if sys.stdin is None:
        raise EcpError("there is no standard input", help="name a file instead")
    return sys.stdin.buffer
