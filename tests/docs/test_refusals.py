"""What the reference says is refused, is refused with the code it says."""

import pytest
from tests.docs.policies import codes, compile_texts, complaints
from tests.strategies.zones import NO_ZONES

from ecp_compiler.pipeline import Compiled

FRAME = """
module xx
use core
jurisdiction XX "Exampleland" {
  authority ministry "Ministry of Trade"
  scheme xx.goods
  reaches export when act is export
}
scheme goods "Control codes" { pattern "[0-9]X[0-9]{3}([.][a-z0-9]+)*" hierarchy by "." }
instrument act_1 "Act No. 1" { issued by XX.ministry on 2026-01-02 }
rule banned { under act_1 when end_use.military prohibit in force from 2026-02-01 }
rule licensed { under act_1 when item within 4X120 require license in force from 2026-02-01 }
list parties "Parties" { of parties under act_1 member "Quartz" }
list codes "Codes" { of codes of xx.goods under act_1 member 4X120 }
parameter limit "Limit" { under act_1 value 5 EUR from 2026-02-01 }
question judged(who: Party) "Judged?" { of fact }
question open "Open?" { of law reading a "A" reading b "B" }
define heavy(what: Item) "Heavy" { what.quantity > 5 kg }
"""


def _rule(condition: str) -> str:
    return f"rule r {{ under act_1 when {condition} prohibit in force from 2026-02-01 }}"


def _codes(compiled: Compiled) -> tuple[str, ...]:
    """Return the codes but for what the frame declares and a case does not use."""
    return tuple(code for code in codes(compiled) if code != "ECP0311")


REFUSED = {
    # Files, names and periods
    "rule banned { under act_1 prohibit in force from 2026-02-01 }": "ECP0103",
    "rule rule { under act_1 prohibit in force from 2026-02-01 }": "ECP0007",
    "rule r { under act_1 prohibit in force from 2026-02-01 to 2026-03-01 }": "ECP0006",
    "rule r { under act_1 prohibit in force from 2026-02-30 }": "ECP0008",
    "rule r { under act_1 prohibit in force from 2026-03-01 until 2026-03-01 }": "ECP0402",
    "rule r { under banned prohibit in force from 2026-02-01 }": "ECP0105",
    "exempt e from licensed { when end_use.military }": "ECP0401",
    "rule r { under act_1 prohibit in force from 2026-02-01 confidence total }": "ECP0206",
    # Vocabulary
    'jurisdiction YY "Otherland" { calendar nowhere }': "ECP0502",
    **{
        f'jurisdiction YY "Otherland" {{ time zone "{zone}" }}': "ECP0210"
        for zone in ("Mars/Olympus", *NO_ZONES)
    },
    'instrument act_2 "Act" { issued by XX.customs on 2026-01-02 }': "ECP0102",
    'instrument act_2 "Act" { number "2" }': "ECP0011",
    'entity Ship { name: text "Name" name: text "Name" }': "ECP0103",
    'entity Ship { size: big "Size" }': "ECP0209",
    'extend entity Vessel { name: text "Name" }': "ECP0102",
    'scheme other "Other" { provided }': "ECP0502",
    'scheme other "Other" { pattern "[" }': "ECP0225",
    'scheme other "Other" { pattern "(a+)+b" }': "ECP0226",
    'scheme other "Other" { pattern "[0-9]{1,100000}" }': "ECP0227",
    'list more "More" { of parties under act_1 member Quartz }': "ECP0210",
    'list more "More" { of parties member "Quartz" }': "ECP0401",
    'list more "More" { of parties under act_1 member "Q" member "Q" }': "ECP0305",
    'list more "More" { of codes of xx.goods under act_1 member 99 }': "ECP0205",
    'list m "M" { of parties under act_1 include n } '
    'list n "N" { of parties under act_1 include m }': "ECP0107",
    'extend list parties { under act_1 remove "Basalt" from 2026-03-01 }': "ECP0102",
    'parameter p "P" { under act_1 value 5 EUR + 5 EUR from 2026-02-01 }': "ECP0210",
    'parameter p "P" { under act_1 value 5 EUR until 2026-03-01 value 5 kg from 2026-03-01 }': (
        "ECP0203"
    ),
    'define a "A" { b } define b "B" { a }': "ECP0107",
    'question q "Q?" { of law reading a "A" }': "ECP0011",
    'question q "Q?" { of fact reading a "A" }': "ECP0012",
    # Provisions
    "rule r { under act_1 kind special prohibit in force from 2026-02-01 }": "ECP0012",
    "rule r { under act_1 when end_use.military in force from 2026-02-01 }": "ECP0011",
    "rule r { prohibit in force from 2026-02-01 }": "ECP0401",
    "rule r { under act_1 prohibit prohibit in force from 2026-02-01 }": "ECP0010",
    "rule r { under act_1 governs brokering prohibit in force from 2026-02-01 }": "ECP0206",
    "rule r { under act_1 require license review maybe in force from 2026-02-01 }": "ECP0206",
    "exempt e from banned { under act_1 }": "ECP0302",
    "exempt e from a_1 { under act_1 }": "ECP0102",
    "authorize a for banned { under act_1 }": "ECP0303",
    "bar b on licensed { under act_1 }": "ECP0303",
    # Later acts
    "suspend licensed { under act_1 }": "ECP0011",
    "suspend act_0 { under act_1 in force from 2026-03-01 }": "ECP0102",
    "repeal licensed { under act_1 in force from 2026-03-01 if end_use.military }": "ECP0012",
    "amend licensed { under act_1 when yes in force from 2026-03-01 until 2026-04-01 }": "ECP0012",
    "amend licensed { under act_1 even prohibition in force from 2026-03-01 }": "ECP0012",
    "amend xx { under act_1 when yes in force from 2026-03-01 }": "ECP0105",
    "amend codes { under act_1 in force from 2026-03-01 }": "ECP0105",
    "amend licensed { under act_1 limit item.value < 5 EUR in force from 2026-03-01 }": "ECP0012",
    "amend licensed { under act_1 without oblige in force from 2026-03-01 }": "ECP0012",
    "amend limit { under act_1 prohibit in force from 2026-03-01 }": "ECP0012",
    "authorize a for licensed { under act_1 limit item.value < 5 EUR limit item.quantity < 5 kg } "
    "amend a { under act_1 limit item.value < 9 EUR in force from 2026-03-01 }": "ECP0410",
    'instrument act_0 "Act" { issued by XX.ministry on 2025-01-02 } '
    "repeal licensed { under act_0 in force from 2026-03-01 }": "ECP0409",
    # Profiles and tests
    'profile p "P" { adopt limit is a }': "ECP0105",
    'profile p "P" { adopt open is c }': "ECP0206",
    'test "t" { given { act: export } }': "ECP0011",
    # Conditions
    _rule("end_user.contry is SG"): "ECP0201",
    _rule('date > "2026-01-01"'): "ECP0202",
    _rule("item.value > 5 kg"): "ECP0203",
    _rule("item.value > 5 stones"): "ECP0204",
    _rule("destination is ZZ"): "ECP0205",
    _rule("end_user.kind is club"): "ECP0206",
    _rule("open is c"): "ECP0206",
    _rule("open"): "ECP0202",
    _rule("judged(end_user, consignee)"): "ECP0207",
    _rule("judged(item)"): "ECP0202",
    _rule("end_user is heavy"): "ECP0202",
    _rule("end_user in codes"): "ECP0202",
    _rule("destination in parties"): "ECP0202",
    _rule("end_user in act_1"): "ECP0105",
    _rule("end_user in end_use"): "ECP0208",
    _rule("item within 9ZZZ"): "ECP0205",
    _rule("item within parties"): "ECP0202",
    _rule("item.value + 5 kg > 5 EUR"): "ECP0203",
    _rule("date > dates.contract + 1.5 months"): "ECP0210",
    _rule("date > dates.contract + 5 working days"): "ECP0210",
    _rule("any c in item satisfies (c.origin is SG)"): "ECP0208",
    _rule("sum of c.origin for c in item.components > 5"): "ECP0202",
    _rule("act_1"): "ECP0105",
    _rule("item.value"): "ECP0202",
    _rule("none"): "ECP0202",
    _rule("{ yes }"): "ECP0001",
    _rule("destination is SG and destination is MY"): "ECP0304",
    _rule(f"{'(' * 400}yes{')' * 400}"): "ECP0005",
}


@pytest.mark.parametrize("declarations", REFUSED)
def test_it_is_refused_with_its_code(declarations: str) -> None:
    compiled = compile_texts(FRAME + declarations, name="refused.ecp")
    assert _codes(compiled) == (REFUSED[declarations],), complaints(compiled)


def test_the_frame_is_sound() -> None:
    assert _codes(compile_texts(FRAME, name="frame.ecp")) == ()
