"""`ecp check`: say everything that is wrong with policy files."""

import sys
from datetime import date
from pathlib import Path

import click

from ecp.cli.inputs import read_policy
from ecp.cli.options import day, path


@click.command(
    epilog="""\b
Examples:
  ecp check                     the standard library
  ecp check my-policy/
  ecp check - < announcement.ecp
  ecp check announcement.ecp --format sarif > result.sarif
  ecp check my-policy/ --as-of 2026-11-23   also warn of what ends soon or was not verified lately

The exit status is 0 without errors (warnings are allowed) and 2 otherwise.
"""
)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=path)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to write what was found.",
)
@click.option(
    "--as-of",
    type=day,
    metavar="DATE",
    help="The day for which to warn of what ends within 60 days, of what ended in the 30 days "
    "before, and of old verifications.",
)
def command(paths: tuple[Path, ...], format_: str, as_of: date | None) -> int:
    """Check policy files and folders, with all modules that they use.

    Without PATHS, the standard library is checked; - reads a policy file from standard input.
    Every error is reported, not the first. Each has a code, and `ecp explain CODE` says more.
    """
    from ecp.cli.diagnostics import show, summary
    from ecp.compiling import compile_inputs
    from ecp_dsl.diagnostic import Severity

    inputs = read_policy(paths)
    compiled = compile_inputs(inputs, as_of=as_of)
    # What a rulebook warns of is its own affair, unless it was asked about; errors are everybody's.
    own = {source.name for source in inputs.own}
    found = [
        diagnostic
        for diagnostic in compiled.diagnostics
        if diagnostic.severity is Severity.ERROR
        or any(label.span.file.name in own for label in (diagnostic.primary, *diagnostic.secondary))
    ]
    show(found, format=format_, file=sys.stdout)
    if format_ == "text":
        click.echo(summary(found, len(inputs.own)))
    return 0 if compiled.program is not None else 2
