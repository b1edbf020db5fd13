"""What README and tutorial tell a newcomer to type works, in order, right after `make demo`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.markdown import ROOT, Block, blocks

README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "language" / "tutorial.md"

_TYPED = ("ecp ", "source ", "make ", "rm ")

DECIDED = (0, 3, 4, 5)
"""Statuses of `ecp decide` for a decision."""


def _commands(page: Path) -> Iterator[tuple[Block, list[str]]]:
    """Yield the blocks of a page with what they tell to type."""
    for block in blocks(page):
        lines = block.text.splitlines() if not block.language else []
        yield block, [line for line in lines if line.startswith(_TYPED)]


class Newcomer:
    """Somebody in a terminal in whose folders `ecp` is nowhere but in `.venv`."""

    def __init__(self, checkout: Path) -> None:
        """Stand in a checkout after `make demo`."""
        environment = Path(sys.prefix)
        if not (environment / "bin" / "activate").exists():
            pytest.skip("the tests do not run in a virtual environment with a shell's script")
        checkout.mkdir()
        (checkout / ".venv").symlink_to(environment)
        (checkout / "examples").symlink_to(ROOT / "examples")
        self.folder = self.checkout = checkout
        self._entered: list[str] = []

    def types(self, line: str, *, columns: int = 80) -> subprocess.CompletedProcess[str]:
        """Run a line in the same terminal as those before that last."""
        surroundings = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.checkout),
            "ECP_CACHE": os.environ.get("ECP_CACHE", ""),
            "COLUMNS": str(columns),
        }
        script = "\n".join(
            ["set -e", f"cd {self.checkout}", *self._entered, f"cd {self.folder}", "set +e", line]
        )
        done = subprocess.run(
            ["bash", "-c", script],
            env=surroundings,
            capture_output=True,
            text=True,
            cwd=self.folder,
        )
        if line.startswith("source "):
            self._entered.append(line)
        return done


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    """A newcomer with a cache of their own."""
    monkeypatch.setenv("ECP_CACHE", str(tmp_path / "cache"))
    return Newcomer(tmp_path / "checkout")


def _expect(line: str, done: subprocess.CompletedProcess[str]) -> None:
    allowed = DECIDED if line.startswith("ecp decide") else (0,)
    assert done.returncode in allowed, f"{line}\n{done.stdout}{done.stderr}"
    assert done.stderr == "", line


def test_the_readme_works_word_for_word(newcomer: Newcomer) -> None:
    assert newcomer.types("ecp --help").returncode == 127
    typed = 0
    for _, lines in _commands(README):
        for line in lines:
            if not line.startswith("make "):
                _expect(line, newcomer.types(line))
                typed += 1
    assert typed >= 5


def test_the_decision_of_the_readme_is_what_is_printed(newcomer: Newcomer) -> None:
    newcomer.types("source .venv/bin/activate")
    (shown,) = [block.text for block in blocks(README) if block.heading == "A decision"][:1]
    printed = newcomer.types("ecp decide examples/order.json").stdout
    assert printed.startswith(shown)


def test_the_sample_of_the_readme_holds_what_is_not_released() -> None:
    (sample,) = [block.text for block in blocks(README) if block.language == "python"]
    done = subprocess.run(
        [sys.executable, "-c", sample], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "hold the shipment: prohibited\n"


def test_the_tutorial_works_word_for_word(newcomer: Newcomer) -> None:
    rulebook = newcomer.checkout / "rulebook"
    rulebook.mkdir()
    typed: list[str] = []
    for block, lines in _commands(TUTORIAL):
        # A wrong file stays, like any other, until the page says what else to do with it.
        if block.file is not None:
            (rulebook / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "ecp" and block.module is not None:
            place = rulebook / _place(block.module)
            place.parent.mkdir(exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        if block.command is not None:
            printed = newcomer.types(block.command, columns=100).stdout.splitlines()
            missing = [line for line in block.text.splitlines() if line.strip()]
            assert [line for line in missing if line not in printed] == [], block.command
        for line in lines:
            # The checkout is where the terminal window opens.
            newcomer.folder = newcomer.checkout if line.startswith("source ") else rulebook
            _expect(line, newcomer.types(line))
            typed.append(line)
    assert typed[0].startswith("source ")
    assert {line.split()[1] for line in typed[1:]} >= {"check", "test", "timeline", "decide"}


def _place(module: str) -> str:
    """Return where a module lies; those of one part are frames, with acts beside them."""
    return f"{module}/module.ecp" if "." not in module else f"{module.replace('.', '/')}.ecp"
