"""Writes what was measured into `docs/performance.md`: `python -m benchmarks.report`.

Reads the JSON of all runs. Tables stand between markers, such as `<!-- measured: single -->` and
`<!-- end -->`; the words around them are written by hand and stay.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import goals, tables
from benchmarks.tables import Runs

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/performance.md"
TABLES: dict[str, tuple[str, Callable[[Runs], str]]] = {
    "versions": ("single", tables.versions),
    "single": ("single", tables.single),
    "ratios": ("single", tables.ratios),
    "goals": ("single", goals.goals),
    "rulebook": ("rulebook", tables.rulebook),
    "loading": ("growth", tables.loading),
}
"""By the names in the markers, with the run that each needs."""
PLOTS = {"latency": "single", "loading": "growth"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the page and its plots with what there is."""
    parser = argparse.ArgumentParser(prog="benchmarks.report")
    parser.add_argument("--from", dest="folder", type=Path, default=ROOT, help="where the JSON is")
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    runs = read(chosen.folder)
    page: Path = chosen.page
    page.write_text(filled(page.read_text(encoding="utf-8"), runs), encoding="utf-8")
    return 0 if draw(page.parent / "images", runs) else 1


def read(folder: Path) -> Runs:
    """Read the runs that are there."""
    found: dict[str, Any] = {}
    for name in ("single", "parsed", "waiting", "targets", "rulebook", "growth"):
        file = folder / f"bench-{name}.json"
        if file.exists():
            found[name] = json.loads(file.read_text(encoding="utf-8"))
        else:
            print(f"{file.name} is not there: its tables stay as they are", file=sys.stderr)
    return Runs(**found)


def filled(page: str, runs: Runs) -> str:
    """Return the page with new tables between its markers."""
    for name, (run, write) in TABLES.items():
        place = re.compile(rf"(<!-- measured: {name} -->\n).*?(<!-- end -->)", re.S)
        if not place.search(page):
            raise ValueError(f"the page has no place for `{name}`")
        if getattr(runs, run):
            body = f"\n{write(runs)}\n\n"
            page = place.sub(lambda found, body=body: found[1] + body + found[2], page)  # type: ignore[misc]
    return page


def draw(folder: Path, runs: Runs) -> bool:
    """Draw the plots, where there is something to draw with."""
    try:
        from benchmarks import plots
    except ImportError as error:
        print(f"no plots: matplotlib is not installed ({error})", file=sys.stderr)
        return False
    folder.mkdir(exist_ok=True)
    for name, run in PLOTS.items():
        if getattr(runs, run):
            file = folder / f"performance-{name}.svg"
            file.write_text(getattr(plots, name)(runs), encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main())
