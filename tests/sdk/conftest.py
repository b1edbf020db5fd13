"""Fixtures for the tests of what users meet."""

from pathlib import Path

import pytest
from tests.sdk.running import Shell


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep compiled policies in a folder of the test's own."""
    place = tmp_path / "cache"
    monkeypatch.setenv("ECP_CACHE", str(place))
    return place


@pytest.fixture
def ecp(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Run the command line."""
    return Shell(capsys, monkeypatch)
