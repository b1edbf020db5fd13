"""What every text in the repository must be."""

import re
from pathlib import Path

import pytest
from tests.repository.tree import ROOT, SOURCES, python_files, tracked

LONGEST = 500
"""Lines; a file beyond this should say why it is one idea."""

LONGER_FOR_A_REASON = {
    "dsl/ecp_dsl/syntax.py": "one closed union of nodes, read top to bottom like the grammar",
    "dsl/ecp_dsl/build.py": "the only file that knows the grammar's rules",
    "runtime/ecp_runtime/expressions.py": "one match over the closed union of expressions",
    "runtime/ecp_runtime/decision.py": "the classes of a decision, and the JSON of each",
    "runtime/ecp_runtime/prepare.py": "all that evaluators look up in a program",
    "tests/runtime/test_citations.py": "one table of what is cited, and the law behind it",
    "runtime/ecp_runtime/ir.py": "one closed union of nodes; the contract between two rooms",
}

BANNED = {
    "a path of some machine": re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt)/\w"),
    "a private address": re.compile(
        r"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b"
    ),
    "a package mirror": re.compile(r"index-url|extra-index|pypi-more|artifactory|devpi", re.I),
    "unfinished work": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"),
}

THIS_FILE = "tests/repository/test_text.py"


@pytest.mark.parametrize("path", python_files(), ids=str)
def test_python_files_are_short(path: Path) -> None:
    name = path.as_posix()
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    if name in LONGER_FOR_A_REASON:
        return
    assert lines <= LONGEST, f"{name} has {lines} lines; does it hold one idea?"


def test_no_text_names_what_does_not_belong() -> None:
    found = [
        f"{path}:{number}: {what}: {line.strip()[:80]}"
        for path in tracked()
        if path.as_posix() != THIS_FILE
        for number, line in enumerate(_lines(path), 1)
        for what, pattern in BANNED.items()
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_files_end_in_one_line_end_and_hold_no_tabs() -> None:
    wrong = []
    for path in tracked():
        # The corpus holds what a careless editor may leave.
        if path.parts[:2] == ("tests", "corpus"):
            continue
        text = _text(path)
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            wrong.append(f"{path}: does not end in one line end")
        if "\t" in text and path.name != "Makefile" and path.suffix not in (".tsv", ".csv"):
            wrong.append(f"{path}: holds a tab")
        if "\r" in text:
            wrong.append(f"{path}: holds a carriage return")
    assert not wrong, "\n".join(wrong)


def test_the_compiler_knows_no_country() -> None:
    codes, names = _countries()
    codes -= _words_of_the_grammar()
    any_code, any_name = "|".join(sorted(codes)), "|".join(sorted(map(re.escape, names)))
    quoted = re.compile(rf"""(["'])({any_code})\1""")
    named = re.compile(rf"\b(?:{any_name})\b")
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for room in ("dsl", "compiler", "runtime")
        for path in tracked()
        if path.parts[0] == room and path.suffix in (".py", ".lark")
        for number, line in enumerate(_lines(path), 1)
        if quoted.search(line) or named.search(line)
    ]
    assert not found, "\n".join(found)


def _countries() -> tuple[set[str], set[str]]:
    """Return the codes and names that the reference plugin knows."""
    table = ROOT / "plugins/ecp_plugins/data/countries.tsv"
    codes: set[str] = set()
    names: set[str] = set()
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        code, name, *_ = line.split("\t")
        codes.add(code)
        names.update({name, name.split(",")[0], name.split(" (")[0]})
    return codes, names


def _words_of_the_grammar() -> set[str]:
    """Return the names of terminals, some of which look like codes: `TO`, `IS`, `IN`."""
    grammar = (ROOT / "dsl/ecp_dsl/grammar.lark").read_text(encoding="utf-8")
    return {word.upper() for word in re.findall(r'"([a-z]+)"', grammar)}


def _text(path: Path) -> str:
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def test_sources_exist() -> None:
    assert all((ROOT / room / package).is_dir() for room, package in SOURCES.items())
