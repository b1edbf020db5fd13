"""What is warned of before it ends and after: everything that has a life."""

from datetime import date

import pytest
from tests.compiler.compiling import FRAME

from ecp_compiler.pipeline import compile_policy
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
    core = SourceFile("core/module.ecp", read_source("core/module.ecp"))
    compiled = compile_policy(
        [SourceFile("0.ecp", f"module test\nuse core\n{FRAME}\n{text}")],
        vocabulary=vocabulary(),
        library=lambda name: core if name == "core" else None,
        as_of=None if as_of is None else date.fromisoformat(as_of),
    )
    assert compiled.program is not None, [d.message for d in compiled.diagnostics]
    return {d.code for d in compiled.diagnostics}


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
