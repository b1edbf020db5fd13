"""The pages behind the codes, as far as the parser alone can check them."""

import pytest
from tests.dsl.reading import codes, read

from ecp_dsl.codes import CODES
from ecp_dsl.explanations import examples, read_page, unfold

SYNTAX = [code for code in CODES if code.startswith("ECP00")]


@pytest.mark.parametrize("code", SYNTAX)
def test_the_failing_example_gives_exactly_its_code(code: str) -> None:
    (failing,), (corrected,) = examples(code)
    assert codes(failing) == [code]
    assert codes(corrected) == []


@pytest.mark.parametrize("code", sorted(set(CODES) - set(SYNTAX)))
def test_examples_about_meaning_can_be_read(code: str) -> None:
    for files in examples(code):
        for text in files:
            assert not read(text).diagnostics


def test_pages_are_short_and_begin_with_code_and_name() -> None:
    for code in SYNTAX:
        page = read_page(code)
        assert page.startswith(f"# {code}: {CODES[code].name}\n")
        assert all(len(line) <= 110 or line.startswith("  (") for line in page.splitlines())


def test_a_code_that_does_not_exist_has_no_page() -> None:
    with pytest.raises(KeyError):
        read_page("ECP9999")


def test_what_an_example_hints_at_is_written_out() -> None:
    assert unfold("one\ntwo\n# and so on, 3 lines like it\nend\n") == "one\ntwo\ntwo\ntwo\nend\n"
