"""The settings of all tools agree with each other and with the tree."""

import importlib
import re
import tomllib
from typing import Any

from tests.repository.tree import ROOT, SOURCES, tracked

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_tools_agree_on_the_roots() -> None:
    rooms = list(SOURCES)
    tools = PROJECT["tool"]
    build = tools["hatch"]["build"]
    assert build["dev-mode-dirs"] == build["targets"]["wheel"]["sources"] == rooms
    assert {tuple(kind.split("/")[1:3]) for kind in build["include"]} == set(SOURCES.items())
    assert tools["ruff"]["src"] == rooms
    assert tools["mypy"]["files"] == [*rooms, "tests", "benchmarks"]
    assert tools["mypy"]["mypy_path"] == [*rooms, "."]
    assert sorted(tools["importlinter"]["root_packages"]) == sorted(SOURCES.values())


def test_the_version_is_said_once() -> None:
    ecp = importlib.import_module("ecp")
    assert PROJECT["project"]["version"] == ecp.__version__


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {PROJECT['project']['version']}" in changelog


def test_every_needed_package_is_pinned() -> None:
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=!~ \[]", need)[0].lower() for need in wanted}
    pinned = {name for name, _ in _pins("requirements-dev.txt")}
    assert names <= pinned, f"not pinned: {sorted(names - pinned)}"


def test_benchmarks_name_the_same_versions_twice() -> None:
    wanted = {
        (name, version)
        for name, _, version in (
            need.partition("==") for need in PROJECT["dependency-groups"]["bench"]
        )
    }
    assert wanted <= _pins("requirements-bench.txt")


def _pins(file: str) -> set[tuple[str, str]]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if "==" in line)
    return {(name.lower().replace("_", "-"), version) for name, version in pins}


def test_entry_points_can_be_loaded() -> None:
    for module in PROJECT["project"]["entry-points"]["ecp"].values():
        importlib.import_module(module)
    module, _, name = PROJECT["project"]["scripts"]["ecp"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_every_package_ships_its_types() -> None:
    for room, package in SOURCES.items():
        assert (ROOT / room / package / "py.typed").is_file(), package


def test_every_room_has_a_short_guide() -> None:
    for room in SOURCES:
        guide = (ROOT / room / "README.md").read_text(encoding="utf-8")
        assert len(guide.splitlines()) <= 8, room


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "helpers", "common", "util", "misc"}
    assert not [path for path in tracked() if path.stem in empty and path.suffix == ".py"]
