"""What is suggested for a name that does not exist never means something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecp_plugins.manager import vocabulary
from ecp_runtime.nearest import edits, fold, nearest_code, nearest_name

VOCABULARY = vocabulary()
ALIASES = VOCABULARY.aliases
COUNTRY_CODES = dict(next(s for s in VOCABULARY.schemes if s.id == "country").codes)
MEASURES = [*(u.symbol for u in VOCABULARY.units), *VOCABULARY.currencies, "hours", "days", "weeks"]
MEASURES += ["months", "years"]
UNIT_CODES = {unit.code: unit.symbol for unit in VOCABULARY.units}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GBR", "GB"),
        ("UK", "GB"),
        ("EL", "GR"),
        ("deu", "DE"),
        ("Germany", "DE"),
        ("South Korea", "KR"),
        ("d-e", "DE"),
        ("jp", "JP"),
        ("Korea", None),
        ("XX", None),
        ("D", None),
    ],
)
def test_a_country(written: str, meant: str | None) -> None:
    assert nearest_code(written, COUNTRY_CODES, ALIASES) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("RMB", "CNY"),
        ("Euro", "EUR"),
        ("usd", "USD"),
        ("KG", "kg"),
        ("Kg", "kg"),
        ("kgs", "kg"),
        ("KGs", "kg"),
        ("MT", "t"),
        ("tonnes", "t"),
        ("pcs", "pieces"),
        ("m²", "m2"),
        ("µm", "um"),
        ("mths", "months"),
        ("KTN", None),
        ("ton", None),
        ("dollars", None),
        ("Mg", None),
        ("mw", None),
        ("EUX", None),
        ("yards", None),
    ],
)
def test_a_unit_or_a_currency(written: str, meant: str | None) -> None:
    assert nearest_code(written, MEASURES, ALIASES) == meant


def test_a_unit_of_a_transaction_is_found_by_its_symbol() -> None:
    found = {
        word: nearest_code(word, UNIT_CODES, ALIASES) for word in ("kg", "KG", "kgs", "MT", "KTN")
    }
    assert found == {"kg": "KGM", "KG": "KGM", "kgs": "KGM", "MT": "TNE", "KTN": None}


@pytest.mark.parametrize("codes", [tuple(COUNTRY_CODES), tuple(MEASURES), tuple(UNIT_CODES)])
@given(st.data())
def test_a_slip_in_a_code_never_becomes_another_code(
    codes: tuple[str, ...], data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from(codes))
    place = data.draw(st.integers(0, len(code)))
    letter = data.draw(st.sampled_from(LETTERS))
    slip = data.draw(
        st.sampled_from((code[:place] + code[place + 1 :], code[:place] + letter + code[place:]))
    )
    meant = nearest_code(slip, codes, ALIASES)
    known = {(fold(alias.name), alias.code) for alias in ALIASES}
    assert meant is None or fold(meant) == fold(slip) or (fold(slip), meant) in known


def test_an_alias_is_no_code_and_stands_for_one_alone() -> None:
    codes = {*COUNTRY_CODES, *MEASURES}
    assert {alias.code for alias in ALIASES} <= codes
    written = [fold(alias.name) for alias in ALIASES]
    assert len(written) == len(set(written))
    for same in (set(COUNTRY_CODES), set(MEASURES)):
        assert not [a for a in ALIASES if a.code in same and a.name in same - {a.code}]


@pytest.mark.parametrize(
    ("written", "names", "meant"),
    [
        ("militry", ["military", "university"], "military"),
        ("end_sue", ["end_use"], "end_use"),
        ("case-by-case", ["case_by_case"], "case_by_case"),
        ("importer", ["exporter"], None),
        ("consignor", ["consignee"], None),
        ("import", ["export"], None),
        ("eu", ["us", "uk"], None),
        ("codes", ["test.codes"], "test.codes"),
        ("xx.order_3.listed_gods", ["xx.order_3.listed_goods"], "xx.order_3.listed_goods"),
        ("cn.mofcom.a2026_01", ["cn.mofcom.a2026_10", "cn.mofcom.a2026_11"], None),
        ("1C905.a.5", ["1C905.a.4"], None),
    ],
)
def test_a_name(written: str, names: list[str], meant: str | None) -> None:
    assert nearest_name(written, names) == meant


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abcd", 1), ("abc", "adc", 1), ("ab", "cd", 2)],
)
def test_edits_are_counted(one: str, other: str, far: int) -> None:
    assert edits(one, other, 2) == edits(other, one, 2) == far
    assert edits(one, one + "xyz", 2) == 3
