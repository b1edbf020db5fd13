"""What is said of a mistake tells what to write instead, and nothing follows from it twice."""

import pytest
from tests.compiler.compiling import FRAME, compile_texts, errors, in_frame, rule

DID_YOU_MEAN = "did you mean {}?"
DAY = "a date is written year-month-day: `2026-03-01`"


@pytest.mark.parametrize(
    ("condition", "code", "help"),
    [
        ("item.quantity > 5", "ECP0203", "write an amount with its unit, as in `5 kg`"),
        ("item.quantity > 5 EUR", "ECP0203", "write an amount with its unit, as in `5 kg`"),
        (
            "count of c in item.components > 5 kg",
            "ECP0203",
            "compare it with a number alone, as in `5`",
        ),
        ("dates.shipment >= 01.03.2026", "ECP0205", DAY),
        ("itm.value > 5 EUR", "ECP0102", DID_YOU_MEAN.format("`item.value`")),
        ("end_usr.kind is military", "ECP0102", DID_YOU_MEAN.format("`end_user.kind`")),
        ("itm.nothing > 5 EUR", "ECP0102", DID_YOU_MEAN.format("`item.nothing`")),
        (
            "end_usr.nothing",
            "ECP0102",
            DID_YOU_MEAN.format("`end_use.nothing` or `end_user.nothing`"),
        ),
        ("item.value > 5 \u20ac", "ECP0002", "write `EUR`"),
        ("item.value > \u20ac5", "ECP0002", "write `5 EUR`"),
    ],
)
def test_a_mistake_in_a_condition_gets_one_error_with_help(
    condition: str, code: str, help: str
) -> None:
    (found,) = in_frame(rule(condition)).diagnostics
    assert (found.code, found.help) == (code, help)


def test_a_file_without_a_name_is_one_error() -> None:
    law = f"module xx use core {FRAME}".replace("scheme test.codes", "")
    nameless = (
        "use core\nrule {} {{ under xx.act_1 prohibit in force from 2026-01-06 }}\n"
        "suspend {} {{ under xx.act_2 in force from 2026-02-06 }}\n"
    )
    assert errors(compile_texts(law, nameless.format("q", "q"))) == ["ECP0011"]
    two = compile_texts(law, nameless.format("q", "q"), nameless.format("z", "z"))
    assert errors(two) == ["ECP0011", "ECP0011"]
