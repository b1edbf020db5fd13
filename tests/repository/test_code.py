"""What all code must have: pages for codes, words for public names."""

import ast
from pathlib import Path

import pytest
from tests.repository.tree import ROOT, SOURCES, python_files

from ecp_dsl.codes import CODES

HEADINGS = ("What it means", "Why it matters", "Example", "Instead", "See also")


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code: str) -> None:
    page = ROOT / "dsl/ecp_dsl/explanations" / f"{code}.md"
    assert page.is_file(), f"{code} has no page"
    text = page.read_text(encoding="utf-8")
    assert CODES[code].name in text, f"the page of {code} does not give its name"
    for heading in HEADINGS:
        assert f"\n## {heading}\n" in text, f"the page of {code} has no part `{heading}`"


def test_no_page_is_left_over() -> None:
    pages = {page.stem for page in (ROOT / "dsl/ecp_dsl/explanations").glob("ECP*.md")}
    assert pages <= set(CODES)


@pytest.mark.parametrize(
    "path", [path for path in python_files() if path.parts[0] in SOURCES], ids=str
)
def test_public_names_are_documented(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    if path.name != "__init__.py" or tree.body:
        assert ast.get_docstring(tree), f"{path} does not say what it is for"
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for member in (node, *node.body):
            if isinstance(member, ast.ClassDef | ast.FunctionDef) and _is_public(member.name):
                if not _is_public(node.name):
                    continue
                assert ast.get_docstring(member), f"{path}:{member.lineno} {member.name}"
    for member in tree.body:
        if isinstance(member, ast.FunctionDef) and _is_public(member.name):
            assert ast.get_docstring(member), f"{path}:{member.lineno} {member.name}"


def test_the_public_api_is_what_it_says() -> None:
    import ecp

    for name in ecp.__all__:
        value = getattr(ecp, name)
        assert name.startswith("__") or value.__doc__, name


def _is_public(name: str) -> bool:
    return not name.startswith("_")
