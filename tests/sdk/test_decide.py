"""`ecp decide`: exit statuses, formats, streams, and what it says about bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.sdk.running import Shell
from tests.strategies.counting import calls

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "golden" / "decisions"
ORDER = json.loads((CASES / "determined.json").read_text(encoding="utf-8"))


def _order(**changes: object) -> str:
    return json.dumps(ORDER | changes, ensure_ascii=False)


def _lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


PROHIBITED = _order(id="P", end_use={"military": True})
NOTHING = _order(id="N", items=[{"classification": {"arcadia.controlled": "NOT_LISTED"}}])
REQUIRED = _order(id="R")
OPEN = _order(id="O", end_use={})
LICENSED = _order(id="L", licenses=[{"jurisdiction": "ARC"}])
NOTIFIED = _order(
    id="T",
    route=["CH"],
    items=[
        {
            "classification": {"arcadia.controlled": "NOT_LISTED"},
            "value": {"amount": "60000", "currency": "EUR"},
        }
    ],
)


@pytest.mark.parametrize(
    ("order", "outcome", "status"),
    [
        (NOTHING, "no_license_required", 0),
        (NOTIFIED, "notification_required", 0),
        (LICENSED, "authorized", 0),
        (_order(act="transfer"), "not_subject", 0),
        (REQUIRED, "license_required", 3),
        (PROHIBITED, "prohibited", 4),
        (OPEN, "prohibited", 5),
    ],
)
def test_the_exit_status_says_how_strict_the_safe_bound_is(
    order: str, outcome: str, status: int, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "order.json"
    place.write_text(order, encoding="utf-8")
    done = ecp("decide", place, "--policy", CASES, "--no-library", "--format", "json")
    assert json.loads(done.out)["outcome"]["at_most"] == outcome
    assert done.status == status


def test_an_open_order_that_is_at_most_authorized_may_go(tmp_path: Path, ecp: Shell) -> None:
    licenses = [{"jurisdiction": "ARC"}]
    order = _order(licenses=licenses, items=[{"classification": {}}])
    done = ecp("decide", "-", "--policy", CASES, "--no-library", stdin=order)
    outcome = json.loads(done.out)["outcome"]
    assert (outcome["at_most"], outcome["determined"], done.status) == ("authorized", False, 0)


def test_numbers_in_json_are_exact(ecp: Shell) -> None:
    item = '{"value": {"amount": 50000.00, "currency": "EUR"}, "classification": {}}'
    order = _order(route=["CH"], items=["ITEM"]).replace('"ITEM"', item)
    done = ecp("decide", "-", "--policy", CASES, "--no-library", stdin=order)
    parts = json.loads(done.out)["items"][0]["jurisdictions"]
    assert parts["UTO"]["outcome"]["at_least"] == "notification_required"


def test_lines_are_answered_in_order(ecp: Shell) -> None:
    rows = _lines(REQUIRED, "", PROHIBITED, NOTHING)
    done = ecp("decide", "-", "--policy", CASES, "--no-library", stdin=rows)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["transaction"] for answer in answers] == ["R", "P", "N"]
    assert done.status == 0


def test_a_row_that_is_refused_does_not_stop_the_others(ecp: Shell) -> None:
    rows = _lines(REQUIRED, '{"id": "x", "act": "expor", "items": [{}]}', "{", "3", NOTHING)
    done = ecp(
        "decide", "-", "--policy", CASES, "--no-library", stdin=rows.encode() + b'{"id": "\xff"}\n'
    )
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.out.splitlines()]
    schemas = [answer["schema"].partition("/")[0] for answer in answers]
    assert schemas == ["ecp-decision", *["ecp-error"] * 3, "ecp-decision", "ecp-error"]
    refused = answers[1]
    assert (refused["transaction"], refused["line"]) == ("x", 2)
    assert refused["error"]["problems"][0]["path"] == "act"
    assert refused["error"]["problems"][0]["nearest"] == "export"
    assert answers[2]["error"]["message"].startswith("line 3, column")
    assert answers[5]["error"]["message"] == "line 6: not UTF-8 text; send UTF-8"
    assert done.status == 2


@pytest.mark.parametrize(("order", "status"), [(PROHIBITED, 4), (OPEN, 5), (NOTHING, 0)])
def test_one_line_ends_with_the_status_of_its_decision(order: str, status: int, ecp: Shell) -> None:
    done = ecp("decide", "-", "--policy", CASES, "--no-library", stdin=order)
    assert len(done.out.splitlines()) == 1
    assert done.status == status
    assert ecp("decide", "-", "--lines", "--policy", CASES, "--no-library", stdin=order).status == 0


def test_a_document_may_span_lines_on_standard_input(ecp: Shell) -> None:
    text = (CASES / "prohibited.json").read_text(encoding="utf-8")
    done = ecp("decide", "-", "--policy", CASES, "--no-library", stdin="\n\ufeff" + text)
    assert "PROHIBITED" in done.out
    assert done.status == 4


def test_a_file_of_lines_is_a_batch(tmp_path: Path, ecp: Shell) -> None:
    place = tmp_path / "orders.jsonl"
    place.write_text(PROHIBITED, encoding="utf-8")
    assert ecp("decide", place, "--policy", CASES, "--no-library").status == 0


def test_answers_come_as_the_rows_do() -> None:
    command = [sys.executable, "-m", "ecp", "decide", "-", "--policy", str(CASES), "--no-library"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for order, name in ((REQUIRED, "R"), (PROHIBITED, "P")):
            process.stdin.write(order.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["transaction"] == name
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_the_reader_may_go_away_early() -> None:
    command = f'"{sys.executable}" -m ecp decide - --policy "{CASES}" | head -n 1'
    rows = _lines(*[REQUIRED] * 300).encode()
    done = subprocess.run(["bash", "-c", command], input=rows, capture_output=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        ("- <&-", "there is no standard input"),
        (f"{CASES}/free.json > /dev/full", "error: standard output: cannot be written: No space"),
        (f"{CASES}/free.json > /dev/full", "make room, or send the output to another place"),
        ("- 0> /dev/null", "error: standard input: cannot be read"),
        (f"{CASES}/free.json >&-", ""),
    ],
)
def test_streams_that_do_not_work_are_no_reason_for_a_traceback(
    redirection: str, message: str
) -> None:
    command = f'"{sys.executable}" -m ecp decide --policy "{CASES}" {redirection}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_output_is_utf8_on_any_locale() -> None:
    surroundings = os.environ | {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "ecp", "decide", str(CASES / "determined.json")]
    done = subprocess.run(
        [*command, "--policy", str(CASES), "--no-library"],
        env=surroundings,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "磁石" in done.stdout.decode()


def test_half_a_surrogate_pair_is_no_trouble(ecp: Shell) -> None:
    done = ecp(
        "decide",
        "-",
        "--policy",
        CASES,
        "--no-library",
        stdin=_order(id="A").replace('"A"', '"\\ud800"'),
    )
    assert done.status in (2, 3)


def test_explaining_adds_to_the_json(ecp: Shell) -> None:
    done = ecp("decide", "-", "--policy", CASES, "--no-library", "--explain", stdin=REQUIRED)
    assert json.loads(done.out)["explanation"]["schema"] == "ecp-explanation/1"


def test_a_profile_may_be_a_file(tmp_path: Path, ecp: Shell) -> None:
    place = tmp_path / "profile.ecp"
    place.write_text(
        'module acme\nprofile acme "Acme" {\n  adopt relief_extended is lapsed by "Counsel"\n}\n',
        encoding="utf-8",
    )
    order = _order(date="2026-08-01")
    done = ecp("decide", "-", "--policy", CASES, "--no-library", "--profile", place, stdin=order)
    decision = json.loads(done.out)
    assert decision["profile"]["id"] == "acme.acme"
    assert decision["outcome"]["review"]["at_most"] == "denial_presumed"
    assert decision["outcome"]["determined"] is True


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("adopt relief_extnded is lapsed", "no question `relief_extnded`"),
        ("adopt relief_extended is gone", "`gone` does not answer"),
        ("adopt", "ECP00"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(
    profile: str, message: str, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "profile.ecp"
    place.write_text(f'module acme\nprofile acme "Acme" {{ {profile} }}\n', encoding="utf-8")
    done = ecp("decide", "-", "--policy", CASES, "--no-library", "--profile", place, stdin=REQUIRED)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.json"], "nothing.json: cannot be read: No such file"),
        (["."], ".: cannot be read: Is a directory"),
        (["-", "--policy", "nothing.ecpb"], "nothing.ecpb: no such file or folder"),
        (["-", "--policy", "README.md", "--no-library"], "README.md: ECP0601"),
        (["-", "--profile", "nobody"], "neither a file nor a profile"),
        (["-", "--on", "2026-02-30"], "is not a date"),
        (["-", "--known-at", "2026-02-01T10:00:00"], "has no offset"),
        (["-", "--format", "xml"], "'xml' is not one of"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(
    arguments: list[str], message: str, ecp: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = ecp("decide", *arguments, stdin=REQUIRED)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n  "act": export\n}', "order.json, line 2, column 10: not valid JSON"),
        ('{"act": "export", "act": "transfer"}', 'the key "act" is given twice'),
        ("[]", "order.json: not a transaction; send a JSON object"),
        ("", "there is no transaction"),
        ('{"act": "expor", "items": [{}]}', "did you mean 'export'"),
        ('{"items": [{"value": {"amount": "12 USD"}}]}', "items[0].value"),
    ],
)
def test_a_transaction_that_is_not_sound_is_refused(
    text: str, message: str, tmp_path: Path, ecp: Shell
) -> None:
    place = tmp_path / "order.json"
    place.write_text(text, encoding="utf-8")
    done = ecp("decide", place, "--policy", CASES, "--no-library")
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecp.cli.console import has_colour

    class Terminal:
        def isatty(self) -> bool:
            return True

    terminal: Any = Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert has_colour(terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colour(terminal)


def test_nothing_is_compiled_again_for_each_row(ecp: Shell) -> None:
    def rows(count: int) -> str:
        done = ecp(
            "decide", "-", "--policy", CASES, "--no-library", stdin=_lines(*[REQUIRED] * count)
        )
        assert len(done.out.splitlines()) == count
        return done.out

    rows(1)
    compiling = ("ecp_dsl", "ecp_compiler")
    assert calls(compiling, lambda: rows(200)) == calls(compiling, lambda: rows(1))
    every = ("ecp", "ecp_runtime", *compiling)
    one, hundred, two_hundred = (calls(every, lambda n=n: rows(n)) for n in (1, 100, 200))  # type: ignore[misc]  # a lambda with a default
    assert two_hundred - hundred < 1.1 * (hundred - one)
