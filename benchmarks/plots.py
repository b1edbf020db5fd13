"""The plots of the performance page, as SVG that is the same for the same rows."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, TypeAlias

import matplotlib
from matplotlib.figure import Figure

from benchmarks.growth import STEPS
from benchmarks.tables import Runs, plain

Lines: TypeAlias = Mapping[str, tuple[str, list[tuple[float, float]]]]
"""By label: a colour and the points."""

_SIZE = (7.5, 4.5)
_SETTINGS = {
    "svg.hashsalt": "ecp",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
}
_COLOURS = {
    "ecp": "#0b57d0",
    "ecp_converting": "#7baaf7",
    "py_indexed": "#202124",
    "zen": "#b06000",
    "regorus": "#188038",
    "cedar": "#c5221f",
}
_STEPS = {
    "source_s": ("source to program", "#0b57d0"),
    "engine_s": ("program to engine", "#188038"),
    "bundle_s": ("bundle to ready", "#b06000"),
}


def latency(runs: Runs) -> str:
    """Draw the median of a decision by the number of rules, for all engines."""
    lines: Lines = {
        engine: (
            _COLOURS.get(engine, "#5f6368"),
            sorted((r["rules"], r["p50_us"]) for r in runs.single if r["engine"] == engine),
        )
        for engine in runs.engines
    }
    # The legend stands beside the lines' ends, in their order.
    ordered = dict(sorted(lines.items(), key=lambda line: -line[1][1][-1][1]))
    beside = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
    return _draw(ordered, "One decision: median, µs", beside)


def loading(runs: Runs) -> str:
    """Draw what loading takes by the number of rules."""
    rows: Sequence[Mapping[str, Any]] = runs.growth["rows"]
    slopes = runs.growth["slopes"]
    lines: Lines = {
        f"{_STEPS[step][0]}, slope {plain(slopes[step])}": (
            _STEPS[step][1],
            sorted((row["rules"], row[step]) for row in rows),
        )
        for step in STEPS
    }
    return _draw(lines, "Loading, s", {"loc": "upper left"})


def _draw(lines: Lines, what: str, legend: Mapping[str, Any]) -> str:
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        for label, (colour, points) in lines.items():
            xs, ys = zip(*points, strict=True)
            width = 2.6 if label == "ecp" else 1.6
            axes.plot(xs, ys, color=colour, linewidth=width, marker="o", markersize=4, label=label)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("rules in the policy")
        axes.set_ylabel(what)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
            axis.set_minor_formatter(lambda *_: "")
        axes.legend(frameon=False, **legend)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
