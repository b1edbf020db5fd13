"""No transaction that can be decided crashes an output, and no fact breaks the layout of one."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from tests.sdk.running import Shell
from tests.strategies.generated.programs import program as generated_program
from tests.strategies.generated.transactions import asked, names_read

import ecp as api
from ecp.cli.background import background
from ecp.cli.layout import Page, columns
from ecp.cli.question import Question
from ecp.cli.report import write_report
from ecp.policy import Policy
from ecp.sharing import Shared
from ecp_runtime import ir
from ecp_runtime.facts import TransactionError, read_transaction

BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
STEERING = ("\x1b[31m", "\x1b]0;x\x07", "\u202e", "\u2066", "\u200f", "\x08", "\x9b2J", "\u200b")
LONG = ("x" * 9_000, "青" * 9_000, "\t" * 400, " " * 400, "e" + "\u0301" * 400)


def _policy(seed: int) -> Policy:
    return Policy(Shared(generated_program(seed, most_rules=10)))


def _question(policy: Policy, asked_at: Any, *, show_all: bool) -> Question:
    return Question(
        policy=policy,
        on=asked_at.on,
        known_at=asked_at.known_at,
        profile=asked_at.profile,
        format="text",
        show_all=show_all,
    )


@pytest.mark.parametrize("seed", range(16))
def test_whatever_is_decided_is_shown(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = _policy(seed)
    names = names_read(policy.program)
    shown = 0
    for number in range(8):
        wanted = asked(f"{seed} {number}", policy.program, names)
        try:
            read_transaction(policy.program, wanted.transaction)
        except TransactionError:
            continue
        for colour in (False, True):
            monkeypatch.setattr("ecp.cli.question.has_colour", lambda _, colour=colour: colour)
            question = _question(policy, wanted, show_all=colour)
            decision = question.decide(wanted.transaction)
            assert question.as_text(wanted.transaction, decision).endswith("\n")
            assert question.as_json(wanted.transaction, decision)
        explanation = question.explain(wanted.transaction, everything=True)
        assert api.explanation_to_markdown(explanation)
        shown += 1
    assert shown


MOMENTS: tuple[Any, ...] = (
    "2026-03-10T23:30:00+09:00",
    "2026-03-10T23:30:00Z",
    {"at_least": "2026-03-10T00:00:00Z", "at_most": "2026-03-11T00:00:00Z"},
    {"at_least": "2026-03-10T00:00:00Z"},
    {"at_most": "2026-03-10"},
    {"value": "2026-03-10T23:30:00Z", "source": "ERP", "as_of": "2026-03-10"},
    None,
)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("explain", [False, True])
def test_a_date_with_a_time_is_told_as_the_day_of_the_jurisdiction(
    moment: Any, explain: bool
) -> None:
    policy = _exampleland()
    order: dict[str, Any] = {"act": "export", "date": moment, "from": "CN", "destination": "JP"}
    order["items"] = [{"classification": {"xx.codes": "1C"}}]
    if moment is None:
        del order["date"]
    known = datetime(2026, 11, 10, 16, tzinfo=UTC)
    question = Question(
        policy=policy, on=None, known_at=known, profile=None, format="text", show_all=explain
    )
    text = question.as_text(order, question.decide(order))
    assert ("in force since 2020-12-01" in text) is (
        isinstance(moment, str) or (isinstance(moment, dict) and "value" in moment)
    )


def _order(text: str, place: str) -> dict[str, Any]:
    party: dict[str, Any] = {"name": "Example", "country": "JP"}
    item: dict[str, Any] = {
        "id": "1",
        "origin": "CN",
        "classification": {"xx.codes": "1C.1"},
    }
    order: dict[str, Any] = {"id": "T", "act": "export", "date": "2026-03-10", "from": "CN"}
    order |= {"destination": "JP", "parties": {"end_user": party}, "items": [item]}
    order |= {"answers": {"helps": "no"}, "end_use": {"purpose": "civil"}}
    match place:
        case "id":
            order["id"] = text
        case "line":
            item["id"] = text
        case "description":
            item["description"] = text
        case "name":
            party["name"] = text
        case "name or another":
            party["name"] = {"one_of": [text, "Example"]}
        case "other name":
            party["names"] = [{"value": text}]
        case "purpose":
            order["end_use"]["purpose"] = text
        case "source":
            order["answers"]["helps"] = {"value": "no", "source": text}
        case "license":
            order["licenses"] = [{"jurisdiction": "CN", "type": text, "end_user": {"name": text}}]
        case "document":
            order["documents"] = [text]
    return order


PLACES = (
    *("id", "line", "description", "name", "name or another", "other name", "purpose", "source"),
    *("license", "document"),
)


LAW = """module xx "Law of Exampleland"
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry"
  time zone "Asia/Tokyo"
  scheme xx.codes
  reaches export when act is export
}
instrument act_1 "Act No. 1" { issued by XX.ministry on 2020-01-02 }
scheme codes "Codes" { pattern "[0-9A-Z.]+" hierarchy by "." }
list bad "Bad parties" { of parties under act_1 clause "9" member "Nemo" }
question helps "Does it help?" { of fact }
rule listed {
  title "Bad parties"
  under act_1 clause "1"
  when end_user in bad or end_use.purpose is "weapons" or helps
  prohibit
  in force from 2020-12-01
}
rule coded {
  title "Listed goods"
  under act_1 clause "2"
  when item within "1C" and not ("memo" in documents)
  require license from XX.ministry
  in force from 2020-12-01
}
authorize held for coded {
  under act_1 clause "3"
  when any l in licenses satisfies (l.type is "individual" and l.end_user.name is end_user.name)
}
"""


@cache
def _exampleland() -> Policy:
    return api.load({"xx.ecp": LAW}, cache=False)


def _text(order: dict[str, Any], *, explain: bool) -> str:
    question = Question(
        policy=_exampleland(),
        on=None,
        known_at=None,
        profile=None,
        format="text",
        show_all=explain,
    )
    return question.as_text(order, question.decide(order))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("explain", [False, True])
def test_facts_cannot_break_the_layout(
    place: str, explain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for mark in (*BREAKS, *STEERING):
        text = _text(_order(f"a{mark}VERDICT", place), explain=explain)
        lines = text.split("\n")
        assert text.splitlines() == lines[:-1]
        # A long line is wrapped, but nothing that is given begins where verdicts and headings do.
        assert not [line for line in lines if line.startswith(("VERDICT", "  VERDICT"))]
        assert all(char.isprintable() or char == "\u3000" for line in lines for char in line)
    usual = _text(_order("a", place), explain=explain).split("\n")
    for long in LONG:
        lines = _text(_order(f"a{long}b", place), explain=explain).split("\n")
        assert max(map(columns, lines)) <= max(80, *map(columns, usual))
        assert len(lines) < 2 * len(usual)


@pytest.mark.parametrize("place", PLACES)
def test_facts_cannot_break_an_explanation_as_text(place: str) -> None:
    policy = _exampleland()
    for text in (*(f"a{mark}VERDICT" for mark in (*BREAKS, *STEERING)), *LONG):
        explanation = policy.explain(_order(text, place), everything=True)
        for write in (api.explanation_to_text, api.explanation_to_markdown):
            written = write(explanation)
            assert written.splitlines() == written.split("\n")[:-1]
            assert all(char.isprintable() for char in written if char not in "\n\u3000")
            assert max(map(len, written.split("\n"))) < 2_000


def test_a_key_cannot_begin_a_line_of_a_complaint(ecp: Shell) -> None:
    for mark in BREAKS:
        order = {"items": [{}], f"a{mark}error: VERDICT": 1}
        done = ecp("decide", "-", "--format", "text", stdin=json.dumps(order, indent=1))
        assert done.status == 2
        assert not [line for line in done.err.splitlines() if line.startswith("error: VERDICT")]


def test_words_of_a_policy_are_shown_with_any_colour() -> None:
    policy = _exampleland()
    order = _order("a", "id")
    decision = policy.decide(order)
    explanation = policy.explain(order)
    known = background(policy.program, order, decision, explanation)
    for colour in (False, True):
        page = Page(width=60, colour=colour)
        write_report(page, decision, known)
        assert ("\x1b" in page.text()) is colour
    assert isinstance(policy.program, ir.Program)
