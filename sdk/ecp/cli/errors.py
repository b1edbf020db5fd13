"""What went wrong, as text on the error stream or, where JSON is wanted, as data on the output."""

import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from ecp.cli.console import complain
from ecp.errors import EcpError, PolicyError, TransactionError, cut

__all__ = ["as_data", "report_error", "wants_json"]

SCHEMA = "ecp-error/1"


class UsageError(EcpError):
    """A command line that cannot be understood."""

    kind = "usage"


class SystemError(EcpError):
    """An input or output that failed while it was used."""

    kind = "system"


def wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether JSON was asked for, even if the rest of the command line is wrong."""
    given = [*arguments, ""]
    return any(
        argument == "--format=json" or (argument == "--format" and following == "json")
        for argument, following in pairwise(given)
    )


def report_error(error: Exception, *, as_json: bool) -> None:
    """Say what went wrong."""
    if isinstance(error, click.ClickException):
        object.__setattr__(error, "message", cut(error.message))
    if as_json:
        from ecp.documents import write_json

        click.echo(write_json(as_data(_as_ours(error)), indent=2))
    elif isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, PolicyError) and error.diagnostics:
        from ecp.cli.diagnostics import show

        show(error.diagnostics, format="text", file=sys.stderr)
    else:
        complain(str(_as_ours(error)))


def as_data(
    error: EcpError, *, transaction: str | None = None, line: int | None = None
) -> dict[str, object]:
    """Return an error as the value of its JSON.

    Args:
        error: The error.
        transaction: The id of the transaction that it concerns.
        line: The line of JSON Lines that it concerns.
    """
    problems = error.problems if isinstance(error, TransactionError) else ()
    said: dict[str, object] = {
        "kind": "json" if isinstance(error, TransactionError) and not problems else error.kind,
        "code": error.code,
        "where": None if error.where is None else cut(error.where),
        "message": str(error),
        "help": error.help,
        "problems": [
            {
                "path": problem.path,
                "found": problem.found,
                "expected": problem.expected,
                "nearest": problem.nearest,
            }
            for problem in problems
        ],
    }
    if isinstance(error, PolicyError):
        from ecp_dsl.render import as_data as diagnostics_data

        said["diagnostics"] = diagnostics_data(error.diagnostics)
    return {"schema": SCHEMA, "transaction": transaction, "line": line, "error": said}


def _as_ours(error: Exception) -> EcpError:
    """Return an error of the command line or the system in the shape of ours."""
    match error:
        case EcpError():
            return error
        case click.ClickException():
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "ecp"
            return UsageError(
                error.format_message().rstrip("."),
                where=_parameter(error),
                help=f"`{command} --help` shows what there is",
            )
        case OSError():
            if isinstance(error.filename, str):
                return SystemError(f"cannot go on: {error.strerror or error}", where=error.filename)
            # Inputs are read where their names are known, so that the output is left.
            return SystemError(
                f"cannot be written: {error.strerror or error}",
                where="standard output",
                help="make room, or send the output to another place",
            )
        case _:
            raise error


def _parameter(error: click.ClickException) -> str | None:
    """Return the option or argument that is wrong, if the error is about one."""
    match error:
        case click.NoSuchOption() | click.BadOptionUsage():
            return error.option_name
        case click.BadParameter(param_hint=str() as hint):
            return hint
        case click.BadParameter(param=click.Parameter(opts=[name, *_])):
            return str(name)
        case _:
            return None
