"""Compile policies written in a test: a frame of one jurisdiction, and what the test adds to it."""

from functools import cache

from ecp_compiler.pipeline import Compiled, compile_policy
from ecp_dsl.diagnostic import Severity
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import vocabulary
from ecp_runtime import ir
from ecp_stdlib import read_source

FRAME = """
jurisdiction XX "Exampleland" {
  authority ministry "Ministry of Trade"
  time zone "UTC"
  calendar cn
  scheme test.codes
  reaches export when act is export
}

scheme codes "Codes" {
  pattern "[0-9][A-Z][0-9]{3}([.][a-z0-9]+)*"
  hierarchy by "."
  result NOT_LISTED
}

instrument act_1 "Act No. 1" {
  issued by XX.ministry on 2026-01-02
}

instrument act_2 "Act No. 2" {
  issued by XX.ministry on 2026-02-01
}
"""


@cache
def _core() -> SourceFile:
    return SourceFile("core/module.ecp", read_source("core/module.ecp"))


def compile_texts(*texts: str) -> Compiled:
    """Compile whole modules, named `0.ecp`, `1.ecp` and so on, with `core` at hand."""
    return _compile([SourceFile(f"{number}.ecp", text) for number, text in enumerate(texts)])


def compile_named(name: str, text: str) -> Compiled:
    """Compile the text of one file, with `core` at hand."""
    return _compile([SourceFile(name, text)])


def _compile(sources: list[SourceFile]) -> Compiled:
    return compile_policy(
        sources,
        vocabulary=vocabulary(),
        library=lambda name: _core() if name == "core" else None,
    )


def in_frame(text: str) -> Compiled:
    """Compile declarations in the frame, as the module `test`."""
    return compile_texts(f"module test\nuse core\n{FRAME}\n{text}")


def rule(when: str, *, name: str = "r", effect: str = "prohibit", more: str = "") -> str:
    """Write a rule."""
    return (
        f'rule {name} {{\n  under act_1 clause "1"\n  when {when}\n  {effect}\n'
        f"  in force from 2026-01-06\n  {more}\n}}\n"
    )


def errors(compiled: Compiled) -> list[str]:
    """Return the codes of all errors."""
    return [d.code for d in compiled.diagnostics if d.severity is Severity.ERROR]


def program(compiled: Compiled) -> ir.Program:
    """Return the program of a policy that must compile."""
    assert compiled.program is not None, [(d.code, d.message) for d in compiled.diagnostics]
    return compiled.program


def condition_of(when: str) -> ir.Expr:
    """Return what a condition lowers to."""
    return program(in_frame(rule(when))).rules[0].condition
