"""One mistake is one error, at the right place, with what to write instead."""

import pytest
from tests.dsl.reading import read

from ecp_dsl.format import format_module

ACT = 'instrument act_1 "Act" {\n  issued by XX.ministry on 2026-01-02\n}\n'
END = "  prohibit\n  in force from 2026-01-06\n}\n"
NAMES = "a name has letters, digits and `_`, and begins with a letter"
DIGITS = "digits are not grouped, and a point stands before decimals"
BEHIND = "the unit stands behind the number"
DAY = "a date is written year-month-day"
ENGLISH = (
    "begin with the English word for what is declared, such as `rule`, `exempt`, `list` or "
    "`instrument`"
)


def _clauses(*lines: str) -> str:
    effect = END if "rohibit" not in lines[0] and "pro" not in lines[0] else END.split("\n", 1)[1]
    return "".join(f"  {line}\n" for line in lines) + effect


def _rule(*lines: str) -> str:
    return f"module m\n{ACT}rule r {{\n  under act_1\n" + _clauses(*lines)


def _one(text: str, marked: str, help: str, code: str) -> None:
    (found,) = read(text).diagnostics
    span = found.primary.span
    assert (found.code, text[span.start : span.end], found.help) == (code, marked, help)


# Signs and letters that only look like those of the language


@pytest.mark.parametrize(
    ("written", "meant", "marked", "help"),
    [
        ("title 'T'", 'title "T"', "'T'", 'write " on both sides'),
        ("title 'The act's end'", 'title "The act\'s end"', "'The act's end'", None),
        ("title `T`", 'title "T"', "`T`", None),
        ("title \u2018T\u2019", 'title "T"', "\u2018T\u2019", None),
        ("title 'T", 'title "T"', "'T", None),
        ("when a > 5 \u20ac", "when a > 5 EUR", "\u20ac", "write `EUR`"),
        ("when a > 5 \u00a3", "when a > 5 GBP", "\u00a3", "write `GBP`"),
        (
            "when a > 5 $",
            "when a > 5 USD",
            "$",
            "write `USD`, or `HKD`, or whichever dollar is meant",
        ),
        ("when a > 5 US$", "when a > 5 USD", "US$", "write `USD`"),
        ("when a > 5 \u00a5", "when a > 5 JPY", "\u00a5", "write `JPY`, or `CNY`"),
        ("when a > 50'000 EUR", "when a > 50000 EUR", "50'000", f"write `50000`: {DIGITS}"),
        ("when a > 50_000 EUR", "when a > 50000 EUR", "50_000", f"write `50000`: {DIGITS}"),
        ("\uff50rohibit", "prohibit", "\uff50rohibit", "write `prohibit`"),
        ("\u0440rohibit", "prohibit", "\u0440rohibit", "write `prohibit`"),
        ("pro\u200bhibit", "prohibit", "pro\u200bhibit", "write `prohibit`"),
        ("prohibit\u200b", "prohibit", "prohibit\u200b", "write `prohibit`"),
        ("when a > 5\u200b0", "when a > 50", "5\u200b0", "write `50`"),
        ("title \u300cT\u300d", 'title "T"', "\u300cT\u300d", None),
        ("when a \uff1e 5", "when a > 5", "\uff1e", "write `>`"),
        ("when a > \uff15", "when a > 5", "\uff15", "write `5`"),
        ("when reading q is c", "when q is c", "reading", None),
        ("when a and reading q is c", "when a and q is c", "reading", None),
    ],
)
def test_what_is_meant_is_read(written: str, meant: str, marked: str, help: str | None) -> None:
    parsed = read(_rule(written))
    (found,) = parsed.diagnostics
    span = found.primary.span
    assert span.file.text[span.start : span.end] == marked
    assert found.help is not None
    assert help in {None, found.help}
    sound = read(_rule(meant))
    assert sound.diagnostics == ()
    assert format_module(parsed.module) == format_module(sound.module)


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d"])
def test_a_date_may_not_have_other_dashes(dash: str) -> None:
    text = f"module m\n{ACT}suspend r {{\n  under act_1\n  in force from 2026{dash}03-01\n}}\n"
    _one(text, f"2026{dash}03-01", "write `-`", "ECP0002")
    assert "from 2026-03-01" in format_module(read(text).module)


@pytest.mark.parametrize(
    ("written", "marked", "help"),
    [
        ("when a > \u20ac5", "\u20ac5", "write `5 EUR`"),
        ("when a > US$ 5,000", "US$ 5,000", "write `5000 USD`"),
        ("when gr\u00f6\u00dfe > 5", "gr\u00f6\u00dfe", None),
        ("when a @ and b", "@", None),
    ],
)
def test_what_was_not_read_as_meant_proves_nothing(
    written: str, marked: str, help: str | None
) -> None:
    parsed = read(_rule(written))
    (found,) = parsed.diagnostics
    span = found.primary.span
    assert (found.code, span.file.text[span.start : span.end]) == ("ECP0002", marked)
    assert help in {None, found.help}
    assert [each.start for each in parsed.damaged] == [parsed.module.declarations[1].span.start]


@pytest.mark.parametrize("char", ["\0", "\x01", "\x9f", "\u202e"])
@pytest.mark.parametrize(
    "text", ["mod{}ule m\n", "module m{}n\n", "module{} m\n", "module m{}\n", "module m.{}n\n"]
)
def test_a_control_character_does_not_break_a_word(char: str, text: str) -> None:
    _one(
        text.format(char) + ACT,
        char,
        "remove it; it often comes from copying out of another program",
        "ECP0002",
    )


# Words


@pytest.mark.parametrize(
    "word", ["\u89c4\u5219", "r\u00e8gle", "\u041f\u0420\u0410\u0412\u0418\u041b\u041e", "regel"]
)
@pytest.mark.parametrize("after", ["", 'actor x "X"\n'])
def test_a_word_that_declares_nothing_leaves_the_declaration_before_it(
    word: str, after: str
) -> None:
    text = f"module m\n{ACT}{word} r {{\n  under act_1\n{END}{after}"
    _one(text, word, ENGLISH, "ECP0001")
    parsed = read(text)
    assert parsed.diagnostics[0].message.startswith("here begins a declaration")
    assert parsed.damaged == ()
    assert len(parsed.module.declarations) == 1 + bool(after)


@pytest.mark.parametrize(
    ("head", "marked", "help"),
    [
        ("rule my-rule", "-", f"write `my_rule`: {NAMES}"),
        ("rule my.rule", ".", f"write `my_rule`: {NAMES}"),
        ("rule 3rd", "3", f"write `rule_3rd`: {NAMES}"),
        ("rule 3A", "3A", f"write `rule_3A`: {NAMES}"),
        ('rule "My rule"', '"My rule"', f"write `my_rule`: {NAMES}"),
        ('rule "\u89c4"', '"\u89c4"', f"write `rule`: {NAMES}"),
        ("exempt my-e from x", "-", f"write `my_e`: {NAMES}"),
    ],
)
def test_what_is_no_name_gets_one(head: str, marked: str, help: str) -> None:
    text = f"module m\n{ACT}{head} {{\n  under act_1\n  in force from 2026-01-06\n}}\n"
    _one(text, marked, help, "ECP0001")


def test_a_colon_behind_a_name_is_left_out() -> None:
    text = f"module m\n{ACT}rule r: {{\n  under act_1\n{END}"
    _one(text, ":", "leave `:` out: nothing stands between a name and what it names", "ECP0001")


def test_a_clause_behind_its_declaration_is_one_error() -> None:
    text = 'module m\ntest "t" {\n  given { act: export }\n}\n'
    inside = "write it into a declaration: the `}` before it may stand too early"
    _one(text + "expect XX prohibited\n}\n", "expect", inside, "ECP0001")
    use = f"module m\n{ACT}use core\n"
    _one(use, "use", "write every `use` before the first declaration", "ECP0001")


def test_a_title_without_a_name_gets_one() -> None:
    text = 'module m\ninstrument "Act No. 1" {\n  issued by XX.ministry on 2026-01-02\n}\n'
    _one(text, '"Act No. 1"', "write a name before the text, such as `act_no_1`", "ECP0001")
    _one(f"module my-mod\n{ACT}", "-", f"write `my_mod`: {NAMES}", "ECP0001")


@pytest.mark.parametrize(
    ("written", "marked", "help"),
    [
        ("when a > 50 000 EUR", "000", f"write `50000`: {DIGITS}"),
        ("when a > 50\u00a0000 EUR", "000", f"write `50000`: {DIGITS}"),
        ("when a > EUR 50000", "50000", f"write `50000 EUR`: {BEHIND}"),
        ("when a > EUR 50,000", "50", f"write `50000 EUR`: {BEHIND}"),
        ("when (a or b))", ")", "remove it: every `(` is closed already"),
        ("when a]", "]", "remove it: every `[` is closed already"),
        ('title: "T"', ":", "leave `:` out: what belongs to `title` stands right behind it"),
        ('title = "T"', "=", "leave `=` out: what belongs to `title` stands right behind it"),
        (
            'title "T",',
            ",",
            "leave `,` out: clauses stand one after the other, without a sign between them",
        ),
        ("when: a", ":", "leave `:` out: what belongs to `when` stands right behind it"),
        ("judge at dates.x", "judge at", "did you mean `judged at`?"),
        ("even prohibitions", "even prohibitions", "did you mean `even prohibition`?"),
    ],
)
def test_a_mistake_in_a_rule_gets_help(written: str, marked: str, help: str) -> None:
    text = _rule(written)
    first, *others = read(text).diagnostics
    span = first.primary.span
    assert (first.code, text[span.start : span.end], first.help) == ("ECP0001", marked, help)
    # What was read as meant may still belong elsewhere.
    assert {found.code for found in others} <= {"ECP0012"}


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("2026/03/01", f"{DAY}: `2026-03-01`"),
        ("2026-3-1", f"{DAY}: `2026-03-01`"),
        ("01.03.2026", f"{DAY}: `2026-03-01`"),
        ("01/03/2026", f"{DAY}: `2026-03-01` or `2026-01-03`"),
        ("12.31.2026", f"{DAY}: `2026-12-31`"),
    ],
)
def test_a_date_in_another_order_is_turned_round(written: str, help: str) -> None:
    text = f"module m\n{ACT}rule r {{\n  under act_1\n  prohibit\n  in force from {written}\n}}\n"
    (found,) = read(text).diagnostics
    assert (found.code, found.help) == ("ECP0001", help)


@pytest.mark.parametrize(
    ("body", "marked", "help"),
    [
        ('instrument a "A" { issue by X.m on 2026-01-02 }', "issue by", "issued by"),
        ('instrument a "A" { isued  by X.m on 2026-01-02 }', "isued  by", "issued by"),
        ('instrument a "A" { issued_by X.m on 2026-01-02 }', "issued_by", "issued by"),
        ('question q "Q?" { of facts }', "of facts", "of fact"),
        ('list l "L" { of party }', "of party", "of parties"),
        ('list l "L" { of code of country }', "of code of", "of codes of"),
    ],
)
def test_words_that_are_nearly_others_are_marked_together(
    body: str, marked: str, help: str
) -> None:
    _one(f"module m\n{body}\n", marked, f"did you mean `{help}`?", "ECP0001")


def test_a_brace_too_many_is_to_be_removed() -> None:
    _one(f"module m\n{ACT}}}\n", "}", "remove it: every `{` is closed already", "ECP0001")


@pytest.mark.parametrize("between", ["\n", " # what\n", " # what\n  # else\n"])
def test_a_comment_may_stand_between_words_that_belong_together(between: str) -> None:
    text = f'module m\ninstrument a "A" {{\n  issued{between}by X.m on 2026-01-02\n}}\n'
    parsed = read(text)
    assert parsed.diagnostics == ()
    assert len(parsed.module.comments) == between.count("#")
    formatted = format_module(parsed.module)
    assert formatted.count("#") == between.count("#")
    assert format_module(read(formatted).module) == formatted


def test_many_such_words_stay_fast() -> None:
    text = "module m\n" + "\uff50rohibit " * 5_000
    assert len(read(text).diagnostics) <= 50
