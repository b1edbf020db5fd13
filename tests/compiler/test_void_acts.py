"""Later acts that change nothing, names that stand twice, and files of other names."""

from datetime import date

import pytest
from tests.compiler.compiling import FRAME, compile_named, in_frame, program, rule

from ecp_compiler.history import histories

RULE = (
    "rule r { under act_1 when end_use.military prohibit "
    "in force from 2026-03-01 through 2026-06-01 }\n"
    'instrument act_3 "Act No. 3" { issued by XX.ministry on 2026-02-02 }\n'
)
SUSPEND = "suspend r {{ under act_2 in force from {} }}\n"
RESUME = "resume r {{ under act_3 in force from {} }}\n"
REPEAL = "repeal r {{ under {} in force from {} }}\n"
AMEND = "amend r {{ under act_2 when item.value > 5 EUR in force from {} }}\n"


def _found(text: str) -> list[tuple[str, str]]:
    compiled = in_frame(text)
    program(compiled)
    return [
        (d.code, d.message)
        for d in compiled.diagnostics
        if d.code in ("ECP0403", "ECP0404", "ECP0420")
    ]


def _reasons(text: str) -> list[str]:
    found = _found(text)
    assert {code for code, _ in found} <= {"ECP0420"}
    return [message.split(": ", 1)[1] for _, message in found]


@pytest.mark.parametrize(
    ("acts", "reasons"),
    [
        (
            SUSPEND.format("2026-02-02 through 2026-02-28"),
            ["it ends with 2026-02-28, before 2026-03-01, the first day"],
        ),
        (
            SUSPEND.format("2026-06-02"),
            ["it begins on 2026-06-02, after 2026-06-01, the last day"],
        ),
        (
            REPEAL.format("act_2", "2026-05-01")
            + "suspend r { under act_3 in force from 2026-05-01 }",
            ["it begins on 2026-05-01, after 2026-04-30, the last day"],
        ),
        (SUSPEND.format("2026-06-01"), []),
        (SUSPEND.format("2026-05-01 through 2026-07-01"), []),
        (
            RESUME.format("2026-04-02"),
            ["nothing is suspended on 2026-04-02 that it could end"],
        ),
        (SUSPEND.format("2026-03-02") + RESUME.format("2026-04-02"), []),
        (
            SUSPEND.format("2026-03-02 through 2026-03-10") + RESUME.format("2026-04-02"),
            ["nothing is suspended on 2026-04-02 that it could end"],
        ),
        (
            SUSPEND.format("2026-03-02")
            + RESUME.format("2026-04-02")
            + RESUME.format("2026-05-02"),
            ["nothing is suspended on 2026-05-02 that it could end"],
        ),
        (REPEAL.format("act_2", "2026-07-02"), ["it had ended with 2026-06-01"]),
        (REPEAL.format("act_2", "2026-05-02"), []),
        (
            REPEAL.format("act_2", "2026-04-02") + REPEAL.format("act_3", "2026-05-02"),
            ["it had ended with 2026-04-01"],
        ),
        (AMEND.format("2026-07-02"), ["it had ended with 2026-06-01"]),
        (AMEND.format("2026-05-02"), []),
    ],
)
def test_acts_that_change_nothing_are_warned_of(acts: str, reasons: list[str]) -> None:
    assert _reasons(RULE + acts) == reasons
    assert _reasons(acts + RULE) == reasons


def test_an_act_on_a_group_must_change_something_of_it() -> None:
    other = rule("end_use.military", name="s")
    act = "suspend act_1 { under act_2 in force from 2026-07-01 }"
    assert _reasons(RULE + act)
    assert _reasons(RULE + other + act) == []


def test_each_name_of_an_act_counts_alone() -> None:
    text = RULE + rule("end_use.military", name="s")
    (found,) = _found(text + "suspend s, r { under act_2 in force from 2026-07-01 }")
    assert found[1].startswith("the suspension of `test.r` has no effect")


def test_lists_and_parameters_are_suspended_in_vain_as_well() -> None:
    listed = 'list l "L" { of codes of country under act_1 in force from 2026-03-01 member DE }\n'
    value = 'parameter p "P" { under act_1 value 5 EUR from 2026-03-01 }\n'
    both = rule("destination in l and item.value > p")
    act = "suspend l, p { under act_2 in force from 2026-02-02 through 2026-02-20 }"
    assert len(_reasons(listed + value + both + act)) == 2


def test_the_timeline_mentions_what_has_no_effect() -> None:
    compiled = program(in_frame(RULE + SUSPEND.format("2026-06-02")))
    (told,) = histories(compiled, "test.r", known_at=None, as_of=date(2026, 6, 3))
    notes = [note for entry in told.entries for note in entry.life.notes]
    assert [note.code for note in notes if "no effect" in note.text] == ["ECP0420"]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (rule("end_use.military", more="governs export, export"), "export", "export, export"),
        (rule("destination in { DE, FR, DE }"), "DE", "DE, FR, DE"),
        (
            rule("yes", effect="require license") + "exempt e from r, r { under act_1 when yes }",
            "r",
            "r, r",
        ),
        (rule("yes") + "suspend r, r { under act_2 in force from 2026-02-01 }", "r", "r, r"),
        (
            'list l "L" { of parties under act_1 member "Alpha Works" alias "Alfa", "Alfa" }\n'
            + rule("end_user in l"),
            "Alfa",
            '"Alfa", "Alfa"',
        ),
    ],
)
def test_what_is_named_twice_is_warned_of_at_the_second_place(
    text: str, name: str, place: str
) -> None:
    compiled = in_frame(text)
    (found,) = (d for d in compiled.diagnostics if d.code == "ECP0315")
    whole = found.primary.span.file.text
    assert found.message == f"`{name}` is named twice"
    assert found.primary.span.start > found.secondary[0].span.start >= whole.index(place)


@pytest.mark.parametrize(
    ("file", "module", "count"),
    [
        ("xx/o.ecp", "xx.p", 1),
        ("home/rules/xx/o.ecp", "xx.p", 1),
        ("xx/yy/module.ecp", "xx.zz", 1),
        ("xx/p.ecp", "xx.p", 0),
        ("xx/p/module.ecp", "xx.p", 0),
        ("o.ecp", "xx.p", 0),
        ("examples/o.ecp", "xx.p", 0),
        ("xx/o.ecp", "p", 0),
    ],
)
def test_a_file_is_called_as_its_module(file: str, module: str, count: int) -> None:
    compiled = compile_named(
        file, f"module {module} use core {FRAME}".replace("test.", f"{module}.")
    )
    program(compiled)
    assert [d.code for d in compiled.diagnostics].count("ECP0108") == count


WHOLE = (
    'instrument act_3 "Act No. 3" { issued by XX.ministry on 2026-04-02 }\n'
    'list w "Listed" { of codes of country under act_1 in force from 2026-01-06 member KP }\n'
    "rule ban { under act_1 when destination within w prohibit in force from 2026-01-06 }\n"
    "rule r { under act_1 when end_use.military prohibit in force from 2026-01-06 }\n"
    "rule own { under act_2 when destination is SG prohibit in force from 2026-02-03 }\n"
)
CHANGES = {
    "suspension": "suspend r { under act_2 in force from 2026-02-03 }\n",
    "amendment": "amend r { under act_2 when item.value > 5 EUR in force from 2026-02-03 }\n",
    "repeal": "repeal r { under act_2 in force from 2026-02-03 }\n",
    "removal": "extend list w { under act_2 in force from 2026-02-03 remove KP from 2026-02-03 }\n",
}


def _kept(text: str) -> list[str]:
    compiled = in_frame(text)
    program(compiled)
    return [d.message for d in compiled.diagnostics if d.code == "ECP0421"]


@pytest.mark.parametrize("kind", ["suspend", "repeal"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_an_act_changed_stays_and_is_named_when_the_act_ends(change: str, kind: str) -> None:
    end = f"{kind} act_2 {{ under act_3 in force from 2026-04-03 }}\n"
    found = _kept(WHOLE + CHANGES[change] + end)
    if (change, kind) == ("removal", "suspend"):
        # It is suspended with its part of the list.
        assert found == []
        return
    (message,) = found
    assert f"its {change} of" in message
    assert _kept(WHOLE + end) == []
    assert (
        _kept(WHOLE + CHANGES[change] + f"{kind} own {{ under act_3 in force from 2026-04-03 }}")
        == []
    )


@pytest.mark.parametrize(
    ("change", "undone"),
    [
        ("suspension", "resume r { under act_3 in force from 2026-04-03 }\n"),
        ("amendment", "amend r { under act_3 when end_use.military in force from 2026-04-03 }\n"),
        (
            "removal",
            "extend list w { under act_3 in force from 2026-04-03 member KP from 2026-04-03 }\n",
        ),
    ],
)
def test_an_act_that_says_what_is_law_again_is_not_warned_of(change: str, undone: str) -> None:
    end = "repeal act_2 { under act_3 in force from 2026-04-03 }\n"
    assert len(_kept(WHOLE + CHANGES[change] + end)) == 1
    assert _kept(WHOLE + CHANGES[change] + end + undone) == []


def test_a_suspension_that_had_ended_stays_nobodys_business() -> None:
    ended = CHANGES["suspension"].replace("2026-02-03", "2026-02-03 through 2026-02-28")
    assert _kept(WHOLE + ended + "repeal act_2 { under act_3 in force from 2026-04-03 }\n") == []
