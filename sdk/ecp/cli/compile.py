"""`ecp compile`: write a policy as a bundle."""

from pathlib import Path

import click

from ecp.errors import EcpError
from ecp.files import write_whole


@click.command(
    epilog="""\b
Examples:
  ecp compile my-policy/ -o policy.ecpb
  ecp compile -o library.ecpb              the standard library
  ecp decide order.json --policy policy.ecpb

The same sources always give the same bytes.
"""
)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the bundle.",
)
def command(path: Path | None, output: Path) -> int:
    """Compile a policy file or folder, or the standard library, to a bundle.

    A bundle decides without its sources, without the compiler and without plugins.
    """
    from ecp.loading import load

    policy = load(path, cache=False)
    try:
        write_whole(output, policy.to_bundle(), mode=0o644)
    except OSError as error:
        raise EcpError(f"cannot write {output}: {error.strerror or error}") from None
    click.echo(f"{output}: {policy.hash}")
    return 0
