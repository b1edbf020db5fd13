"""Odd files and odd names end in an error of ours, never in one of Python."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sdk.running import Shell

import ecp as api

CASES = Path(__file__).parents[2] / "tests" / "golden" / "decisions"

NAMES = [
    "x" * 5_000,
    "a\0b",
    "",
    ".",
    "/dev/null",
    "\udcff",
    "nothing",
    "module a\nuse core\n",
    "~",
]

CONTENTS = [
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfem\x00",
    b"\x00" * 100,
    b"PK\x03\x04" + b"\x00" * 100,
    b"module a",
    b"module " + b"a." * 500 + b"a",
    b"module a\n" + b"(" * 50_000,
    b'module a\nscheme s "S" { pattern "' + b"(" * 1_000 + b'" }\n',
    b'module a\nlist l "' + b"L" * 100_000,
    "module a\u2028use core".encode(),
    b"{" * 10_000,
    b'{"a": ' * 150 + b"1" + b"}" * 150,
    b"[" + b"1," * 50_000 + b"1]",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_policy_is_a_surprise(name: str) -> None:
    policy = api.load(CASES)
    with pytest.raises(api.EcpError) as refused:
        policy.profile(name)
    str(refused.value).encode()
    if name != ".":
        with pytest.raises(api.EcpError) as caught:
            api.load(name)
        str(caught.value).encode()


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize(
    "command",
    [
        "check {}.ecp",
        "fmt --check {}.ecp",
        "compile {}.ecp -o {}.made",
        "compile {}.ecpb -o {}.made",
        f"decide {{}}.json --policy {CASES} --no-library",
        f"decide {{}}.jsonl --policy {CASES} --no-library",
        f"decide - --policy {CASES} --no-library --profile {{}}.ecp",
    ],
)
def test_no_content_is_a_surprise(content: bytes, command: str, tmp_path: Path, ecp: Shell) -> None:
    for suffix in (".ecp", ".ecpb", ".json", ".jsonl"):
        (tmp_path / f"odd{suffix}").write_bytes(content)
    arguments = command.replace("{}", str(tmp_path / "odd")).split()
    assert ecp(*arguments, stdin=b"{}").status in (0, 1, 2)
    assert not (tmp_path / "odd.made").exists()


@pytest.mark.parametrize("day", ["2199-12-31", "1900-01-01"])
def test_the_ends_of_our_time_are_days_like_others(day: str, ecp: Shell) -> None:
    order = CASES / "determined.json"
    mine = ("--policy", CASES, "--no-library")
    decided = (0, 3, 4, 5)
    for moment in (day, f"{day}T00:00:00+14:00", f"{day}T23:59:59-14:00"):
        assert ecp("decide", order, *mine, "--known-at", moment, "--explain").status in decided
    assert ecp("decide", order, *mine, "--on", day, "--explain").status in decided
    assert ecp("timeline", "arcadia", *mine, "--as-of", day, "--known-at", day).status in (0, 2)
    assert ecp("check", CASES, "--as-of", day).status == 0
    policy = api.load(CASES)
    for known in (day, f"{day}T23:59:59-14:00", f"{day}T00:00:00+14:00"):
        assert policy.decide({"items": [{}]}, on=day, known_at=known).outcome


def test_an_interruption_ends_without_a_traceback() -> None:
    command = [sys.executable, "-m", "ecp", "decide", "-", "--policy", str(CASES), "--no-library"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that runs the tests in the background has its children ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b'{"items": [{}]}\n')
        process.stdin.flush()
        process.stdin.write(b'{"items": [{}]}\n')
        process.stdin.flush()
        # The first answer shows that it is at work.
        assert process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in err


CLOSED: dict[str, Callable[[], list[str]]] = {
    "check": lambda: ["check", str(CASES)],
    "decide": lambda: ["decide", str(CASES / "determined.json"), "--policy", str(CASES)],
    "compile": lambda: ["compile", str(CASES), "-o", "-"],
    "explain": lambda: ["explain", "undetermined"],
}


@pytest.mark.parametrize("arguments", CLOSED.values(), ids=CLOSED)
def test_a_reader_that_is_gone_ends_without_a_traceback(
    arguments: Callable[[], list[str]],
) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ecp", *arguments()], stdout=write, stderr=subprocess.PIPE
        )
    finally:
        os.close(write)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 141


# Empty arguments: an empty path would be the current folder


@pytest.mark.parametrize(
    "command",
    [
        ("fmt", ""),
        ("fmt", "--check", "{}", ""),
        ("check", ""),
        ("test", ""),
        ("test", "{}", "-k", ""),
        ("compile", "", "--stats"),
        ("compile", "{}", "-o", ""),
        ("decide", ""),
        ("decide", "-", "--policy", ""),
        ("decide", "-", "--profile", ""),
        ("decide", "-", "--on", ""),
        ("timeline", ""),
        ("timeline", " "),
        ("timeline", "arcadia", "--policy", ""),
        ("explain", ""),
        ("explain", " "),
    ],
)
def test_an_empty_argument_is_refused(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecp: Shell
) -> None:
    text = "module  a\n"
    (tmp_path / "a.ecp").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = ecp(*(part.format(CASES) for part in command), stdin=b"{}")
    assert (done.status, done.out) == (2, "")
    assert "Invalid value" in done.err
    assert (tmp_path / "a.ecp").read_text(encoding="utf-8") == text


class _Named:
    """A path that gives what it was made with as its text."""

    def __init__(self, text: object) -> None:
        self._text = text

    def __fspath__(self) -> str:
        return self._text  # type: ignore[return-value]  # what a host gets wrong


@pytest.mark.parametrize("text", ["", _Named(""), _Named(5), _Named(None), _Named(b"x")])
def test_a_path_of_no_text_is_refused(text: str) -> None:
    policy = api.load(CASES)
    for ask in (
        api.load,
        policy.profile,
        lambda path: policy.decide({"items": [{}]}, profile=path),
    ):
        with pytest.raises(api.ArgumentError, match=r"^(source|profile): found"):
            ask(text)


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "command",
    [
        ("explain", LONG),
        ("timeline", LONG),
        ("timeline", "arcadia", "--policy", LONG),
        ("decide", LONG),
        ("decide", "-", "--profile", LONG),
        ("decide", "-", "--on", LONG),
        ("decide", "-", "--known-at", LONG),
        ("decide", "-", "--format", LONG),
        ("decide", f"--{LONG}"),
        ("check", LONG),
        ("check", "--as-of", LONG),
        ("fmt", LONG),
        ("test", "{}", "-k", LONG),
        ("compile", LONG, "--stats"),
        ("compile", "{}", "-o", LONG),
        (LONG,),
    ],
)
@pytest.mark.parametrize("more", [(), ("--format", "json")])
def test_a_long_argument_is_not_repeated_in_full(
    command: tuple[str, ...], more: tuple[str, ...], ecp: Shell
) -> None:
    done = ecp(*(part.format(CASES) for part in command), *more, stdin=b"{}")
    assert done.status == 2
    assert 0 < len(done.out + done.err) < 4_000


@pytest.mark.parametrize("given", ["no", "", 0, 1, None, [], object()])
def test_what_is_neither_true_nor_false_is_no_switch(given: bool) -> None:
    policy = api.load(CASES)
    with pytest.raises(api.ArgumentError, match="everything: found"):
        policy.explain({"items": [{}]}, everything=given)
    with pytest.raises(api.ArgumentError, match="cache: found"):
        api.load(CASES, cache=given)
