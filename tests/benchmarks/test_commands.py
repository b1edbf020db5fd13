"""The programs of the benchmarks write the rows that they promise."""

import json
import sys
from pathlib import Path

import pytest
from benchmarks import growth, rulebook, single, targets, timing
from benchmarks.engines import ENGINES, PACKAGES

CONTRACT = {
    *("engine", "size", "rules", "p50_us", "p99_us"),
    *("load_s", "rss_mb", "checked", "wrong"),
}


@pytest.fixture(autouse=True)
def few_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure next to nothing, since no test looks at times."""
    monkeypatch.setattr(timing, "FEWEST", 4)
    monkeypatch.setattr(timing, "MOST", 4)


def test_single_writes_one_row_per_engine_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.json"
    # As if no peer were installed: they are left out.
    for module in ("as_zen", "as_rego", "as_cedar"):
        monkeypatch.setitem(sys.modules, f"benchmarks.{module}", None)
    asked = ["ecp", "py_indexed", "zen", "regorus", "cedar"]
    sizes = ["--sizes", "S", "14", "--seed", "5", "--engines", *asked]
    assert single.main([*sizes, "--rounds", "1", "--json", str(file)]) == 0
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert all(row.keys() >= CONTRACT for row in rows)
    found = [(row["engine"], row["size"], row["rules"], row["wrong"]) for row in rows]
    assert found == [
        (engine, size, rules, 0)
        for size, rules in (("S", 12), ("14", 14))
        for engine in ("ecp", "py_indexed")
    ]
    assert all(row["checked"] > 0 and row["p50_us"] > 0 for row in rows)
    assert all(row["load_s"] is not None and row["rss_mb"] is not None for row in rows)


def test_peers_are_engines() -> None:
    assert PACKAGES.keys() <= ENGINES.keys()


def test_targets_and_loading_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert targets.main(["--sizes", "14", "--rounds", "1", "--json", str(file)]) == 0
    (row,) = json.loads(file.read_text(encoding="utf-8"))
    assert row["rules"] == 14
    assert row["wrong"] == 0
    assert row.keys() >= {"quarter_unknown_over_known", "rules_over_none", *growth.STEPS}


def test_a_slope_is_that_of_the_logarithms() -> None:
    assert growth.slope([(10, 3), (100, 30), (1000, 300)]) == 1
    assert growth.slope([(10, 5), (100, 5)]) == 0
    assert growth.slope([(10, 5)]) is None


def test_the_rulebook_is_checked_and_measured(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    arguments = ["--orders", "2", "--check", "2", "--rounds", "1", "--json", str(file)]
    assert rulebook.main(arguments) == 0
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert {row["orders"] for row in rows} == {"known", "partly_unknown", "ranged"}
    assert {row["call"] for row in rows} == {"verdict", "decide", "decide_json", "reference"}
    assert all(row["wrong"] == 0 and row["checked"] == 2 for row in rows)


def test_slices_begin_together_and_few_calls_share_a_percentile() -> None:
    asked: dict[str, list[int]] = {"one": [], "other": []}
    turns = {name: timing.Turn(calls.append, list(range(8))) for name, calls in asked.items()}
    times = timing.interleave(turns, 2)
    assert asked["one"] == asked["other"]
    assert len(times["one"].p50s) == 2
    assert times["one"].p99 >= max(0.0, min(times["one"].p50s))
