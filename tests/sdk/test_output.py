"""What `-o` and `fmt` write: a whole file or nothing, and never over what is no file."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.sdk.running import Shell

import ecp as api
from ecp.errors import EcpError
from ecp.files import write_output

CASES = Path(__file__).parents[2] / "tests" / "golden" / "decisions"
DATA = b"new content\n"


@pytest.fixture
def bundle() -> bytes:
    """The bundle of the policy of the cases."""
    return api.load(CASES).to_bundle()


def _listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_output(tmp_path / "new", DATA)
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == DATA
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o666])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "old"
    place.write_bytes(b"old")
    place.chmod(mode)
    write_output(place, DATA)
    assert place.read_bytes() == DATA
    assert stat.S_IMODE(place.stat().st_mode) == mode
    assert _listed(tmp_path) == ["old"]


@pytest.mark.parametrize("length", [1, 3])
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path, length: int) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    for number in range(length):
        (tmp_path / f"link{number}").symlink_to(tmp_path / f"link{number + 1}")
    (tmp_path / f"link{length}").symlink_to("target")
    write_output(tmp_path / "link0", DATA)
    assert target.read_bytes() == DATA
    assert all((tmp_path / f"link{number}").is_symlink() for number in range(length + 1))
    assert not target.is_symlink()


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_output(tmp_path / "link", DATA)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == DATA


@pytest.mark.parametrize("linked", [False, True])
def test_a_device_is_written_to_and_stays_a_device(tmp_path: Path, linked: bool) -> None:
    """With a node of its own: were the node replaced, the machine would keep its devices."""
    node = tmp_path / "null"
    try:
        os.mknod(node, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        node.open("wb").close()
    except OSError:
        pytest.skip("device nodes cannot be made or used here")
    place = node
    if linked:
        place = tmp_path / "link"
        place.symlink_to(node)
    write_output(place, DATA)
    assert stat.S_ISCHR(node.stat().st_mode)
    assert place.is_symlink() is linked


@pytest.mark.parametrize("linked", [False, True])
def test_a_full_device_is_an_error_and_stays_a_device(tmp_path: Path, linked: bool) -> None:
    node = tmp_path / "full"
    try:
        os.mknod(node, stat.S_IFCHR | 0o666, os.makedev(1, 7))
        node.open("wb").close()
    except OSError:
        pytest.skip("device nodes cannot be made or used here")
    place = node
    if linked:
        place = tmp_path / "link"
        place.symlink_to(node)
    with pytest.raises(EcpError, match="No space left"):
        write_output(place, DATA)
    assert stat.S_ISCHR(node.stat().st_mode)


@pytest.mark.parametrize("linked", [False, True])
def test_a_named_pipe_is_written_to_and_stays_one(
    tmp_path: Path, linked: bool, bundle: bytes, ecp: Shell
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    place = pipe
    if linked:
        place = tmp_path / "link"
        place.symlink_to(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    done = ecp("compile", CASES, "-o", place)
    reader.join()
    assert (done.status, read) == (0, [bundle])
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("place", "into"),
    [
        ("-", "pipe"),
        ("-", "file"),
        ("/dev/stdout", "pipe"),
        ("/dev/stdout", "end of file"),
        ("/proc/self/fd/1", "file"),
    ],
)
def test_standard_output_takes_the_bundle_and_nothing_else(
    place: str, into: str, tmp_path: Path, bundle: bytes
) -> None:
    command = [sys.executable, "-m", "ecp", "compile", str(CASES), "-o", place]
    kept = b"kept" if into == "end of file" else b""
    if into == "pipe":
        done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
        assert done.stdout == bundle
    else:
        (tmp_path / "out").write_bytes(kept)
        with (tmp_path / "out").open("ab" if kept else "wb") as stream:
            done = subprocess.run(
                command, stdout=stream, stderr=subprocess.PIPE, check=True, cwd=tmp_path
            )
        assert (tmp_path / "out").read_bytes() == kept + bundle
        assert _listed(tmp_path) == ["out"]
    assert b"sha256:" in done.stderr


def test_a_result_is_not_lost_where_there_is_no_standard_output() -> None:
    command = f"{sys.executable} -m ecp compile {CASES} -o - >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.returncode == 2
    assert "there is no standard output" in done.stderr


def test_python_goes_to_standard_output_as_well(ecp: Shell) -> None:
    without = ecp("compile", CASES, "--to", "python")
    assert without.status == 0
    assert ecp("compile", CASES, "--to", "python", "-o", "-").out == without.out


@pytest.mark.parametrize("place", ["", "{}", "{}/", "{}/new/", "{}/nothing/there"])
def test_what_is_no_file_is_refused_by_name(place: str, tmp_path: Path, ecp: Shell) -> None:
    done = ecp("compile", CASES, "-o", place.format(tmp_path))
    assert done.status == 2
    assert "no file; name one" in done.err or "cannot be written" in done.err
    assert _listed(tmp_path) == []


def test_a_loop_of_links_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(EcpError, match="cannot be written"):
        write_output(tmp_path / "a", DATA)


def test_an_interruption_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*places: object) -> None:
        raise KeyboardInterrupt

    place = tmp_path / "old"
    place.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_output(place, DATA)
    assert place.read_bytes() == b"old"
    assert _listed(tmp_path) == ["old"]


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_read_only_file_is_not_rewritten(
    tmp_path: Path, mode: int, bundle: bytes, ecp: Shell
) -> None:
    place = tmp_path / "a.ecp"
    place.write_text("module  a\n", encoding="utf-8")
    place.chmod(mode)
    made = tmp_path / "a.ecpb"
    made.write_bytes(bundle)
    made.chmod(mode)
    for written, arguments in ((place, ("fmt", place)), (made, ("compile", CASES, "-o", made))):
        before = written.read_bytes()
        done = ecp(*arguments)
        assert done.status == 2
        assert f"{written}: cannot be written: the file is read-only" in done.err
        assert written.read_bytes() == before
        assert stat.S_IMODE(written.stat().st_mode) == mode
        assert _listed(tmp_path) == ["a.ecp", "a.ecpb"]


def test_formatting_keeps_permissions_and_links(tmp_path: Path, ecp: Shell) -> None:
    target = tmp_path / "real.ecp"
    target.write_text("module  a\n", encoding="utf-8")
    target.chmod(0o640)
    (tmp_path / "link.ecp").symlink_to("real.ecp")
    assert ecp("fmt", tmp_path / "link.ecp").status == 0
    assert target.read_text(encoding="utf-8") == "module a\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert (tmp_path / "link.ecp").is_symlink()


def _linked(kind: str, place: Path, target: Path) -> Path:
    """Give a file another name."""
    match kind:
        case "hard link":
            place.hardlink_to(target)
        case "link":
            place.symlink_to(target)
        case _:
            return target.parent / "." / target.name
    return place


@pytest.mark.parametrize("kind", ["name", "link", "hard link"])
@pytest.mark.parametrize("to", ["bundle", "python"])
@pytest.mark.parametrize("given", ["folder", "file"])
def test_a_source_is_not_overwritten(
    kind: str, to: str, given: str, tmp_path: Path, ecp: Shell
) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    source = folder / "m.ecp"
    source.write_bytes((CASES / "arcadia.ecp").read_bytes())
    before = source.read_bytes()
    place = _linked(kind, tmp_path / "other", source)
    read = folder if given == "folder" else source
    done = ecp("compile", read, "--to", to, "-o", place)
    assert done.status == 2
    assert f"{place}: is read by this command" in done.err
    assert "choose another place" in done.err
    assert source.read_bytes() == before


def test_a_bundle_is_not_written_over_itself(tmp_path: Path, bundle: bytes, ecp: Shell) -> None:
    made = tmp_path / "a.ecpb"
    made.write_bytes(bundle)
    done = ecp("compile", made, "-o", made)
    assert (done.status, "is read by this command" in done.err) == (2, True)


@pytest.mark.parametrize("content", [b"thesis", b"PK\x03\x04 another archive", b"\n"])
@pytest.mark.parametrize("to", ["bundle", "python"])
def test_what_is_no_earlier_result_is_not_overwritten(
    content: bytes, to: str, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "thesis"
    place.write_bytes(content)
    done = ecp("compile", CASES, "--to", to, "-o", place)
    assert done.status == 2
    assert f"{place}: is there already, and is no earlier result of this command" in done.err
    assert place.read_bytes() == content


@pytest.mark.parametrize("to", ["bundle", "python"])
def test_an_earlier_result_and_an_empty_file_are_overwritten(
    to: str, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "made"
    place.write_bytes(b"")
    for _ in range(2):
        assert ecp("compile", CASES, "--to", to, "-o", place).status == 0
    other = {"bundle": "python", "python": "bundle"}[to]
    assert ecp("compile", CASES, "--to", other, "-o", place).status == 2


def test_a_bundle_gets_no_name_of_policy_text(tmp_path: Path, ecp: Shell) -> None:
    done = ecp("compile", CASES, "-o", tmp_path / "new.ecp")
    assert (done.status, _listed(tmp_path)) == (2, [])
    assert "choose another name, such as new.ecpb" in done.err
