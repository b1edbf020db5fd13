"""The formatter: what it writes is read back as the same tree, and comments keep their places."""

from pathlib import Path
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


SHIPPED = sorted(
    path
    for folder in ("stdlib_rules", "examples", "tests/golden", "tests/corpus/good")
    for path in (Path(__file__).parents[2] / folder).rglob("*.ecp")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_comments_behind_members_of_shipped_files_stay_there(path: Path) -> None:
    parsed = read(path.read_text(encoding="utf-8"))
    written = format_module(parsed.module)
    before = _read_tree(written)
    assert before == parsed.module
    assert [c.text for c in before.comments] == [c.text for c in parsed.module.comments]
    assert format_module(before) == written
    # After each member of each set that is reached.
    ends = sorted(
        member.span.end
        for node in descend(before)
        if isinstance(node, s.Membership) and isinstance(node.right, s.SetOf)
        for member in node.right.members
    )
    pieces, last = [], 0
    for number, end in enumerate(ends):
        pieces.append(f"{written[last:end]} # behind {number}\n")
        last = end
    commented = _read_tree("".join([*pieces, written[last:]]))
    again = format_module(commented)
    tree = _read_tree(again)
    assert tree == before
    assert [c.text for c in tree.comments] == [c.text for c in commented.comments]
    assert format_module(tree) == again
    lines = again.splitlines()
    for number, end in enumerate(ends):
        (line,) = [line for line in lines if line.endswith(f"# behind {number}")]
        assert line.split(",")[0].strip().endswith(written[:end].split()[-1].strip("{,"))


MEMBERS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["", "behind", "before the comma"])),
    min_size=1,
    max_size=5,
)
AROUND = (
    "x in {}",
    "not x in {}",
    "x not in {}",
    "y and (x in {} or z)",
    "any v in w satisfies (x in {})",
)


@SLOW
@given(MEMBERS, st.sampled_from(AROUND), st.booleans(), st.booleans())
def test_comments_stand_beside_the_members_of_a_set(
    members: list[tuple[int, str]], around: str, is_clause: bool, at_end: bool
) -> None:
    source, expected = "", list[str]()
    for number, (above, behind) in enumerate(members):
        for n in range(above):
            source += f"\n # above {number}.{n}"
            expected.append(f"# above {number}.{n}")
        note = f"  # {number}" if behind else ""
        comma = {"": ",", "behind": f", {note}\n", "before the comma": f" {note}\n,"}[behind]
        source += f"\n m{number}{comma}"
        expected.append(f"m{number},{note}")
    if at_end:
        source += "\n # last\n"
        expected.append("# last")
    if not any("#" in line for line in expected):
        return
    condition = around.replace("{}", f"{{{source}}}")
    body = f"rule r {{ when {condition} prohibit }}" if is_clause else f"define d {{ {condition} }}"
    text = f"module m {body}"
    written = _formatted(text)
    assert _read_tree(written) == _read_tree(text)
    assert _formatted(written) == written
    lines = [line.strip() for line in written.splitlines()]
    first = next(n for n, line in enumerate(lines) if line.endswith("{") and " in {" in line)
    assert lines[first + 1 : first + 1 + len(expected)] == expected
    assert lines[first + 1 + len(expected)] == "}"


def test_comments_around_a_set_stay_outside_of_it() -> None:
    text = (
        "module m rule r { # when\n when a in { # the set\n A, B # why B\n } # after\n"
        " # before c\n and c # at the end\n prohibit }"
    )
    assert _formatted(text).splitlines()[2:] == [
        "rule r {  # when",
        "  when a in {  # the set",
        "      A,",
        "      B,  # why B",
        "    }  # after",
        "    # before c",
        "    and c  # at the end",
        "  prohibit",
        "}",
    ]


def test_comments_in_lists_of_facts_stay_beside_their_elements() -> None:
    text = 'module m test "t" { given { route: [ A, # why A\n # above B\n B ] } }'
    assert _formatted(text).splitlines()[4:9] == [
        "    route: [",
        "      A,  # why A",
        "      # above B",
        "      B,",
        "    ]",
    ]


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
