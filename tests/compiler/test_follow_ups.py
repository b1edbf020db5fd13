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
