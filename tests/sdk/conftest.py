"""Fixtures for the tests of what users meet."""

from pathlib import Path

import pytest
from tests.sdk.running import Shell


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder that tests share, so that each policy is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def away_from_home(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cache folder of whoever runs the tests out of it."""
    monkeypatch.setenv("ECP_CACHE", str(shared_cache))


@pytest.fixture
def cache(tmp_path: Path, away_from_home: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    place = tmp_path / "cache"
    monkeypatch.setenv("ECP_CACHE", str(place))
    return place


@pytest.fixture
def ecp(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Run the command line."""
    return Shell(capsys, monkeypatch)
