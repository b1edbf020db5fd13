"""Timelines and what ends: of everything in the library, and on days that matter in its law."""

import json
from pathlib import Path

import pytest
from tests.sdk.running import Shell

import ecp as api
from ecp.policy import Policy
from ecp_compiler.history import histories, names
from ecp_runtime.tree import provisions_of

LIBRARY = Path(__file__).parents[2] / "stdlib_rules" / "ecp_stdlib"


@pytest.fixture(scope="module")
def library() -> Policy:
    """The standard library."""
    return api.load()


def test_everything_has_a_timeline(library: Policy) -> None:
    program = library.program
    wanted = {
        each.id
        for group in (
            program.modules,
            program.instruments,
            program.lists,
            program.parameters,
            program.definitions,
            program.questions,
            program.jurisdictions,
            provisions_of(program),
        )
        for each in group
    }
    assert wanted == set(names(program))
    for name in wanted:
        for told in histories(program, name):
            assert told.id == name
            assert told.title
            assert told.entries or told.acts or told.facts, name


def test_what_a_suspension_does_is_told_of_its_act(library: Policy) -> None:
    (told,) = histories(library.program, "mofcom_2025_70")
    suspended = {act.target for act in told.acts if act.deed == "suspends"}
    assert "cn.mofcom.a2025_61.overseas_content" in suspended
    assert {(str(act.start), str(act.end)) for act in told.acts} >= {("2025-11-07", "2026-11-10")}


def test_the_command_answers_in_text_and_json(ecp: Shell) -> None:
    for name in ("cn.mofcom.a2025_70", "mofcom_2025_70", "control_list", "core", "cn.mofcom"):
        shown = ecp("timeline", name)
        assert (shown.status, name in shown.out) == (0, True), name
        written = json.loads(ecp("timeline", name, "--format", "json").out)
        assert written["schema"] == "ecp-timeline/1"
        assert written["timelines"][0]["id"].endswith(name)


VALUES = {
    "0.10 %": "0.10%",
    "0.1%": "0.1%",
    "10.50": "10.50",
    "0.10 USD": "0.10 USD",
    "500.0 g": "500.0 g",
    "2 weeks": "2 weeks",
    "6  months": "6 months",
    "2026-03-04": "2026-03-04",
    '"two words"': '"two words"',
    "yes": "yes",
}


@pytest.mark.parametrize("written", VALUES)
def test_values_of_parameters_are_told_as_they_are_written(written: str) -> None:
    text = f"""
        module m
        use core
        jurisdiction XX "X" {{
          authority a "A" time zone "UTC" reaches export when act is export
        }}
        instrument i "I" {{ issued by XX.a on 2026-01-01 }}
        parameter bound "Bound" {{ under i value {written} from 2026-01-01 }}
    """
    policy = api.load({"m.ecp": text}, cache=False)
    for program in (policy.program, api.load(policy.to_bundle()).program):
        (told,) = histories(program, "bound")
        assert [entry.says for entry in told.entries] == [VALUES[written]]
        (told,) = histories(program, "i")
        assert [act.title for act in told.acts] == [f"Bound: {VALUES[written]}"]


def test_what_ended_yesterday_and_what_ends_in_january_are_warned_of(ecp: Shell) -> None:
    done = ecp("check", LIBRARY, "--as-of", "2026-11-28", "--format", "json")
    found = [(d["code"], d["message"]) for d in json.loads(done.out)]
    told = "the suspension ended with {}, and goes on upon a condition through 2027-01-10"
    for day, name in (
        ("2026-11-27", "cn.mofcom.a2024_46.graphite_to_united_states"),
        ("2026-11-10", "cn.mofcom.a2025_61.overseas_content"),
        ("2026-11-10", "cn.dual_use_list"),
    ):
        assert ("ECP0407", f"`{name}`: {told.format(day)}") in found
        assert ecp("timeline", name).status == 0
    # One warning for each thing, whatever number of parts and suspensions it has.
    named = [message.partition("`:")[0] for _, message in found]
    assert sorted(named) == sorted(set(named))
    assert done.status == 0
