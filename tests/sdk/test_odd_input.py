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
    with pytest.raises(api.PolicyError) as refused:
        policy.profile(name)
    str(refused.value).encode()
    if name not in ("", "."):
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


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar_are_days_like_others(day: str, ecp: Shell) -> None:
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
