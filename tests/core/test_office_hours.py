"""When reminders go out: the edges of the day, the week, the national calendar and a reader's own quiet hours."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.core.chinese import SHANGHAI
from caseflow.core.errors import BadInput
from caseflow.core.office_hours import Hours, leave_office_hours, next_day, opening, reminding_time
from caseflow.core.working_days import Calendar

FOLDER = Path(__file__).parents[2] / "policies" / "calendar"
CALENDAR = Calendar.parse({year: (FOLDER / f"{year}.toml").read_text("utf-8") for year in (2025, 2026)})
OFFICE = Hours(time(9), time(17, 30))


def at(words: str) -> datetime:
    """A moment of the office's clock."""
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        ("2026-11-25 09:00", "2026-11-25 09:00"),  # a Wednesday, the first minute
        ("2026-11-25 17:29", "2026-11-25 17:29"),
        ("2026-11-25 17:30", "2026-11-26 09:00"),
        ("2026-11-25 08:59", "2026-11-25 09:00"),
        ("2026-11-26 00:00", "2026-11-26 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),  # Friday evening
        ("2026-11-28 11:00", "2026-11-30 09:00"),  # an ordinary Saturday
        ("2026-10-10 11:00", "2026-10-10 11:00"),  # a Saturday that is worked
        ("2026-10-09 20:00", "2026-10-10 09:00"),
        ("2026-09-19 12:00", "2026-09-20 09:00"),  # a Sunday that is worked
        ("2026-09-30 17:45", "2026-10-08 09:00"),  # over National Day
        ("2026-10-01 10:00", "2026-10-08 09:00"),  # a Thursday off
        ("2027-01-01 10:00", "2027-01-01 10:00"),  # a year nobody entered: the week decides
        ("2027-01-02 10:00", "2027-01-04 09:00"),
        ("2026-12-31 18:00", "2027-01-01 09:00"),
    ],
)
def test_reminders_keep_office_hours_by_the_national_calendar(ready: str, goes: str) -> None:
    assert opening(OFFICE, CALENDAR, at(ready)) == at(goes)
    assert opening(OFFICE, CALENDAR, at(ready).astimezone(tz=None)) == at(goes), "whatever zone the process thinks in"


@pytest.mark.parametrize(
    ("ready", "due", "goes"),
    [
        ("2026-09-30 18:00", date(2026, 10, 8), "2026-10-08 09:00"),
        ("2026-09-30 18:00", date(2026, 10, 7), "2026-09-30 18:00"),
        ("2026-11-27 18:00", date(2026, 11, 27), "2026-11-27 18:00"),
        ("2026-11-27 18:00", date(2026, 11, 26), "2026-11-30 09:00"),  # over already: nothing is lost by waiting
    ],
)
def test_what_would_come_after_its_limit_does_not_wait(ready: str, due: date, goes: str) -> None:
    assert reminding_time(OFFICE, CALENDAR, at(ready), due=due) == at(goes)


@pytest.mark.parametrize(
    ("quiet", "goes"),
    [
        (Hours(time(12), time(14)), "2026-11-25 14:00"),
        (Hours(time(12), time(18)), "2026-11-26 09:00"),
        (Hours(time(20), time(10)), "2026-11-25 12:30"),
    ],
)
def test_a_readers_own_quiet_hours_are_kept(quiet: Hours, goes: str) -> None:
    assert reminding_time(OFFICE, CALENDAR, at("2026-11-25 12:30"), quiet) == at(goes)


def test_quiet_hours_over_midnight_reach_into_the_morning() -> None:
    assert reminding_time(OFFICE, CALENDAR, at("2026-11-25 08:00"), Hours(time(20), time(10))) == at("2026-11-25 10:00")


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [(8, 18, False), (9, 17, False), (9, 16, True), (17, 9, True), (18, 17, False), (12, 12, False), (22, 8, True)],
)
def test_quiet_hours_leave_an_hour_of_the_offices_day(start: int, end: int, allowed: bool) -> None:
    if allowed:
        leave_office_hours(Hours(time(start), time(end)), OFFICE)
    else:
        with pytest.raises(BadInput):
            leave_office_hours(Hours(time(start), time(end)), OFFICE)


@given(
    st.integers(0, 1_270_000),  # minutes from the start of 2025 to May 2027
    st.one_of(st.none(), st.tuples(st.times(), st.times())),
)
def test_every_reminder_goes_out_in_time_and_in_office_hours(minutes: int, span: tuple[time, time] | None) -> None:
    moment = at("2025-01-01 00:00") + timedelta(minutes=minutes)
    quiet = Hours(*span) if span else None
    if quiet is not None:
        try:
            leave_office_hours(quiet, OFFICE)
        except BadInput:
            quiet = None
    goes = reminding_time(OFFICE, CALENDAR, moment, quiet)
    local = goes.astimezone(SHANGHAI)
    assert moment <= goes <= moment + timedelta(days=14)
    assert CALENDAR.is_working(local.date())
    assert OFFICE.covers(local.time())
    assert quiet is None or not quiet.covers(local.time())


def test_the_next_day_begins_at_midnight_of_the_office() -> None:
    assert next_day(at("2026-11-25 23:59")) == at("2026-11-26 00:00")
