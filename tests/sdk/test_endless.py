"""Inputs without an end: refused or read up to a limit, and pipes are read like files."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.sdk.running import Shell

import ecp as api
from ecp import files
from ecp.cli import lines
from ecp.files import read_whole

CASES = Path(__file__).parents[2] / "tests" / "golden" / "decisions"
ORDER = (CASES / "prohibited.json").read_bytes()
DECIDE = f"decide {{}} --policy {CASES} --no-library"

DEVICES = [name for name in ("/dev/zero", "/dev/full", "/dev/urandom") if os.path.exists(name)]
COMMANDS = [
    "check {}",
    "fmt --check {}",
    "fmt {}",
    "test {}",
    "compile {} --stats",
    "compile {} --library --stats",
    DECIDE,
    f"{DECIDE} --lines",
    f"decide - --policy {CASES} --no-library --profile {{}}",
    "timeline arcadia --policy {} --no-library",
]


def _limited(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in little memory, so that a fault ends it and not the machine."""
    shell = f"ulimit -v 1500000; exec {sys.executable} -m ecp {command}"
    return subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_device_is_refused(command: str, device: str, ecp: Shell) -> None:
    done = ecp(*command.format(device).split(), stdin=b"{}")
    assert (done.status, done.out) == (2, "")
    assert device in done.err
    assert "it is a device" in done.err or "no file that could be rewritten" in done.err


@pytest.mark.skipif(not DEVICES, reason="there are no devices")
@pytest.mark.parametrize("command", ["check -", "fmt -", DECIDE.format("-")])
def test_standard_input_without_an_end_stops_at_the_limit(command: str) -> None:
    done = _limited(f"{command} < {DEVICES[0]}")
    assert done.returncode == 2
    assert "larger than 4 MB" in done.stderr or "line 1: longer than 64 MB" in done.stderr


def test_the_empty_device_is_an_empty_file(ecp: Shell) -> None:
    assert read_whole(Path(os.devnull), at_most=1) == b""
    done = ecp(*DECIDE.format(os.devnull).split())
    assert "there is no transaction" in done.err


@pytest.mark.parametrize(
    ("command", "content"),
    [("check {}", (CASES / "arcadia.ecp").read_bytes()), (DECIDE, ORDER), ("fmt --check {}", b"")],
)
def test_a_pipe_is_read_like_a_file(
    command: str, content: bytes, tmp_path: Path, ecp: Shell
) -> None:
    pipe, file = tmp_path / "pipe.ecp", tmp_path / "file.ecp"
    file.write_bytes(content)
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(content))
    writer.start()
    piped = ecp(*command.format(pipe).split())
    writer.join()
    plain = ecp(*command.format(file).split())
    assert piped.status == plain.status
    assert piped.out.replace("pipe.ecp", "file.ecp") == plain.out


def test_a_pipe_is_not_formatted_in_place(tmp_path: Path, ecp: Shell) -> None:
    os.mkfifo(tmp_path / "pipe.ecp")
    done = ecp("fmt", tmp_path / "pipe.ecp")
    assert (done.status, "send its text to `ecp fmt -`" in done.err) == (2, True)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    place = tmp_path / "long"
    place.write_bytes(b"x" * 100)
    assert len(read_whole(place, at_most=10)) == 11
    assert len(read_whole(place, at_most=100)) == 100


def test_a_policy_and_a_bundle_that_are_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, bundle = tmp_path / "a.ecp", tmp_path / "a.ecpb"
    source.write_bytes(b"#" * (4 * 2**20 + 1))
    with pytest.raises(api.PolicyError, match="larger than 4 MB"):
        api.load(source)
    monkeypatch.setattr("ecp_runtime.bundle.MAX_BYTES", 10)
    bundle.write_bytes(b"x" * 20)
    with pytest.raises(api.BundleError, match="larger than 10 bytes"):
        api.load(bundle)


def test_a_row_that_is_too_long_ends_the_rows(monkeypatch: pytest.MonkeyPatch, ecp: Shell) -> None:
    monkeypatch.setattr(lines, "LARGEST_JSON", 100)
    rows = b'{"items": [{}]}\n{"id": "' + b"x" * 100 + b'"}\n{"items": [{}]}\n'
    done = ecp(*DECIDE.format("-").split(), stdin=rows)
    assert done.status == 2
    assert len(done.out.splitlines()) == 1
    assert "line 2: longer than" in done.err


def test_a_document_that_is_too_large_is_refused(tmp_path: Path, ecp: Shell) -> None:
    place = tmp_path / "large.json"
    place.write_bytes(b"{\n" + b" " * files.LARGEST_JSON)
    done = ecp(*DECIDE.format(place).split())
    assert done.status == 2
    assert f"{place}: larger than 64 MB" in done.err
