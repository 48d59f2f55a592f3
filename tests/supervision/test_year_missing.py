"""December without next year's calendar: filing works, every date that reaches into it says that it is provisional."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.core.deadlines import ClockRules, DayKind, due_date
from caseflow.core.recounting import year_wanted
from caseflow.local.roles import Urls
from caseflow.settings import ROOT
from caseflow.store import editions, health
from caseflow.store.db import db
from caseflow.store.models import Clock, Event, Notice
from caseflow.supervision.alarms import warn_of_missing_calendar
from tests.core.test_deadlines import CALENDAR, RULES
from tests.harness.onstage import case_of, filed
from tests.supervision.calendars import Start, coming_year, december, notice, publish, put_in, settle, with_files
from tests.supervision.test_calendar_arrives import today
from tests.supervision.test_sweep import set_days

KNOWN = max(CALENDAR.years)
FILED = """
from datetime import datetime
from caseflow.core.deadlines import due_date
from caseflow.store.clock import day_of
from tests.core.test_deadlines import CALENDAR, RULES
for moment in ("2026-09-28T15:59:59+00:00", "2026-09-28T16:00:00+00:00"):
    for key in ("review", "result"):
        due = due_date(RULES.get(key, "A"), CALENDAR, day_of(datetime.fromisoformat(moment)))
        print(due.start, due.due, due.due_next_working_day)
"""


def reaches(rules: ClockRules, key: str, track: str, start: date) -> bool:
    """Whether a count by the week alone, after the known year's notice, looks at a day of the next year."""
    rule = rules.get(key, track)
    day, left = start, rule.length or 0
    while left or not CALENDAR.is_working(day):
        day += timedelta(1)
        left -= bool(left) and (rule.kind is DayKind.CALENDAR or CALENDAR.is_working(day))
    return day.year > KNOWN


def test_ten_thousand_filings_in_december() -> None:
    chance = random.Random(802)  # noqa: S311 -- days of filing, no secrets
    keys = [(key, track or chance.choice("AB")) for (key, track), rule in RULES.rules.items() if rule.length]
    flagged = 0
    for _ in range(10_000):
        (key, track), start = chance.choice(keys), december(KNOWN, chance.randrange(31))
        due = due_date(RULES.get(key, track), CALENDAR, start)
        assert due.provisional is reaches(RULES, key, track, start), (key, track, start)
        flagged += due.provisional
    assert 2_000 < flagged < 9_500


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_midnight_is_that_of_shanghai_wherever_the_process_runs(zone: str) -> None:
    command = [sys.executable, "-c", FILED]
    answer = subprocess.run(
        command, env={**os.environ, "TZ": zone}, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split("\n") == [
        "2026-09-28 2026-10-16 2026-10-16",
        "2026-09-28 2026-10-28 2026-10-28",
        "2026-09-29 2026-10-19 2026-10-19",
        "2026-09-29 2026-10-29 2026-10-29",
        "",
    ]


@pytest.mark.parametrize(
    ("day", "provisional", "year"),
    [
        (date(KNOWN, 11, 14), 0, None),
        (date(KNOWN, 11, 14), 1, KNOWN + 1),
        (date(KNOWN, 11, 15), 0, KNOWN + 1),
        (date(KNOWN, 12, 31), 0, KNOWN + 1),
        (date(KNOWN + 1, 2, 1), 0, KNOWN + 1),
        (date(KNOWN - 1, 12, 31), 0, None),
        (date(KNOWN - 1, 12, 31), 3, KNOWN + 1),
    ],
)
def test_the_alarm_begins_in_november_or_with_the_first_provisional_date(
    day: date, provisional: int, year: int | None
) -> None:
    assert year_wanted(CALENDAR, day, provisional) == year


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


@pytest.mark.parametrize(("day", "provisional"), [(1, False), (20, True), (31, True)])
def test_a_complaint_filed_in_december(house: Flask, database: Urls, day: int, provisional: bool) -> None:
    set_days(database, (date(coming_year() - 1, 12, day) - today()).days)
    play = filed()
    clock = db.session.scalars(select(Clock).where(Clock.case_id == case_of(play).id)).one()
    assert clock.provisional is provisional


def test_whoever_runs_the_house_is_told_what_to_do(
    app: Flask, database: Urls, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        year = coming_year()
        set_days(database, (date(year - 1, 6, 1) - today()).days)
        assert f"{year - 1} known" in _calendar_part()
    assert "放假安排" not in client("xitong").get("/operations").get_data(as_text=True)
    with app.app_context():
        put_in(database, [Start("review", "A", december(year - 1, 24))])
        assert f"{year} missing: publish calendar/{year}.toml" in _calendar_part()
    page = client("xitong").get("/operations").get_data(as_text=True)
    assert f"还没有录入{year}年的放假安排，已有 1 个时限" in page
    assert f"calendar/{year}.toml" in page
    with app.app_context():
        publish(with_files(**{f"y{year}": notice(year)}))
        settle()
        assert "missing" not in _calendar_part()
        assert editions.current().calendar.known(year)
    assert "放假安排" not in client("xitong").get("/operations").get_data(as_text=True)


def test_the_administrators_are_told_once_a_day_from_the_middle_of_november(house: Flask, database: Urls) -> None:
    def told() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).where(Event.kind == "CalendarMissing")) or 0

    def warn(_number: int) -> bool:
        with house.app_context():
            return warn_of_missing_calendar()

    year = coming_year()
    start = today()
    set_days(database, (date(year - 1, 11, 14) - start).days)
    assert not warn_of_missing_calendar()
    for count, day in enumerate((15, 16, 30), start=1):
        set_days(database, (date(year - 1, 11, day) - start).days)
        with ThreadPoolExecutor(3) as pool:
            assert sorted(pool.map(warn, range(3))) == [False, False, True]
        assert told() == count
    set_days(database, (date(year - 1, 11, 15) - start).days)
    assert not warn_of_missing_calendar(), "a clock that jumps back says nothing again"
    settle()
    written = list(db.session.scalars(select(Notice).join(Event).where(Event.kind == "CalendarMissing")))
    assert {row.address for row in written} == {"xitong", "xitong@example.com"}
    assert all(f"{year}年" in row.subject for row in written)
    publish(with_files(**{f"y{year}": notice(year)}))
    set_days(database, (date(year - 1, 12, 20) - start).days)
    assert not warn_of_missing_calendar()


def _calendar_part() -> str:
    db.session.rollback()
    return next(part.detail for part in health.look(production=False) if part.name == "calendar")
