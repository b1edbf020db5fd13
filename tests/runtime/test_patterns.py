"""Patterns of code schemes: what is accepted means what `re` reads, and cannot be slow."""

import re
from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.compiling import in_frame

import ecp
from ecp_compiler.pipeline import compile_policy
from ecp_dsl.source import SourceFile
from ecp_plugins import reference
from ecp_plugins.jurisdictions import cn
from ecp_plugins.manager import vocabulary
from ecp_runtime.bundle import write_bundle
from ecp_runtime.patterns import (
    MAX_DEPTH,
    MAX_PLACES,
    Chars,
    Choice,
    Part,
    PatternError,
    Repeat,
    Sequence,
    compile_pattern,
    parse_pattern,
)
from ecp_runtime.prepare import prepare
from ecp_stdlib import read_source

SHIPPED = [
    scheme.pattern
    for scheme in (*reference.ecp_vocabulary().schemes, *cn.ecp_vocabulary().schemes)
    if scheme.pattern is not None
]

SOUND = [
    *SHIPPED,
    "[0-9][A-Z][0-9]{3}([.][a-z0-9]+)*",
    r"[0-9][A-Z](\.[a-z](\.[0-9])?)?",
    "EAR99|[0-9][A-E][0-9]{3}",
    "M(L[0-9]{1,2}|T[0-9]{1,2})",
    "[-A-Z]+",
    "x{2,}y",
    "(ab){2,3}c",
    "(?:a|b?)(c|d?)",
    "第[0-9]+号",
    "a?b?c?d?",
    "((a(b)?)?c)*d",
]

REFUSED = {
    "malformed": [
        "", "(", ")", "(a", "a)", "[", "[a", "[]", "a|", "|a", "(|a)", "()",
        "*", "+a", "?", "{2}", "a**", "a+?", "a++", "a{2}{3}", "a{,3}", "a{3,1}", "a{0}", "a{",
        "a{1,2", "a{-1}", "a{1 ,2}", f"a{{1,{'9' * 400}}}", "^a", "a$", r"\Aa", r"a\Z", r"\ba",
        "a.b",
        "(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", r"(a)\1", "(?P<n>a)", "(?P=n)", "(?i)a", "(?i:a)",
        "(?>a)", "(?(1)a|b)", "(?#a)", r"\d", r"\w+", r"\s", r"\p{L}", r"\x41", r"\u0041", "\\",
        "[^a]", "[z-a]", "[aa]", "[a-cb]", "[[a]", "[[:alpha:]]", "[a-z-9]", r"[\d]", "[&&]",
        "[+--]",
        "a]", "a}", "\x00", "\n", "\u200b", "\ud800",
    ],
    "ambiguous": [
        "(a+)+b", "(a*)*b", "(a*)+", "(a+)*", "(a?)*", "(a?)+", "(a?){1,50}", "(a*){2}", "((a+)+)+",
        "a*a*a*b", "a+a", "a?a", "[0-9]*[0-9]{2}", "[0-9]{4,6}[0-9]", "(a|a)*", "(a|ab)*", "AB|AC",
        "([a-z]+[0-9]*)*", "(a|b|[a-c])+", "(ab|a)+c", "(a?b?)*", "(a?|b?)", "(a{1,2}){1,2}",
        "([0-9]+[.]?)*", "(.?)*".replace(".", "x"), "(a+|b)*a", "(ab?)*b", "x(a*b?)*y", "(a{2,3})+",
    ],
    "too_large": [
        f"a{{{MAX_PLACES + 1}}}", "a{1,100000}", "(a{1,50}){1,50}", "a{999999999}", "a" * 2_001,
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "(" * 2_000,
    ],
}  # fmt: skip


@pytest.mark.parametrize("pattern", SOUND)
def test_what_is_sound_is_read_by_re_as_it_stands(pattern: str) -> None:
    assert compile_pattern(pattern) == re.compile(pattern)


@pytest.mark.parametrize(
    ("kind", "pattern"), [(kind, each) for kind, all_ in REFUSED.items() for each in all_]
)
def test_what_could_be_slow_or_is_read_in_several_ways_is_refused(kind: str, pattern: str) -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert caught.value.kind == kind
    assert 0 <= caught.value.at <= max(len(pattern), 1)
    assert caught.value.help
    str(caught.value).encode()


def test_a_refusal_points_at_the_character() -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern("AB|AC")
    assert str(caught.value) == (
        "`A` leaves two ways to go on: by characters 1 and 4 (character 4 of the pattern); repeat "
        "once, with a count such as `{1,4}`, and take what alternatives begin with out in front, "
        "as in `A(B|C)` for `AB|AC`"
    )


def test_as_many_places_and_levels_as_are_allowed() -> None:
    compile_pattern(f"a{{{MAX_PLACES}}}")
    compile_pattern("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    compile_pattern(f"(ab?){{0,{MAX_PLACES // 2}}}")


class Steps:
    """A matcher that tries one way after the other and counts the characters it looks at."""

    def __init__(self, text: str) -> None:
        """Begin at nothing."""
        self.text = text
        self.count = 0

    def matches(self, part: Part) -> bool:
        """Tell whether a part describes the whole text."""
        return any(end == len(self.text) for end in self.ends(part, 0))

    def ends(self, part: Part, start: int) -> Iterator[int]:
        """Yield where a part may end that begins at a place, in the order in which `re` tries."""
        match part:
            case Chars(ranges):
                self.count += 1
                char = self.text[start : start + 1]
                if char and any(low <= ord(char) <= high for low, high in ranges):
                    yield start + 1
            case Sequence(parts):
                yield from self._in_turn(parts, start)
            case Choice(parts):
                for each in parts:
                    yield from self.ends(each, start)
            case Repeat():
                yield from self._repeated(part, start, 0)

    def _in_turn(self, parts: tuple[Part, ...], start: int) -> Iterator[int]:
        if not parts:
            yield start
            return
        for middle in self.ends(parts[0], start):
            yield from self._in_turn(parts[1:], middle)

    def _repeated(self, repeat: Repeat, start: int, times: int) -> Iterator[int]:
        if repeat.high is None or times < repeat.high:
            for middle in self.ends(repeat.part, start):
                if middle > start:
                    yield from self._repeated(repeat, middle, times + 1)
        if times >= repeat.low:
            yield start


def _is_linear(pattern: str, text: str) -> bool:
    """Tell whether matching looks at each character about once for each part of the pattern."""
    root = parse_pattern(pattern)
    steps = Steps(text)
    assert steps.matches(root) is (compile_pattern(pattern).fullmatch(text) is not None)
    return steps.count <= (len(text) + 1) * (len(pattern) + 1)


@pytest.mark.parametrize("pattern", SOUND)
def test_sound_patterns_take_as_long_as_the_text(pattern: str) -> None:
    for text in ("", "a" * 60, "0" * 60, "1A101" + ".a.1" * 20 + "!", "ab" * 30, "x" * 60 + "z"):
        assert _is_linear(pattern, text)


def test_the_count_of_steps_tells_a_slow_pattern() -> None:
    for pattern in ("(a+)+b", "a*a*a*a*b", "(a|a)*b"):
        steps = Steps("a" * 14)
        assert not steps.matches(parse_pattern(pattern))
        assert steps.count > 15 * (len(pattern) + 1)


ATOMS = st.sampled_from(["a", "b", "c", "[ab]", "[b-c]", r"\.", "-"])
COUNTS = st.sampled_from(["", "?", "*", "+", "{2}", "{0,2}", "{1,3}", "{2,}"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, COUNTS).map(lambda pair: f"({pair[0]}){pair[1]}"),
    ),
    max_leaves=8,
)


@settings(max_examples=600)
@given(PATTERNS, st.lists(st.text("abc.-", max_size=24), min_size=4, max_size=4))
def test_any_pattern_is_refused_or_linear(pattern: str, texts: list[str]) -> None:
    try:
        compile_pattern(pattern)
    except PatternError:
        return
    assert all(_is_linear(pattern, text) for text in texts)


@given(st.sampled_from(SHIPPED), st.text("0123456789ABCDEab.", max_size=16))
def test_shipped_patterns_accept_what_they_did(pattern: str, text: str) -> None:
    assert (compile_pattern(pattern).fullmatch(text) is None) == (
        re.fullmatch(pattern, text) is None
    )


@given(st.sampled_from(SOUND), st.data())
def test_what_a_sound_pattern_generates_matches(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(f"(?:{pattern})", fullmatch=True))
    assert compile_pattern(pattern).fullmatch(text)


HOSTILE = ("(a+)+b", "a{1,100000}", "(?=a)b", "[")


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_program_with_such_a_pattern_is_refused(pattern: str) -> None:
    program = in_frame("").program
    assert program is not None
    schemes = tuple(
        attrs.evolve(scheme, pattern=pattern) if scheme.id == "test.codes" else scheme
        for scheme in program.schemes
    )
    with pytest.raises(ValueError, match=r"the pattern of the scheme test\.codes"):
        prepare(attrs.evolve(program, schemes=schemes))
    with pytest.raises(ecp.PolicyError, match=r"the pattern of the scheme test\.codes"):
        ecp.load(write_bundle(attrs.evolve(program, schemes=schemes)))


def test_the_compiler_points_at_the_character() -> None:
    compiled = in_frame(r'scheme other "Other" { pattern "[0-9]\\.\\d" }')
    (found,) = compiled.diagnostics
    span = found.primary.span
    assert found.code == "ECP0225"
    assert span.file.text[span.start - 9 : span.end + 3] == r'"[0-9]\\.\\d"'


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_pattern_of_a_vocabulary_is_reported_once(pattern: str) -> None:
    known = vocabulary()
    schemes = tuple(
        attrs.evolve(scheme, pattern=pattern) if scheme.id == "hs" else scheme
        for scheme in known.schemes
    )
    source = SourceFile("core/module.ecp", read_source("core/module.ecp"))
    compiled = compile_policy(
        [source], vocabulary=attrs.evolve(known, schemes=schemes), library=lambda name: None
    )
    (found,) = compiled.diagnostics
    assert found.message.startswith(f"the pattern `{pattern}` that a plugin gives for `hs`")
