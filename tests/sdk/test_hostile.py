"""Policies written to break something compile and decide as the reference does, or are refused."""

from typing import Any

import pytest
from tests.strategies.agreement import disagreement

import ecp

HEAD = """module acme
use core

jurisdiction ACM "Acme" {
  authority office "Office"
  time zone "UTC"
  scheme acme.codes
  reaches export when act is export
}

scheme codes "Codes" {
  pattern "[0-9a-z.]+"
  hierarchy by "."
}

instrument handbook "Handbook" { issued by ACM.office on 2026-01-01 }

extend entity Item { yes: yes_no "Yes" note: text { nothing } "Note" num: number "Number" }
"""
ITEM: dict[str, Any] = {"yes": True, "note": "n1", "num": 5}

NAMES = (
    *("None", "True", "class", "def", "lambda", "__import__", "__class__", "__builtins__"),
    *("two_0", "three_0", "k1", "h1", "v1", "f0", "each1", "t", "line", "day", "hits", "rows"),
    *("verdict", "engine", "ask", "note_", "MISSING", "self", "_"),
    "x" * 300,
)
TEXTS = (
    '"""); import os; os._exit(1) #',
    "' or True or '",
    "\\",
    "\\N{DASH}\\x41",
    "{0}{x}{{%s",
    "zero\u200bwidth",
    "\u2028",
    "${jndi}",
    "x" * 100_000,
)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _rule(name: str, condition: str, title: str = "Rule") -> str:
    return (
        f'rule {name} {{ title {_quoted(title)} under handbook clause "1" when {condition} '
        "prohibit in force from 2026-01-01 }\n"
    )


def _agrees(source: str, *items: dict[str, Any]) -> ecp.Policy:
    """Compile, and compare with the reference evaluator."""
    policy = ecp.load({"acme.ecp": source}, cache=False)
    for item in items:
        transaction = {"act": "export", "date": "2026-03-10", "items": [item]}
        assert disagreement(policy.compiled(), transaction) is None
    return policy


def _refused(source: str, code: str) -> None:
    with pytest.raises(ecp.PolicyError) as caught:
        ecp.load({"acme.ecp": source}, cache=False)
    assert code in {found.code for found in caught.value.diagnostics}


def test_names_of_python_and_of_generated_code_are_only_names() -> None:
    fields = " ".join(f'own_{name}: yes_no "A" ' for name in NAMES)
    parts = [HEAD, f"extend entity Item {{ {fields} }}\n"]
    for name in NAMES:
        parts.append(f"define d_{name}({name}: Item) {{ {name}.own_{name} }}\n")
        parts.append(_rule(name, f"d_{name}(item)", title=name))
    policy = _agrees("".join(parts), *({f"own_{name}": True} for name in NAMES), {})
    text = policy.compiled().text
    for name in NAMES:
        assert f"own_{name}" not in text
        assert f"d_{name}" not in text


@pytest.mark.parametrize("name", ["None", "__import__", "class", "t", "k1"])
def test_a_field_may_have_such_a_name(name: str) -> None:
    field = f'extend entity Item {{ {name}: yes_no "A" }}\n'
    _agrees(HEAD + field + _rule("r", f"item.{name}"), {name: True}, {name: False}, {})


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts_stay_data(text: str) -> None:
    source = HEAD + _rule("r", f"item.note is {_quoted(text)}", title=text)
    policy = _agrees(source, {"note": text[:20_000]}, {"note": "n"}, {})
    generated = policy.compiled().text
    assert text == "\\" or text not in generated
    assert generated.isascii()


@pytest.mark.parametrize("char", ["\x00", "\ud800", "\u202e", "\x85", "\x1b"])
def test_characters_that_steer_a_reader_are_refused(char: str) -> None:
    _refused(HEAD + _rule("r", f'item.note is "a{char}b"'), "ECP0002")


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 200 + "item.yes" + ")" * 200,
        "(" * 20_000 + "item.yes" + ")" * 20_000,
        "not (" * 200 + "item.yes" + ")" * 200,
        "not " * 3_000 + "item.yes",
        " + ".join(["item.num"] * 3_000) + " > 3",
        "".join(f"any c{n} in item.components satisfies (" for n in range(200))
        + "item.yes"
        + ")" * 200,
    ],
    ids=["brackets", "many brackets", "not", "many not", "sum", "any"],
)
def test_what_nests_two_hundred_levels_is_refused(condition: str) -> None:
    _refused(HEAD + _rule("r", condition), "ECP0005")


def test_forty_levels_are_evaluated() -> None:
    condition = "item.yes"
    for level in range(40):
        word = "and" if level % 2 else "or"
        condition = f'({condition}) {word} item.note is "n{level}"'
    _agrees(HEAD + _rule("r", condition), ITEM, {}, {"note": "n39"})


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_thousand_operands_are_evaluated(word: str) -> None:
    condition = f" {word} ".join(f'(item.num > {n} or item.note is "n{n}")' for n in range(500))
    _agrees(HEAD + _rule("r", condition), ITEM, {"num": 1_000}, {"note": "n3"})


def test_thousands_of_definitions_are_evaluated_and_chains_of_them_refused() -> None:
    flat = "".join(f"define d{n}(x: Item) {{ x.num > {n} }}\n" for n in range(1_000))
    called = " or ".join(f"d{n}(item)" for n in range(1_000))
    _agrees(HEAD + flat + _rule("r", called), ITEM)
    first = "define d0(x: Item) { x.yes }\n"
    chain = "".join(f"define d{n}(x: Item) {{ d{n - 1}(x) }}\n" for n in range(1, 1_000))
    _refused(HEAD + first + chain + _rule("r", "d999(item)"), "ECP0005")


def test_definitions_that_double_each_time_are_refused_once_they_come_to_much() -> None:
    def doubling(levels: int) -> str:
        first = "define d0(x: Item) { x.yes }\n"
        more = (
            f"define d{n}(x: Item) {{ d{n - 1}(x) and (x.num > {n} or d{n - 1}(x)) }}\n"
            for n in range(1, levels)
        )
        return HEAD + first + "".join(more) + _rule("r", f"d{levels - 1}(item)")

    _agrees(doubling(8), ITEM, {})
    _refused(doubling(22), "ECP0005")


def test_lists_that_double_each_time_are_refused() -> None:
    lists = "".join(
        f'list l{n} "List {n}" {{\n  of codes of acme.codes\n  under handbook\n'
        "  in force from 2026-01-01\n"
        + (f"  include l{n - 1}\n  include l{n - 1}\n" if n else "  member a\n")
        + "}\n"
        for n in range(25)
    )
    _refused(HEAD + lists + _rule("r", "item within l24"), "ECP0005")


@pytest.mark.parametrize("asked", ["consignee in bad", "on_it", "consignee in more"])
def test_a_list_that_is_suspended_while_it_is_met_is_refused(asked: str) -> None:
    head = 'list {} "List" {{\n  of parties\n  under handbook\n  in force from 2026-01-01\n  '
    lists = head.format("bad") + 'member "Evil"\n}\n' + head.format("more") + "include bad\n}\n"
    suspension = f"suspend acme.bad {{ under handbook in force from 2026-02-01 if {asked} }}\n"
    definition = "define on_it { consignee in bad or item.yes }\n"
    _refused(HEAD + lists + definition + _rule("r", "consignee in bad") + suspension, "ECP0107")


def test_collections_gone_through_in_each_other_are_bounded() -> None:
    def nested(levels: int) -> str:
        opening = "".join(f"any x{n} in item.materials satisfies (" for n in range(levels))
        return HEAD + _rule("r", f"{opening}item.yes{')' * levels}")

    _agrees(nested(4), {**ITEM, "materials": ["a", "b"]}, {})
    _refused(nested(7), "ECP0005")


def test_long_lists_are_looked_up() -> None:
    members = "".join(f"  member c{n}\n" for n in range(10_000))
    codes = 'list many "Many" {\n  of codes of acme.codes\n  under handbook\n'
    codes += "  in force from 2026-01-01\n"
    texts = ", ".join(f'"n{n}"' for n in range(10_000))
    source = f"{HEAD}{codes}{members}}}\n" + _rule(
        "r", f"item within many or item.note in {{{texts}}}"
    )
    policy = _agrees(source)
    for item, outcome in (
        ({"classification": {"acme.codes": "c9999"}}, "prohibited"),
        ({"classification": {"acme.codes": "d"}, "note": "n9999"}, "prohibited"),
        ({"classification": {"acme.codes": "d"}, "note": "nothing"}, "no_license_required"),
    ):
        transaction = {"act": "export", "date": "2026-03-10", "items": [item]}
        assert policy.verdict(transaction).at_most == outcome
        assert policy.decide(transaction).outcome.at_most == outcome


def test_what_is_larger_than_any_file_is_refused() -> None:
    _refused(HEAD + "# " + "x" * 2_000_000, "ECP0004")


def test_numbers_beyond_what_python_writes_out_are_refused() -> None:
    _refused(HEAD + _rule("r", "item.num > " + "9" * 6_000), "ECP0001")


def test_hundreds_of_modules_without_law_are_compiled() -> None:
    texts = {
        f"m{n}.ecp": f"module m{n}\nuse core\ndefine d(x: Party) {{ x.country is DE }}\n"
        for n in range(300)
    }
    policy = ecp.load({"acme.ecp": HEAD + _rule("r", "item.yes"), **texts}, cache=False)
    transaction = {"act": "export", "date": "2026-03-10", "items": [ITEM]}
    assert disagreement(policy.compiled(), transaction) is None
