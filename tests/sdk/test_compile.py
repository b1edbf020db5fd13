"""`ecp compile` beyond bundles: the generated Python, and what was indexed."""

import ast
import json
from pathlib import Path

import pytest
from tests.sdk.running import Shell

import ecp as api

HEAD = """module acme
use core

jurisdiction ACM "Acme" {
  authority office "Compliance office"
  time zone "UTC"
  reaches export when act is export
}

instrument handbook "Handbook" {
  issued by ACM.office on 2026-01-01
}

question is_risky(who: Party) "Is this party risky?" {
  of fact
  asked of compliance_officer
  answer valid for 12 months
}
"""

RULE = """
rule {name} {{
  title "Rule {name}"
  under handbook clause "1"
  when {condition}
  require license from ACM.office
  in force from 2026-01-01
}}
"""

CONDITIONS = {
    **{f"code_{n}": f'item.hs within "85050{n}" and item.value > {n}00 USD' for n in range(9)},
    "either": 'item.hs within "84" or end_use.military',
    "judged": "is_risky(end_user) = end_use.military",
    "rich": "item.value > 10 USD",
    "far": "destination is DE",
    "near": "destination is FR",
}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy in which some rules can be looked up, and others cannot for each reason."""
    rules = (RULE.format(name=name, condition=when) for name, when in CONDITIONS.items())
    place = tmp_path / "acme.ecp"
    place.write_text(HEAD + "".join(rules), encoding="utf-8")
    return place


def test_statistics_say_what_is_looked_up_and_why_the_rest_is_not(policy: Path, ecp: Shell) -> None:
    done = ecp("compile", policy, "--stats", "--format", "json")
    assert (done.status, done.err) == (0, "")
    (found,) = json.loads(done.out)
    assert found["rules"] == len(CONDITIONS)
    assert found["tables"] == [
        {"facts": ["item.hs"], "rules": 9, "keys": 9, "most": 1, "tested": 9},
    ]
    left = {rule: each["reason"] for each in found["left"] for rule in each["rules"]}
    assert {rule.removeprefix("acme."): reason.split()[0] for rule, reason in left.items()} == {
        "either": "its",
        "judged": "its",
        "rich": "its",
        "far": "fewer",
        "near": "fewer",
    }
    assert "`or`" in left["acme.either"]
    assert "reference evaluator" in left["acme.judged"]
    assert "no certain value" in left["acme.rich"]
    assert found["asked"] == [["equal", 1]]


def test_statistics_are_written_for_people_too(policy: Path, ecp: Shell) -> None:
    done = ecp("compile", policy, "--stats", columns=100)
    assert done.out.splitlines()[:2] == [
        "ACM: 14 rules",
        "  looked up  9 rules by item.hs: 9 keys, at most 1 rule for one; 9 of them ask for more",
    ]
    assert "one by one 2 rules: fewer than 8 rules ask for the same facts" in done.out
    assert "  asked      equal: 1 provision" in done.out


def test_statistics_of_the_standard_library_account_for_every_rule() -> None:
    from ecp_runtime.compiled.statistics import statistics

    for found in statistics(api.load().program):
        looked_up = sum(table.rules for table in found.tables)
        assert looked_up + sum(len(left.rules) for left in found.left) == found.rules


def test_the_generated_python_can_be_read(policy: Path, tmp_path: Path, ecp: Shell) -> None:
    done = ecp("compile", policy, "--to", "python")
    assert done.status == 0
    functions = [node.name for node in ast.parse(done.out).body if hasattr(node, "name")]
    assert {"verdict", "may_hold"} <= set(functions)
    file = tmp_path / "acme.py"
    assert ecp("compile", policy, "--to", "python", "-o", file).out == ""
    assert file.read_text(encoding="utf-8") == done.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "Missing option '-o'"),
        (("--stats", "-o", "x"), "--stats writes no file"),
        (("--stats", "--to", "python"), "--stats writes no file"),
    ],
)
def test_what_makes_no_sense_together_is_refused(
    arguments: tuple[str, ...], complaint: str, policy: Path, ecp: Shell
) -> None:
    done = ecp("compile", policy, *arguments)
    assert done.status == 2
    assert complaint in done.err
