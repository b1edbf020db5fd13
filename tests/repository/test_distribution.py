"""What is published holds the packages and nothing else that lies in somebody's checkout."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.repository.tree import ROOT, SOURCES, tracked

STRAY = (
    *(
        ".env",
        "notes.txt",
        "order.json",
        "customers.csv",
        "key.pem",
        "library.ecpb",
        "bench-1.json",
    ),
    *("sdk/ecp/order.json", "sdk/ecp/.env", "sdk/ecp/cli/notes.txt", "runtime/customers.csv"),
    *("stdlib_rules/ecp_stdlib/cn/list.xlsx", "plugins/ecp_plugins/data/key.pem", "dsl/notes.md"),
    *(
        "old/ecp_copy/module.py",
        "private/data/parties.tsv",
        "sdk/ecp/__pycache__/a.cpython-311.pyc",
    ),
)

BESIDE = {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", ".gitignore", "PKG-INFO"}


def _packages() -> set[str]:
    """Return the files of the packages that are under version control."""
    places = {f"{room}/{package}/" for room, package in SOURCES.items()}
    return {
        path.as_posix()
        for path in tracked()
        if any(path.as_posix().startswith(place) for place in places)
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions from a checkout in which other files lie around."""
    checkout = tmp_path_factory.mktemp("checkout")
    for path in tracked():
        place = checkout / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, place)
    for name in STRAY:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("nobody else's business\n", encoding="utf-8")
    for target in ("sdist", "wheel"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", "made"]
        subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    return checkout / "made"


def test_the_source_distribution_holds_what_belongs(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {member.name.partition("/")[2] for member in opened if member.isfile()}
    assert names == _packages() | BESIDE


def test_the_wheel_holds_the_packages(built: Path) -> None:
    (archive,) = built.glob("*.whl")
    with zipfile.ZipFile(archive) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert names == {name.partition("/")[2] for name in _packages()}
