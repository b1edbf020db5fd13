"""Lives: in force or not, on certain and uncertain days, as known at some time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.strategies import vocabulary as v

from ecp_runtime import ir
from ecp_runtime.life import (
    in_force,
    is_known,
    known_day,
    known_life,
    life_status,
    local_dates,
    spans,
)
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import DateRange, Truth

DATE = frozenset({Gap("fact", "date")})
LAW = Unknown(frozenset({Gap("law", "m.law")}))
JAN, MAR, JUN, SEP = (date(2026, month, 1) for month in (1, 3, 6, 9))
ACTS = {"act": v.instrument("act", JAN), "late_act": v.instrument("late_act", MAR)}


def day(low: date | None, high: date | None = None) -> DateRange:
    return DateRange(low, high or low, DATE)


def truth(of: ir.Life, on: DateRange, condition: Truth = True) -> Truth:
    return in_force(of, on, lambda _: condition)


def test_periods_include_both_ends() -> None:
    life = v.life(JAN, MAR)
    assert truth(life, day(JAN)) is True
    assert truth(life, day(MAR)) is True
    assert truth(life, day(JAN - timedelta(days=1))) is False
    assert truth(life, day(MAR + timedelta(days=1))) is False


def test_an_uncertain_date_may_be_inside() -> None:
    life = v.life(JAN, MAR)
    assert truth(life, day(JAN, JUN)) == Unknown(DATE)
    assert truth(life, DateRange(None, None, DATE)) == Unknown(DATE)
    assert truth(life, DateRange(JUN, None, DATE)) is False
    assert truth(v.life(), DateRange(None, None, DATE)) is True


def test_suspension_resumption_and_repeal() -> None:
    resumed = (ir.Ending(ir.Citation("late_act", None), JUN, "resumption"),)
    life = v.life(
        JAN,
        suspensions=(v.suspension(MAR, SEP, resumptions=resumed),),
        endings=(ir.Ending(ir.Citation("late_act", None), SEP, "repeal"),),
    )
    days = [day(d) for d in (date(2025, 1, 1), JAN, MAR)]
    found = [life_status(life, each, truth(life, each)) for each in days]
    assert found == ["not_yet_in_force", "in_force", "suspended"]
    assert truth(life, day(JUN)) is True
    assert life_status(life, day(SEP), truth(life, day(SEP))) == "lapsed"


@pytest.mark.parametrize(("condition", "expected"), [(True, False), (False, True), (LAW, LAW)])
def test_suspension_under_a_condition(condition: Truth, expected: Truth) -> None:
    life = v.life(suspensions=(v.suspension(MAR, None, condition=v.ALWAYS),))
    assert truth(life, day(JUN), condition) == expected
    assert truth(life, day(JAN), condition) is True


def test_what_was_not_issued_yet_is_not_known() -> None:
    life = v.life(JAN, suspensions=(v.suspension(JAN, None, under="late_act"),))
    early = known_life(life, ACTS, JAN)
    assert early is not None and truth(early, day(JUN)) is True
    late = known_life(life, ACTS, MAR)
    assert late is not None and truth(late, day(JUN)) is False
    assert known_life(v.life(under="late_act"), ACTS, JAN) is None
    assert is_known(v.instrument("undated"), JAN)


def test_midnight_utc_means_the_whole_day_everywhere() -> None:
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    assert known_day(midnight, "America/New_York") == MAR
    assert known_day(midnight + timedelta(hours=1), "America/New_York") == date(2026, 2, 28)
    assert known_day(MAR, "America/New_York") == MAR


def test_instants_have_local_dates() -> None:
    moment = datetime(2026, 1, 1, 20, tzinfo=UTC)
    assert local_dates(moment, moment, "Asia/Tokyo")[0] == date(2026, 1, 2)
    assert local_dates(MAR, None, "Asia/Tokyo") == (MAR, None)


def test_spans_lay_a_life_out() -> None:
    life = v.life(
        JAN,
        suspensions=(
            v.suspension(MAR, date(2026, 5, 31)),
            v.suspension(JUN, date(2026, 8, 31), condition=v.ALWAYS),
        ),
        endings=(ir.Ending(ir.Citation("act", "2"), date(2027, 1, 1), "repeal"),),
    )
    found = [(span.start, span.end, span.state) for span in spans(life)]
    assert found == [
        (JAN, date(2026, 2, 28), "in_force"),
        (MAR, date(2026, 5, 31), "suspended"),
        (JUN, date(2026, 8, 31), "conditionally_suspended"),
        (SEP, date(2026, 12, 31), "in_force"),
        (date(2027, 1, 1), None, "ended"),
    ]
    assert spans(life)[1].citation == ir.Citation("late_act", None)
    assert [span.state for span in spans(life, ACTS, JAN)] == ["in_force", "ended"]
    assert spans(v.life(under="late_act"), ACTS, JAN) == ()


def test_an_open_beginning_has_a_span() -> None:
    assert [(s.start, s.end, s.state) for s in spans(v.life(None, MAR))] == [
        (None, MAR, "in_force"),
        (MAR + timedelta(days=1), None, "ended"),
    ]
