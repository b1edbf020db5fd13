"""Where a command writes its result: to a file, to what is no file, or to standard output."""

import os
import sys
from pathlib import Path

import click

from ecp.errors import EcpError
from ecp.files import is_folder, write_output

__all__ = ["STANDARD_OUTPUT", "output", "write_result"]

STANDARD_OUTPUT = Path("-")

# Opening one of these again would cut off a file that the shell has sent the output to.
_SAME = {Path("/dev/stdout"), Path("/dev/fd/1"), Path("/proc/self/fd/1")}


def output(text: str) -> Path:
    """Read a place to write to; `-` is standard output."""
    path = Path(text)
    if not text or text.endswith(("/", os.sep)) or is_folder(path):
        raise click.BadParameter(f"{text!r} is no file; name one, or - for standard output")
    return STANDARD_OUTPUT if path in _SAME else path


def write_result(place: Path, data: bytes) -> None:
    """Write the result of a command.

    Raises:
        EcpError: If it cannot be written; a file that was there before is then as it was.
    """
    if place != STANDARD_OUTPUT:
        write_output(place, data)
        return
    sys.stdout.flush()
    # A process may be started without streams.
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise EcpError("there is no standard output", help="name a file instead")
    stream.write(data)
    stream.flush()
