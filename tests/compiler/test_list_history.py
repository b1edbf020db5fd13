"""Who is on a list on which day, held against a plain model of its history."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import frozen
from tests.compiler.compiling import FRAME, compile_texts, errors, in_frame, program

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction

FIRST = date(2026, 3, 1)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(14))
ISSUES = tuple(FIRST + timedelta(days=n) for n in (-30, 2, 5, 5, 9))
"""When the acts were issued; the first one makes the list."""

KINDS = {
    "country": ("of codes of country", ("KP", "SG", "MY"), "destination within listed"),
    "code": ("of codes of test.codes", ("1C001", "1C002.a", "2B350"), "item within listed"),
    "party": ("of parties", ("Acme Works", "Basalt", "Quartz"), "end_user in listed"),
    "text": ("of codes of hs", ("850511", "8413", "3602"), "item.hs within listed"),
}


Days = tuple[date | None, date | None]


@frozen
class Addition:
    """A member as one act lists it, with its own period and the act that ends it, if another."""

    act: int
    key: str
    own: Days
    ended_by: int | None


@frozen
class Removal:
    """A member as one act removes it."""

    act: int
    key: str
    day: date


@frozen
class Pause:
    """What one act suspends of another, and from when a third one resumes it."""

    act: int
    by: int
    start: date
    end: date
    resumed: date | None
    resumed_by: int


@frozen
class History:
    """What the acts do to the list; `parts` are the periods of their parts of it."""

    parts: tuple[Days, ...]
    additions: tuple[Addition, ...]
    removals: tuple[Removal, ...]
    suspensions: tuple[Pause, ...]


def _is_known(act: int, known_at: date | None) -> bool:
    return known_at is None or ISSUES[act] <= known_at


def _is_member(
    history: History, key: str, day: date, known_at: date | None, named_by: int = 0
) -> bool:
    """Say whether a key is on the list: added, not yet gone, and not removed since.

    What one act says of a party is known with that act: so it counts for its own listing and for
    later ones. `named_by` is the act that says it.
    """

    def is_working(act: int) -> bool:
        """Whether an act and its end leave its part of the list in force."""
        if not _is_known(act, known_at):
            return False
        end = history.parts[act][1]
        paused = any(
            s.act == act
            and s.start <= day <= s.end
            and _is_known(s.by, known_at)
            and not (
                s.resumed is not None and s.resumed <= day and _is_known(s.resumed_by, known_at)
            )
            for s in history.suspensions
        )
        return (end is None or day <= end) and not paused

    for each in history.additions:
        if ISSUES[each.act] < ISSUES[named_by]:
            continue
        start = max(history.parts[each.act][0] or date.min, each.own[0] or date.min)
        end = each.own[1]
        if each.ended_by is not None and not _is_known(each.ended_by, known_at):
            end = None
        if each.key != key or not start <= day <= (end or date.max) or not is_working(each.act):
            continue
        if not any(
            r.key == key and start < r.day <= day and is_working(r.act) for r in history.removals
        ):
            return True
    return False


def _period(start: date | None, end: date | None) -> str:
    begins = "" if start is None else f"from {start} "
    return begins + ("" if end is None else f"through {end}")


def _history(chance: random.Random, keys: tuple[str, ...]) -> History:
    parts: list[Days] = []
    additions: list[Addition] = []
    removals: list[Removal] = []
    suspensions: list[Pause] = []
    for act in range(len(ISSUES)):
        start = None if act == 0 and chance.random() < 0.5 else chance.choice(DAYS)
        parts.append((start, _end(chance, start, 0.2)))
        for key in keys:
            if chance.random() < 0.6:
                own_start = chance.choice(DAYS) if chance.random() < 0.3 else None
                own = own_start, _end(chance, max(own_start or FIRST, start or FIRST), 0.3)
                later = own_start is None and own[1] is not None and chance.random() < 0.5
                ended_by = chance.randrange(len(ISSUES)) if later else None
                additions.append(Addition(act, key, own, ended_by))
            if act and chance.random() < 0.5:
                removals.append(Removal(act, key, chance.choice(DAYS)))
        if act and chance.random() < 0.4:
            suspensions.append(_pause(chance, act))
    listed = {each.key for each in additions}
    kept = tuple(removal for removal in removals if removal.key in listed)
    return History(tuple(parts), tuple(additions), kept, tuple(suspensions))


def _pause(chance: random.Random, act: int) -> Pause:
    start = chance.choice(DAYS)
    end = start + timedelta(days=chance.randrange(8))
    by = chance.randrange(act, len(ISSUES))
    resumed = None
    if chance.random() < 0.5:
        resumed = start + timedelta(days=chance.randrange((end - start).days + 1))
    return Pause(act, by, start, end, resumed, chance.randrange(by, len(ISSUES)))


def _end(chance: random.Random, start: date | None, often: float) -> date | None:
    if chance.random() >= often:
        return None
    return (start or FIRST) + timedelta(days=chance.randrange(6))


def _policy(kind: str, history: History) -> ir.Program:
    _, _, when = KINDS[kind]
    acts = "\n".join(
        f'instrument a{n} "Act {n}" {{ issued by XX.ministry on {issued} }}'
        for n, issued in enumerate(ISSUES)
    )
    ban = f"rule ban {{ under act_1 when {when} prohibit in force from 2020-01-01 }}"
    first = _part(0, kind, history)
    texts = [f"module test\nuse core\n{FRAME}\n{acts}\n{ban}\n{first}"]
    for act in range(1, len(ISSUES)):
        body = _part(act, kind, history)
        texts.append(f"module test.later_{act}\nuse core\nuse test\n{body}")
    pauses = "\n".join(_suspension(each) for each in history.suspensions)
    texts.append(f"module test.pauses\nuse core\nuse test\n{pauses}\n")
    return program(compile_texts(*texts))


def _suspension(pause: Pause) -> str:
    target = f"test.later_{pause.act}"
    dates = f"from {pause.start} through {pause.end}"
    written = f"suspend {target} {{ under a{pause.by} in force {dates} }}\n"
    if pause.resumed is None:
        return written
    by = pause.resumed_by
    return f"{written}resume {target} {{ under a{by} in force from {pause.resumed} }}\n"


def _alias(addition: Addition) -> str:
    return f"Number {addition.act} of {addition.key}"


def _part(act: int, kind: str, history: History) -> str:
    head = 'list listed "Listed"' if act == 0 else "extend list test.listed"
    lines = [*([KINDS[kind][0]] if act == 0 else []), f"under a{act}"]
    if history.parts[act] != (None, None):
        lines.append(f"in force {_period(*history.parts[act])}")
    for each in history.additions:
        under = "" if each.ended_by is None else f" under a{each.ended_by}"
        if each.act == act:
            known_as = "" if kind != "party" else f' alias "{_alias(each)}"'
            lines.append(f"member {_quoted(each.key)} {_period(*each.own)}{under}{known_as}")
    lines += [f"remove {_quoted(r.key)} from {r.day}" for r in history.removals if r.act == act]
    return f"{head} {{\n" + "\n".join(f"  {line}" for line in lines) + "\n}\n"


def _quoted(key: str) -> str:
    return key if key in {"KP", "SG", "MY"} else f'"{key}"'


def _transaction(kind: str, key: str, day: date) -> dict[str, Any]:
    item: dict[str, Any] = {"classification": {"test.codes": "NOT_LISTED"}}
    facts: dict[str, Any] = {"act": "export", "date": day.isoformat(), "items": [item]}
    match kind:
        case "country":
            facts["destination"] = key
        case "code":
            item["classification"] = {"test.codes": key}
        case "party":
            facts["parties"] = {"end_user": {"name": key}}
        case _:
            item["hs"] = key
    return facts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_a_list_has_the_members_that_its_history_leaves_on_each_day(kind: str, seed: int) -> None:
    keys = KINDS[kind][1]
    history = _history(random.Random(f"{kind} {seed}"), keys)
    made = _policy(kind, history)
    engine = Engine(made)
    for key in keys:
        for day in DAYS:
            facts = _transaction(kind, key, day)
            for known_at in (None, *sorted(set(ISSUES))):
                wanted = _is_member(history, key, day, known_at)
                expected = "prohibited" if wanted else "no_license_required"
                place = key, day, known_at, history
                read = read_transaction(made, facts)
                assert decide(made, read, known_at=known_at).outcome.at_most == expected, place
                assert engine.decide(facts, known_at=known_at).outcome.at_most == expected, place
            wanted = _is_member(history, key, day, None)
            assert (engine.verdict(facts).at_most == "prohibited") == wanted


@pytest.mark.parametrize("seed", range(6))
def test_a_party_listed_again_is_known_by_what_earlier_acts_call_it(seed: int) -> None:
    history = _history(random.Random(f"alias {seed}"), KINDS["party"][1])
    engine = Engine(_policy("party", history))
    for named in history.additions:
        for day in DAYS:
            facts = _transaction("party", _alias(named), day)
            for known_at in (None, *sorted(set(ISSUES))):
                wanted = _is_member(history, named.key, day, known_at, named.act)
                expected = "prohibited" if wanted else "no_license_required"
                found = engine.decide(facts, known_at=known_at).outcome.at_most
                assert found == expected, (named, day, known_at, history)


def test_what_an_earlier_act_says_of_a_party_is_said_of_one_of_its_name_and_country() -> None:
    text = """
    list listed "Listed" {
      of parties
      under act_1
      in force from 2026-02-01
      member "Quartz" "Quartz Works" country SG alias "Crystal" identifier "LEI" "QQ00"
      remove "Quartz" from 2026-03-01
      member "Quartz" country SG from 2026-04-01
      remove "Quartz" from 2026-04-20
      member "Quartz" country MY alias "Kuarza" from 2026-05-01
    }
    """
    members = program(in_frame(text)).lists[0].parts[0].members
    known = {
        (m.country, m.life and m.life.period.start): (m.aliases, m.identifiers) for m in members
    }
    first = ("Crystal",), (("LEI", "QQ00"),)
    again = ("Quartz Works", "Crystal"), (("LEI", "QQ00"),)
    assert known == {
        ("SG", None): first,
        ("SG", date(2026, 4, 1)): again,
        ("MY", date(2026, 5, 1)): (("Kuarza",), ()),
    }


def test_a_member_may_be_listed_again_once_it_was_removed() -> None:
    text = """
    list listed "Listed" {
      of codes of country
      under act_1
      in force from 2026-02-01
      member KP
      remove KP from 2026-03-01
      member KP from 2026-04-01
    }
    """
    assert errors(in_frame(text)) == []
    assert errors(in_frame(text.replace("2026-03-01", "2026-05-01"))) == ["ECP0305"]


@pytest.mark.parametrize(
    "clauses",
    [
        "member KP until 2026-07-01 under act_2",
        "member KP from 2026-02-01 under act_1 remove KP from 2026-03-01",
    ],
)
def test_each_end_of_a_membership_needs_its_act(clauses: str) -> None:
    text = f'list listed "Listed" {{ of codes of country {clauses} }}'
    assert errors(in_frame(text)) == ["ECP0401"]


def test_a_list_without_a_citation_of_its_own_is_known_with_its_first_member() -> None:
    text = """
    list listed "Listed" {
      of codes of country
      member KP from 2026-01-06 under act_2
      member SG from 2026-01-06 under act_1
    }
    """
    made = program(in_frame(text))
    assert made.lists[0].parts[0].life.issued_under == "test.act_1"
    assert {m.key: m.life.issued_under for m in made.lists[0].parts[0].members if m.life} == {
        "KP": "test.act_2",
        "SG": "test.act_1",
    }


BASE = f"""module test
use core
{FRAME}
list listed "Listed" {{ of codes of country under act_1 in force from 2026-01-06 member KP }}
rule ban {{ under act_1 when destination within listed prohibit in force from 2026-01-06 }}
"""
SUSPENSION = """module test.pause
use core
use test
suspend {target} {{ under act_2 in force from 2026-03-01 }}
"""
LATER = """module test.later
use core
use test
instrument act_3 "Act No. 3" { issued by XX.ministry on 2026-06-01 }
extend list test.listed { under act_3 in force from 2026-06-01 member SG }
rule later_ban { under act_3 when destination is MY prohibit in force from 2026-06-01 }
"""


@pytest.mark.parametrize("target", ["test.listed", "test", "XX"])
def test_what_suspends_a_group_leaves_alone_what_is_issued_later(target: str) -> None:
    made = program(compile_texts(BASE, SUSPENSION.format(target=target), LATER))
    first, later = (part.life.suspensions for part in made.lists[0].parts)
    assert later == ()
    assert bool(first) == (target == "test.listed")
    assert not any(r.life.suspensions for r in made.rules if r.id == "test.later.later_ban")


def test_what_is_named_cannot_be_issued_later_than_what_suspends_it() -> None:
    suspension = SUSPENSION.format(target="test.later.later_ban")
    assert errors(compile_texts(BASE, suspension, LATER)) == ["ECP0409"]
    assert errors(compile_texts(BASE, SUSPENSION.format(target="test.later"), LATER)) == ["ECP0409"]
