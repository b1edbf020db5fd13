"""The policy that a command works with: the standard library, and what `--policy` adds to it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ecp.cli.options import path
from ecp.errors import PolicyError
from ecp.files import is_file
from ecp.policy import Policy

__all__ = ["load_policies", "policy_options"]

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
        if _is_bundle(each):
            raise PolicyError(
                "a bundle is a whole policy, to which nothing can be added",
                where=str(each),
                help="give it alone, with --no-library",
            )
    inputs = compiling.files_at(policies)
    return load_inputs(compiling.with_library(inputs) if library else inputs, cache=cache)


def _is_bundle(path: Path) -> bool:
    return path.suffix != ".ecp" and is_file(path)
