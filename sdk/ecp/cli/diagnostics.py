"""Diagnostics on the terminal or as data."""

from collections.abc import Sequence
from typing import IO

import click

from ecp.cli.console import has_colour
from ecp_dsl.diagnostic import Diagnostic, Severity


def show(diagnostics: Sequence[Diagnostic], *, format: str, file: IO[str]) -> None:
    """Write diagnostics as text, JSON or SARIF."""
    from ecp_dsl.render import to_json, to_sarif, to_text

    match format:
        case "json":
            text = to_json(diagnostics)
        case "sarif":
            text = to_sarif(diagnostics)
        case _:
            text = to_text(diagnostics, color=has_colour(file))
    if text:
        click.echo(text.rstrip("\n"), file=file, color=True)


def summary(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Return a line that says how many errors and warnings there are."""
    errors = sum(found.severity is Severity.ERROR for found in diagnostics)
    warnings = len(diagnostics) - errors
    checked = f"{files} file{'' if files == 1 else 's'} checked"
    if not diagnostics:
        return f"{checked}: no errors, no warnings"
    return f"{checked}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
