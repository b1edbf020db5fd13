"""Files: read up to a limit, written whole or not at all, and never in place of what is no file."""

import errno
import os
import stat
import tempfile
from importlib.resources.abc import Traversable
from pathlib import Path

from ecp.errors import ArgumentError, EcpError

__all__ = [
    "LARGEST_JSON",
    "check_readable",
    "is_file",
    "is_folder",
    "path_of",
    "read_whole",
    "write_output",
    "write_whole",
]

LARGEST_JSON = 64 * 2**20
"""Bytes of one transaction as JSON; some hundred thousand lines of an order fit."""

_DEVICE = "it is a device, not a file or a pipe"


def path_of(given: str | os.PathLike[str], name: str) -> Path:
    """Return a path that a host gives as an argument.

    Raises:
        ArgumentError: If it is empty, which would be the current folder, or holds no text.
    """
    try:
        text = os.fspath(given)
    except TypeError:
        text = None
    if not isinstance(text, str):
        raise ArgumentError(
            f"{name}: found a path of {'bytes' if isinstance(text, bytes) else 'no text'}, "
            "expected one of text",
            help="decode bytes with `os.fsdecode`",
        )
    if not text:
        raise ArgumentError(
            f"{name}: found an empty path", help='name a file or a folder; "." is the current one'
        )
    return Path(text)


def is_folder(path: Path) -> bool:
    """Tell whether a folder is there; a text that can name none is no error."""
    return os.path.isdir(path)


def is_file(path: Path) -> bool:
    """Tell whether something to read is there; a text that can name nothing is no error."""
    return os.path.exists(path) and not os.path.isdir(path)


def read_whole(path: Traversable, *, at_most: int) -> bytes:
    """Read a file, or a pipe up to its end.

    Args:
        path: Where.
        at_most: How many bytes to accept. Of what is longer, one byte more is returned, so that an
            input that never ends cannot fill the memory.

    Raises:
        OSError: If it cannot be read, is a device, or if the text can name no file.
    """
    try:
        if isinstance(path, Path):
            check_readable(path)
        with path.open("rb") as stream:
            return stream.read(at_most + 1)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from None


def check_readable(path: Path) -> None:
    """Refuse a device, which may have no end; a terminal and the one that is empty have one.

    Raises:
        OSError: If it is such a device, or is not there.
    """
    status = path.stat()
    if stat.S_ISBLK(status.st_mode):
        raise OSError(errno.EINVAL, _DEVICE)
    if stat.S_ISCHR(status.st_mode) and status.st_rdev != os.stat(os.devnull).st_rdev:
        with path.open("rb", buffering=0) as stream:
            if not stream.isatty():
                raise OSError(errno.EINVAL, _DEVICE)


def write_output(path: Path, data: bytes) -> None:
    """Write what a user asked for.

    Raises:
        EcpError: If it cannot be written; a file that was there before is then as it was.
    """
    try:
        write_whole(path, data, mode=0o666 & ~_umask())
    except OSError as error:
        raise EcpError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            help="choose another place, or change its permissions",
        ) from None


def write_whole(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file so that no reader and no interruption sees a part of it.

    A device, a pipe or a socket is written to as it stands, since putting a file into its place
    would destroy it.

    Args:
        path: Where; a link is followed, and stays a link.
        data: The content.
        mode: The permissions of a file that was not there; another keeps its own.

    Raises:
        OSError: If it cannot be written, or is read-only.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        _replace(path.resolve(), data, mode)
        return
    if not stat.S_ISREG(status.st_mode):
        _write_through(path, data)
    elif status.st_mode & 0o222 and os.access(path, os.W_OK):
        _replace(path.resolve(), data, stat.S_IMODE(status.st_mode))
    else:
        raise PermissionError(errno.EACCES, "the file is read-only", str(path))


def _replace(place: Path, data: bytes, mode: int) -> None:
    """Put a new file in a place in one step."""
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.close()
            part.chmod(mode)
            os.replace(part, place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _write_through(path: Path, data: bytes) -> None:
    # Not created: what was there a moment ago may be gone.
    with os.fdopen(os.open(path, os.O_WRONLY), "wb") as stream:
        stream.write(data)


def _umask() -> int:
    """Return which permissions new files do not get; there is no way to ask but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
