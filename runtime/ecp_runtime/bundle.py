"""Bundles: a compiled program as one file that travels without its sources.

A bundle is a zip of stored members in fixed order with fixed dates, so that one program makes one
file, byte for byte. Reading packs the members again and compares: nothing can hide in between. Nor
inside: the program's JSON has to be the one way to write it, so that its hash is that of the bytes.
The hashes tell damage from content; who made a bundle is for a signature beside it.
"""

import io
import json
import zipfile
from collections.abc import Mapping

from attrs import field, frozen

from ecp_runtime import ir
from ecp_runtime.codec import (
    CodecError,
    bytes_in_order,
    canonical_bytes,
    decode_in_order,
    hash_bytes,
    program_bytes,
    sort_program,
)

BUNDLE_VERSION = "ecp-bundle/1"

MAX_BYTES = 256 * 1024 * 1024
"""The largest bundle that is read. Members are stored, so nothing in it is larger."""

_MEMBERS = ("manifest.json", "ir.json", "source_map.json")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAME_AT = 30
_START = b'manifest.json{"bundle":"ecp-bundle/'
"""How the first member of a bundle of any version begins, behind a zip's own header."""


class BundleError(ValueError):
    """Raised for a bundle that cannot be used.

    Attributes:
        code: `ECP0601` for a damaged bundle, `ECP0602` for one of another version.
        message: What is wrong.
        help: What to do.
    """

    def __init__(self, code: str, message: str, help_: str) -> None:
        """Say what is wrong and what to do."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_


@frozen
class SourcePlace:
    """Where something was declared."""

    module: str
    file: str
    line: int


@frozen
class Bundle:
    """A compiled program with its hash and where things came from.

    `sources` maps modules to the hashes of their texts.
    """

    program: ir.Program
    hash: str
    source_map: Mapping[str, SourcePlace] = field(factory=dict)
    sources: Mapping[str, str] = field(factory=dict)


def write_bundle(
    program: ir.Program,
    source_map: Mapping[str, SourcePlace] | None = None,
    *,
    sources: Mapping[str, str] | None = None,
) -> bytes:
    """Pack a program; the same program and places give the same bytes."""
    return write_and_hash(program, source_map, sources=sources)[0]


def write_and_hash(
    program: ir.Program,
    source_map: Mapping[str, SourcePlace] | None = None,
    *,
    sources: Mapping[str, str] | None = None,
) -> tuple[bytes, str]:
    """Pack a program as `write_bundle` does, and return its hash, which that takes, too."""
    places = {
        name: {"module": place.module, "file": place.file, "line": place.line}
        for name, place in (source_map or {}).items()
    }
    contents = {"ir.json": program_bytes(program), "source_map.json": canonical_bytes(places)}
    hashes = {name: hash_bytes(data) for name, data in contents.items()}
    manifest = {
        "bundle": BUNDLE_VERSION,
        "ir": program.version,
        "hashes": hashes,
        "modules": {module.id: module.title or "" for module in program.modules},
        "sources": dict(sources or {}),
    }
    return _pack({"manifest.json": canonical_bytes(manifest), **contents}), hashes["ir.json"]


def begins_bundle(start: bytes) -> bool:
    """Tell by its first bytes whether a file was written as a bundle, of whatever version."""
    return start.startswith(b"PK\x03\x04") and start[_NAME_AT:].startswith(_START)


@frozen(eq=False)
class Opened:
    """A bundle of which nothing is damaged, but nothing is decoded yet.

    Attributes:
        hash: The hash of its program.
        sources: The hashes of the texts of its modules.
    """

    hash: str
    sources: Mapping[str, str]
    _contents: Mapping[str, bytes]

    def program(self) -> ir.Program:
        """Decode the program, or raise `BundleError`."""
        return _program(self._contents["ir.json"])

    def source_map(self) -> Mapping[str, SourcePlace]:
        """Decode where things came from, or raise `BundleError`."""
        return _places(_object(self._contents["source_map.json"], "source_map.json"))


def open_bundle(data: bytes) -> Opened:
    """Unpack and check a bundle, or raise `BundleError`."""
    if len(data) > MAX_BYTES:
        raise _damaged(f"the bundle is larger than {MAX_BYTES} bytes")
    contents = _unpack(data)
    manifest = _object(contents["manifest.json"], "manifest.json")
    _check_version(manifest)
    stated = manifest.get("hashes")
    hashes = {name: hash_bytes(contents[name]) for name in _MEMBERS[1:]}
    for name, hash in hashes.items():
        if not isinstance(stated, dict) or stated.get(name) != hash:
            raise _damaged(f"{name} is not what the manifest says")
    if _pack(contents) != data:
        raise _damaged("the bundle holds more than its members")
    return Opened(
        hash=hashes["ir.json"],
        sources=_texts(manifest.get("sources"), "sources"),
        contents=contents,
    )


def read_bundle(data: bytes) -> Bundle:
    """Unpack, check and decode a bundle, or raise `BundleError`."""
    opened = open_bundle(data)
    return Bundle(opened.program(), opened.hash, opened.source_map(), opened.sources)


def _program(data: bytes) -> ir.Program:
    """Read a program from its one canonical form.

    Every value has one JSON value, which the decoder insists on; every JSON value has one text; and
    what has an identity stands in its order. So no two texts give the same program.
    """
    value = _object(data, "ir.json")
    try:
        program, is_in_order = decode_in_order(value)
        is_canonical = is_in_order and bytes_in_order(value) == data
        is_canonical = is_canonical and sort_program(program) == program
    except CodecError as error:
        raise _damaged(f"ir.json: {error}") from None
    except UnicodeEncodeError:
        raise _damaged("ir.json holds halves of characters") from None
    if not is_canonical:
        raise _damaged("ir.json is not in canonical form")
    return program


def _check_version(manifest: Mapping[str, object]) -> None:
    bundle, version = manifest.get("bundle"), manifest.get("ir")
    if not isinstance(bundle, str) or not isinstance(version, str):
        raise _damaged("the manifest names no version")
    if (bundle, version) != (BUNDLE_VERSION, ir.IR_VERSION):
        raise BundleError(
            "ECP0602",
            f"the bundle is {bundle!r} with {version!r}; "
            f"this engine reads {BUNDLE_VERSION!r} with {ir.IR_VERSION!r}",
            "compile the sources again with this version, or use the version that wrote the bundle",
        )


def _pack(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in _MEMBERS:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # The default differs between machines.
            info.external_attr = 0o644 << 16
            archive.writestr(info, contents[name])
    return buffer.getvalue()


def _unpack(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if tuple(member.filename for member in members) != _MEMBERS:
                raise _damaged(f"expected the members {', '.join(_MEMBERS)}")
            for member in members:
                # Stored members cannot unfold into more than the file holds.
                if member.compress_type != zipfile.ZIP_STORED or member.file_size > len(data):
                    raise _damaged(f"{member.filename} is not stored as it is")
            return {member.filename: archive.read(member) for member in members}
    except BundleError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, RuntimeError) as error:
        raise _damaged(f"not a readable bundle ({error})") from None
    except (ValueError, NotImplementedError, IndexError, OverflowError) as error:
        raise _damaged(f"not a readable bundle ({type(error).__name__})") from None


def _object(data: bytes, name: str) -> dict[str, object]:
    try:
        value = json.loads(data, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise _damaged(f"{name} is not sound JSON ({type(error).__name__})") from None
    if not isinstance(value, dict):
        raise _damaged(f"{name} is not an object")
    return value


def _no_float(text: str) -> object:
    raise ValueError(f"a number that is not whole: {text}")


def _places(value: Mapping[str, object]) -> dict[str, SourcePlace]:
    places: dict[str, SourcePlace] = {}
    for name, place in value.items():
        if not isinstance(place, dict):
            raise _damaged(f"source_map.json: {name} is not a place")
        module, file, line = place.get("module"), place.get("file"), place.get("line")
        if not (isinstance(module, str) and isinstance(file, str) and isinstance(line, int)):
            raise _damaged(f"source_map.json: {name} is not a place")
        places[name] = SourcePlace(module, file, line)
    return places


def _texts(value: object, name: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise _damaged(f"the manifest's {name} are not texts")
    return value


def _damaged(message: str) -> BundleError:
    return BundleError(
        "ECP0601", message, "fetch the bundle again, or compile it again from its sources"
    )
