"""The standard rulebook, as `.ecp` source: `core`, and one folder per jurisdiction."""

from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["ROOT", "read_source"]

ROOT: Traversable = files("ecp_stdlib")
"""The folder in which module `a.b` is `a/b.ecp` or `a/b/module.ecp`."""


def read_source(path: str) -> str:
    """Read one file of the rulebook, such as `cn/mofcom/a2026_01.ecp`."""
    return ROOT.joinpath(path).read_text(encoding="utf-8")
