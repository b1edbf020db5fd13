"""One mistake gets one error, and names that are values are no definitions."""

import pytest
from tests.compiler.compiling import errors, in_frame, rule


@pytest.mark.parametrize(
    "definition",
    [
        'define military "M" { end_user.kind is military }',
        'define DE "D" { destination in { DE, FR } }',
        'define DE "D" { destination = DE }',
        'define company "C" { any o in end_user.owners satisfies (o.kind is company) }',
        'define person(who: Party) "P" { who.kind is person }',
        'end_user university "U" { party.kind is university }',
    ],
)
def test_a_value_with_the_name_of_its_definition_is_no_circle(definition: str) -> None:
    assert errors(in_frame(definition)) == []


@pytest.mark.parametrize(
    "definition",
    [
        'define military "M" { end_user.kind is military and military }',
        'define military "M" { end_user is military }',
        'define a "A" { end_user.kind is military or b } define b "B" { not a }',
    ],
)
def test_a_definition_by_way_of_itself_is_one(definition: str) -> None:
    assert "ECP0107" in errors(in_frame(definition))


def test_a_missing_citation_is_the_only_error() -> None:
    text = (
        "rule r { when end_use.military require license in force from 2026-01-06 }\n"
        "exempt e from r { under act_1 when destination is DE }\n"
        "authorize g for r { under act_1 when destination is FR }\n"
        "suspend r { under act_2 in force from 2026-02-01 }\n"
        'test "t" { given { act: export item: {} } expect XX not prohibited because r }\n'
    )
    assert errors(in_frame(text)) == ["ECP0401"]


@pytest.mark.parametrize(
    "text",
    [
        'entity Ship "S" { name: text "N" name: text "M" }',
        'question q "Q?" { of law reading x "X" reading x "Y" reading z "Z" }',
        rule("end_use.military", name="r") + rule("end_use.military", name="r"),
    ],
)
def test_what_is_declared_twice_is_shown_in_both_places(text: str) -> None:
    compiled = in_frame(text)
    assert errors(compiled) == ["ECP0103"]
    (found,) = (d for d in compiled.diagnostics if d.code == "ECP0103")
    assert found.secondary
    assert found.secondary[0].span != found.primary.span


@pytest.mark.parametrize(
    "text",
    [
        'list l "L" { of codes of test.codes under act_1 member 6.17.ru member 6.17.kp member 6 }',
        "rule r { under act_1 when item.value > and nosuch prohibit confidence odd in force }",
        "rule r { when end_use.militry && prohibit in force from 2026-01-06 }",
        'parameter p "P" { under act_1 value 5 XYZ, 6 EUR from 2026-01-06 }',
    ],
)
def test_what_could_not_be_read_gets_no_further_errors(text: str) -> None:
    compiled = in_frame(text)
    assert compiled.program is None
    assert all(code < "ECP0100" for code in errors(compiled)), errors(compiled)


def test_other_declarations_of_the_file_are_still_checked() -> None:
    damaged = "rule r { under act_1 when item.value > and prohibit in force from 2026-01-06 }\n"
    sound = rule("end_use.militry", name="s")
    assert errors(in_frame(damaged + sound)) == ["ECP0001", "ECP0201"]


def test_a_parameter_without_a_sound_value_is_one_error() -> None:
    parameter = 'parameter p "P" { under act_1 value 5 XYZ from 2026-01-06 }\n'
    assert errors(in_frame(parameter + rule("item.value > p"))) == ["ECP0204"]
