"""Lists that older acts extend, and days that are compared with a parameter in months."""

import pytest
from tests.compiler.compiling import FRAME, compile_texts

RULE = "rule r { under act_1 when destination in l prohibit in force from 2026-03-06 }"
LIST = 'list l "L" {{ of codes of country {own} member KP {member} }}'
EXTENSION = "extend list l {{ {own} member SG {member} }}"


def _codes(text: str, *codes: str) -> list[str]:
    """Return which of some warnings a text in the frame causes."""
    compiled = compile_texts(f"module test use core {FRAME} {text}")
    assert compiled.program is not None, [d.message for d in compiled.diagnostics]
    return [d.code for d in compiled.diagnostics if d.code in codes]


@pytest.mark.parametrize(
    ("of_list", "of_extension", "count"),
    [
        # act_1 was issued on 2 January, act_2 on 1 February.
        (("under act_2", ""), ("under act_1", ""), 1),
        (("under act_1", ""), ("under act_2", ""), 0),
        (("under act_1", ""), ("under act_1", ""), 0),
        (("under act_2", ""), ("", "under act_1"), 1),
        # A list without an act of its own is older than none.
        (("", "under act_2"), ("under act_1", ""), 0),
    ],
)
def test_an_extension_by_an_older_act_is_warned_of(
    of_list: tuple[str, str], of_extension: tuple[str, str], count: int
) -> None:
    declared = LIST.format(own=of_list[0], member=of_list[1])
    extended = EXTENSION.format(own=of_extension[0], member=of_extension[1])
    for text in (f"{declared} {extended}", f"{extended} {declared}"):
        assert _codes(f"{text} {RULE}", "ECP0419") == ["ECP0419"] * count


@pytest.mark.parametrize(
    ("value", "amended", "count"),
    [
        ("1 month", "", 1),
        ("2 months", "", 1),
        ("1 year", "", 1),
        ("5 working days", "", 1),
        ("30 days", "", 0),
        ("4 weeks", "", 0),
        ("30 days", "1 month", 1),
        ("30 days", "31 days", 0),
    ],
)
def test_days_against_a_parameter_in_months_are_warned_of(
    value: str, amended: str, count: int
) -> None:
    text = f'parameter p "P" {{ under act_1 value {value} from 2026-01-06 }}'
    if amended:
        text += f"amend p {{ under act_2 value {amended} in force from 2026-03-01 }}"
    days = "dates.shipment - dates.contract"
    for condition in (f"{days} > p", f"p <= {days}", f"{days} is p"):
        rule = f"rule r {{ under act_1 when {condition} prohibit in force from 2026-01-06 }}"
        assert _codes(f"{text} {rule}", "ECP0313") == ["ECP0313"] * count
    # As the literal does.
    if not amended:
        rule = f"rule r {{ under act_1 when {days} > {value} prohibit in force from 2026-01-06 }}"
        assert _codes(rule, "ECP0313") == ["ECP0313"] * count
