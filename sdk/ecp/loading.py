"""Load policies: from the standard library, from files, from bundles."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ecp.collector import paused
from ecp.errors import BundleError, PolicyError, check_truth
from ecp.files import is_folder, path_of, read_whole
from ecp.policy import Policy
from ecp.sharing import Shared, find, share
from ecp_runtime import ir
from ecp_runtime.problems import shown

if TYPE_CHECKING:
    from ecp.compiling import Inputs
    from ecp_dsl.diagnostic import Diagnostic

__all__ = ["Source", "load", "load_inputs"]

Source: TypeAlias = str | os.PathLike[str] | bytes | Mapping[str, str] | None


def load(source: Source = None, *, cache: bool = True) -> Policy:
    """Load a policy.

    Args:
        source: What to load. None is the standard library: every rulebook of the installed
            plugins. A path is a folder of `.ecp` files, one such file, or a bundle. Bytes are a
            bundle. A mapping holds `.ecp` texts by the names to show for them.
        cache: Whether to keep the compiled policy in the user's cache folder, and use it from
            there. Bundles are never cached, since they are compiled already.

    Returns:
        The policy, ready to decide. It may be shared between threads.

    Raises:
        PolicyError: If the policy cannot be found, does not compile, in which case `diagnostics`
            say why, or declares no jurisdiction.
        BundleError: If a bundle is damaged or belongs to another version.
        ArgumentError: If a path is empty, or holds no text, or `cache` is no truth.
        PluginError: If an installed plugin fails, or those that come with this package are not
            found.
    """
    check_truth(cache, "cache")
    if isinstance(source, bytes):
        return _from_bundle(source)
    if isinstance(source, bytearray | memoryview):
        return _from_bundle(bytes(source))
    path = _path(source)
    if path is not None and path.suffix != ".ecp" and not is_folder(path):
        return _from_bundle(_read(path), str(path))

    # Imported here so that a host which only evaluates bundles never loads compiler or plugins.
    from ecp import compiling

    if path is not None:
        inputs = compiling.of_folder(path) if is_folder(path) else compiling.files_at((path,))
    elif isinstance(source, Mapping):
        _check_texts(source)
        inputs = compiling.of_texts(source.items())
    else:
        inputs = compiling.standard_library()
    return load_inputs(inputs, cache=cache)


def _path(source: object) -> Path | None:
    """Return a source as a path, if it is to be one."""
    if source is None or isinstance(source, Mapping):
        return None
    if not isinstance(source, str | os.PathLike):
        raise PolicyError(
            f"source: found {shown(source)}, expected a policy",
            help="give a path, the bytes of a bundle, or a mapping from names to `.ecp` texts",
        )
    if isinstance(source, str) and ("\n" in source or "{" in source or "\0" in source):
        raise PolicyError(
            "this is no path, but looks like the text of a policy",
            help='give texts with their names: load({"policy.ecp": text})',
        )
    return path_of(source, "source")


def _check_texts(source: Mapping[Any, object]) -> None:
    """Refuse a mapping of anything but names and texts."""
    for name, text in source.items():
        if not isinstance(name, str):
            raise PolicyError(
                f"source: found {shown(name)} as the name of a text, expected a text",
                help='give texts with their names: load({"policy.ecp": text})',
            )
        if not isinstance(text, str):
            raise PolicyError(
                f"found {shown(text)}, expected the text of a policy",
                where=name,
                help="decode bytes first; for a file on disk, give its path to `load`",
            )


def load_inputs(inputs: "Inputs", *, cache: bool = True) -> Policy:
    """Compile a policy, or take the result of doing so before."""
    from ecp import cache as kept

    key = kept.key_of(inputs) if cache else None
    data = kept.load(key) if key else None
    if data is not None:
        try:
            return _from_bundle(data)
        except BundleError:
            # Damaged or written by another version: compiling again replaces it.
            pass
    policy = compile_policy(inputs)
    if key:
        kept.store(key, policy.to_bundle())
    return policy


@paused()
def compile_policy(inputs: "Inputs") -> Policy:
    """Compile sources.

    Raises:
        PolicyError: With everything the compiler says, if it finds errors.
    """
    from ecp.compiling import compile_inputs
    from ecp_runtime.bundle import SourcePlace

    compiled = compile_inputs(inputs)
    if compiled.program is None:
        raise does_not_compile(compiled.diagnostics)
    places = {
        name: SourcePlace(place.module, place.file, place.line)
        for name, place in compiled.source_map.items()
    }
    return Policy(_decidable(compiled.program), source_map=places)


def does_not_compile(diagnostics: "tuple[Diagnostic, ...]") -> PolicyError:
    """Return the error for a policy with errors; its message is the first of them."""
    from ecp_dsl.diagnostic import Severity

    errors = [found for found in diagnostics if found.severity is Severity.ERROR]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    span = first.primary.span
    place = f"{span.file.name}:{span.line}"
    return PolicyError(
        f"{first.message}{more}",
        diagnostics=diagnostics,
        code=first.code,
        where=place,
        help=first.help,
    )


@paused()
def _from_bundle(data: bytes, name: str | None = None) -> Policy:
    from ecp_runtime import bundle

    try:
        opened = bundle.open_bundle(data)
        places = opened.source_map()
        # What is valid for one bundle of a hash is valid for all: they hold the same bytes.
        known = find(opened.hash)
        if known is not None:
            return Policy(known, source_map=places)
        program = opened.program()
    except bundle.BundleError as error:
        raise BundleError(error.message, code=error.code, where=name, help=error.help) from error
    made = _decidable(program, hash=opened.hash)
    return Policy(share(made, opened.hash), source_map=places)


def _decidable(program: ir.Program, *, hash: str | None = None) -> Shared:
    """Prepare a program that any transaction can be decided with; see now rather than later."""
    if not program.jurisdictions:
        raise PolicyError(
            "the policy declares no jurisdiction, so that no act would be subject to it",
            help="add a module with `jurisdiction`, or load the rulebook to which it belongs",
        )
    try:
        return Shared(program, hash=hash)
    except ValueError as error:
        raise PolicyError(
            f"no decision can be based on this policy: {error}",
            help="ask who compiled it; its sources are refused in the same way",
        ) from None


def _read(path: Path) -> bytes:
    from ecp_runtime.bundle import MAX_BYTES

    try:
        return read_whole(path, at_most=MAX_BYTES)
    except OSError as error:
        raise PolicyError(
            f"cannot be read: {error.strerror or error}",
            where=str(path),
            help="name a folder of .ecp files, one such file, or a bundle",
        ) from None
