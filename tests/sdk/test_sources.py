"""Policy files on disk."""

import json
from pathlib import Path

import pytest
from tests.sdk.running import Shell

from ecp import load
from ecp.errors import PolicyError
from ecp.sources import (
    Library,
    find_files,
    module_of,
    read_source,
    read_sources,
    root_of,
    with_used,
)
from ecp_dsl.parser import parse
from ecp_dsl.source import SourceFile
from ecp_plugins import Rulebook


def _write(root: Path, **files: str) -> None:
    for name, text in files.items():
        place = root / f"{name.replace('__', '/')}.ecp"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def test_files_come_in_the_order_of_their_names_and_once(tmp_path: Path) -> None:
    _write(tmp_path, b="module b", a__module="module a", a__c="module a.c")
    (tmp_path / ".hidden").mkdir()
    _write(tmp_path / ".hidden", x="module x")
    found = find_files([tmp_path, tmp_path / "b.ecp"])
    assert [file.relative_to(tmp_path).as_posix() for file in found] == [
        "a/c.ecp",
        "a/module.ecp",
        "b.ecp",
    ]


def test_names_are_as_given_or_seen_from_a_folder(tmp_path: Path) -> None:
    _write(tmp_path, a="module a")
    assert read_sources([tmp_path], base=tmp_path)[0].name == "a.ecp"
    assert read_sources([tmp_path])[0].name == (tmp_path / "a.ecp").as_posix()


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no such file or folder"):
        list(find_files([tmp_path / "nothing"]))


def test_a_file_that_is_not_text_is_refused_with_its_line(tmp_path: Path) -> None:
    place = tmp_path / "a.ecp"
    place.write_bytes(b"module a\n\xff")
    parsed = parse(read_source(place, name="a.ecp"))
    (found, *_) = parsed.diagnostics
    assert found.message == "not UTF-8 text: the byte 0xFF begins no character"
    assert (found.primary.span.line, found.help) == (2, "save the file as UTF-8")
    with pytest.raises(PolicyError, match=r"a\.ecp:2: ECP0002: not UTF-8 text"):
        load(place)


def test_a_file_that_is_not_text_hides_no_errors_elsewhere(tmp_path: Path, ecp: Shell) -> None:
    _write(tmp_path, good="module good\nuse nothing\n")
    (tmp_path / "latin.ecp").write_bytes('module latin "Größe"\n# Maß\n'.encode("latin-1"))
    done = ecp("check", tmp_path)
    assert (done.status, done.err) == (2, "")
    assert "not UTF-8 text: the byte 0xF6 begins no character" in done.out
    assert "ECP0101" in done.out
    assert "2 files checked" in done.out
    for format_ in ("json", "sarif"):
        found = json.loads(ecp("check", tmp_path, "--format", format_).out)
        results = found["runs"][0]["results"] if format_ == "sarif" else found
        codes = {each["ruleId" if format_ == "sarif" else "code"] for each in results}
        assert {"ECP0002", "ECP0101"} <= codes
    assert ecp("fmt", tmp_path).status == 2
    assert "Größe".encode("latin-1") in (tmp_path / "latin.ecp").read_bytes()


def test_line_ends_of_every_system_are_read_alike(tmp_path: Path) -> None:
    place = tmp_path / "a.ecp"
    place.write_bytes(b"\xef\xbb\xbfmodule a\r\nuse b\rx")
    assert read_source(place, name="a.ecp").text == "module a\nuse b\nx"


def test_the_library_finds_both_forms_of_a_module(tmp_path: Path) -> None:
    _write(tmp_path, a__b="module a.b", c__module="module c")
    library = Library((tmp_path,), ())
    assert [library(name) and library(name).name for name in ("a.b", "c", "d")] == [  # type: ignore[union-attr]  # guarded by `and`
        "a/b.ecp",
        "c/module.ecp",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("module a.b\nuse c", "a.b"),
        ("# module x\n\n  module a", "a"),
        ("rule x {}", None),
        ("", None),
    ],
)
def test_the_header_names_the_module(text: str, name: str | None) -> None:
    assert module_of(text) == name


def test_the_root_of_a_file_is_where_its_modules_are_counted_from(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    assert root_of(root / "a/b.ecp", "module a.b") == root
    assert root_of(root / "a/b/module.ecp", "module a.b") == root
    assert root_of(root / "x.ecp", "module a.b") is None


def test_using_one_module_of_a_rulebook_brings_all(tmp_path: Path) -> None:
    _write(tmp_path, law__module="module law", law__later="module law.later use base")
    _write(tmp_path, base="module base", other__module="module other")
    books = tuple(Rulebook(name, tmp_path) for name in ("law", "base", "other"))
    own = SourceFile("own.ecp", 'module own\nuse law # use other\n"use other"')
    found = with_used((own,), Library((), books))
    assert [source.name for source in found] == [
        "own.ecp",
        "law/later.ecp",
        "law/module.ecp",
        "base.ecp",
    ]


def test_a_policy_may_replace_a_module_of_a_rulebook(tmp_path: Path) -> None:
    _write(tmp_path, law__module="module law", law__later="module law.later")
    own = SourceFile("own.ecp", "module law.later\nuse law")
    found = with_used((own,), Library((), (Rulebook("law", tmp_path),)))
    assert [source.name for source in found] == ["own.ecp", "law/module.ecp"]
