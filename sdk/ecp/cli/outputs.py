"""Where a command writes its result: to a file, to what is no file, or to standard output."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from ecp.errors import EcpError
from ecp.files import is_folder, write_output

__all__ = ["STANDARD_OUTPUT", "check_place", "output", "write_result"]

STANDARD_OUTPUT = Path("-")

# Opening one of these again would cut off a file that the shell has sent the output to.
_SAME = {Path("/dev/stdout"), Path("/dev/fd/1"), Path("/proc/self/fd/1")}


def output(text: str) -> Path:
    """Read a place to write to; `-` is standard output."""
    path = Path(text)
    if not text or text.endswith(("/", os.sep)) or is_folder(path):
        raise click.BadParameter(f"{text!r} is no file; name one, or - for standard output")
    return STANDARD_OUTPUT if path in _SAME else path


def check_place(place: Path, inputs: Iterable[Path], begins_ours: Callable[[bytes], bool]) -> None:
    """Refuse to write where something would be lost: over an input, or what nobody wrote for this.

    Args:
        place: Where to write.
        inputs: The files and folders that the command reads.
        begins_ours: Tells by its first bytes whether a file is an earlier result.

    Raises:
        EcpError: If something would be lost, or the result would pass for policy text.
    """
    if place == STANDARD_OUTPUT:
        return
    for read in _read_at(inputs):
        if _is_same(place, read):
            raise EcpError(
                "is read by this command, and would be overwritten",
                where=str(place),
                help="choose another place to write to",
            )
    if place.is_file() and not begins_ours(_start_of(place)):
        raise EcpError(
            "is there already, and is no earlier result of this command",
            where=str(place),
            help="choose another place, or move the file away first",
        )
    if place.suffix == ".ecp":
        raise EcpError(
            "would be read as policy text for its name",
            where=str(place),
            help=f"choose another name, such as {place.with_suffix('.ecpb').name}",
        )


def _read_at(inputs: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are read; what is not there is for loading to report."""
    from ecp.sources import find_files

    for path in inputs:
        if os.path.exists(path):
            yield from find_files((path,)) if is_folder(path) else (path,)


def _is_same(place: Path, read: Path) -> bool:
    """Tell whether two names are those of one file, by whatever links."""
    try:
        return place.samefile(read)
    except (OSError, ValueError):
        return False


def _start_of(place: Path) -> bytes:
    """Return the first bytes of a file; one that cannot be read is no result of ours."""
    try:
        with place.open("rb") as stream:
            return stream.read(256)
    except OSError:
        return b"?"


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
