"""The shared vocabulary is complete, exact and well formed."""

import re
from datetime import date
from decimal import Decimal

import pytest

from ecp_plugins import reference
from ecp_plugins.jurisdictions import cn
from ecp_runtime import ir


def scheme(identifier: str) -> ir.Scheme:
    schemes = {s.id: s for s in (*reference.ecp_vocabulary().schemes, *cn.ecp_vocabulary().schemes)}
    return schemes[identifier]


def test_country_codes_are_unique_and_closed() -> None:
    countries = scheme("country")
    codes = [code for code, _ in countries.codes]
    assert countries.closed
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(countries.pattern or "", code) for code in codes)
    assert dict(countries.codes)["JP"] == "Japan"


def test_the_one_code_that_iso_did_not_assign_is_marked() -> None:
    marked = [code for code, name in scheme("country").codes if "not by ISO" in name]
    assert marked == ["XK"]


def test_units_are_unique_and_each_dimension_has_one_base() -> None:
    units = reference.ecp_vocabulary().units
    assert len({u.symbol for u in units}) == len(units)
    assert len({u.code for u in units}) == len(units)
    for dimension in {u.dimension for u in units}:
        bases = [u.symbol for u in units if u.dimension == dimension and u.factor == 1]
        assert bases, dimension


@pytest.mark.parametrize(
    ("symbol", "code", "factor"),
    [
        ("kg", "KGM", "1"),
        ("t", "TNE", "1000"),
        ("lb", "LBR", "0.45359237"),
        ("inch", "INH", "0.0254"),
        ("kWh", "KWH", "3600000"),
        ("pieces", "H87", "1"),
    ],
)
def test_units_have_exact_factors(symbol: str, code: str, factor: str) -> None:
    unit = next(u for u in reference.ecp_vocabulary().units if u.symbol == symbol)
    assert (unit.code, unit.factor) == (code, Decimal(factor))


def test_unit_symbols_can_be_written_in_the_language() -> None:
    assert all(re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", u.symbol) for u in reference._units())


def test_currencies_are_three_letters_and_unique() -> None:
    currencies = reference.ecp_vocabulary().currencies
    assert len(set(currencies)) == len(currencies)
    assert all(re.fullmatch("[A-Z]{3}", currency) for currency in currencies)


WITHDRAWN = {
    # ISO 4217, list three
    "ANG": "2025-03-31",
    "BAD": "1998-07-31",
    "BYR": "2017-01-31",
    "CUC": "2021-06-30",
    "DDM": "1990-09-30",
    "DEM": "2002-03-31",
    "HRK": "2023-01-31",
    "ILP": "1981-12-31",
    "LTL": "2014-12-31",
    "MRO": "2017-12-31",
    "RUR": "2004-01-31",
    "SLL": "2023-12-31",
    "STD": "2017-12-31",
    "VEF": "2018-08-31",
    "ZWL": "2024-09-30",
    # ISO 3166-3
    "AN": "2010-12-31",
    "BU": "1989-12-05",
    "CS": "2006-09-26",
    "DD": "1990-10-30",
    "DY": "1977-12-31",
    "FX": "1997-07-14",
    "NT": "1993-07-12",
    "SU": "1992-08-30",
    "TP": "2002-05-20",
    "YD": "1990-08-14",
    "YU": "2003-07-23",
    "ZR": "1997-07-14",
}


def _former() -> dict[str, ir.FormerCode]:
    """Return all codes that were withdrawn."""
    every = (*reference.ecp_vocabulary().former_currencies, *scheme("country").former)
    return {former.name: former for former in every}


@pytest.mark.parametrize("code", WITHDRAWN)
def test_codes_were_withdrawn_when_the_standards_say(code: str) -> None:
    assert _former()[code].through == date.fromisoformat(WITHDRAWN[code])


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("AN", "BQ CW SX"),
        ("CS", "CZ ME RS SK XK"),
        ("SU", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"),
        ("PC", "FM MH MP PW"),
        ("ANG", "XCG"),
        ("MRO", "MRU"),
    ],
)
def test_what_was_withdrawn_has_these_codes_now(code: str, now: str) -> None:
    assert _former()[code].now == tuple(now.split())


def test_what_was_withdrawn_is_no_code_today_and_its_successors_are() -> None:
    vocabulary = reference.ecp_vocabulary()
    today = {*vocabulary.currencies, *(code for code, _ in scheme("country").codes)}
    for former in _former().values():
        assert former.name not in today
        assert set(former.now) <= today, former.name


@pytest.mark.parametrize(
    "code", ["1C905", "1C905.a", "1C902.a.2.c", "3A001", "1E101.b", "2B902.z", "3B901.c.1"]
)
def test_codes_of_the_dual_use_list(code: str) -> None:
    assert re.fullmatch(scheme("cn.dual_use").pattern or "", code)


@pytest.mark.parametrize("code", ["1C90", "1F905", "1C905.1", "1C905.A", "1C905..a", "EAR99", ""])
def test_shapes_that_are_no_code_of_the_dual_use_list(code: str) -> None:
    assert not re.fullmatch(scheme("cn.dual_use").pattern or "", code)


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        *(("85", True), ("850511", True), ("85051", False)),
        *(("01", True), ("760110", True), ("78", True), ("99", True), ("10", True)),
        *(("00", False), ("000000", False), ("77", False), ("770110", False)),
    ],
)
def test_tariff_codes_have_a_chapter_and_an_even_number_of_digits(code: str, fits: bool) -> None:
    assert (re.fullmatch(scheme("hs").pattern or "", code) is not None) is fits


def test_the_calendar_says_how_far_it_is_announced() -> None:
    (calendar,) = cn.ecp_vocabulary().calendars
    assert (calendar.announced_from, calendar.announced_through) == (
        date(2025, 1, 1),
        date(2026, 12, 31),
    )
    assert date(2026, 2, 17) in calendar.holidays
    assert date(2026, 10, 10) in calendar.working_weekends
    assert all(day.weekday() >= 5 for day in calendar.working_weekends)
    assert not set(calendar.holidays) & set(calendar.working_weekends)
