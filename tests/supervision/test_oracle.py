"""A sweep that stood still for three days says what one that never slept would have said, each thing once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.local.roles import Urls
from caseflow.settings import ROOT
from caseflow.store.db import db
from caseflow.store.models import Clock, Event
from caseflow.supervision.jobs import BATCH, sweep_clocks
from tests.harness.servers import Servers
from tests.supervision.calendars import Start, put_in
from tests.supervision.test_calendar_arrives import today, true_today
from tests.supervision.test_sweep import set_days

FIRST = date(2026, 3, 2)
SLEEP = range(17, 20)  # days after FIRST on which nobody sweeps: reminders and ends fall on them


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def said() -> dict[str, list[int]]:
    """Kind -> clocks, one entry per event on the trails."""
    db.session.rollback()
    events = db.session.execute(select(Event.kind, Event.data["clock_id"].as_integer()).order_by(Event.id))
    kinds: dict[str, list[int]] = {"ClockDueSoon": [], "ClockOverdue": []}
    for kind, clock_id in events:
        if kind in kinds:
            kinds[kind].append(clock_id)
    return kinds


def sweep_on(database: Urls, day: date) -> None:
    """Everything due on that day, in as many rounds as it takes."""
    set_days(database, (day - true_today(database)).days)
    assert today() == day
    while sweep_clocks():
        pass


def test_three_days_of_stand_still(database: Urls) -> None:
    ids = put_in(
        database, [Start(("review", "sign", "result")[n % 3], "A", FIRST + timedelta(n // 3 % 12)) for n in range(90)]
    )
    clocks = {row.id: (row.remind_on, row.due_rolled) for row in db.session.scalars(select(Clock))}
    assert any(remind.toordinal() - FIRST.toordinal() in SLEEP for remind, _ in clocks.values())
    awake = [day for day in range(26) if day not in SLEEP]
    for day in awake:
        sweep_on(database, FIRST + timedelta(day))
        now = FIRST + timedelta(day)
        events = said()
        assert sorted(events["ClockOverdue"]) == [n for n in ids if clocks[n][1] < now]
        swept = [FIRST + timedelta(n) for n in awake if n <= day]
        soon = [n for n in ids if any(clocks[n][0] <= moment <= clocks[n][1] for moment in swept)]
        assert sorted(events["ClockDueSoon"]) == soon, "no reminder of what is late already, every other one once"
    assert said()["ClockOverdue"]


def test_more_than_one_batch_is_worked_off(database: Urls) -> None:
    ids = put_in(database, [Start("sign", "A", FIRST)] * (BATCH + 30))
    set_days(database, (FIRST + timedelta(30) - today()).days)
    assert [sweep_clocks(), sweep_clocks(), sweep_clocks()] == [BATCH, 30, 0]
    assert sorted(said()["ClockOverdue"]) == ids


def test_the_command_works_off_everything_and_counts_it(servers: Servers, database: Urls) -> None:
    ids = put_in(database, [Start("sign", "A", FIRST)] * (BATCH + 5))
    set_days(database, (FIRST + timedelta(30) - today()).days)
    command = [sys.executable, "-m", "caseflow", "clocks", "sweep", "--json"]
    environment = {**os.environ, **servers.environment(database)}
    answers = []
    for _ in range(2):
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        answers.append(json.loads(done.stdout))
    assert answers == [{"done": len(ids)}, {"done": 0}]
    assert sorted(said()["ClockOverdue"]) == ids
