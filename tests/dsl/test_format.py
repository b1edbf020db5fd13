"""The formatter: what it writes is read back as the same tree, and comments keep their places."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dsl.reading import corpus, read, token_places
from tests.strategies import syntax as trees

from ecp_dsl import syntax as s
from ecp_dsl.format import format_module
from ecp_dsl.format_expression import WIDTH
from ecp_dsl.source import SourceFile
from ecp_dsl.walk import descend

SLOW = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# Which clauses belong in which declaration is no matter of layout.
ABOUT_CLAUSES = {"ECP0010", "ECP0011", "ECP0012"}


def _read_tree(text: str) -> s.Module:
    parsed = read(text)
    wrong = [d for d in parsed.diagnostics if d.code not in ABOUT_CLAUSES]
    assert not wrong, (wrong, text)
    return parsed.module


@SLOW
@given(trees.module)
def test_what_is_written_is_read_back_as_the_same_tree(module: s.Module) -> None:
    text = format_module(module)
    again = _read_tree(text)
    assert again == module
    assert format_module(again) == text


@SLOW
@given(trees.expression)
def test_parentheses_are_kept_exactly_where_they_matter(expression: Any) -> None:
    body = s.Define("it", (), None, expression, span=trees.SPAN)
    module = s.Module(
        s.Path(("m",), span=trees.SPAN), None, (), (body,), file=trees.NOWHERE, span=trees.SPAN
    )
    assert _read_tree(format_module(module)) == module


@pytest.mark.parametrize("kind", trees.DECLARATIONS, ids=lambda kind: kind.__name__)
def test_each_sort_of_declaration_is_read_back(kind: type) -> None:
    @settings(SLOW, max_examples=30)
    @given(trees.module_of(trees.DECLARATIONS[kind], most=2))
    def check(module: s.Module) -> None:
        assert _read_tree(format_module(module)) == module

    check()


def test_the_strategies_reach_every_node() -> None:
    seen: set[type] = set()

    for part in (*trees.CHOICES, *trees.DECLARATIONS.values(), trees.module):
        enough = 25 if part in trees.CHOICES else 2

        @settings(SLOW, max_examples=enough, derandomize=True, database=None)
        @given(trees.several(part, least=2, most=8))
        def collect(found: tuple[Any, ...]) -> None:
            seen.update(type(node) for outer in found for node in descend(outer))

        collect()
    nodes = {
        value
        for value in vars(s).values()
        if isinstance(value, type) and value.__module__ == s.__name__ and value is not s.Comment
    }
    assert seen == nodes


@SLOW
@given(trees.module, st.data())
def test_comments_survive_in_order(module: s.Module, data: st.DataObject) -> None:
    text = format_module(module)
    places = token_places(text)
    chosen = sorted(data.draw(st.lists(st.sampled_from(places), max_size=6)))
    pieces = []
    before = 0
    for number, place in enumerate(chosen):
        lead = data.draw(st.sampled_from([" ", "\n", "\n\n", "\n   "]))
        end = data.draw(st.sampled_from(["\n", "\n\n"]))
        pieces.append(f"{text[before:place]}{lead}# comment {number}{end}")
        before = place
    commented = "".join([*pieces, text[before:]])
    tree = _read_tree(commented)
    assert tree == module
    written = format_module(tree)
    again = _read_tree(written)
    assert again == module
    assert [c.text for c in again.comments] == [f"# comment {n}" for n in range(len(chosen))]
    assert format_module(again) == written


@pytest.mark.parametrize("file", corpus("good"), ids=lambda file: file.name)
def test_the_corpus_is_written_and_read_back(file: SourceFile) -> None:
    parsed = read(file.text)
    text = format_module(parsed.module)
    again = read(text)
    assert again.module == parsed.module
    assert format_module(again.module) == text


def _formatted(text: str) -> str:
    return format_module(_read_tree(text))


def test_layout_of_a_whole_file() -> None:
    text = (
        "# About\n\nmodule   a.b   'x'".replace("'x'", '"x"') + "\nuse c as d use e # why\n"
        'actor x "X"\nactor y "Y" many\n\n'
        "# before the rule\nrule r{title # inside\n"
        '"T" require licence from a.b  review denial_presumed # at the end\n'
        "# last of the rule\n} # after the rule\n# end of file"
    )
    assert _formatted(text) == (
        '# About\n\nmodule a.b "x"\n\n'
        "use c as d\nuse e  # why\n\n"
        'actor x "X"\nactor y "Y" many\n\n'
        "# before the rule\nrule r {\n"
        '  # inside\n  title "T"\n'
        "  require license from a.b review denial_presumed  # at the end\n"
        "  # last of the rule\n"
        "}  # after the rule\n\n# end of file\n"
    )


def test_a_long_condition_has_one_operand_a_line() -> None:
    names = [f"a_rather_long_name_for_a_condition_{n}" for n in range(3)]
    condition = f"{names[0]} and ({names[1]} or {names[2]}) and not {names[0]}"
    assert _formatted(f"module m define d {{ {condition} }}").splitlines()[2:] == [
        "define d {",
        f"  {names[0]}",
        f"  and ({names[1]} or {names[2]})",
        f"  and not {names[0]}",
        "}",
    ]


def test_a_long_group_is_broken_inside_its_parentheses() -> None:
    names = [f"a_rather_long_name_for_a_condition_{n}" for n in range(3)]
    condition = f"{names[0]} and ({names[1]} or {names[2]} or {names[0]})"
    assert _formatted(f"module m define d {{ {condition} }}").splitlines()[2:] == [
        "define d {",
        f"  {names[0]}",
        "  and (",
        f"    {names[1]}",
        f"    or {names[2]}",
        f"    or {names[0]}",
        "  )",
        "}",
    ]


def test_a_long_record_has_one_fact_a_line() -> None:
    facts = " ".join(f"name_of_fact_{n}: value_of_fact_{n}" for n in range(4))
    text = _formatted(f'module m test "t" {{ given {{ item: {{ {facts} }} }} }}')
    assert "    item: {\n      name_of_fact_0: value_of_fact_0\n" in text
    assert all(len(line) <= WIDTH for line in text.splitlines())


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((a))", "a"),
        ("(a and b) and c", "(a and b) and c"),
        ("a and b and c", "a and b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a or (b and c)", "a or (b and c)"),
        ("not (a is b)", "not a is b"),
        ("(not a) is b", "(not a) is b"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("(a * b) + c", "a * b + c"),
        ("a * (b + c)", "a * (b + c)"),
        ("- (a + b)", "-(a + b)"),
        ("a in {b,c,}", "a in { b, c }"),
        ("0.10 % < x", "0.10% < x"),
        ("a is   not none", "a is not none"),
    ],
)
def test_parentheses(written: str, canonical: str) -> None:
    assert _formatted(f"module m define d {{ {written} }}") == (
        f"module m\n\ndefine d {{\n  {canonical}\n}}\n"
    )
