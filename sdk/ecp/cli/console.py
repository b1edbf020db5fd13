"""The terminal: encoding, width, colour, and complaints on the error stream."""

import io
import os
import shutil
import sys
from typing import IO

import click

from ecp_runtime.printable import printable

NARROWEST = 60
WIDEST = 100


def prepare_streams() -> None:
    """Write UTF-8 on any locale; half a surrogate pair is escaped as JSON would.

    A process may be started without streams; then what is said goes nowhere.
    """
    if sys.stdout is None:
        sys.stdout = io.StringIO()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def width() -> int:
    """Return the columns to write in: the terminal's, within what reads well."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def has_colour(file: IO[str]) -> bool:
    """Tell whether to colour what goes to a stream: only on a terminal that wants it."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return file.isatty()


def complain(message: str) -> None:
    """Print one complaint on the error stream; it may have several lines."""
    word = click.style("error", fg="red", bold=True) if has_colour(sys.stderr) else "error"
    lines = "\n".join(map(printable, message.split("\n")))
    click.echo(f"{word}: {lines}", err=True, color=True)
