"""The tables of the performance page, from the rows of the runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from benchmarks.growth import slope

Row: TypeAlias = dict[str, Any]

NAMED = ("S", "M", "L")
BASELINES = ("ecp", "py_indexed")
MISSING = "–"


@frozen
class Runs:
    """What was measured, by program; a run that is missing is empty."""

    single: Sequence[Row] = ()
    parsed: Sequence[Row] = ()
    waiting: Sequence[Row] = ()
    targets: Sequence[Row] = ()
    rulebook: Sequence[Row] = ()
    growth: Mapping[str, Any] = {}

    def one(self, engine: str, size: str, key: str) -> float | None:
        """Find one number of the single decisions."""
        for row in self.single:
            if (row["engine"], row["size"]) == (engine, size):
                found: float | None = row[key]
                return found
        return None

    @property
    def sizes(self) -> list[str]:
        """The sizes measured, from small to large."""
        by_rules = sorted({(row["rules"], row["size"]) for row in self.single})
        return [size for _, size in by_rules]

    @property
    def engines(self) -> list[str]:
        """The engines measured, in the order of the run."""
        return list(dict.fromkeys(row["engine"] for row in self.single))


def versions(runs: Runs) -> str:
    """Say what was compared, with which seed, and where."""
    rows = runs.single
    named = {row["engine"]: row["version"] for row in rows}
    machines = ", ".join(sorted({row["machine"] for row in rows}))
    seeds = ", ".join(sorted({str(row["seed"]) for row in rows}))
    rounds = max(len(row["rounds_p50_us"]) for row in rows)
    wrong, checked = (sum(row[key] for row in rows) for key in ("wrong", "checked"))
    return "\n".join(
        (
            f"* Machine: {machines}.",
            f"* Seed {seeds}, {rounds} rounds; {checked:,} answers checked, {wrong} wrong.",
            f"* Engines: {'; '.join(f'`{name}` is {what}' for name, what in named.items())}.",
        )
    )


def single(runs: Runs) -> str:
    """Lay out latency, load time and memory by engine."""
    largest = runs.sizes[-1]
    heads = [_named(runs, size) for size in runs.sizes]
    rows = []
    for engine in runs.engines:
        times = [_pair(runs, engine, size) for size in runs.sizes]
        points = [
            (row["rules"], row["p50_us"])
            for row in runs.single
            if row["engine"] == engine and row["rules"] >= 200
        ]
        load, memory = (runs.one(engine, largest, key) for key in ("load_s", "rss_mb"))
        rows.append([f"`{engine}`", *times, plain(slope(points)), plain(load), number(memory)])
    costs = [f"loading {largest}, s", f"memory {largest}, MB"]
    return table(["p50 / p99, µs", *heads, "slope", *costs], rows)


def _pair(runs: Runs, engine: str, size: str) -> str:
    return " / ".join(number(runs.one(engine, size, key)) for key in ("p50_us", "p99_us"))


def ratios(runs: Runs) -> str:
    """Lay out medians as multiples of our own, and of the hand-indexed baseline's."""
    heads = [_named(runs, size) for size in runs.sizes]
    found = []
    for base in BASELINES:
        rows = [
            [f"`{engine}`", *(_times(runs, engine, base, size) for size in runs.sizes)]
            for engine in runs.engines
        ]
        found.append(table([f"over `{base}`", *heads], rows))
    return "\n\n".join(found)


def _times(runs: Runs, engine: str, base: str, size: str) -> str:
    return number(quotient(runs.one(engine, size, "p50_us"), runs.one(base, size, "p50_us")))


def rulebook(runs: Runs) -> str:
    """Lay out what the standard library costs by kind of orders."""
    kinds = list(dict.fromkeys(row["orders"] for row in runs.rulebook))
    calls = list(dict.fromkeys(row["call"] for row in runs.rulebook))
    found = {(row["call"], row["orders"]): row for row in runs.rulebook}
    rows = [
        [
            f"`{call}`",
            *(
                f"{number(found[call, kind]['p50_us'])} / {number(found[call, kind]['p99_us'])}"
                for kind in kinds
            ),
            str(sum(found[call, kind]["checked"] for kind in kinds)),
            str(sum(found[call, kind]["wrong"] for kind in kinds)),
        ]
        for call in calls
    ]
    heads = [kind.replace("_", " ") for kind in kinds]
    return table(["p50 / p99, µs", *heads, "checked", "wrong"], rows)


def loading(runs: Runs) -> str:
    """Lay out what loading costs by the number of rules."""
    rows = [
        [
            f"{row['rules']:,}",
            *(plain(row[key]) for key in ("source_s", "engine_s", "bundle_s")),
            f"{row['bundle_kb'] / 1e3:.2f}",
            str(row["peak_mb"]),
        ]
        for row in runs.growth["rows"]
    ]
    slopes = runs.growth["slopes"]
    rows.append(["slope", *(plain(slopes[key]) for key in slopes), "", ""])
    return table(
        [
            "rules",
            "source to program, s",
            "program to engine, s",
            "bundle to ready, s",
            "bundle, MB",
            "peak memory, MB",
        ],
        rows,
    )


def table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None) -> str:
    """Write a number with three figures."""
    if value is None:
        return MISSING
    size = abs(value)
    return f"{value:.2f}" if size < 10 else f"{value:.1f}" if size < 100 else f"{value:,.0f}"


def quotient(over: float | None, under: float | None) -> float | None:
    """Divide what was measured."""
    return None if over is None or not under else over / under


def plain(value: float | None) -> str:
    """Write a number with two decimals."""
    return MISSING if value is None else f"{value:.2f}"


def _named(runs: Runs, size: str) -> str:
    rules = next(row["rules"] for row in runs.single if row["size"] == size)
    return f"{size}: {rules:,} rules" if size in NAMED else f"{rules:,} rules"
