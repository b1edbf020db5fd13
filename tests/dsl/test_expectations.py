"""The messages: one is written for each place where the parser may stop."""

import re

import pytest
from tests.dsl.reading import read

from ecp_dsl.build import _ACTIONS
from ecp_dsl.expectations import places, written_message
from ecp_dsl.tables import tables

STATES = range(len(tables().actions))


def test_every_state_has_a_written_message() -> None:
    assert len(places()) == len(STATES)
    missing = []
    for state in STATES:
        try:
            written_message(state)
        except LookupError as error:
            missing.append(str(error))
    assert not missing


def test_messages_are_sentences_for_people() -> None:
    for message in {written_message(state) for state in STATES}:
        assert message[0].islower() or message[0] == "`", message
        assert not message.endswith((".", ",", ";", "!")), message
        assert ". " not in re.sub(r"`[^`]*`", "", message), message
        assert message.count("`") % 2 == 0, message
        assert len(message) <= 90, message
        assert not re.search(r"\b[A-Z_]{3,}\b|__|token|terminal|state", message), message


def test_messages_tell_the_places_apart() -> None:
    messages = {written_message(state) for state in STATES}
    assert len(messages) > 200


def test_a_message_names_what_may_follow() -> None:
    """A message that names a keyword must not name one that cannot stand there.

    `and` and `or` are left out: the parser joins operands before it is where the message says.
    """
    table = tables()
    symbols = set(table.symbols.values()) - {"and", "or"}
    for state in STATES:
        message = written_message(state)
        _, comes, promise = message.partition(" comes ")
        promised = set(re.findall(r"`([a-z ]+)`", promise.partition(" such as ")[0])) & symbols
        if comes and promised:
            usable = {table.symbols.get(terminal) for terminal in table.actions[state]}
            assert promised <= usable, (message, places()[state])


def test_every_production_can_be_built() -> None:
    named = {
        production.name
        for production in tables().productions
        if not production.is_inline and not production.is_transparent
    }
    assert named == set(_ACTIONS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule 5", "a rule starts with its name, not `5`"),
        (
            'instrument i "I"\nrule',
            "after the title of an instrument comes `{` and then its clauses, not `rule`",
        ),
        ("suspend {", "after `suspend` come the names of what is suspended, not `{`"),
        ("rule r { under 5", "after `under` comes the name of an instrument, not `5`"),
        (
            "rule r { under a 5",
            "after the instrument comes `clause` and its number, or the next clause, not `5`",
        ),
        (
            "rule r { in force 2026-01-02",
            "after `in force` comes a period such as `from 2026-01-06`, not `2026-01-02`",
        ),
        (
            "rule r { in force from yesterday",
            "here belongs a date, such as 2026-01-06, not `yesterday`",
        ),
        (
            "rule r { when a is b c",
            "after the condition comes `and`, `or` or the next clause, not `c`",
        ),
        ("define d { any c in }", "after `in` comes the list that is gone through, not `}`"),
        ("define d { a in }", "after `in` comes a list, or values in braces, not `}`"),
        ("define d { (a }", "here belongs `)`, or `and` or `or` and a further condition, not `}`"),
        (
            "entity E { a text }",
            "in an entity stands a field such as `name: text`, or `}` at its end, not `a`",
        ),
        ('test "t" { given { a: } }', "after `:` comes the value of the fact, not `}`"),
        ("extend rule r", "after `extend` comes `entity` or `list`, not `rule`"),
    ],
)
def test_what_is_said(text: str, message: str) -> None:
    found = [each for each in read(f"module m\n{text}").diagnostics if each.code == "ECP0001"]
    assert [each.message for each in found] == [message]


def test_help_lists_what_is_possible_if_it_is_little() -> None:
    (found, *_) = read("module m\nextend rule r { }").diagnostics
    assert found.help == "possible here: `entity` or `list`"
