"""`ecp fmt`: bring policy files into the one canonical form."""

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecp.cli.inputs import STANDARD_INPUT, read_standard_input
from ecp.cli.options import path
from ecp.errors import EcpError
from ecp.files import write_output

if TYPE_CHECKING:
    from ecp_dsl.source import SourceFile


@click.command(
    epilog="""\b
Examples:
  ecp fmt my-policy/           rewrite what is not in canonical form
  ecp fmt --check my-policy/   only say so; exit status 1 if anything would change
  ecp fmt - < announcement.ecp read standard input, write the canonical form to standard output

There are no options of style. A file with a syntax error is left as it is, with exit status 2.
"""
)
@click.argument("paths", nargs=-1, required=True, metavar="[PATH|-]...", type=path)
@click.option("--check", is_flag=True, help="Change nothing; show what would change.")
def command(paths: tuple[Path, ...], check: bool) -> int:
    """Format policy files and folders."""
    from ecp.compiling import nothing_at
    from ecp.sources import find_files, read_bytes, source_of

    changed = broken = 0
    if STANDARD_INPUT in paths:
        source = read_standard_input()
        text = _formatted(source)
        broken += text is None
        changed += text not in (None, source.text)
        if text is not None and not check:
            click.echo(text, nl=False)
        elif text is not None and text != source.text:
            _show_difference(source.name, source.text, text)
    named = [each for each in paths if each != STANDARD_INPUT]
    files = list(find_files(named))
    if named and not files:
        raise nothing_at(named)
    for file in files:
        if not check and not file.is_file():
            raise EcpError(
                "is no file that could be rewritten",
                where=str(file),
                help="send its text to `ecp fmt -`",
            )
        content = read_bytes(file, name=file.as_posix())
        source = source_of(content, name=file.as_posix())
        text = _formatted(source)
        broken += text is None
        if text is None or text.encode() == content:
            continue
        changed += 1
        if check:
            _show_difference(source.name, source.text, text)
        else:
            write_output(file, text.encode())
            click.echo(f"formatted {source.name}")
    if broken:
        return 2
    return 1 if check and changed else 0


def _formatted(source: "SourceFile") -> str | None:
    """Return the canonical form of a source; one with a syntax error has none, and is told."""
    from ecp.cli.diagnostics import show
    from ecp_dsl.diagnostic import Severity
    from ecp_dsl.format import format_module
    from ecp_dsl.parser import parse

    parsed = parse(source)
    errors = [d for d in parsed.diagnostics if d.severity is Severity.ERROR]
    if not errors:
        return format_module(parsed.module)
    show(errors, format="text", file=sys.stderr)
    return None


def _show_difference(name: str, before: str, after: str) -> None:
    difference = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, f"{name} (formatted)", lineterm=""
    )
    click.echo("\n".join(difference) or f"{name}: line ends would change")
