"""Every code has a page; its first example gives exactly that code, its second gives none."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from tests.docs.markdown import ROOT, blocks, headings
from tests.docs.policies import codes, compile_texts, complaints, errors, plugins

from ecp_compiler.pipeline import Compiled
from ecp_dsl.codes import CODES, Severity
from ecp_dsl.explanations import examples, read_page
from ecp_plugins.manager import PluginError, Plugins
from ecp_runtime.bundle import BundleError, read_bundle, write_bundle

PAGES = ROOT / "dsl" / "ecp_dsl" / "explanations"
HEADINGS = ("What it means", "Why it matters", "Example", "Instead", "See also")


# Where the name of the file matters, it is the one that the page says.
_FILES = {"ECP0108": "example/act_1.ecp"}


def _page(code: str) -> Path:
    return PAGES / f"{code}.md"


def _files(code: str, heading: str) -> tuple[str, ...]:
    """Return the files of an example; one about several files has a block for each."""
    if code in _PYTHON:
        return tuple(block.text for block in blocks(_page(code)) if block.heading == heading)
    failing, corrected = examples(code)
    return failing if heading == "Example" else corrected


def _compile(code: str, heading: str) -> Compiled:
    return compile_texts(*_files(code, heading), name=_FILES.get(code, f"{code}.ecp"))


@cache
def _bundle() -> bytes:
    compiled = compile_texts("module example\nuse core\n", name="example.ecp")
    assert compiled.program is not None
    return write_bundle(compiled.program)


def _bundle_of_version(version: str) -> bytes:
    """Write a sound bundle that names another version of the IR."""
    compiled = compile_texts("module example\nuse core\n", name="example.ecp")
    assert compiled.program is not None
    return write_bundle(evolve(compiled.program, version=version))


def _complaint_about_plugin(text: str) -> str | None:
    """Register the example's `Plugin` beside our own, and ask all for their vocabulary."""
    scope: dict[str, object] = {}
    exec(text, scope)
    plugin = scope["Plugin"]
    assert isinstance(plugin, type)
    loaded: Plugins = plugins()
    loaded.manager.register(plugin(), name="example")
    try:
        loaded.vocabulary()
    except PluginError as error:
        return error.code
    return None


def _complaint_about_bundle(text: str) -> str | None:
    scope: dict[str, object] = {"bundle": _bundle(), "bundle_of_version": _bundle_of_version}
    exec(text, scope)
    data = scope["data"]
    assert isinstance(data, bytes)
    try:
        read_bundle(data)
    except BundleError as error:
        return error.code
    return None


_PYTHON: dict[str, Callable[[str], str | None]] = {
    "ECP0501": _complaint_about_plugin,
    "ECP0601": _complaint_about_bundle,
    "ECP0602": _complaint_about_bundle,
}


@pytest.mark.parametrize("code", CODES)
def test_every_page_has_both_examples(code: str) -> None:
    language = "python" if code in _PYTHON else "ecp"
    found = [(block.heading, block.language) for block in blocks(_page(code))]
    assert set(found) == {("Example", language), ("Instead", language)}


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_page_with_the_fixed_headings(code: str) -> None:
    assert headings(_page(code)) == (f"{code}: {CODES[code].name}", *HEADINGS)


def test_no_page_is_about_a_code_that_does_not_exist() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_pages_refer_to_codes_that_exist(code: str) -> None:
    named = set(re.findall(r"ECP\d{4}", read_page(code)))
    assert named <= set(CODES)


@pytest.mark.parametrize("code", [code for code in CODES if code not in _PYTHON])
def test_the_example_gives_its_code_and_no_other_error(code: str) -> None:
    compiled = _compile(code, "Example")
    assert code in codes(compiled), complaints(compiled)
    expected = (code,) if CODES[code].severity is Severity.ERROR else ()
    assert errors(compiled) == expected, complaints(compiled)


@pytest.mark.parametrize("code", [code for code in CODES if code not in _PYTHON])
def test_the_corrected_example_is_sound(code: str) -> None:
    compiled = _compile(code, "Instead")
    assert code not in codes(compiled), complaints(compiled)
    assert errors(compiled) == (), complaints(compiled)


@pytest.mark.parametrize("code", _PYTHON)
def test_the_example_in_python_gives_its_code(code: str) -> None:
    (failing,), (corrected,) = _files(code, "Example"), _files(code, "Instead")
    assert _PYTHON[code](failing) == code
    assert _PYTHON[code](corrected) is None
