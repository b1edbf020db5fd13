"""Read the small tables that plugins ship: one row a line, columns apart by tabs."""

from importlib.resources import files
from importlib.resources.abc import Traversable

DATA: Traversable = files("ecp_plugins") / "data"
"""The folder of the tables that belong to no jurisdiction."""


def rows(table: Traversable) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, without empty lines and lines that begin with `#`."""
    lines = table.read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#")
    )
