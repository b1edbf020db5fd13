"""Faults put into a copy of the sources, one at a time, to see whether the named tests notice.

A fault replaces a piece of text in one function. It has to be found there, once: one that is not
is an error, since it says nothing about the code as it is.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen

ROOT = Path(__file__).parents[2]
ROOMS = ("sdk", "dsl", "compiler", "runtime", "plugins", "stdlib_rules")
COPIED = (*ROOMS, "tests", "benchmarks", "scripts", "docs", "examples", "pyproject.toml")
MINUTES = 10
"""Longer than this no test of a fault may take: a fault may keep code from ending."""

_FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


@frozen(kw_only=True)
class Fault:
    """A mistake that somebody could make.

    Attributes:
        name: What is wrong, in a few words joined by hyphens.
        file: The file, from the root of the repository.
        function: The function, method (`Class.method`) or constant it is put into.
        before: What stands there, exactly once.
        after: What replaces it.
        law: What the fault would get wrong of the law.
        tests: The tests that notice, as pytest names them; parameters may be left out.
    """

    name: str
    file: str
    function: str
    before: str
    after: str
    law: str
    tests: tuple[str, ...]


class DoesNotApply(Exception):
    """Raised where the text of a fault is not in its function exactly once."""


@frozen(kw_only=True)
class Result:
    """What came of running the tests of a fault; `unnoticed` lists those that passed all the same.

    `error` says what kept the tests from running.
    """

    name: str
    unnoticed: tuple[str, ...] = ()
    error: str | None = None
    seconds: float = field(default=0.0)

    @property
    def is_caught(self) -> bool:
        """Whether every named test noticed."""
        return not self.unnoticed and self.error is None


def with_fault(text: str, fault: Fault) -> str:
    """Return the text of a file with a fault in it.

    Raises:
        DoesNotApply: The function is not there, or what is replaced is not in it exactly once.
    """
    found = _function(ast.parse(text), fault.function)
    if found is None:
        raise DoesNotApply(f"{fault.name}: {fault.file} has no `{fault.function}`")
    lines = text.splitlines(keepends=True)
    start, end = found
    inside = "".join(lines[start:end])
    count = inside.count(fault.before)
    if count != 1:
        raise DoesNotApply(
            f"{fault.name}: `{fault.function}` in {fault.file} has the text {count} times: "
            f"{fault.before!r}; write the fault in tests/faults anew for the code as it is"
        )
    changed = inside.replace(fault.before, fault.after)
    return "".join([*lines[:start], changed, *lines[end:]])


def _function(tree: ast.AST, name: str) -> tuple[int, int] | None:
    """Find the lines of a function, a method or a constant: from the first, before the last."""
    head, _, rest = name.partition(".")
    for node in ast.iter_child_nodes(tree):
        names = list(_names(node))
        if head in names and isinstance(node, ast.stmt):
            if rest:
                return _function(node, rest)
            assert node.end_lineno is not None
            return node.lineno - 1, node.end_lineno
    return None


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (each.id for each in targets if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


class Copy:
    """A copy of the repository in which faults are tried, one after the other."""

    def __init__(self, folder: Path) -> None:
        """Copy what tests need."""
        self.folder = folder
        self._written = 0
        ignored = shutil.ignore_patterns("__pycache__", "*.ecpb")
        for name in COPIED:
            place = ROOT / name
            if place.is_dir():
                shutil.copytree(place, folder / name, ignore=ignored)
            else:
                shutil.copy2(place, folder / name)

    def run(self, fault: Fault) -> Result:
        """Run the tests of a fault with the fault in place, and take it out again."""
        start = time.monotonic()
        place = self.folder / fault.file
        original = place.read_text(encoding="utf-8")
        try:
            changed = with_fault(original, fault)
            compile(changed, fault.file, "exec")
        except (DoesNotApply, SyntaxError) as error:
            return Result(name=fault.name, error=str(error))
        self._write(place, changed)
        try:
            unnoticed, stopped = self._unnoticed(fault)
        finally:
            self._write(place, original)
        seconds = time.monotonic() - start
        return Result(name=fault.name, unnoticed=unnoticed, error=stopped, seconds=seconds)

    def _unnoticed(self, fault: Fault) -> tuple[tuple[str, ...], str | None]:
        """Run each test by itself, up to its first failure."""
        unnoticed: list[str] = []
        for test in fault.tests:
            failed, stopped = self.test((test,), "--exitfirst")
            if stopped is not None:
                return tuple(unnoticed), stopped
            if not failed:
                unnoticed.append(test)
        return tuple(unnoticed), None

    def test(
        self, tests: tuple[str, ...], *more: str, minutes: int = MINUTES
    ) -> tuple[list[str], str | None]:
        """Run tests; return those that failed, and what kept them from running, if anything did."""
        command = [sys.executable, "-m", "pytest", *tests]
        options = (
            "-q",
            "--tb=no",
            "-rf",
            "--no-header",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
        )
        try:
            done = subprocess.run(
                [*command, *options, *more],
                cwd=self.folder,
                env=self._environment(),
                capture_output=True,
                text=True,
                timeout=60 * minutes,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return [], f"the tests took more than {minutes} minutes"
        failed = _FAILED.findall(done.stdout)
        # Anything but passing and failing: tests that are not there, modules that cannot be read.
        if done.returncode not in (0, 1) or " error" in done.stdout.splitlines()[-1]:
            return failed, (done.stdout + done.stderr).strip()
        return failed, None

    def _write(self, place: Path, text: str) -> None:
        """Write a file such that Python never takes code that was compiled before for it."""
        place.write_text(text, encoding="utf-8")
        self._written += 1
        later = place.stat().st_mtime + 10 * self._written
        os.utime(place, (later, later))

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            # Before the roots of the editable install, so that the copy is what is imported.
            "PYTHONPATH": os.pathsep.join(str(self.folder / room) for room in ROOMS),
            "ECP_CACHE": "",
            # Property tests take the same examples each time.
            "CI": "1",
        }
