"""The parser: what it reads, what it reports, and that no text can stop it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsl.reading import codes, corpus, read
from tests.strategies.counting import calls

from ecp_dsl import syntax as s
from ecp_dsl.clauses import SHAPES
from ecp_dsl.parser import MAX_CHARACTERS, MAX_DIAGNOSTICS, Parsed, parse
from ecp_dsl.source import SourceFile
from ecp_dsl.tables import tables
from ecp_dsl.walk import descend
from ecp_dsl.words import RESERVED

HEADER = "module m\n"
ACT = 'instrument act_1 "Act" {\n  issued by XX.ministry on 2026-01-02\n}\n'
MARK = re.compile(r"# error: (ECP\d{4})")


def _names(parsed: Parsed) -> list[str]:
    return [getattr(each, "name", "") for each in parsed.module.declarations]


def _define(condition: str) -> s.Define:
    parsed = read(f"{HEADER}define d {{ {condition} }}")
    assert not parsed.diagnostics
    (found,) = parsed.module.declarations
    assert isinstance(found, s.Define)
    return found


# The corpus


@pytest.mark.parametrize("file", corpus("good"), ids=lambda file: file.name)
def test_a_good_file_has_no_diagnostics(file: SourceFile) -> None:
    parsed = parse(file)
    assert parsed.diagnostics == ()
    assert parsed.module.declarations


@pytest.mark.parametrize("file", corpus("bad"), ids=lambda file: file.name)
def test_a_bad_file_has_exactly_the_marked_errors(file: SourceFile) -> None:
    marked = [
        (number, code)
        for number, line in enumerate(file.text.split("\n"), 1)
        for code in MARK.findall(line)
    ]
    assert marked
    found = [(each.primary.span.line, each.code) for each in parse(file).diagnostics]
    assert found == marked


def test_every_code_of_the_syntax_is_in_the_corpus() -> None:
    marked = {code for file in corpus("bad") for code in MARK.findall(file.text)}
    # Only the size of a file has no example that one would want to keep.
    assert marked == {f"ECP{number:04}" for number in range(1, 13)} - {"ECP0004"}


def test_every_clause_of_every_sort_is_in_the_good_corpus() -> None:
    seen = {type(node) for file in corpus("good") for node in descend(parse(file).module)}
    nodes = {
        value
        for value in vars(s).values()
        if isinstance(value, type) and value.__module__ == s.__name__
    }
    assert nodes - seen == {s.Comment}


def test_six_mistakes_are_all_reported_and_the_sound_declarations_kept() -> None:
    (file,) = (file for file in corpus("bad") if file.name == "six_mistakes.ecp")
    parsed = parse(file)
    assert len(parsed.diagnostics) == 6
    assert _names(parsed) == [
        "act_1",
        "first",
        "sound_1",
        "second",
        "third",
        "sound_2",
        "exporter",
        "sound",
    ]


# Recovery


def test_a_damaged_clause_leaves_the_others() -> None:
    parsed = read(f"{HEADER}rule r {{\n  title 5\n  under act_1\n  prohibit\n  when a b\n}}")
    assert [each.code for each in parsed.diagnostics] == ["ECP0001", "ECP0001"]
    (rule,) = parsed.module.declarations
    assert isinstance(rule, s.Rule)
    assert [type(clause) for clause in rule.clauses] == [s.Under, s.Prohibit, s.When]


def test_a_misspelt_word_is_read_as_what_it_was_meant_to_be() -> None:
    parsed = read(f"{HEADER}rule r {{\n  whne a is b\n  Prohibit\n}}")
    assert [each.help for each in parsed.diagnostics] == [
        "did you mean `when`?",
        "did you mean `prohibit`?",
    ]
    (rule,) = parsed.module.declarations
    assert isinstance(rule, s.Rule)
    assert [type(clause) for clause in rule.clauses] == [s.When, s.Prohibit]
    assert [each.fix.replacement for each in parsed.diagnostics if each.fix] == ["when", "prohibit"]


def test_a_declaration_without_a_name_is_not_kept() -> None:
    parsed = read(f'{HEADER}rule {{\n  prohibit\n}}\nactor a "A"\n')
    assert [each.code for each in parsed.diagnostics] == ["ECP0001"]
    assert _names(parsed) == ["a"]


def test_nothing_is_called_missing_in_a_damaged_declaration() -> None:
    assert codes(f"{HEADER}rule r {{\n  undre 5\n}}") == ["ECP0001"]


def test_an_unclosed_declaration_points_to_its_brace() -> None:
    text = f"{HEADER}define d {{\n  a\n\nrule r {{\n"
    first, second = read(text).diagnostics
    assert (
        first.message == "after the condition of a definition comes `and`, `or` or `}`, not `rule`"
    )
    assert second.code == "ECP0009"
    assert second.secondary[0].span.start == text.rindex("{")


def test_reports_stop_at_a_limit() -> None:
    text = HEADER + "rule r {\n  title 5\n}\n" * 200
    assert len(read(text).diagnostics) == MAX_DIAGNOSTICS


# Limits


def test_a_file_that_is_too_large_still_says_what_it_is() -> None:
    text = '# About\nmodule a.b\nuse core\nuse c as d\nactor a "A"\n' + " " * MAX_CHARACTERS
    module = read(text).module
    assert str(module.name) == "a.b"
    assert [str(use.module) for use in module.uses] == ["core", "c"]
    assert module.declarations == ()


def test_a_file_that_is_too_large_is_refused() -> None:
    assert codes(" " * (MAX_CHARACTERS + 1)) == ["ECP0004"]
    assert "ECP0004" not in codes(HEADER + " " * (MAX_CHARACTERS - len(HEADER)))


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 50 + "a" + ")" * 50,
        "not " * 100 + "a",
        "-" * 100 + "a",
        "a" + " + a" * 100,
        "a" + " and a" * 5000,
        " or ".join(["(a and not b)"] * 1000),
        " and ".join(["a * -b + c >= d"] * 1000),
    ],
    ids=lambda condition: condition[:12],
)
def test_what_a_reader_could_follow_is_not_too_deep(condition: str) -> None:
    # A definition's own brace is one of the fifty brackets.
    if condition.startswith("(("):
        condition = condition[1:-1]
    assert codes(f"{HEADER}define d {{ {condition} }}") == []


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 50 + "a" + ")" * 50,
        "(" * 100_000,
        "not " * 101 + "a",
        "not " * 100_000,
        "-" * 101 + "a",
        "a" + " + a" * 101,
        "f(" * 51,
        "a in {" * 51,
        "not not " * 50 + "(not a)",
        "any a in b satisfies (" * 51,
    ],
    ids=lambda condition: condition[:12],
)
def test_deep_nesting_is_reported_once(condition: str) -> None:
    text = f'{HEADER}define d {{ {condition} }}\nactor a "A"\n'
    parsed = read(text)
    assert [each.code for each in parsed.diagnostics] == ["ECP0005"]
    assert _names(parsed) == ["a"]


def test_deep_facts_and_types_are_reported() -> None:
    assert codes(f'{HEADER}test "t" {{ given {{ {"a: {" * 60}') == ["ECP0005"]
    assert codes(f'{HEADER}test "t" {{ given {{ a: {"[" * 60}') == ["ECP0005"]
    assert codes(f"{HEADER}entity E {{ f: {'list of ' * 101} text }}") == ["ECP0005"]


def test_a_number_beyond_reason_is_refused() -> None:
    assert codes(f"{HEADER}define d {{ a > {'9' * 61} }}") == ["ECP0001"]
    assert codes(f"{HEADER}define d {{ a > {'9' * 60} }}") == []


def test_work_grows_in_proportion_to_the_text() -> None:
    rule = (
        'rule r {\n  title "T"\n  under a.b clause "1"\n  when (a is b and c in d.e) or not f(g)\n'
        "  prohibit\n  in force from 2026-01-02\n}\n\n"
    )

    def steps(rules: int) -> int:
        text = HEADER + rule * rules
        return calls(("ecp_dsl",), lambda: read(text))

    assert not read(HEADER + rule).diagnostics
    assert steps(1_250) < 10.5 * steps(125)


# Words


@pytest.mark.parametrize("word", sorted(RESERVED & set(tables().words)))
def test_a_reserved_word_is_no_name(word: str) -> None:
    assert codes(f'{HEADER}actor {word} "A"\n') == ["ECP0007"]


@pytest.mark.parametrize("word", sorted(set(tables().words) - RESERVED))
def test_the_other_words_may_be_names(word: str) -> None:
    assert codes(f'{HEADER}actor {word} "A"\n') == []


@pytest.mark.parametrize("word", sorted(tables().words))
def test_any_word_may_be_a_field(word: str) -> None:
    text = f"{HEADER}entity E {{ {word}: text }}\ndefine d {{ item.{word} is x }}\n"
    assert codes(text) == []


def test_reserved_words_are_words_of_the_language() -> None:
    assert set(tables().words) >= RESERVED


def test_a_longer_word_is_not_a_keyword() -> None:
    parsed = read(f"{HEADER}rulebook r {{ }}\n")
    assert [each.code for each in parsed.diagnostics][:1] == ["ECP0001"]


def test_the_british_spelling_is_the_same() -> None:
    rule = "{}rule r {{\n  under a\n  require {} from XX.a\n  in force from 2026-01-02\n}}\n"
    british, american = (read(rule.format(HEADER, word)) for word in ("licence", "license"))
    assert not british.diagnostics
    assert british.module == american.module


# Meaning of what is read


def test_not_holds_less_tightly_than_a_comparison() -> None:
    body = _define("(not a is b and c) or d").body
    assert isinstance(body, s.Or)
    first = body.operands[0]
    assert isinstance(first, s.And)
    assert isinstance(first.operands[0], s.Not)
    assert isinstance(first.operands[0].operand, s.Membership)


def test_numbers_are_exact() -> None:
    body = _define("a >= 0.10%").body
    assert isinstance(body, s.Compare)
    assert isinstance(body.right, s.Percent)
    assert str(body.right.value) == "0.10"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("from 2026-01-02", (True, None, False)),
        ("from 2026-01-02 through 2026-02-03", (True, 3, True)),
        ("from 2026-01-02 until 2026-02-03", (True, 3, False)),
        ("through 2026-02-03", (False, 3, True)),
        ("until 2026-02-03", (False, 3, False)),
    ],
)
def test_periods(period: str, expected: tuple[bool, int | None, bool]) -> None:
    parsed = read(f"{HEADER}{ACT}suspend a {{\n  under act_1\n  in force {period}\n}}\n")
    assert not parsed.diagnostics
    suspend = parsed.module.declarations[1]
    assert isinstance(suspend, s.Suspend)
    clause = suspend.clauses[1]
    assert isinstance(clause, s.InForce)
    found = clause.period
    day = found.end.day if found.end else None
    assert (found.start is not None, day, found.end_included) == expected


def test_escapes_in_texts() -> None:
    (actor,) = read(rf'{HEADER}actor a "one \"two\" \\ three\nfour"').module.declarations
    assert isinstance(actor, s.Actor)
    assert actor.title == 'one "two" \\ three\nfour'


def test_spans_cover_what_they_are_about() -> None:
    text = f"{HEADER}define d {{\n  (a or b) and c.d >= 5 kg\n}}\n"
    (found,) = read(text).module.declarations
    assert text[found.span.start : found.span.end] == text[len(HEADER) :].rstrip()
    assert isinstance(found, s.Define)
    assert text[found.body.span.start : found.body.span.end] == "(a or b) and c.d >= 5 kg"
    for outer in descend(found):
        assert outer.span.start < outer.span.end


def test_comments_are_kept_apart() -> None:
    parsed = read('# one\nmodule m  # two\n  # three\nactor a "#" # four')
    assert [(c.text, c.own_line) for c in parsed.module.comments] == [
        ("# one", True),
        ("# two", False),
        ("# three", True),
        ("# four", False),
    ]


def test_line_ends_do_not_matter() -> None:
    text = f'{HEADER}{ACT}# comment\nactor a "A" # end\n'
    unix = read(text).module
    for end in ("\r\n", "\r"):
        other = read(text.replace("\n", end))
        assert not other.diagnostics
        assert other.module == unix
        assert [c.text for c in other.module.comments] == [c.text for c in unix.comments]


@pytest.mark.parametrize("space", ["\ufeff", "\u00a0", "\u3000", "\u2028", "\f", "\v", "\t"])
def test_spaces_of_every_kind_are_spaces(space: str) -> None:
    assert codes(f'{space}module{space}m\nactor{space}a{space}"A"{space}') == []


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x7f", "\x85", "\ud800", "\udfff", "\u202e", "\u2067"]
)
def test_characters_that_no_text_may_hold(char: str) -> None:
    assert codes(f'{HEADER}actor a "A{char}"') == ["ECP0002"]
    assert codes(f"{HEADER}# {char}\n") == ["ECP0002"]
    assert codes(f'{HEADER}{char}actor a "A"') == ["ECP0002"]


def test_an_empty_file_lacks_its_header() -> None:
    assert codes("") == ["ECP0011"]
    assert codes("# only a comment") == ["ECP0011"]
    assert read("").module.name.parts == ()


# No text stops the parser


def _check(text: str) -> None:
    parsed = read(text)
    for found in parsed.diagnostics:
        span = found.primary.span
        assert 0 <= span.start <= span.end <= len(text)
        assert found.message
    assert len(parsed.diagnostics) <= MAX_DIAGNOSTICS


@settings(deadline=None)
@given(st.text(st.characters(codec=None) | st.sampled_from('{}()[]"#.,:\r\n 0'), max_size=80))
def test_random_text_does_not_stop_the_parser(text: str) -> None:
    _check(text)


PIECES = [*sorted(set(tables().symbols.values())), "a", "a:", '"t"', "5", "1A001.a", "2026-01-02"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "\n", "{", "}", '"', "#"]), max_size=60))
def test_random_words_do_not_stop_the_parser(words: list[str]) -> None:
    _check(" ".join(words))


WHOLE = next(file for file in corpus("good") if file.name == "whole_language.ecp").text


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_mutated_file_does_not_stop_the_parser(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 40))
        put = data.draw(st.sampled_from([*PIECES, "", "\n", "\0"]))
        text = f"{text[:start]} {put} {text[start + length :]}"
    _check(text)


@settings(deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_a_file_cut_short_does_not_stop_the_parser(end: int) -> None:
    _check(WHOLE[:end])


def test_one_mistake_is_one_report() -> None:
    """Take each line out of a sound rule in turn; what remains is one mistake at most."""
    lines = [
        "rule r {",
        '  title "T"',
        "  under a.b",
        "  when a is b",
        "    and c in {",
        "      d, e",
        "    }",
        "  prohibit",
        "  in force from 2026-01-02",
        "}",
        'actor x "X"',
    ]
    for index, line in enumerate(lines):
        if line.endswith("in {"):
            continue  # what is left looks as if the rule ended at the inner brace
        text = HEADER + "\n".join(lines[:index] + lines[index + 1 :])
        assert len(codes(text)) <= 1, text


def test_every_sort_of_body_has_a_shape_or_needs_none() -> None:
    without = {
        s.Entity,
        s.ExtendEntity,
        s.Actor,
        s.EndUserClass,
        s.EndUseClass,
        s.Define,
        s.Profile,
    }
    declared = set(s.Declaration.__args__)
    assert set(SHAPES) | without == declared
    assert not set(SHAPES) & without
