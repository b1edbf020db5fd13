"""An instant has the local date; where the zone is not known, any date that it could be."""

from datetime import UTC, date, datetime

import pytest

from ecp_runtime.life import known_day, local_dates

EVENING = datetime(2026, 1, 5, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", date(2026, 1, 5)),
        ("Asia/Singapore", date(2026, 1, 6)),
        ("America/New_York", date(2026, 1, 5)),
    ],
)
def test_an_instant_has_the_local_date(zone: str, expected: date) -> None:
    assert local_dates(EVENING, EVENING, zone) == (expected, expected)


def test_a_date_stays_what_it_is() -> None:
    assert local_dates(date(2026, 1, 5), None, "Asia/Singapore") == (date(2026, 1, 5), None)


def test_an_unknown_zone_makes_the_date_a_range() -> None:
    assert local_dates(EVENING, EVENING, "No/Where") == (date(2026, 1, 5), date(2026, 1, 6))


def test_a_plain_day_is_known_everywhere() -> None:
    midnight = datetime(2026, 1, 6, tzinfo=UTC)
    assert known_day(midnight, "America/New_York") == date(2026, 1, 6)
