"""Diagnostics as text, JSON and SARIF."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from tests.dsl.reading import TESTS, corpus, read

from ecp_dsl.diagnostic import Diagnostic, Fix, Label, diagnostic
from ecp_dsl.parser import parse
from ecp_dsl.render import as_data, to_json, to_sarif, to_text
from ecp_dsl.source import SourceFile, Span

GOLDEN = TESTS / "golden" / "diagnostics"


def _compare(path: Path, text: str) -> None:
    """Compare with the kept text; with UPDATE_GOLDEN=1, keep the new one."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("file", corpus("bad"), ids=lambda file: file.name)
def test_rendered_diagnostics_of_the_corpus(file: SourceFile) -> None:
    text = to_text(parse(file).diagnostics)
    _compare(GOLDEN / file.name.replace(".ecp", ".txt"), text)


def test_no_golden_text_is_left_over() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.txt")}
    assert kept == {file.name.removesuffix(".ecp") for file in corpus("bad")}


def _at(text: str, part: str, label: str = "here") -> Diagnostic:
    file = SourceFile("dir/file.ecp", text)
    start = text.index(part)
    return diagnostic("ECP0102", "no such name", Span(file, start, start + len(part)), label)


def _excerpt(found: Diagnostic) -> list[str]:
    return to_text([found]).splitlines()[3:5]


def test_the_underline_stands_under_wide_characters() -> None:
    assert _excerpt(_at("title 出口管制 foo", "foo")) == [
        "1 | title 出口管制 foo",
        "  |                ^^^ here",
    ]
    assert _excerpt(_at("出口管制", "管制")) == ["1 | 出口管制", "  |     ^^^^ here"]


def test_combining_marks_take_no_room() -> None:
    assert _excerpt(_at("e\u0301e\u0301 foo", "foo"))[1] == "  |    ^^^ here"


def test_tabs_are_shown_as_spaces() -> None:
    assert _excerpt(_at("\tab\tfoo", "foo")) == ["1 |     ab  foo", "  |         ^^^ here"]


def test_control_characters_are_not_sent_to_the_terminal() -> None:
    text = to_text([_at("\x1b[31m\ud800 foo\r", "foo", label="\x1b[0m")])
    assert "\x1b" not in text
    assert "\ud800" not in text
    text.encode("utf-8")


def test_a_long_line_is_shown_around_the_place() -> None:
    shown, mark = _excerpt(_at("x" * 100_000 + "foo" + "y" * 100_000, "foo"))
    assert len(shown) < 200
    assert shown.startswith("1 | …") and shown.endswith("…")
    assert shown[mark.index("^") :].startswith("foo")


def test_the_end_of_a_file_can_be_shown() -> None:
    file = SourceFile("f.ecp", "one\n")
    text = to_text([diagnostic("ECP0009", "ends", Span(file, 4, 4))])
    assert text.splitlines()[1:] == [" --> f.ecp:2:1", "  |", "2 |", "  | ^"]


def test_a_span_over_lines_is_underlined_to_the_end_of_the_first() -> None:
    assert _excerpt(_at("rule a {\n}", "rule a {\n}"))[1] == "  | ^^^^^^^^ here"


def test_labels_in_several_places_and_files() -> None:
    file = SourceFile("a.ecp", "one\ntwo\nthree\n")
    other = SourceFile("b.ecp", "four\n")
    found = diagnostic(
        "ECP0103",
        "twice",
        Span(file, 8, 13),
        "again",
        secondary=(Label(Span(file, 0, 3), "first"), Label(Span(other, 0, 4), "and here")),
        help="rename it",
        notes=("names are case-sensitive",),
    )
    assert to_text([found]) == (
        "error[ECP0103]: twice\n"
        " --> a.ecp:3:1\n"
        "  |\n"
        "1 | one\n"
        "  | --- first\n"
        "  .\n"
        "3 | three\n"
        "  | ^^^^^ again\n"
        " ::: b.ecp:1:1\n"
        "  |\n"
        "1 | four\n"
        "  | ---- and here\n"
        "  = help: rename it\n"
        "  = note: names are case-sensitive\n"
    )


def test_color_adds_nothing_but_color() -> None:
    found = read("module m\nrule 5 {\n}\nactor a 'b'\n").diagnostics
    colored = to_text(found, color=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == to_text(found)


def test_warnings_are_called_warnings() -> None:
    file = SourceFile("f.ecp", "one\n")
    found = diagnostic("ECP0304", "unreachable", Span(file, 0, 3))
    assert to_text([found]).startswith("warning[ECP0304]: ")
    assert json.loads(to_sarif([found]))["runs"][0]["results"][0]["level"] == "warning"


def test_json_has_all_parts() -> None:
    file = SourceFile("f.ecp", "one\ntwo\n")
    found = diagnostic(
        "ECP0102",
        "no such name",
        Span(file, 4, 7),
        "here",
        secondary=(Label(Span(file, 0, 3), "there"),),
        help="did you mean `three`?",
        notes=("a note",),
        fix=Fix(Span(file, 4, 7), "three", "write three"),
    )
    place = {"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 4}}
    first = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 4}}
    assert json.loads(to_json([found])) == [
        {
            "code": "ECP0102",
            "name": "unknown-name",
            "severity": "error",
            "message": "no such name",
            "file": "f.ecp",
            "range": place,
            "label": "here",
            "secondary": [{"file": "f.ecp", "range": first, "label": "there"}],
            "help": "did you mean `three`?",
            "notes": ["a note"],
            "fix": {
                "title": "write three",
                "file": "f.ecp",
                "range": place,
                "replacement": "three",
            },
        }
    ]
    assert json.loads(to_json([])) == []


# The part of the SARIF 2.1.0 schema that is used here, with nothing else allowed.
_REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn"],
    "additionalProperties": {"type": "integer", "minimum": 1},
}
_ARTIFACT = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {"uri": {"type": "string", "pattern": r"^[!-~]*$"}},
}
_TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "minLength": 1}},
}
_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "message": _TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {"artifactLocation": _ARTIFACT, "region": _REGION},
        },
    },
}
_RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning"]},
        "message": _TEXT,
        "locations": {"type": "array", "items": _LOCATION, "minItems": 1, "maxItems": 1},
        "relatedLocations": {"type": "array", "items": _LOCATION, "minItems": 1},
        "fixes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["description", "artifactChanges"],
                "properties": {
                    "artifactChanges": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["artifactLocation", "replacements"],
                            "properties": {
                                "replacements": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "required": ["deletedRegion"],
                                        "properties": {"deletedRegion": _REGION},
                                    },
                                }
                            },
                        },
                    }
                },
            },
        },
    },
}


@pytest.mark.parametrize("file", corpus("bad"), ids=lambda file: file.name)
def test_sarif_has_the_shape_of_the_standard(file: SourceFile) -> None:
    diagnostics = parse(SourceFile(f"a folder/{file.name}", file.text)).diagnostics
    log = json.loads(to_sarif(diagnostics))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    jsonschema.validate(run["results"], {"type": "array", "items": _RESULT})
    assert len(run["results"]) == len(diagnostics)
    for result, found in zip(run["results"], diagnostics, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.code


def test_data_is_in_the_order_given() -> None:
    found = read("module m\nrule 5 {\n}\nrule 6 {\n}\n").diagnostics
    assert [each["message"] for each in as_data(found)] == [each.message for each in found]
