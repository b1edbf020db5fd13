"""Short ways to read texts in the tests of this room."""

from pathlib import Path

from ecp_dsl.build import Builder
from ecp_dsl.machine import Machine
from ecp_dsl.parser import Parsed, parse
from ecp_dsl.scanner import Scanner
from ecp_dsl.source import SourceFile
from ecp_dsl.tables import END, tables

TESTS = Path(__file__).parents[1]


def read(text: str) -> Parsed:
    """Parse a text."""
    return parse(SourceFile("test.ecp", text))


def codes(text: str) -> list[str]:
    """Return the codes of all diagnostics of a text, in order."""
    return [found.code for found in read(text).diagnostics]


def corpus(kind: str) -> list[SourceFile]:
    """Return the files of the good or the bad corpus."""
    folder = TESTS / "corpus" / kind / "syntax"
    return [
        SourceFile(path.name, path.read_bytes().decode("utf-8"))
        for path in sorted(folder.glob("*.ecp"))
    ]


def token_places(text: str) -> list[int]:
    """Return where each token of a sound text begins, and where the last one ends."""
    file = SourceFile("test.ecp", text)
    scanner = Scanner(file, lambda found: None)
    machine = Machine(tables(), Builder(file, lambda found: None))
    places = []
    while True:
        token = scanner.next(machine.accepts)
        places.append(token.start)
        assert machine.feed(token), (token, text)
        if token.type == END:
            return places
