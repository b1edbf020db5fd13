"""Compiled policies kept between runs, in the user's cache folder.

The key is made of everything that the result depends on: all texts, the vocabulary, and the state
of the compiler itself. An entry that cannot be read is as good as none, and a folder that cannot
be written only costs time.
"""

import contextlib
import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from ecp.compiling import Inputs
from ecp.files import write_whole
from ecp_runtime import ir

__all__ = ["folder", "forget_oldest", "key_of", "load", "store"]

_KEPT = 32
"""Entries; older ones are removed."""


def folder() -> Path | None:
    """Return where bundles are kept; None if there is no such place or it is switched off."""
    chosen = os.environ.get("ECP_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    match sys.platform:
        case "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        case "darwin":
            base = home / "Library" / "Caches"
        case _:
            base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "ecp" / "bundles"


def key_of(inputs: Inputs) -> str:
    """Return the name of the entry for a policy."""
    digest = hashlib.sha256()
    for part in (ir.IR_VERSION, _fingerprint(), repr(inputs.vocabulary)):
        _add(digest, part)
    for source in sorted(inputs.sources, key=lambda source: (source.name, source.text)):
        _add(digest, source.name)
        _add(digest, source.text)
    return digest.hexdigest()


def load(key: str) -> bytes | None:
    """Return the bundle of an entry, if there is one."""
    place = folder()
    if place is None:
        return None
    try:
        return (place / f"{key}.ecpb").read_bytes()
    except OSError:
        return None


def store(key: str, bundle: bytes) -> None:
    """Keep a bundle; a reader sees the whole of it or nothing."""
    place = folder()
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place / f"{key}.ecpb", bundle, mode=0o600)
        forget_oldest(place)


def forget_oldest(place: Path, *, keep: int = _KEPT) -> None:
    """Remove all but the newest entries of a folder."""
    entries = sorted(place.glob("*.ecpb"), key=lambda file: file.stat().st_mtime, reverse=True)
    for entry in entries[keep:]:
        entry.unlink(missing_ok=True)


def _add(digest: "hashlib._Hash", text: str) -> None:
    """Add a text with its length, so that no two lists of texts look the same."""
    data = text.encode("utf-8", "surrogatepass")
    digest.update(len(data).to_bytes(8, "big"))
    digest.update(data)


def _fingerprint() -> str:
    """Return what tells one state of the compiler from another: its files and their times."""
    states: list[str] = []
    for package in ("ecp_dsl", "ecp_compiler", "ecp_runtime"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations if spec else None) or ():
            states += [_state_of(f) for f in sorted(Path(place).glob("*")) if f.is_file()]
    return "\n".join(states)


def _state_of(file: Path) -> str:
    status = file.stat()
    return f"{file} {status.st_size} {status.st_mtime_ns}"
