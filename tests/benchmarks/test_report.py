"""The performance page can be written again from the rows of any run."""

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import report
from benchmarks.tables import Runs


def row(engine: str, size: str, rules: int, p50: float) -> dict[str, Any]:
    return {
        "engine": engine,
        "version": f"{engine} 1.0",
        "size": size,
        "rules": rules,
        "seed": 3,
        "machine": "some machine",
        "load_s": 0.5,
        "rss_mb": 12.25,
        "checked": 10,
        "wrong": 0,
        "p50_us": p50,
        "p99_us": p50 * 2,
        "rounds_p50_us": [p50],
    }


SINGLE = [
    row("ecp", "S", 12, 1.5),
    row("py_indexed", "S", 12, 1.0),
    row("ecp", "L", 5000, 2.5),
    row("py_indexed", "L", 5000, 1.0),
    row("regorus", "L", 5000, 55.0),
]
STEPS = {"source_s": 2.0, "engine_s": 0.5, "bundle_s": 0.25}
TARGETS = [{"size": "L", "quarter_unknown_over_known": 3.0, "rules_over_none": 1.25, **STEPS}]
RULEBOOK = [
    {"orders": "known", "call": "decide_json", "p50_us": 90.0, "p99_us": 99.0}
    | {"checked": 4, "wrong": 0}
]
GROWTH = {
    "rows": [
        {"rules": rules, "bundle_kb": 1500, "peak_mb": 70, **STEPS} for rules in (100, 1000, 5000)
    ],
    "slopes": dict.fromkeys(STEPS, 1.0),
}
PARSED = [row("ecp", "L", 5000, 3.5), row("py_indexed", "L", 5000, 2.0)]
RUNS = Runs(SINGLE, PARSED, PARSED, TARGETS, RULEBOOK, GROWTH)


def test_the_page_is_filled_and_its_words_stay() -> None:
    page = report.PAGE.read_text(encoding="utf-8")
    filled = report.filled(page, RUNS)
    assert "| `ecp` | 1.50 / 3.00 | 2.50 / 5.00 |" in filled
    assert "| `regorus` over `ecp` at L | ≥ 20 | 22.0 | met |" in filled
    assert "| `zen` over `ecp` at L | ≥ 80 | – | not measured |" in filled
    assert "just read from JSON | ≤ 2 | – / – / 1.75 | met |" in filled
    assert "| latency, L over S | ≤ 1.5 | 1.67 | missed |" in filled
    assert "| 5,000 rules, source to ready | ≤ 3 s | 2.50 s | met |" in filled
    assert "| 5,000 | 2.00 | 0.50 | 0.25 | 1.50 | 70 |" in filled
    assert words(filled) == words(page)
    assert report.filled(filled, RUNS) == filled


def test_what_was_not_run_stays() -> None:
    page = report.PAGE.read_text(encoding="utf-8")
    assert report.filled(page, Runs()) == page


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for `versions`"):
        report.filled("# Performance\n", RUNS)


def test_runs_are_read_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "bench-single.json").write_text(json.dumps(SINGLE), encoding="utf-8")
    runs = report.read(tmp_path)
    assert (runs.sizes, runs.engines) == (["S", "L"], ["ecp", "py_indexed", "regorus"])
    assert not runs.growth


def test_plots_are_the_same_for_the_same_rows(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed; `make bench` does it")
    assert report.draw(tmp_path / "one", RUNS)
    assert report.draw(tmp_path / "other", RUNS)
    for name in ("performance-latency.svg", "performance-loading.svg"):
        text = (tmp_path / "one" / name).read_text(encoding="utf-8")
        assert text == (tmp_path / "other" / name).read_text(encoding="utf-8")
        assert "rules in the policy" in text


def words(page: str) -> list[str]:
    """Return what stands outside of the markers."""
    return [part.partition("<!-- end -->")[2] or part for part in page.split("<!-- measured: ")]
