"""Names made comparable, codes within codes, working days."""

from datetime import date

import pytest
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.calendar import days_of, shift
from ecp_runtime.hierarchy import relate
from ecp_runtime.screening import NameForms, normalise_identifier

FORMS = NameForms(("Ltd", "Co", "GmbH", "S.A.", "Private Limited", "株式会社"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Evil Corp., Ltd.", "EVIL CORP"),
        ("Evil-Corp", "evil corp"),
        ("Ｅｖｉｌ　Ｃｏｒｐ", "Evil Corp"),
        ("Example S.A.", "EXAMPLE SA"),
        ("Example Private Limited", "Example"),
        ("株式会社例", "例"),
        ("例株式会社", "例"),
        ("O'Neil (Trading) Co., Ltd", "ONeil Trading"),
        ("Straße GmbH", "STRASSE"),
    ],
)
def test_names_that_are_the_same(left: str, right: str) -> None:
    assert FORMS.normalise(left) == FORMS.normalise(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Example Heavy", "Example Heavy Industries"), ("Müller", "Muller"), ("Evil", "Live")],
)
def test_names_that_are_not(left: str, right: str) -> None:
    assert FORMS.normalise(left) != FORMS.normalise(right)


def test_a_name_of_legal_forms_alone_stays() -> None:
    assert FORMS.normalise("Co. Ltd.") == "coltd"
    assert FORMS.normalise("—") == ""


def test_identifiers() -> None:
    assert normalise_identifier("LEI", "5493-00 ab") == normalise_identifier("lei", "549300AB")


SEPARATED = v.scheme("s", hierarchy="separator", separator=".", results=("NOT_LISTED",))
PREFIXED = v.scheme("p", hierarchy="prefix")


@pytest.mark.parametrize(
    ("scheme", "code", "target", "expected"),
    [
        (SEPARATED, "1A.a.2", "1A.a", "within"),
        (SEPARATED, "1A.a", "1A.a", "within"),
        (SEPARATED, "1A", "1A.a", "coarser"),
        (SEPARATED, "1A.b", "1A.a", "apart"),
        (SEPARATED, "1A.ab", "1A.a", "apart"),
        (SEPARATED, "NOT_LISTED", "1A", "apart"),
        (PREFIXED, "850511", "8505", "within"),
        (PREFIXED, "85", "8505", "coarser"),
        (PREFIXED, "8504", "8505", "apart"),
        (v.scheme("f"), "A", "AB", "apart"),
        (None, "A", "A", "within"),
    ],
)
def test_codes_within_codes(
    scheme: ir.Scheme | None, code: str, target: str, expected: str
) -> None:
    assert relate(scheme, code, target) == expected


@pytest.mark.parametrize(
    ("start", "count", "unit", "expected"),
    [
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
        (date(2026, 1, 31), 13, "month", date(2027, 2, 28)),
        (date(2026, 1, 31), 1, "day", date(2026, 2, 1)),
        # May 1 and 4 rest, May 9 is a working Saturday.
        (date(2026, 4, 30), 1, "working_day", date(2026, 5, 5)),
        (date(2026, 5, 8), 1, "working_day", date(2026, 5, 9)),
        (date(2026, 12, 31), 1, "working_day", None),
        (date(2026, 1, 1), 90_000_000, "year", None),
        (date(2026, 1, 1), 90_000_000, "day", None),
        (date(2026, 1, 1), 90_000_000, "working_day", None),
    ],
)
def test_shifting(start: date, count: int, unit: str, expected: date | None) -> None:
    duration = ir.Duration(count, unit)  # type: ignore[arg-type]  # from the table
    assert shift(start, duration, backward=False, working=v.CALENDAR) == expected


def test_shifting_back() -> None:
    back = ir.Duration(1, "month")
    assert shift(date(2026, 3, 31), back, backward=True, working=None) == date(2026, 2, 28)
    working = ir.Duration(2, "working_day")
    assert shift(date(2026, 5, 6), working, backward=True, working=v.CALENDAR) == date(2026, 4, 30)
    assert shift(date(2026, 5, 6), working, backward=True, working=None) is None


def test_lengths_of_time_in_days() -> None:
    assert days_of(ir.Duration(14, "month")) == (365 + 56, 366 + 62)
    assert days_of(ir.Duration(2, "working_day")) == (2, None)
