"""What documents promise exists."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.repository.tree import ROOT, documents

from ecp.compiling import compile_inputs, of_texts
from ecp_dsl.diagnostic import Severity

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.M | re.S)
HEADING = re.compile(r"^#+ +(.*)$", re.M)


@pytest.mark.parametrize("path", documents(), ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    for first, second in LINK.findall(_without_code(text)):
        target = first or second
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        place = (ROOT / path.parent / name).resolve() if name else ROOT / path
        assert place.exists(), f"{path} links to {target}"
        if anchor and place.suffix == ".md":
            assert anchor in _anchors(place), f"{path} links to {target}"


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    commands = set(re.findall(r"^make (\w+)", readme, re.M))
    assert {"demo", "test"} <= commands
    assert commands <= set(targets)


def test_each_decision_record_has_a_number_of_its_own() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    # A number may be missing: that of a record still being written beside others.
    assert len({record.name[:4] for record in records}) == len(records)
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {record.name[:4]} "), record.name
        headings = HEADING.findall(text)
        assert headings[1:] == ["Context", "Decision", "Consequences"], record.name
        assert len(text.splitlines()) <= 60, f"{record.name} is longer than a page"


def test_policies_in_documents_compile() -> None:
    for path in documents():
        # The pages of the language build on one another, and have tests of their own.
        if path.parts[:2] == ("docs", "language"):
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        for number, (language, body) in enumerate(BLOCK.findall(text), 1):
            # A block without a header of its own is a fragment, shown for its shape.
            if language != "ecp" or not body.startswith("module "):
                continue
            compiled = compile_inputs(of_texts([(f"{path}, block {number}", body)]))
            errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
            assert not errors, f"{path}, block {number}: {errors[0].code} {errors[0].message}"


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", BLOCK.sub("", text))


def _anchors(path: Path) -> set[str]:
    """Return the anchors that a rendered document gets from its headings."""
    headings = HEADING.findall(BLOCK.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
