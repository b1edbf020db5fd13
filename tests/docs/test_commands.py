"""What a page says a command prints is what it prints."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.markdown import Block, blocks, pages

from ecp.cli import run


def _shown() -> Iterator[tuple[Block, dict[str, str]]]:
    """Yield every block of output, with the files that its page has shown before it."""
    for page in pages():
        files: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for block in blocks(page):
            if block.command is not None:
                yield block, {**files, **wrong}
            elif block.error is not None and block.module is not None:
                # A wrong file lies in the folder only until its complaint has been shown.
                wrong = {_place(block.module): block.text}
                continue
            elif block.file is not None:
                files[block.file] = block.text
            elif block.language == "ecp" and block.module is not None:
                files[_place(block.module)] = block.text
            wrong = {}


def _place(module: str) -> str:
    """Return where a module lies; those of one part are frames, with acts beside them."""
    return f"{module}/module.ecp" if "." not in module else f"{module.replace('.', '/')}.ecp"


SHOWN = tuple(_shown())


@pytest.mark.parametrize(("block", "files"), SHOWN, ids=[str(block) for block, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(
    block: Block,
    files: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    assert block.command is not None
    name, *arguments = shlex.split(block.command)
    assert name == "ecp"
    run(arguments)
    printed = capsys.readouterr().out.splitlines()
    for line in block.text.splitlines():
        assert line in printed or not line.strip()
