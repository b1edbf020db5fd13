"""Every word that a decision uses is explained, under the spelling of JSON and of the report."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.sdk.running import Shell

import ecp as api
from ecp.cli.words import STATUS_WORDS
from ecp.glossary import entries, meaning

ROOT = Path(__file__).parents[2]

CAVEAT = re.compile(r'kind="([a-z_]+)"')


def _words(schema: object) -> set[str]:
    """Return the words of the enumerations in a JSON Schema."""
    match schema:
        case {"enum": [*values]}:
            return {value for value in values if isinstance(value, str)}
        case dict():
            return {word for below in schema.values() for word in _words(below)}
        case list():
            return {word for below in schema for word in _words(below)}
        case _:
            return set()


def _keys() -> set[str]:
    """Return the names that a decision has at its top, in an outcome and in a jurisdiction."""
    schema: Any = api.decision_schema()
    keys = set(schema["properties"]) | {"at_least", "at_most", "determined", "undetermined"}
    return keys - {"schema", "transaction", "items"}


OUTCOMES = {
    *("not_subject", "no_license_required", "notification_required", "authorized"),
    *("license_required", "prohibited"),
}
MISSING = {"fact", "judgement", "law"}


def test_the_words_of_outcomes_statuses_and_keys_have_entries() -> None:
    wanted = OUTCOMES | MISSING | set(STATUS_WORDS) | _keys() | {"missing", "answers", "rulebook"}
    assert wanted <= set(entries())
    assert _words(api.decision_schema()) >= OUTCOMES


def test_the_kinds_of_caveats_have_entries() -> None:
    source = (ROOT / "runtime" / "ecp_runtime" / "caveats.py").read_text(encoding="utf-8")
    kinds = set(CAVEAT.findall(source))
    assert len(kinds) > 5
    assert kinds <= set(entries())


@pytest.mark.parametrize(
    "word", ["may_apply", "may apply", "May Apply", "may-apply", " may  apply "]
)
def test_a_word_may_be_written_as_anywhere(word: str) -> None:
    page = meaning(word)
    assert page is not None and page.startswith("# may_apply\n")


def test_the_page_in_the_documentation_is_the_one_that_is_installed() -> None:
    documented = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert all(f"## {word}\n" in documented for word in entries())


def test_words_are_explained(ecp: Shell) -> None:
    for word in entries():
        done = ecp("explain", word)
        assert (done.status, done.err) == (0, "")
        assert word in done.out
    assert ecp("explain", "may", "apply").out == ecp("explain", "may_apply").out
    done = ecp("explain", "undetermind")
    assert done.status == 2
    assert "did you mean undetermined?" in done.err
