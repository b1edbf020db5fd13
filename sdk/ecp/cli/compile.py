"""`ecp compile`: write a policy as a bundle, or show what the back end makes of it."""

import sys
from pathlib import Path

import attrs
import click

from ecp.errors import EcpError
from ecp.files import write_whole
from ecp.policy import Policy


@click.command(
    epilog="""\b
Examples:
  ecp compile my-policy/ -o policy.ecpb
  ecp compile -o library.ecpb              the standard library
  ecp decide order.json --policy policy.ecpb
  ecp compile my-policy/ --to python       the generated code, for review
  ecp compile my-policy/ --stats           what is looked up, what is not, and why

The same sources always give the same bytes.
"""
)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; Python goes to the terminal without it.",
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
def command(path: Path | None, output: Path | None, kind: str, stats: bool, format_: str) -> int:
    """Compile a policy file, folder or bundle, or the standard library.

    A bundle decides without its sources, without the compiler and without plugins.
    """
    from ecp.loading import load

    if stats and (output is not None or kind != "bundle"):
        raise click.UsageError("--stats writes no file; leave out --output and --to")
    if not stats and output is None and kind == "bundle":
        raise click.UsageError("Missing option '-o' / '--output': where to write the bundle.")
    policy = load(path, cache=False)
    if stats:
        _show_statistics(policy, format_)
    elif kind == "python":
        _write_python(policy, output)
    elif output is not None:
        _write(output, policy.to_bundle())
        click.echo(f"{output}: {policy.hash}")
    return 0


def _write_python(policy: Policy, output: Path | None) -> None:
    """Write the generated code; names such as `k1` in it stand for values of the policy."""
    engine = policy.compiled()
    parts = [engine.text]
    for number, jurisdiction in enumerate(engine.prepared.jurisdictions):
        text = engine.decider.narrowing(jurisdiction).text
        parts.append(f"# Decisions, jurisdiction {number}: the rules that may hold.\n\n{text}")
    text = "\n\n\n".join(part.strip("\n") for part in parts) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text.encode())


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


def _write(output: Path, data: bytes) -> None:
    try:
        write_whole(output, data, mode=0o644)
    except OSError as error:
        raise EcpError(f"cannot write {output}: {error.strerror or error}") from None
