"""What a type checker sees of the package, for a host that is checked strictly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repository.tree import ROOT

import ecp

HOST = """
import ecp

def held(policy: ecp.Policy, order: dict[str, object]) -> list[str]:
    decision: ecp.Decision = policy.decide(order, on="2026-03-10")
    verdict: ecp.Verdict = policy.verdict(order)
    lines: tuple[ecp.LineVerdict, ...] = verdict.lines
    explanation: ecp.Explanation = policy.explain(order)
    found = [missing.path for item in decision.items for part in item.jurisdictions
             for missing in part.missing]
    reveal_type(found)
    reveal_type(ecp.explanation_to_text(explanation))
    reveal_type(lines[0].at_most)
    return found

def watched(path: str) -> None:
    with ecp.PolicySource(path, poll=5.0) as source:
        reveal_type(source.current)
        reveal_type(source.error)
"""
SLIPS = """
import ecp

ecp.lode()
ecp.load().decid({})
"""


def _checked(tmp_path: Path, text: str) -> str:
    file = tmp_path / "host.py"
    file.write_text(text, encoding="utf-8")
    packages = ("sdk", "runtime", "compiler", "dsl", "plugins", "stdlib_rules")
    paths = os.pathsep.join(str(ROOT / package) for package in packages)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(file)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": paths},
        check=False,
    )
    return done.stdout


def test_a_host_is_checked_and_no_name_is_any(tmp_path: Path) -> None:
    said = _checked(tmp_path, HOST)
    assert "Success" in said, said
    revealed = [
        line.partition("Revealed type is ")[2] for line in said.splitlines() if "note" in line
    ]
    assert [each.strip('"').replace("builtins.", "") for each in revealed] == [
        "list[str]",
        "str",
        "Literal['not_subject'] | Literal['no_license_required'] | "
        "Literal['notification_required'] | Literal['authorized'] | "
        "Literal['license_required'] | Literal['prohibited']",
        "ecp.policy.Policy",
        "ecp.errors.EcpError | None",
    ]


def test_slips_in_names_are_errors(tmp_path: Path) -> None:
    said = _checked(tmp_path, SLIPS)
    assert 'Module has no attribute "lode"' in said
    assert '"Policy" has no attribute "decid"' in said


@pytest.mark.parametrize("name", ecp.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    found = getattr(ecp, name)
    assert name in dir(ecp)
    assert name == "__version__" or (found.__doc__ or "").strip()
