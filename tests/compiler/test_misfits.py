"""A pattern that fits no code of a policy is reported once, and not with every code."""

import attrs
import pytest
from tests.compiler.compiling import FRAME, compile_texts

from ecp_compiler.pipeline import compile_policy
from ecp_dsl.diagnostic import Diagnostic
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import vocabulary
from ecp_runtime import ir
from ecp_stdlib import read_source

RULE = """
rule {name} {{ under act_1 clause "1" when {condition} prohibit in force from 2026-01-06 }}
"""


def found(pattern: str, *conditions: str, more: str = "", own: bool = False) -> list[Diagnostic]:
    """Return the errors of rules under a scheme whose pattern comes from a plugin, or its own."""
    core = SourceFile("core/module.ecp", read_source("core/module.ecp"))
    clauses = f'pattern "{pattern}"' if own else "provided"
    scheme = ir.Scheme(
        id="test.tariff",
        title="Tariff",
        pattern=pattern,
        hierarchy="flat",
        separator="",
        closed=False,
        codes=(),
        results=(),
    )
    known = vocabulary()
    rules = "".join(
        RULE.format(name=f"r{n}", condition=condition) for n, condition in enumerate(conditions)
    )
    text = f'module test use core {FRAME} scheme tariff "Tariff" {{ {clauses} }} {more} {rules}'
    compiled = compile_policy(
        [SourceFile("0.ecp", text)],
        vocabulary=attrs.evolve(known, schemes=(*known.schemes, scheme)),
        library=lambda name: core if name == "core" else None,
    )
    return [d for d in compiled.diagnostics if d.code < "ECP0206" and d.code > "ECP0100"]


CODE = "item.classification.test.tariff in {{ {} }}"
FIVE = tuple(CODE.format(f'"{n}.{n}"') for n in range(1, 6))


def test_a_pattern_that_fits_no_code_is_one_error() -> None:
    (error,) = found("[0-9]{4}", *FIVE, FIVE[0])
    assert error.code == "ECP0205"
    assert error.message == (
        "none of 5 codes fits the pattern of `test.tariff`: `1.1`, `2.2`, `3.3` and 2 more"
    )
    assert error.help is not None and "`[0-9]{4}` may be wrong" in error.help
    assert error.primary.span.file.text[error.primary.span.start :].startswith('"1.1"')


def test_codes_of_lists_count_as_well() -> None:
    members = 'member "1.1" member "2.2"'
    listed = (
        f'list l "L" {{ of codes of test.tariff under act_1 in force from 2026-01-06 {members} }}'
    )
    (error,) = found("[0-9]{4}", more=listed)
    assert error.message == "none of 2 codes fits the pattern of `test.tariff`: `1.1`, `2.2`"


@pytest.mark.parametrize(
    ("pattern", "conditions", "count"),
    [
        # One fits, so that the others are slips.
        ("[0-9]{4}", (*FIVE, CODE.format('"1234"')), 5),
        # One alone may be a slip.
        ("[0-9]{4}", (CODE.format('"1.1"'),), 1),
        ("[0-9][.][0-9]", FIVE, 0),
    ],
)
def test_other_codes_are_reported_each(
    pattern: str, conditions: tuple[str, ...], count: int
) -> None:
    errors = found(pattern, *conditions)
    assert [d.code for d in errors] == ["ECP0205"] * count
    assert all("is not a code of `test.tariff`" in d.message for d in errors)


def test_the_pattern_of_a_policy_stands_beside_its_codes() -> None:
    assert len(found("[0-9]{4}", *FIVE, own=True)) == 5


def test_words_without_a_scheme_doubt_no_pattern_while_another_scheme_is_used() -> None:
    text = FRAME.replace("scheme test.codes", "scheme test.codes scheme hs")
    rules = "".join(
        RULE.format(name=f"r{n}", condition=f"item.classification within {code}")
        for n, code in enumerate(("1A001", "1A0", "2B0"))
    )
    errors = compile_texts(f"module test use core {text} {rules}").diagnostics
    assert [d.message for d in errors if d.code == "ECP0205"] == [
        "`1A0` is not a code of any scheme known here",
        "`2B0` is not a code of any scheme known here",
    ]
