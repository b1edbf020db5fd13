"""The text of a decision, compared with what was read and found good.

`UPDATE_GOLDEN=1` rewrites the expected texts; read the difference before committing it.
"""

import json
import os
import re
from pathlib import Path

import pytest
from tests.sdk.running import Shell

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "golden" / "decisions"

RUNS = {
    "determined": ["determined.json"],
    "prohibited": ["prohibited.json"],
    "free": ["free.json"],
    "undetermined": ["undetermined.json"],
    "undetermined-with-profile": ["undetermined.json", "--profile", "utopia.house"],
    "undetermined-explained": ["undetermined.json", "--explain"],
    "replayed": ["determined.json", "--on", "2025-07-01", "--known-at", "2025-05-01"],
}


@pytest.mark.parametrize("name", RUNS)
def test_a_report_reads_as_it_was_approved(name: str, ecp: Shell) -> None:
    transaction, *options = RUNS[name]
    done = ecp("decide", CASES / transaction, "--policy", CASES, "--no-library", *options)
    assert not done.err
    _compare(CASES / f"{name}.txt", done.out)


def test_the_order_of_the_demo_reads_as_it_was_approved(ecp: Shell) -> None:
    done = ecp("decide", ROOT / "examples" / "order.json")
    assert done.status == 3
    _compare(CASES / "demo.txt", done.out)


@pytest.mark.parametrize("columns", [20, 60, 100, 300])
def test_lines_fit_the_terminal(columns: int, ecp: Shell) -> None:
    done = ecp(
        "decide", CASES / "undetermined.json", "--policy", CASES, "--no-library", columns=columns
    )
    widest = max(len(line) for line in done.out.splitlines())
    assert widest <= max(60, min(100, columns))


def _compare(golden: Path, text: str) -> None:
    # The hash names the policy; the text is about everything else.
    text = re.sub(r"sha256:[0-9a-f]+", "sha256:0123", text)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_the_decision_in_the_readme_is_the_one_of_the_demo() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("```text\n")[2].partition("```")[0]
    assert (CASES / "demo.txt").read_text(encoding="utf-8").startswith(shown)


DUTIES = """module duties "Duties of one rule"
use core
use arcadia

list watched "Watched parties" {
  of parties
  under act_1 clause "9"
  member "Border Freight"
}

rule papers {
  title "Papers of watched parties"
  under act_1 clause "8"
  governs export
  when end_user in watched
  oblige keep "The papers"
  in force from 2025-01-01
}
"""


@pytest.mark.parametrize("order", ["demo", "determined", "prohibited", "undetermined", "watched"])
def test_the_text_cites_every_act_that_the_json_cites(
    order: str, tmp_path: Path, ecp: Shell
) -> None:
    arguments: list[object] = ["decide", CASES / f"{order}.json", "--policy", CASES, "--no-library"]
    if order == "demo":
        arguments = ["decide", ROOT / "examples" / "order.json"]
    if order == "watched":
        (tmp_path / "duties.ecp").write_text(DUTIES, encoding="utf-8")
        (tmp_path / "watched.json").write_text(
            '{"act": "export", "date": "2026-02-01", "items": [{}], '
            '"parties": {"end_user": {"name": "Border Freight"}}}',
            encoding="utf-8",
        )
        arguments[1] = tmp_path / "watched.json"
        arguments += ["--policy", tmp_path / "duties.ecp"]
    text = " ".join(ecp(*arguments, columns=300).out.split())
    decision = json.loads(ecp(*arguments, "--format", "json").out)
    found = [
        ground
        for item in decision["items"]
        for part in item["jurisdictions"].values()
        for each in (*part["measures"], *part["authorizations"], *part["obligations"])
        for ground in each["citations"]
        if ground["instrument"] is not None
    ]
    assert found
    for ground in found:
        clause = f", clause {ground['clause']}" if ground["clause"] else ""
        assert f"{ground['title']}{clause}" in text
    if order == "watched":
        assert "“Border Freight” by name, on “Watched parties”" in text
