"""The policy that a command works with: the standard library, and what `--policy` adds to it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ecp.cli.options import path
from ecp.errors import PolicyError
from ecp.files import is_file, read_whole
from ecp.policy import Policy
from ecp_runtime.bundle import begins_bundle

__all__ = ["load_policies", "policy_options"]

_START = 256
"""Bytes by which a bundle is told from other files."""

_F = TypeVar("_F", bound=Callable[..., Any])


def policy_options(command: _F) -> _F:
    """Add the options that choose a policy, as the parameters `policies` and `library`."""
    command = click.option(
        "--library/--no-library",
        default=True,
        help="Whether the standard library counts; it does without --no-library.",
    )(command)
    return click.option(
        "--policy",
        "policies",
        multiple=True,
        type=path,
        metavar="PATH",
        help="A policy folder or file that counts beside the standard library; may be repeated. "
        "A bundle counts alone, with --no-library.",
    )(command)


def load_policies(policies: Sequence[Path], *, library: bool, cache: bool = True) -> Policy:
    """Load policies as one: what applies to an order is what any of them says.

    Args:
        policies: Folders and files, or one bundle.
        library: Whether the standard library counts.
        cache: As for `ecp.load`.

    Raises:
        PolicyError: If one cannot be loaded, or if they cannot be put together.
    """
    from ecp import compiling
    from ecp.loading import load, load_inputs

    if not policies:
        if library:
            return load(cache=cache)
        raise PolicyError("no policy is left", help="name one with --policy")
    if len(policies) == 1 and not library:
        return load(policies[0], cache=cache)
    for each in policies:
        if each.suffix != ".ecp" and is_file(each):
            raise _not_to_be_added(each)
    inputs = compiling.files_at(policies)
    return load_inputs(compiling.with_library(inputs) if library else inputs, cache=cache)


def _not_to_be_added(path: Path) -> PolicyError:
    """Say why a file that is not named as policy text cannot be one of several."""
    try:
        start = read_whole(path, at_most=_START)
    except OSError as error:
        return PolicyError(
            f"cannot be read: {error.strerror or error}",
            where=str(path),
            help="name a folder of .ecp files, or one such file",
        )
    if begins_bundle(start):
        return PolicyError(
            "a bundle is a whole policy, to which nothing can be added",
            where=str(path),
            help="give it alone, with --no-library",
        )
    return PolicyError(
        "neither policy text, by its name, nor a bundle" if start else "the file is empty",
        where=str(path),
        help="name a folder of .ecp files, or one such file",
    )
