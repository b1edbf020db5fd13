"""The standard rulebook, compiled once for all tests here."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from importlib.resources.abc import Traversable

import pytest

from ecp_compiler.pipeline import Compiled, compile_policy
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import load
from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_stdlib import ROOT


def sources(folder: Traversable, path: str = "") -> Iterator[SourceFile]:
    """Yield all rule files below a folder, in the order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}/{entry.name}".lstrip("/")
        if entry.is_dir():
            yield from sources(entry, name)
        elif entry.name.endswith(".ecp"):
            yield SourceFile(name, entry.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """Compile `core` and `cn` with the built-in plugins."""
    plugins = load(
        (
            EntryPoint("reference", "ecp_plugins.reference", "ecp"),
            EntryPoint("cn", "ecp_plugins.jurisdictions.cn", "ecp"),
        )
    )
    return compile_policy(
        tuple(sources(ROOT)), vocabulary=plugins.vocabulary(), library=lambda _: None
    )


@pytest.fixture(scope="session")
def program(compiled: Compiled) -> ir.Program:
    """Return the program of the standard rulebook."""
    assert compiled.program is not None
    return compiled.program


@pytest.fixture(scope="session")
def engine(program: ir.Program) -> Engine:
    """Return the compiled form of the standard rulebook."""
    return Engine(program)
