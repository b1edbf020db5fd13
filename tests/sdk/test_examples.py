"""The examples work as the documents say, and all policy files are in canonical form."""

import json
from pathlib import Path

import pytest
from tests.sdk.running import Shell

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.mark.parametrize(("name", "status"), [("order.json", 3), ("open-order.json", 5)])
def test_an_order_can_be_decided(name: str, status: int, ecp: Shell) -> None:
    assert ecp("decide", EXAMPLES / name).status == status


def test_the_profile_settles_the_open_question(ecp: Shell) -> None:
    profile = EXAMPLES / "profile.ecp"
    done = ecp("decide", EXAMPLES / "open-order.json", "--profile", profile, "--format", "json")
    decision = json.loads(done.out)
    assert decision["outcome"]["at_least"] == "license_required"
    assert [adopted["by"] for adopted in decision["profile"]["adopted"].values()] == [
        "General counsel"
    ]


def test_the_lines_are_all_decided(ecp: Shell) -> None:
    done = ecp("decide", EXAMPLES / "orders.jsonl")
    outcomes = [json.loads(line)["outcome"]["at_most"] for line in done.out.splitlines()]
    assert outcomes == ["license_required", "prohibited", "license_required"]
    assert done.status == 0


def test_the_standard_library_passes_its_tests(ecp: Shell) -> None:
    done = ecp("test")
    assert done.status == 0, done.out


def test_policy_files_are_in_canonical_form(ecp: Shell) -> None:
    done = ecp("fmt", "--check", ROOT / "stdlib_rules", EXAMPLES, ROOT / "tests" / "golden")
    assert done.status == 0, done.out


def test_policy_examples_have_nothing_to_complain_about(ecp: Shell) -> None:
    assert ecp("check", EXAMPLES).out == "1 file checked: no errors, no warnings\n"
