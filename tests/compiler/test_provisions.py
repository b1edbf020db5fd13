"""Provisions, what they aim at, and what later acts do to them."""

from datetime import date

import pytest
from tests.compiler.compiling import FRAME, compile_texts, errors, in_frame, program, rule

from ecp_compiler.history import histories
from ecp_runtime import ir
from ecp_runtime.codec import content_hash
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction

LICENSE = "require license from XX.ministry"
LAW = 'question truce "Extended?" { of law reading yes_it_is "Yes" reading no_it_is_not "No" }\n'


def suspend(target: str, period: str, more: str = "") -> str:
    return f"suspend {target} {{ under act_2 in force {period} {more} }}\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (rule("yes") + "exempt e from r { under act_1 when yes }", ["ECP0302"]),
        (rule("yes") + "exempt e from r { under act_1 when yes even prohibition }", []),
        (rule("yes") + "authorize a for r { under act_1 kind general when yes }", ["ECP0303"]),
        (
            rule("yes", effect=LICENSE) + "authorize a for r { under act_1 kind general when yes }",
            [],
        ),
        (rule("yes") + "bar b on r { under act_1 when yes }", ["ECP0303"]),
        (rule("yes") + "suspend rr { under act_2 in force from 2026-03-01 }", ["ECP0102"]),
        (rule("yes") + "suspend codes { under act_2 in force from 2026-03-01 }", ["ECP0105"]),
        (rule("yes") + "amend test { under act_2 in force from 2026-03-01 }", ["ECP0105"]),
        (rule("yes") + "repeal r { under act_2 }", ["ECP0011"]),
        (
            rule("yes") + LAW + "repeal r { under act_2 in force from 2026-03-01 "
            "if reading truce is yes_it_is }",
            ["ECP0012"],
        ),
        (
            rule("yes", effect=LICENSE) + "exempt e from r, f { under act_1 when yes }\n"
            "exempt f from e { under act_1 when yes }",
            ["ECP0301"],
        ),
        (rule("yes", effect="require license from XX.navy"), ["ECP0102"]),
        (rule("yes", effect="require license review maybe"), ["ECP0206"]),
        (rule("yes", more="governs import"), ["ECP0206"]),
        (rule("yes", more="oblige notify XX.ministry within 5 kg"), ["ECP0203"]),
        (rule("yes", more="judged at end_use.purpose"), ["ECP0202"]),
    ],
)
def test_what_a_mistake_is_called(text: str, codes: list[str]) -> None:
    assert errors(in_frame(text)) == codes


def test_a_group_stands_for_what_can_be_meant_in_it() -> None:
    text = (
        rule("yes", name="ban")
        + rule("yes", name="license", effect=LICENSE)
        + "exempt e from test { under act_1 when yes }\n"
        + "authorize a for XX { under act_1 kind general when yes }\n"
        + "bar b on test { under act_1 when yes }\n"
    )
    made = program(in_frame(text))
    assert made.exemptions[0].targets == ("test.license",)
    assert made.authorizations[0].targets == ("test.license",)
    assert made.bars[0].targets == ("test.a",)


def test_suspending_a_module_suspends_its_rules_and_its_parts_of_lists() -> None:
    base = (
        'list controlled "Controlled" { of codes of codes under act_1 member 1A001 }\n'
        + suspend("later", "from 2026-03-01 through 2026-04-30")
    )
    first = f"module test\nuse core\nuse later\n{FRAME}\n{base}"
    second = (
        "module later\nuse core\nuse test\n"
        "extend list controlled { under act_1 member 2B002 }\n"
        + rule("item within controlled", name="late")
    )
    made = program(compile_texts(first, second))
    parts = {p.module: p for p in made.lists[0].parts}
    assert parts["test"].life.suspensions == ()
    assert [s.period for s in parts["later"].life.suspensions] == [
        ir.Period(date(2026, 3, 1), date(2026, 4, 30))
    ]
    assert len(made.rules[0].life.suspensions) == 1


def test_an_amendment_makes_a_new_version_and_ends_the_old_one() -> None:
    text = rule("destination is SG") + (
        'amend r { under act_2 title "Wider" when destination in { SG, MY } '
        "in force from 2026-05-01 }\n"
    )
    first, second = program(in_frame(text)).rules
    assert (first.version, second.version) == (1, 2)
    assert [(e.kind, e.start) for e in first.life.endings] == [("amendment", date(2026, 5, 1))]
    assert second.life.period == ir.Period(date(2026, 5, 1), None)
    assert second.life.issued_under == "test.act_2"
    assert second.title == "Wider"
    assert second.effect == ir.Prohibition()


def test_an_amended_parameter_keeps_its_earlier_value_until_then() -> None:
    text = (
        'parameter limit "Limit" { under act_1 value 5 USD from 2026-01-01 }\n'
        "amend limit { under act_2 value 7 USD in force from 2026-05-01 }\n"
    )
    first, second = program(in_frame(text)).parameters[0].versions
    assert first.life.endings[0].start == date(2026, 5, 1)
    assert second.life.period.start == date(2026, 5, 1)


def test_a_resumption_ends_the_suspension_it_falls_into() -> None:
    text = (
        rule("yes")
        + suspend("r", "from 2026-03-01 through 2026-06-30")
        + "resume r { under act_2 in force from 2026-05-01 }\n"
    )
    life = histories(program(in_frame(text)), "test.r")[0].entries[0].life
    assert [(s.state, str(s.start), str(s.end)) for s in life.stretches] == [
        ("in_force", "2026-01-06", "2026-02-28"),
        ("suspended", "2026-03-01", "2026-04-30"),
        ("in_force", "2026-05-01", "None"),
    ]


def test_suspensions_from_the_same_day_come_in_one_order_however_they_are_written() -> None:
    short, long = suspend("r", "from 2026-03-01 until 2026-04-01"), suspend("r", "from 2026-03-01")
    written = program(in_frame(rule("yes") + short + long))
    turned = program(in_frame(rule("yes") + long + short))
    assert content_hash(written) == content_hash(turned)


def test_a_suspension_that_depends_on_a_reading_is_shown_as_open() -> None:
    text = (
        rule("yes")
        + LAW
        + suspend("r", "from 2026-01-01 through 2026-03-31")
        + suspend("r", "from 2026-04-01 through 2026-05-31", "if reading truce is yes_it_is")
    )
    compiled = in_frame(text)
    life = histories(program(compiled), "r")[0].entries[0].life
    assert [s.state for s in life.stretches] == [
        "suspended",
        "conditionally_suspended",
        "in_force",
    ]
    assert life.notes[0].code == "ECP0404"
    assert "never in force before 2026-04-01" in life.notes[0].text
    assert "certainly only from 2026-06-01" in life.notes[0].text


def test_what_was_not_issued_is_not_known() -> None:
    text = rule("yes") + suspend("r", "from 2026-03-01 through 2026-06-30")
    made = program(in_frame(text))
    before = histories(made, "r", known_at=date(2026, 1, 31))[0].entries[0].life
    assert [s.state for s in before.stretches] == ["in_force"]
    assert histories(made, "r", known_at=date(2026, 1, 1))[0].entries == ()


def test_members_come_and_go() -> None:
    text = (
        'list banned "Banned" { of parties under act_1 in force from 2026-01-06 '
        'member "Example Arms" member "Example Steel" from 2026-02-01 }\n'
        'extend list banned { under act_2 remove "Example Arms" from 2026-05-01 }\n'
    )
    parts = program(in_frame(text)).lists[0].parts
    members = {m.key: m for p in parts for m in p.members}
    arms, steel = members["Example Arms"].life, members["Example Steel"].life
    assert arms is not None and [e.start for e in arms.endings] == [date(2026, 5, 1)]
    assert steel is not None and steel.period.start == date(2026, 2, 1)
    missing = text.replace('remove "Example Arms"', 'remove "Example Army"')
    assert errors(in_frame(missing)) == ["ECP0102"]


def test_parentheses_of_time_are_exact() -> None:
    text = rule("yes").replace("from 2026-01-06", "from 2026-01-06 until 2026-02-01")
    assert program(in_frame(text)).rules[0].life.period == ir.Period(
        date(2026, 1, 6), date(2026, 1, 31)
    )


def test_conditions_and_limits_of_an_authorization_all_count() -> None:
    text = rule("yes", effect=LICENSE) + (
        "authorize a for r { under act_1 kind general when destination is SG "
        'condition end_use.purpose is "civil" "Civil use" limit item.value <= 5 USD "Low value" }\n'
    )
    condition = program(in_frame(text)).authorizations[0].condition
    assert isinstance(condition, ir.And)
    assert len(condition.operands) == 3


def test_the_words_of_a_suspended_act_keep_their_meaning() -> None:
    own = (
        "module later\nuse core\nuse test\n"
        'list annex "Annex" { of codes of codes under act_1 member 2B002 }\n'
        'parameter limit "Limit" { under act_1 value 5 USD from 2026-01-01 }\n'
        + rule("item within annex and item.value > limit", name="late")
    )
    suspending = f"module test\nuse core\nuse later\n{FRAME}\n{suspend('later', 'from 2026-03-01')}"
    made = program(compile_texts(suspending, own))
    assert len(made.rules[0].life.suspensions) == 1
    assert made.lists[0].parts[0].life.suspensions == ()
    assert made.parameters[0].versions[0].life.suspensions == ()


def test_what_builds_on_one_another_is_bounded() -> None:
    definitions = "define d0 { end_use.military }\n" + "".join(
        f"define d{n} {{ d{n - 1} or destination is SG }}\n" for n in range(1, 300)
    )
    assert set(errors(in_frame(definitions + rule("d299")))) == {"ECP0005"}
    exemptions = rule("end_use.military", effect=LICENSE) + "".join(
        f"exempt e{n} from {f'e{n - 1}' if n else 'r'} {{ under act_1 when destination is SG }}\n"
        for n in range(300)
    )
    assert set(errors(in_frame(exemptions))) == {"ECP0005"}
    lists = "".join(
        f'list l{n} "L" {{ of codes of codes under act_1 '
        f"{f'include l{n - 1}' if n else 'member 1A001'} }}\n"
        for n in range(300)
    )
    assert set(errors(in_frame(lists + rule("item within l299")))) == {"ECP0005"}


def test_what_is_just_within_the_bounds_is_decided() -> None:
    definitions = "define d0 { end_use.military }\n" + "".join(
        f"define d{n} {{ d{n - 1} or destination is SG }}\n" for n in range(1, 25)
    )
    made = program(in_frame(definitions + rule("d24")))
    facts = {"act": "export", "date": "2026-03-01", "items": [{}]}
    assert decide(made, read_transaction(made, facts)).outcome.at_most == "prohibited"


def test_circles_are_found_however_long_they_are() -> None:
    def lists(last: str) -> str:
        return "".join(
            f'list l{n:04} "L" {{ of codes of codes under act_1 '
            f"include {f'l{n + 1:04}' if n < 2999 else last} }}\n"
            for n in range(3000)
        )

    # The chain is entered at its head, so that a walk by recursion would be as deep as it is long.
    assert "ECP0107" in errors(in_frame(lists("l0000")))
    open_end = lists("end") + 'list end "L" { of codes of codes under act_1 member 1A001 }\n'
    assert set(errors(in_frame(open_end))) == {"ECP0005"}


def test_a_week_is_seven_days() -> None:
    text = rule("yes", more="oblige notify XX.ministry within 2 weeks")
    (duty,) = program(in_frame(text)).rules[0].duties
    assert duty.within == ir.Duration(14, "day")
