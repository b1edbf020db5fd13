"""The files of the repository, for the tests that look at them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

SOURCES = {
    "sdk": "ecp",
    "dsl": "ecp_dsl",
    "compiler": "ecp_compiler",
    "runtime": "ecp_runtime",
    "plugins": "ecp_plugins",
    "stdlib_rules": "ecp_stdlib",
}
"""Rooms, with their packages."""


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files under version control, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = sorted({name for name in listed.split("\0") if name})
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


def python_files() -> tuple[Path, ...]:
    """Return the Python files."""
    return tuple(path for path in tracked() if path.suffix == ".py")


def documents() -> tuple[Path, ...]:
    """Return the Markdown files that are not pages of diagnostics."""
    return tuple(
        path for path in tracked() if path.suffix == ".md" and path.parent.name != "explanations"
    )
