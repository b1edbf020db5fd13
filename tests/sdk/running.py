"""Run the command line inside a test."""

import io
import sys
from collections.abc import Sequence
from typing import cast

import pytest
from attrs import frozen

from ecp.cli import run


@frozen
class Done:
    """What a run left: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


class Shell:
    """Runs commands in a test's own surroundings."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Use a test's fixtures."""
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object, stdin: str | bytes = b"", columns: int = 80) -> Done:
        """Run `ecp` with arguments and standard input."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setenv("COLUMNS", str(columns))
        wrapped = io.TextIOWrapper(io.BytesIO(data), encoding="ascii")
        self._monkeypatch.setattr(sys, "stdin", wrapped)
        self._capsys.readouterr()
        status = run(cast(Sequence[str], [str(argument) for argument in arguments]))
        out, err = self._capsys.readouterr()
        return Done(status, out, err)
