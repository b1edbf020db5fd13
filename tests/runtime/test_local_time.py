"""An instant has the local date; where the zone is not known, any date that it could be."""

from datetime import UTC, date, datetime

import attrs
import pytest
from tests.strategies import vocabulary as v
from tests.strategies.deciding import caveats, run
from tests.strategies.zones import NO_ZONES

from ecp_runtime import ir
from ecp_runtime.life import known_day, local_dates
from ecp_runtime.prepare import prepare
from ecp_runtime.zones import find_zone, is_zone_name, to_utc, zone_names

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


@pytest.mark.parametrize("zone", NO_ZONES)
def test_a_zone_of_the_machine_is_none(zone: str) -> None:
    assert find_zone(zone) is None
    assert not is_zone_name(zone)
    assert zone not in zone_names()
    with pytest.raises(ValueError, match="no name of the IANA data"):
        prepare(_in_zone(zone))


@pytest.mark.parametrize(
    "zone", ["UTC", "Etc/GMT+12", "Europe/Vienna", "America/Argentina/Buenos_Aires", "EST5EDT"]
)
def test_a_zone_of_the_iana_data_is_one(zone: str) -> None:
    assert is_zone_name(zone)
    assert find_zone(zone) is not None


def test_all_zones_of_the_data_are_accepted() -> None:
    assert len(zone_names()) > 400
    assert all(find_zone(name) is not None for name in zone_names())


@pytest.mark.parametrize(
    ("facts", "is_said"),
    [
        ({"date": "2026-01-05T20:00:00Z"}, True),
        ({"dates": {"contract": "2026-01-05T20:00:00+08:00"}}, True),
        ({"date": "2026-01-05"}, False),
        ({}, False),
    ],
)
def test_a_zone_without_data_is_said_where_an_instant_is_given(
    facts: dict[str, object], is_said: bool
) -> None:
    program = _in_zone("Nowhere/Land")
    found = caveats(run(program, facts))
    assert ("time_zone" in found) is is_said
    if is_said:
        assert found["time_zone"]["time_zone"] == "Nowhere/Land"


@pytest.mark.parametrize(
    ("known_at", "is_said"),
    [
        (EVENING, True),
        (date(2026, 1, 5), False),
        (datetime(2026, 1, 5, tzinfo=UTC), False),
    ],
)
def test_a_zone_without_data_is_said_where_knowledge_ends_at_an_instant(
    known_at: date, is_said: bool
) -> None:
    found = run(_in_zone("Nowhere/Land"), known_at=known_at)
    assert ("time_zone" in caveats(found)) is is_said


ENDS = [
    datetime.fromisoformat("9999-12-31T23:59:59-14:00"),
    datetime.fromisoformat("0001-01-01T00:00:00+14:00"),
    datetime.fromisoformat("9999-12-31T23:59:59.999999+00:00"),
]


@pytest.mark.parametrize("moment", ENDS)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Niue", "Nowhere/Land"])
def test_the_ends_of_the_calendar_stay_in_it(moment: datetime, zone: str) -> None:
    assert to_utc(moment).year == moment.year
    assert known_day(moment, zone).year == moment.year
    low, high = local_dates(moment, moment, zone)
    assert low is not None and high is not None
    assert low <= high


def _in_zone(zone: str) -> ir.Program:
    program = v.program(rules=(v.rule("m.r", ir.Prohibition(), v.ALWAYS),))
    (jurisdiction,) = program.jurisdictions
    return attrs.evolve(program, jurisdictions=(attrs.evolve(jurisdiction, time_zone=zone),))
