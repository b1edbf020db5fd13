"""Write the grammar as a page for readers, from the grammar that the parser runs on.

The page has the productions as they are, without what only the parser needs: names of nodes,
priorities and patterns. Run it after a change of the grammar or of the reserved words:

    python scripts/grammar_page.py
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from ecp_dsl import words

PAGE = Path(__file__).parents[1] / "docs" / "language" / "grammar.md"

IN_WORDS = {
    "NAME": "a letter or `_`, then letters, digits and `_`; the letters are a to z and A to Z",
    "KEY": "a name, or several joined by dots, with a colon after it",
    "STRING": 'text between straight quotation marks, on one line; `\\"` stands for a quotation '
    "mark, `\\\\` for a backslash, `\\n` for a new line",
    "NUMBER": "digits, with a point and more digits if needed: `5`, `0.1`",
    "DATE": "year, month and day: `2026-01-06`",
    "CODE": "digits, a capital letter, then letters and digits, with dots between the levels: "
    "`1C905.a.4`; or digits that begin with a zero and "
    "have no unit: `010121`",
    "COMMENT": "from `#` to the end of the line; it has no meaning",
    "WHITESPACE": "spaces and line ends; it separates, and has no other meaning",
}
"""The terminals that are patterns, for people. One that is missing here stops the script."""

_HEADING = re.compile(r"^// (?P<title>[A-Z][a-z ]+)\b")
_RULE = re.compile(r"^[?!]?(?P<name>[a-z_]+):(?P<body>.*)$")
_TERMINAL = re.compile(r"^(?P<name>[A-Z_]+)(\.\d+)?: (?P<body>.*)$")
_NODE_NAME = re.compile(r"\s*->\s*[a-z_]+\s*$")
_PHRASE = re.compile(r"/(?P<words>[a-z\[\]\\+]+)\\b/")

_HEAD = """\
# The grammar

Written by `scripts/grammar_page.py` from `dsl/ecp_dsl/grammar.lark`; do not edit this page.

How to read it: words between quotation marks stand in a file as they are. `*` means any number of
times, also none; `?` means once or not at all; `|` separates alternatives; parentheses group. Words
in capitals are explained at the end. The grammar accepts more than the language allows, such as any
clause in any provision; the rest is said in words in the [reference](reference.md).
"""

_RESERVED_HEAD = """\
## Reserved words

These can never be names, since a reader could not tell which of the two is meant. All other words
of the language mean something only where the grammar expects them, so that a field may be called
`value` or `country`.
"""


def page() -> str:
    """Return the whole page."""
    text = files("ecp_dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    lines = text.splitlines()
    spellings = dict(_spellings(lines))
    parts = [_HEAD, *_productions(lines, spellings), _terminals(lines, spellings), _reserved()]
    return "\n".join(parts)


def _spellings(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each terminal that stands for fixed words or signs, with its spelling."""
    for line in lines:
        terminal = _TERMINAL.match(line)
        if terminal is None:
            continue
        phrase = _PHRASE.fullmatch(terminal["body"])
        if phrase is not None:
            spelled = phrase["words"].replace(r"\s+", " ").replace("[sc]", "s")
            yield terminal["name"], f'"{spelled}"'
        elif terminal["body"].startswith('"'):
            yield terminal["name"], terminal["body"]


def _productions(lines: Sequence[str], spellings: Mapping[str, str]) -> Iterator[str]:
    """Yield a section for each comment that heads a part of the grammar."""
    section: list[list[str]] = []
    title = "Files and declarations"
    for before, line in pairwise(lines):
        heading = _HEADING.match(line) if not before else None
        if heading:
            yield _section(title, section)
            title, section = heading["title"], []
            if title == "Terminals":
                return
        elif line.strip() and not line.startswith("//"):
            rule = _RULE.match(line)
            shown = _shown(rule["body"] if rule else line, spellings)
            if rule:
                section.append([rule["name"]])
            section[-1].append(shown)


def _section(title: str, rules: Iterable[Sequence[str]]) -> str:
    """Lay out productions: on one line where one says it all, else a line for each alternative."""
    lines: list[str] = []
    for name, *bodies in rules:
        if len(bodies) == 1:
            lines.append(f"{name} = {bodies[0]}")
        else:
            indented = (
                f"    {body}" if body.startswith("|") else f"      {body}" for body in bodies
            )
            lines.extend((f"{name} =", *indented))
    return "\n".join([f"## {title}", "", "```ebnf", *lines, "```", ""])


def _shown(body: str, spellings: Mapping[str, str]) -> str:
    body = _NODE_NAME.sub("", body)
    return re.sub(r"\b[A-Z_]{2,}\b", lambda m: _spelled(m[0], spellings), body).strip()


def _spelled(name: str, spellings: Mapping[str, str]) -> str:
    spelled = spellings.get(name, name)
    return f"({spelled})" if " | " in spelled else spelled


def _terminals(lines: Iterable[str], spellings: Mapping[str, str]) -> str:
    names = [found["name"] for line in lines if (found := _TERMINAL.match(line))]
    rows = [f"| `{name}` | {IN_WORDS[name]} |" for name in names if name not in spellings]
    return "\n".join(["## Words in capitals", "", "| Word | Meaning |", "|---|---|", *rows, ""])


def _reserved() -> str:
    groups = (
        ("Declarations", words.RESERVED_DECLARATIONS),
        ("Clauses", words.RESERVED_CLAUSES),
        ("Conditions and periods", words.RESERVED_IN_CONDITIONS),
    )
    listed = [
        f"{title}: {', '.join(f'`{word}`' for word in sorted(group))}.\n" for title, group in groups
    ]
    return "\n".join([_RESERVED_HEAD, *listed])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
