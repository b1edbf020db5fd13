"""Whoever asks for JSON gets JSON, also of what went wrong: what, where, and what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen
from tests.sdk.running import Shell

import ecp as api
from ecp.cli.errors import SCHEMA

CASES = Path(__file__).parents[2] / "tests" / "golden" / "decisions"
ORDER = CASES / "determined.json"

PROFILE = 'module acme\n\nprofile acme "Acme" {\n  adopt nothing_like_it is a\n}\n'


@frozen
class Case:
    """A command that fails, and what its error says.

    Attributes:
        kind: The kind of the error.
        arguments: The command line, in which `{tmp}` is the folder of the test.
        where: What the place contains; None where there is none to name.
        message: What the message contains.
        files: Files in the folder of the test.
        code: The number of a page, where there is one.
    """

    kind: str
    arguments: str
    where: str | None
    message: str
    files: dict[str, bytes] = field(factory=dict)
    code: str | None = None


BUNDLE = api.load(CASES).to_bundle()
DECIDE = f"decide {ORDER}"
MINE = f"--policy {CASES} --no-library"


def _document(kind: str, content: bytes, message: str) -> Case:
    """Make the case of a transaction in a file."""
    files = {"order.json": content}
    return Case(kind, f"decide {{tmp}}/order.json {MINE}", "order.json", message, files)


FAILING = {
    # Transactions
    "no such file": Case("file", f"decide nothing.json {MINE}", "nothing.json", "No such file"),
    "a folder": Case("file", f"decide {{tmp}} {MINE}", "{tmp}", "Is a directory"),
    "no standard input": Case("json", f"decide - {MINE}", "standard input", "no transaction"),
    "an empty file": _document("json", b"", "no transaction"),
    "another encoding": _document("json", b"\xff\xfe{\x00}", "not UTF-8"),
    "no JSON": _document("json", b"{\n,", "not valid JSON"),
    "three marks": _document("json", b"\xef\xbb\xbf" * 3 + b"{}", "BOM"),
    "no object": _document("json", b"[]", "not a transaction"),
    "NaN": _document("json", b'{"a": NaN}', "NaN is not"),
    "infinity": _document("json", b'{"a": -Infinity}', "-Infinity is not"),
    "deep": _document("json", b"[" * 9_999, "levels deep"),
    "a long number": _document("json", b"1" * 5_000, "characters"),
    "a large number": _document("json", b'{"a": 1e999999}', "out of range"),
    "a key twice": _document("json", b'{"\\ud800":1,"\\ud800":2}', "twice"),
    "an unsound transaction": _document("transaction", b'{"act": "nope"}', "nope"),
    "half a character": _document("transaction", b'{"\\ud800": 1, "items": [{}]}', "ud800"),
    # Policies
    "no such policy": Case("policy", f"{DECIDE} --policy nothing", "nothing", "no such file"),
    "no such policy alone": Case(
        "policy", f"{DECIDE} --policy nothing --no-library", "nothing", "No such file"
    ),
    "an empty folder": Case("policy", f"{DECIDE} --policy {{tmp}}", "{tmp}", "no .ecp file"),
    "no policy": Case("policy", f"{DECIDE} --no-library", None, "no policy"),
    "a policy that is wrong": Case(
        "policy", f"{DECIDE} --policy {{tmp}}/a.ecp", "a.ecp:1", "module", {"a.ecp": b"rule"},
        code="ECP0011",
    ),
    "a policy in another encoding": Case(
        "policy", f"{DECIDE} --policy {{tmp}}/a.ecp", "a.ecp:3", "UTF-8",
        {"a.ecp": b"module a\nuse core\n\xff"}, code="ECP0002",
    ),
    "a policy that is large": Case(
        "policy", f"{DECIDE} --policy {{tmp}}/a.ecp", "a.ecp", "MB", {"a.ecp": b"#" * 5_000_000}
    ),
    "a policy without a jurisdiction": Case(
        "policy", f"{DECIDE} --policy {{tmp}}/a.ecp --no-library", None, "no jurisdiction",
        {"a.ecp": b"module a\nuse core\n"},
    ),
    "files to check": Case("policy", "check nothing.ecp", "nothing.ecp", "no such file"),
    "a folder to check": Case("policy", "check {tmp}", "{tmp}", "no .ecp file"),
    "statistics": Case("policy", "compile nothing.ecp --stats", "nothing.ecp", "no such file"),
    # Bundles
    "a damaged bundle": Case(
        "bundle", f"{DECIDE} --policy {{tmp}}/a --no-library", "/a", "not a readable bundle",
        {"a": b"PK"}, code="ECP0601",
    ),
    "a bundle beside the library": Case(
        "policy", f"{DECIDE} --policy {{tmp}}/a", "/a", "whole policy", {"a": BUNDLE}
    ),
    # Profiles
    "no such profile": Case("policy", f"{DECIDE} {MINE} --profile nobody", None, "neither a file"),
    "a profile of another policy": Case(
        "policy", f"{DECIDE} {MINE} --profile {{tmp}}/p.ecp", "p.ecp:4", "no question",
        {"p.ecp": PROFILE.encode()}, code="ECP0102",
    ),
    "two profiles": Case(
        "policy", f"{DECIDE} {MINE} --profile {{tmp}}/p.ecp", "p.ecp", "exactly one",
        {"p.ecp": (PROFILE + PROFILE.partition("\n")[2].replace("acme", "beta")).encode()},
    ),
    "a profile that is wrong": Case(
        "policy", f"{DECIDE} {MINE} --profile {{tmp}}/p.ecp", "p.ecp:1", "", {"p.ecp": b"module"},
        code="ECP0009",
    ),
    # Options
    "a wrong date": Case("usage", f"{DECIDE} --on yesterday", "--on", "not a date"),
    "a wrong time": Case("usage", f"{DECIDE} --known-at 2026-01-01T10:00", "--known-at", "offset"),
    "a wrong day to check": Case("usage", "check --as-of 2026-02-30", "--as-of", "not a date"),
    "an unknown option": Case("usage", f"{DECIDE} --polcy x", "--polcy", "--policy"),
    "an option without value": Case("usage", f"{DECIDE} --policy", "--policy", "argument"),
    "no transaction named": Case("usage", "decide", "transaction", "Missing"),
    "an unknown command": Case("usage", "decid", None, "decid"),
    "options that do not go together": Case("usage", "compile --stats -o x", None, "--stats"),
}  # fmt: skip


def _error(out: str) -> dict[str, Any]:
    """Return the error in an output that holds one and nothing else."""
    value = json.loads(out)
    assert value["schema"] == SCHEMA
    error: dict[str, Any] = value["error"]
    return error


@pytest.mark.parametrize("case", FAILING.values(), ids=FAILING)
def test_an_error_is_data(case: Case, tmp_path: Path, ecp: Shell) -> None:
    for name, content in case.files.items():
        (tmp_path / name).write_bytes(content)
    command, *arguments = case.arguments.replace("{tmp}", str(tmp_path)).split()
    done = ecp(command, "--format", "json", *arguments)
    assert (done.status, done.err) == (2, "")
    error = _error(done.out)
    assert error["kind"] == case.kind
    assert error["code"] == case.code
    assert case.message in error["message"]
    where = None if case.where is None else case.where.replace("{tmp}", str(tmp_path))
    assert (error["where"] is None) is (where is None)
    assert (where or "") in (error["where"] or "")
    # What to do is in the help, in the problems, or behind the number.
    assert error["help"] or error["problems"] or error.get("diagnostics")


@pytest.mark.parametrize("case", FAILING.values(), ids=FAILING)
def test_an_error_is_text_without_asking_for_data(case: Case, tmp_path: Path, ecp: Shell) -> None:
    for name, content in case.files.items():
        (tmp_path / name).write_bytes(content)
    done = ecp(*case.arguments.replace("{tmp}", str(tmp_path)).split())
    assert (done.status, done.out) == (2, "")
    assert "rror" in done.err
    assert "Traceback" not in done.err


def test_a_command_line_that_asks_in_one_word(ecp: Shell) -> None:
    assert _error(ecp("decide", "nothing.json", "--format=json").out)["kind"] == "file"


def test_a_plugin_that_is_missing_is_data(ecp: Shell, no_metadata: None) -> None:
    done = ecp("decide", ORDER, "--format", "json")
    assert done.status == 2
    error = _error(done.out)
    assert (error["kind"], error["code"], error["where"]) == (
        "plugin",
        "ECP0502",
        "plugin `reference`",
    )
    assert "--copy-metadata" in error["help"]


@pytest.fixture
def no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the plugins, as an application that was frozen without metadata does."""

    def none(**chosen: str) -> metadata.EntryPoints:
        return metadata.EntryPoints()

    monkeypatch.setattr("ecp_plugins.manager.entry_points", none)


LOADING: dict[str, Callable[[], object]] = {
    "the library": lambda: api.load(),
    "a folder": lambda: api.load(CASES),
    "texts": lambda: api.load({"a.ecp": "module a\nuse core\n"}),
}


@pytest.mark.parametrize("load", LOADING.values(), ids=LOADING)
def test_without_metadata_no_policy_is_loaded(
    load: Callable[[], object], no_metadata: None
) -> None:
    with pytest.raises(api.PluginError, match="plugin `reference`: ECP0502: is not installed"):
        load()


@pytest.mark.parametrize(
    "arguments",
    [["compile", "-o", "x.ecpb"], ["test"], ["check"], ["timeline", "x"], ["decide", "-"]],
)
def test_without_metadata_no_command_succeeds(
    arguments: list[str],
    no_metadata: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ecp: Shell,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = ecp(*arguments, stdin=b"{}")
    assert done.status == 2
    assert "is not installed" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def bundle() -> bytes:
    """A bundle, made while the plugins are there."""
    return api.load(CASES).to_bundle()


def test_a_bundle_needs_no_plugins(bundle: bytes, no_metadata: None) -> None:
    assert api.load(bundle).program.jurisdictions


def test_a_policy_without_a_jurisdiction_is_refused_from_anywhere() -> None:
    for source in ({"a.ecp": "module a\n"}, {"a.ecp": "module a\nuse core\n"}):
        with pytest.raises(api.PolicyError, match="declares no jurisdiction"):
            api.load(source)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_an_error_can_be_printed_in_any_encoding(encoding: str) -> None:
    surroundings = {**os.environ, "LANG": "C", "PYTHONIOENCODING": encoding}
    for arguments in (
        ["decide", "\udcff.json"],
        ["decide", "-"],
        ["decide", "-", "--format", "json"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ecp", *arguments, "--policy", str(CASES), "--no-library"],
            input=b'{"\\ud800\\n\\u001b[31m": "\\udfff", "items": [{}]}',
            env=surroundings,
            capture_output=True,
        )
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        (done.stdout + done.stderr).decode()


def test_the_message_of_any_error_can_be_printed() -> None:
    policy = api.load(CASES)
    for raw in ({"\ud800": 1, "items": [{}]}, {"items": [{"\ud800\n\x1b": "\udfff"}]}):
        with pytest.raises(api.TransactionError) as caught:
            policy.decide(raw)
        str(caught.value).encode()
        assert "\x1b" not in str(caught.value)
        for problem in caught.value.problems:
            problem.path.encode()
    with pytest.raises(api.PolicyError) as refused:
        policy.profile("\ud800")
    str(refused.value).encode()
