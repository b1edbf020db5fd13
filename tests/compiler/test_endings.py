"""What is warned of before it ends and after: everything that has a life."""

from datetime import date

import pytest
from tests.compiler.compiling import FRAME

from ecp_compiler.pipeline import compile_policy
from ecp_dsl.diagnostic import Diagnostic
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import vocabulary
from ecp_stdlib import read_source

LAST = "2026-06-30"
BASE = """
rule r { under act_1 when destination within listed prohibit in force from 2026-01-06 }
list listed "Listed" { of codes of country under act_1 in force from 2026-01-06 member KP member SG
  include others }
list others "Others" { of codes of country under act_1 in force from 2026-01-06 member MY }
parameter bound "Bound" { under act_1 value 5 USD from 2026-01-06 }
question truce "Truce?" { of law reading on "On" reading off "Off" }
"""
SUSPENDED = f"under act_2 in force from 2026-03-01 through {LAST}"
RESUMED = "resume r { under act_2 in force from 2026-07-01 }"

ENDINGS = {
    "suspended rule": (BASE + f"suspend r {{ {SUSPENDED} }}", "ECP0407"),
    "suspended on a reading": (
        BASE + f"suspend r {{ {SUSPENDED} if reading truce is on }}",
        "ECP0407",
    ),
    "suspended list": (BASE + f"suspend listed {{ {SUSPENDED} }}", "ECP0407"),
    "suspended parameter": (BASE + f"suspend bound {{ {SUSPENDED} }}", "ECP0407"),
    "resumed rule": (
        BASE + f"suspend r {{ under act_2 in force from 2026-03-01 }} {RESUMED}",
        "ECP0407",
    ),
    "rule": (
        BASE.replace(
            "prohibit in force from 2026-01-06", f"prohibit in force from 2026-01-06 through {LAST}"
        ),
        "ECP0412",
    ),
    "repealed rule": (BASE + "repeal r { under act_2 in force from 2026-07-01 }", "ECP0412"),
    "member": (BASE.replace("member SG", f"member SG through {LAST}"), "ECP0412"),
    "removed member": (BASE.replace("member SG", "member SG remove SG from 2026-07-01"), "ECP0412"),
    "inclusion": (BASE.replace("include others", f"include others through {LAST}"), "ECP0412"),
    "value": (
        BASE.replace("5 USD from 2026-01-06", f"5 USD from 2026-01-06 through {LAST}"),
        "ECP0412",
    ),
}


def _codes(text: str, as_of: str | None) -> set[str]:
    return {d.code for d in _diagnostics(text, as_of)}


def _diagnostics(text: str, as_of: str | None) -> tuple[Diagnostic, ...]:
    core = SourceFile("core/module.ecp", read_source("core/module.ecp"))
    compiled = compile_policy(
        [SourceFile("0.ecp", f"module test\nuse core\n{FRAME}\n{text}")],
        vocabulary=vocabulary(),
        library=lambda name: core if name == "core" else None,
        as_of=None if as_of is None else date.fromisoformat(as_of),
    )
    assert compiled.program is not None, [d.message for d in compiled.diagnostics]
    return compiled.diagnostics


@pytest.mark.parametrize("what", ENDINGS)
def test_an_end_is_warned_of_in_the_days_around_it(what: str) -> None:
    text, code = ENDINGS[what]
    both = {code, "ECP0411"}
    assert _codes(text, None) & both == set()
    assert _codes(text, "2026-04-30") & both == set()
    assert _codes(text, "2026-05-01") & both == {code}
    assert _codes(text, LAST) & both == {code}
    assert _codes(text, "2026-07-01") & both == {"ECP0411"}
    assert _codes(text, "2026-07-30") & both == {"ECP0411"}
    assert _codes(text, "2026-07-31") & both == set()


AFTER = "under act_2 in force from 2026-07-01 through 2026-08-31"
CHAINS = {
    # Then on a condition, through a day that is soon
    f"if reading truce is on|{AFTER}": {
        "2026-06-15": [
            "ECP0407 `test.{}`: the suspension ends after 2026-06-30, and goes on upon a condition "
            "through 2026-08-31"
        ],
        "2026-07-15": [
            "ECP0407 `test.{}`: the suspension ended with 2026-06-30, and goes on upon a condition "
            "through 2026-08-31"
        ],
        "2026-08-15": ["ECP0407 `test.{}`: the conditional suspension ends after 2026-08-31"],
        "2026-09-15": ["ECP0411 `test.{}`: the conditional suspension ended with 2026-08-31"],
    },
    # Then without a condition: the first one did not end
    f"|{AFTER}": {
        "2026-06-15": [],
        "2026-07-15": ["ECP0407 `test.{}`: the suspension ends after 2026-08-31"],
        "2026-09-15": ["ECP0411 `test.{}`: the suspension ended with 2026-08-31"],
    },
    # Then after a day between
    "|under act_2 in force from 2026-07-02 through 2026-08-31": {
        "2026-07-15": [
            "ECP0407 `test.{}`: the suspension ends after 2026-08-31",
            "ECP0411 `test.{}`: the suspension ended with 2026-06-30",
        ],
    },
    # Both at once, one of them on a condition
    f"if reading truce is on|{SUSPENDED}": {
        "2026-06-15": ["ECP0407 `test.{}`: the suspension ends after 2026-06-30"],
        "2026-07-15": ["ECP0411 `test.{}`: the suspension ended with 2026-06-30"],
    },
}


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("what", ["r", "listed", "bound"])
def test_an_end_is_warned_of_once_under_the_full_name(what: str, chain: str) -> None:
    condition, _, second = chain.partition("|")
    text = BASE + f"suspend {what} {{ {SUSPENDED} }} suspend {what} {{ {second} {condition} }}"
    for day, expected in CHAINS[chain].items():
        found = _diagnostics(text, day)
        said = sorted(f"{d.code} {d.message}" for d in found if d.code in ("ECP0407", "ECP0411"))
        assert said == [line.format(what) for line in expected]


def test_what_began_suspended_is_told_by_the_end_of_that() -> None:
    before = "suspend r { under act_2 in force from 2026-01-01 through 2026-06-30 }"
    assert "ECP0404" in _codes(BASE + before, None)
    assert "ECP0404" in _codes(BASE + before, "2026-03-01")
    for day in ("2026-06-15", "2026-07-15"):
        assert "ECP0404" not in _codes(BASE + before, day)
    assert "ECP0404" in _codes(BASE + before, "2026-09-01")


def test_the_parts_of_a_list_share_one_warning() -> None:
    more = "extend list listed { under act_1 in force from 2026-01-06 member CU }"
    found = _diagnostics(BASE + more + f" suspend listed {{ {SUSPENDED} }}", "2026-06-15")
    (warning,) = [d for d in found if d.code == "ECP0407"]
    assert len(warning.secondary) == 1
