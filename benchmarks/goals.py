"""The targets that were set before anything was measured, and whether they are met."""

from collections.abc import Callable, Iterable
from operator import ge, le

from benchmarks.tables import MISSING, NAMED, Row, Runs, number, quotient, table

Values = list[float | None]


def goals(runs: Runs) -> str:
    """Lay out each target with what was measured."""
    loaded = _targets(runs, "L")
    json = next(
        (
            row["p50_us"]
            for row in runs.rulebook
            if (row["call"], row["orders"]) == ("decide_json", "known")
        ),
        None,
    )
    rows = [
        _goal("known facts over hand-indexed Python, S / M / L", "≤ 2", le, 2, _baseline(runs)),
        _goal(
            "the same, each transaction just read from JSON",
            "≤ 2",
            le,
            2,
            _baseline(Runs(single=runs.parsed)),
        ),
        _goal(
            "the same, a thousand transactions waiting in memory",
            "≤ 2",
            le,
            2,
            _baseline(Runs(single=runs.waiting)),
        ),
        *(
            _goal(f"`{peer}` over `ecp` at L", f"≥ {least:,}", ge, least, [_over(runs, peer)])
            for peer, least in (("regorus", 20), ("zen", 80), ("cedar", 1000))
        ),
        _goal("latency, L over S", "≤ 1.5", le, 1.5, [_l_over_s(runs)]),
        _goal(
            "rules read over not read, S / M / L",
            "≤ 1.1",
            le,
            1.1,
            [_targets(runs, size).get("rules_over_none") for size in NAMED],
        ),
        _goal(
            "a quarter of the facts unknown over known, S / M / L",
            "≤ 4",
            le,
            4,
            [_targets(runs, size).get("quarter_unknown_over_known") for size in NAMED],
        ),
        _goal(
            "5,000 rules, source to ready",
            "≤ 3 s",
            le,
            3,
            [loaded["source_s"] + loaded["engine_s"] if loaded else None],
            " s",
        ),
        _goal("5,000 rules, bundle to ready", "≤ 0.3 s", le, 0.3, [loaded.get("bundle_s")], " s"),
        _goal(
            "the standard library, JSON to JSON, three items", "≤ 100 µs", le, 100, [json], " µs"
        ),
        _goal(
            "memory of the loaded policy at L",
            "≤ 60 MB",
            le,
            60,
            [runs.one("ecp", "L", "rss_mb")],
            " MB",
        ),
    ]
    return table(["what", "target", "measured", ""], rows)


def _goal(
    what: str,
    target: str,
    compare: Callable[[float, float], bool],
    limit: float,
    values: Values,
    unit: str = "",
) -> list[str]:
    if all(value is None for value in values):
        return [what, target, MISSING, "not measured"]
    measured = " / ".join(number(value) for value in values) + unit
    known: Iterable[float] = (value for value in values if value is not None)
    return [what, target, measured, "met" if all(compare(v, limit) for v in known) else "missed"]


def _baseline(runs: Runs) -> Values:
    return [
        quotient(runs.one("ecp", size, "p50_us"), runs.one("py_indexed", size, "p50_us"))
        for size in NAMED
    ]


def _over(runs: Runs, peer: str) -> float | None:
    return quotient(runs.one(peer, "L", "p50_us"), runs.one("ecp", "L", "p50_us"))


def _l_over_s(runs: Runs) -> float | None:
    return quotient(runs.one("ecp", "L", "p50_us"), runs.one("ecp", "S", "p50_us"))


def _targets(runs: Runs, size: str) -> Row:
    return next((row for row in runs.targets if row["size"] == size), {})
