"""`ecp compile`: write a policy as a bundle, or show what the back end makes of it."""

import sys
from pathlib import Path

import attrs
import click

from ecp.cli.options import path
from ecp.cli.outputs import STANDARD_OUTPUT, check_place, output, write_result
from ecp.cli.policies import load_policies
from ecp.policy import Policy
from ecp_runtime.bundle import begins_bundle

_HEADER = "# Written by `ecp compile --to python`, for review: nothing reads it."


@click.command(
    epilog="""\b
Examples:
  ecp compile my-policy/ -o policy.ecpb
  ecp compile -o library.ecpb              the standard library
  ecp decide order.json --policy policy.ecpb --no-library
  ecp compile my-policy/ --to python       the generated code, for review
  ecp compile my-policy/ --stats           what is looked up, what is not, and why

The same sources always give the same bytes.
"""
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=path)
@click.option(
    "--library", is_flag=True, help="Add the standard library, as `ecp decide --policy` does."
)
@click.option(
    "-o",
    "--output",
    "place",
    type=output,
    metavar="PATH|-",
    help="Where to write, or - for standard output, where Python goes without it.",
)
@click.option(
    "--to",
    "kind",
    type=click.Choice(["bundle", "python"]),
    default="bundle",
    show_default=True,
    help="What to write: a bundle, or the Python that gives verdicts.",
)
@click.option("--stats", is_flag=True, help="Write nothing; say what was indexed instead.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to show what was indexed.",
)
def command(
    paths: tuple[Path, ...],
    library: bool,
    place: Path | None,
    kind: str,
    stats: bool,
    format_: str,
) -> int:
    """Compile policy files and folders as one, or a bundle, or the standard library without any.

    A bundle decides without its sources, without the compiler and without plugins.
    """
    if stats and (place is not None or kind != "bundle"):
        raise click.UsageError("--stats writes no file; leave out --output and --to")
    if not stats and place is None and kind == "bundle":
        raise click.UsageError("Missing option '-o' / '--output': where to write the bundle.")
    if place is not None:
        begins = begins_bundle if kind == "bundle" else _begins_python
        check_place(place, paths, lambda start: not start or begins(start))
    policy = load_policies(paths, library=library or not paths, cache=False)
    if stats:
        _show_statistics(policy, format_)
    elif kind == "python":
        _write_python(policy, place)
    elif place is not None:
        write_result(place, policy.to_bundle())
        is_piped = place == STANDARD_OUTPUT
        name = "standard output" if is_piped else place
        click.echo(f"{name}: {policy.hash}", err=is_piped)
    return 0


def _begins_python(start: bytes) -> bool:
    return start.startswith(_HEADER.encode())


def _write_python(policy: Policy, place: Path | None) -> None:
    """Write the generated code; names such as `k1` in it stand for values of the policy."""
    engine = policy.compiled()
    parts = [_HEADER, engine.text]
    for number, jurisdiction in enumerate(engine.prepared.jurisdictions):
        text = engine.decider.narrowing(jurisdiction).text
        parts.append(f"# Decisions, jurisdiction {number}: the rules that may hold.\n\n{text}")
    text = "\n\n\n".join(part.strip("\n") for part in parts) + "\n"
    write_result(place or STANDARD_OUTPUT, text.encode())


def _show_statistics(policy: Policy, format_: str) -> None:
    from ecp.cli.console import has_colour, width
    from ecp.cli.layout import Page
    from ecp.cli.statistics import show
    from ecp.documents import write_json
    from ecp_runtime.compiled.statistics import statistics

    found = statistics(policy.program)
    if format_ == "json":
        click.echo(write_json([attrs.asdict(each) for each in found], indent=2))
        return
    page = Page(width=width(), colour=has_colour(sys.stdout))
    for each in found:
        show(page, each)
    click.echo(page.text(), nl=False, color=True)
