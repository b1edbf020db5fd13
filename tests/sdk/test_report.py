"""The text of a decision, compared with what was read and found good.

`UPDATE_GOLDEN=1` rewrites the expected texts; read the difference before committing it.
"""

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
