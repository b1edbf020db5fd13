"""The `ecp` command: one module per command, loaded when it is called."""

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

import click

from ecp import __version__
from ecp.cli.console import prepare_streams
from ecp.cli.errors import report_error, wants_json
from ecp.errors import EcpError

_COMMANDS = ("check", "compile", "decide", "explain", "fmt", "test", "timeline")

_BAD_INPUT = 2
_INTERRUPTED = 130
_BROKEN_PIPE = 141
"""What a shell reports for a program that a closed pipe ended."""


class _Commands(click.Group):
    """A group whose commands are imported only when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, for the help page."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"ecp.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


_EXAMPLES = """\b
Start here:
  ecp decide order.json     decide an order and say why
  ecp test                  run the tests of the standard library
  ecp check my-policy/      check policy files
  ecp explain ECP0102       say what a message means
"""


@click.group(
    cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="ecp", message="%(prog)s %(version)s")
def ecp() -> None:
    """Decide export-control questions from written law, with reasons."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    prepare_streams()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its status; no user's mistake ends in a traceback."""
    as_json = wants_json(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            status = ecp.main(arguments, prog_name="ecp", standalone_mode=False)
        except (click.ClickException, EcpError) as error:
            report_error(error, as_json=as_json)
            status = _BAD_INPUT
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # click ends the process by itself where the reader of the output is gone.
        _discard_output()
        return _BROKEN_PIPE
    except OSError as error:
        # The output may be what failed.
        _discard_output()
        report_error(error, as_json=False)
        return _BAD_INPUT
    return status if isinstance(status, int) else 0


def _discard_output() -> None:
    """Send what is still to be written nowhere; else the interpreter complains at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
