"""Which names of made-up companies are the same, under the legal forms that plugins supply."""

import re
from pathlib import Path

import pytest

from ecp_plugins.manager import vocabulary
from ecp_runtime.screening import NameForms

FORMS = NameForms(vocabulary().legal_forms)
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")


def _pairs() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(kind, _shown(one), _shown(two)) for _, kind, one, two in rows]


def _shown(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


PAIRS = _pairs()


def test_there_are_pairs_enough() -> None:
    assert len(PAIRS) >= 300
    assert {kind for kind, _, _ in PAIRS} == {"same", "other"}


@pytest.mark.parametrize(("kind", "one", "two"), PAIRS, ids=ascii)
def test_names_of_one_company_match_and_others_do_not(kind: str, one: str, two: str) -> None:
    have_a_key_in_common = not set(FORMS.keys(one)).isdisjoint(FORMS.keys(two))
    assert have_a_key_in_common is (kind == "same")
