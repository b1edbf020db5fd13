"""Diagnostics as terminal text, as JSON and as SARIF.

What comes in are diagnostics of any phase; what goes out is text. Columns are counted as a terminal
shows them, so that the underline stands under what it means in every script.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ecp_dsl.codes import CODES, Severity
from ecp_dsl.diagnostic import Diagnostic, Fix, Label
from ecp_dsl.source import SourceFile, Span

_TAB = 4
# A line longer than this is shown only around the place that matters.
_LONGEST_LINE = 160
_BEFORE_PLACE = 60

_COLORS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "frame": "\x1b[1;34m",
    "secondary": "\x1b[1;34m",
    "help": "\x1b[1;36m",
    "note": "\x1b[1m",
    "message": "\x1b[1m",
}
_RESET = "\x1b[0m"


# Text


def to_text(diagnostics: Iterable[Diagnostic], *, color: bool = False) -> str:
    """Return diagnostics for people, with the lines of the source they are about."""
    paint = _Paint(color)
    return "\n".join("".join(f"{line}\n" for line in _lines(d, paint)) for d in diagnostics)


class _Paint:
    """Puts colors around texts, or leaves them as they are."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, style: str) -> str:
        return f"{_COLORS[style]}{text}{_RESET}" if self._color and text else text


def _lines(found: Diagnostic, paint: _Paint) -> Iterator[str]:
    """Return the lines of one diagnostic."""
    level = found.severity.value
    head = paint(f"{level}[{found.code}]", level)
    yield f"{head}{paint(f': {printable(found.message)}', 'message')}"
    labels = [(found.primary, level, "^"), *((each, "secondary", "-") for each in found.secondary)]
    margin = max(len(str(label.span.line)) for label, _, _ in labels)
    bar = paint("|", "frame")
    space = " " * margin
    yield f"{space}{paint('-->', 'frame')} {_place(found.primary.span)}"
    yield f"{space} {bar}"
    home = found.primary.span.file
    here = [each for each in labels if each[0].span.file == home]
    yield from _excerpt(here, margin, paint)
    for each in labels:
        if each[0].span.file != home:
            yield f"{space}{paint(':::', 'frame')} {_place(each[0].span)}"
            yield f"{space} {bar}"
            yield from _excerpt([each], margin, paint)
    ends = [("help", found.help)] if found.help else []
    for kind, text in [*ends, *(("note", note) for note in found.notes)]:
        yield f"{space} {paint('=', 'frame')} {paint(f'{kind}:', kind)} {printable(text)}"


def _excerpt(labels: Sequence[tuple[Label, str, str]], margin: int, paint: _Paint) -> Iterator[str]:
    """Return source lines of one file, each with the labels on it beneath."""
    bar = paint("|", "frame")
    by_line: dict[int, list[tuple[Label, str, str]]] = {}
    for each in labels:
        by_line.setdefault(each[0].span.line, []).append(each)
    before: int | None = None
    for number in sorted(by_line):
        if before is not None and number > before + 1:
            yield f"{' ' * margin} {paint('.', 'frame')}"
        before = number
        group = sorted(by_line[number], key=lambda each: each[0].span.start)
        window = _Window(group[0][0].span.file, number, group[0][0].span.start)
        yield f"{paint(str(number).rjust(margin), 'frame')} {bar} {window.text}".rstrip()
        for label, style, mark in group:
            start, width = window.columns(label.span)
            text = f" {printable(label.text)}" if label.text else ""
            yield f"{' ' * margin} {bar} {' ' * start}{paint(mark * width + text, style)}"


class _Window:
    """The part of a source line that is shown."""

    def __init__(self, file: SourceFile, number: int, offset: int) -> None:
        self._start = file.line_starts[number - 1]
        line = file.line(number)
        self._from, end = 0, len(line)
        if end > _LONGEST_LINE:
            self._from = max(0, offset - self._start - _BEFORE_PLACE)
            end = min(end, self._from + _LONGEST_LINE)
        self._shown = line[self._from : end]
        self._lead = "…" if self._from else ""
        tail = "…" if end < len(line) else ""
        self.text = f"{self._lead}{_expand(self._shown)}{tail}".rstrip()

    def columns(self, span: Span) -> tuple[int, int]:
        """Return where a span begins in the shown text, and how wide it is; at least one."""
        start = min(max(span.start - self._start - self._from, 0), len(self._shown))
        end = min(max(span.end - self._start - self._from, start), len(self._shown))
        before = _expand(self._shown[:start])
        until = _expand(self._shown[:end]).rstrip()
        column = len(self._lead) + _width(before)
        return column, max(1, len(self._lead) + _width(until) - column)


def _place(span: Span) -> str:
    """Return file, line and column."""
    line, column = span.file.position(span.start)
    return f"{printable(span.file.name)}:{line}:{column}"


def _expand(text: str) -> str:
    """Return text with tabs as spaces and without characters that a terminal would obey."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    column = 0
    for char in text:
        piece = " " * (_TAB - column % _TAB) if char == "\t" else printable(char)
        shown.append(piece)
        column += _width(piece)
    return "".join(shown)


def printable(text: str) -> str:
    """Return text in which every character can be shown: others become a replacement mark."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else "\ufffd"
        for char in text.rstrip("\r")
    )


def _width(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


# Data


def as_data(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return diagnostics as plain data, in the order given."""
    return [
        {
            "code": found.code,
            "name": found.name,
            "severity": found.severity.value,
            "message": found.message,
            **_label_data(found.primary),
            "secondary": [_label_data(label) for label in found.secondary],
            "help": found.help,
            "notes": list(found.notes),
            "fix": None if found.fix is None else _fix_data(found.fix),
        }
        for found in diagnostics
    ]


def to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return diagnostics as a JSON list."""
    return _dump(as_data(diagnostics))


def _dump(data: object) -> str:
    # Escaped, since a damaged source can hold characters that no encoding has.
    return json.dumps(data, ensure_ascii=True, indent=2)


def _label_data(label: Label) -> dict[str, Any]:
    return {"file": label.span.file.name, "range": _range(label.span), "label": label.text}


def _fix_data(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "file": fix.span.file.name,
        "range": _range(fix.span),
        "replacement": fix.replacement,
    }


def _range(span: Span) -> dict[str, dict[str, int]]:
    """Return both ends of a span; lines and columns count from 1, the end is not included."""
    ends = {}
    for key, offset in (("start", span.start), ("end", span.end)):
        line, column = span.file.position(offset)
        ends[key] = {"line": line, "column": column}
    return ends


# SARIF

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """Return diagnostics as a SARIF 2.1.0 log, which code hosts show beside the lines."""
    found = list(diagnostics)
    used = sorted({each.code for each in found})
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "ecp", "rules": [_sarif_rule(code) for code in used]}},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(each, used.index(each.code)) for each in found],
            }
        ],
    }
    return _dump(log)


def _sarif_rule(code: str) -> dict[str, Any]:
    name = CODES[code].name
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": name.replace("-", " ")},
        "help": {"text": f"ecp explain {code}"},
        "defaultConfiguration": {"level": _sarif_level(CODES[code].severity)},
    }


def _sarif_level(severity: Severity) -> str:
    return "error" if severity is Severity.ERROR else "warning"


def _sarif_result(found: Diagnostic, index: int) -> dict[str, Any]:
    text = found.message if found.help is None else f"{found.message}; {found.help}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": _sarif_level(found.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": _sarif_location(found.primary.span)}],
    }
    if found.secondary:
        result["relatedLocations"] = [
            {
                "physicalLocation": _sarif_location(label.span),
                "message": {"text": label.text or "see also"},
            }
            for label in found.secondary
        ]
    if found.fix is not None:
        result["fixes"] = [_sarif_fix(found.fix)]
    return result


def _sarif_location(span: Span) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": _uri(span.file.name)},
        "region": _sarif_region(span),
    }


def _sarif_region(span: Span) -> dict[str, int]:
    ends = _range(span)
    return {
        "startLine": ends["start"]["line"],
        "startColumn": ends["start"]["column"],
        "endLine": ends["end"]["line"],
        "endColumn": ends["end"]["column"],
    }


def _sarif_fix(fix: Fix) -> dict[str, Any]:
    replacement = {
        "deletedRegion": _sarif_region(fix.span),
        "insertedContent": {"text": fix.replacement},
    }
    change = {
        "artifactLocation": {"uri": _uri(fix.span.file.name)},
        "replacements": [replacement],
    }
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _uri(name: str) -> str:
    """Return a path as a relative URI reference."""
    from urllib.parse import quote

    return quote(name.replace("\\", "/").encode("utf-8", "replace"))
