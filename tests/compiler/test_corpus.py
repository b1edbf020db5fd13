"""Policies that can be read and are wrong: each says on its lines what is found there."""

import re
from pathlib import Path

import pytest
from tests.compiler.compiling import compile_named
from tests.repository.tree import ROOT

FILES = sorted((ROOT / "tests" / "corpus" / "bad" / "meaning").glob("*.ecp"))
_EXPECTED = re.compile(r"# (error|warning): (ECP\d{4}(?: ECP\d{4})*)")


def _expected(text: str) -> list[tuple[int, str, str]]:
    return [
        (number, match[1], code)
        for number, line in enumerate(text.splitlines(), start=1)
        for match in [_EXPECTED.search(line)]
        if match is not None
        for code in match[2].split()
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_diagnostics_of_a_file_are_those_on_its_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [
        (d.primary.span.line, d.severity.value, d.code)
        for d in compile_named(path.name, text).diagnostics
    ]
    assert sorted(found) == sorted(_expected(text))
