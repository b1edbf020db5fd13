"""`ecp fmt`: bring policy files into the one canonical form."""

import difflib
import sys
from pathlib import Path

import click

from ecp.cli.console import complain
from ecp.errors import EcpError
from ecp.files import write_whole


@click.command(
    epilog="""\b
Examples:
  ecp fmt my-policy/           rewrite what is not in canonical form
  ecp fmt --check my-policy/   only say so; exit status 1 if anything would change

There are no options of style. A file with a syntax error is left as it is, with exit status 2.
"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; show what would change.")
def command(paths: tuple[Path, ...], check: bool) -> int:
    """Format policy files and folders."""
    from ecp.cli.diagnostics import show
    from ecp.sources import find_files, read_source
    from ecp_dsl.diagnostic import Severity
    from ecp_dsl.format import format_module
    from ecp_dsl.parser import parse

    changed = broken = 0
    files = list(find_files(paths))
    for path in files:
        source = read_source(path, name=path.as_posix())
        parsed = parse(source)
        errors = [d for d in parsed.diagnostics if d.severity is Severity.ERROR]
        if errors:
            show(errors, format="text", file=sys.stderr)
            broken += 1
            continue
        text = format_module(parsed.module)
        if text.encode() == path.read_bytes():
            continue
        changed += 1
        if check:
            _show_difference(source.name, source.text, text)
        else:
            _rewrite(path, text)
            click.echo(f"formatted {source.name}")
    if not files:
        complain(f"no .ecp file in {', '.join(map(str, paths))}")
        return 2
    if broken:
        return 2
    return 1 if check and changed else 0


def _show_difference(name: str, before: str, after: str) -> None:
    difference = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, f"{name} (formatted)", lineterm=""
    )
    click.echo("\n".join(difference) or f"{name}: line ends would change")


def _rewrite(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode(), mode=path.stat().st_mode & 0o777)
    except OSError as error:
        raise EcpError(f"cannot write {path}: {error.strerror or error}") from None
