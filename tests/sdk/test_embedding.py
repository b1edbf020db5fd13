"""The code in the guide for hosts runs as it stands."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "embedding.md"


def test_the_code_of_the_guide_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PAGE.parents[1])
    text = PAGE.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for match in re.finditer(r"^```python\n(.*?)^```", text, re.M | re.S):
        line = text.count("\n", 0, match.start()) + 1
        # Padding makes a traceback point at the line of the page.
        exec(compile("\n" * line + match[1], str(PAGE), "exec"), names)
    assert "decision" in names
