"""Fenced blocks of Markdown pages, with what the page says about them."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(?P<language>\w*)\s*$")
_NOTE = re.compile(r"^<!-- (?P<kind>error|file|part of): (?P<text>.+) -->$")
_MODULE = re.compile(r"^module\s+(?P<name>[\w.]+)", re.MULTILINE)


@frozen(kw_only=True)
class Block:
    """A fenced block.

    Attributes:
        page: The page, as seen from the root of the checkout.
        heading: The heading above it.
        line: The line on which the text begins.
        language: The word after the fence.
        text: What stands between the fences.
        error: The diagnostic that the block must give.
        file: What to call the block on disk, if it is no policy.
        command: The command that prints the lines of the block, among others.

    The last three come from a comment on the line before, such as `<!-- error: ECP0201 -->`.
    """

    page: str
    heading: str
    line: int
    language: str
    text: str
    error: str | None = None
    file: str | None = None
    command: str | None = None

    @property
    def module(self) -> str | None:
        """The module that the block declares, if it is a whole file."""
        first = next((x for x in self.text.splitlines() if x and not x.startswith("#")), "")
        found = _MODULE.match(first)
        return found["name"] if found else None

    def __str__(self) -> str:
        """Return where the block stands, for the name of its test."""
        return f"{self.page}:{self.line}"


def blocks(path: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    opened: tuple[int, str] | None = None
    heading = ""
    for index, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            if opened is None and line.startswith("#"):
                heading = line.lstrip("#").strip()
            continue
        if opened is None:
            opened = index, fence["language"]
            continue
        start, language = opened
        note = _NOTE.match(lines[start - 1]) if start else None
        kind, said = (note["kind"], note["text"]) if note else ("", None)
        yield Block(
            page=path.relative_to(ROOT).as_posix(),
            heading=heading,
            line=start + 2,
            language=language,
            text="\n".join(lines[start + 1 : index]) + "\n",
            error=said if kind == "error" else None,
            file=said if kind == "file" else None,
            command=said if kind == "part of" else None,
        )
        opened = None
    assert opened is None, f"{path}: a block that begins on line {opened[0] + 1} does not end"


def pages() -> tuple[Path, ...]:
    """Return every page whose blocks are promises to a reader."""
    found = sorted(ROOT.glob("docs/**/*.md"))
    readme = ROOT / "README.md"
    return (readme, *found) if readme.exists() else tuple(found)


def headings(path: Path) -> tuple[str, ...]:
    """Return the headings of a page, without their marks; those inside blocks do not count."""
    found: list[str] = []
    is_inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            is_inside = not is_inside
        elif not is_inside and line.startswith("#"):
            found.append(line.lstrip("#").strip())
    return tuple(found)
