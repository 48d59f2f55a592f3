"""A sweep that is frozen, a sweep that is dead, work that is undone after it was recorded."""

import signal
import time
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import func, select

from caseflow.local.children import send, wait_until
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.notices.operating.figures import figures
from caseflow.reactions import Doorbell, redis_client
from caseflow.store import unit_of_work
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Notice, Outbox
from caseflow.store.unit_of_work import transaction
from tests.notices.crew import Crew
from tests.notices.gateway import Gateway
from tests.notices.scene import add_cases, heartbeats, payment, record_payments

pytestmark = pytest.mark.alone


def add_late_clock(case_id: int) -> int:
    """A clock of this case that ran out yesterday; returns its id."""
    with transaction(None) as work:
        day = work.today - timedelta(days=1)
        late = Clock(
            case_id=case_id, key="review", sequence=1, started_on=day, due=day, due_rolled=day, remind_on=day,
            provisional=False, derivation={"clock": "review", "track": "A"},
        )  # fmt: skip
        return work.add(late).id


def said_late(clock_id: int) -> bool:
    """Whether a sweep has said that it ran out."""
    db.session.rollback()
    return db.session.scalar(select(Clock.overdue_at).where(Clock.id == clock_id)) is not None


@pytest.mark.parametrize("seconds", [6, pytest.param(150, marks=pytest.mark.long)])
def test_a_frozen_sweep_does_not_keep_another_from_the_limits(
    house: Flask, gateway: Gateway, crew: Crew, seconds: int
) -> None:
    sweeps = [crew.start("sweep"), crew.start("sweep")]
    assert wait_until(lambda: heartbeats("sweep") == 1, 30)
    cases = add_cases(40)
    record_payments(cases, 2)  # so that it is frozen in the middle of something
    time.sleep(0.5)
    send(sweeps[0].pid, signal.SIGSTOP)
    frozen, gaps = time.monotonic(), []
    while time.monotonic() - frozen < seconds or len(gaps) < 3:
        late, start = add_late_clock(cases[len(gaps)]), time.monotonic()
        assert wait_until(lambda: said_late(late), 90)  # noqa: B023  read at once
        gaps.append(time.monotonic() - start)
        time.sleep(seconds / 12)
    send(sweeps[0].pid, signal.SIGCONT)
    assert max(gaps) <= 90
    times = select(Event.case_id, func.count()).where(Event.kind == "ClockOverdue").group_by(Event.case_id)
    assert {count for _case, count in db.session.execute(times)} == {1}


def move_clock(database: Urls, seconds: int) -> None:
    """The clock stands so many seconds later from now on."""
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute("update clock_offset set value = make_interval(secs => %s)", (seconds,))


def health(browser: FlaskClient) -> int:
    """What a monitor gets to see now."""
    db.session.rollback()
    return browser.get("/healthz").status_code


def test_a_dead_sweep_is_red_and_an_alarm_within_two_minutes(house: Flask, database: Urls, crew: Crew) -> None:
    sweep = crew.start("sweep")
    browser = house.test_client()
    assert wait_until(lambda: health(browser) == 200, 30)
    send(sweep.pid, signal.SIGKILL)
    sweep.wait()
    move_clock(database, 60)
    assert health(browser) == 200
    move_clock(database, 120)
    assert health(browser) == 503
    assert "“定时检查”超过 2 分钟没有运行。" in figures(with_queue=False).alarms
    sweep.start()
    assert wait_until(lambda: health(browser) == 200, 30)


def rows() -> list[int]:
    """How many events, outbox rows and notices there are."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Event, Outbox, Notice)]


def record_and_fail(case_id: int) -> None:
    """An action that breaks after it recorded what it did."""
    with transaction(None) as work:
        work.record(payment(), db.session.get_one(Case, case_id))
        raise ZeroDivisionError


def test_a_thousand_undone_after_recording_leave_nothing_and_ring_nothing(
    house: Flask, queue: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "after_commit", [Doorbell(redis_client(queue.url))])
    [case_id] = add_cases(1)
    before = rows()
    for _ in range(1000):
        with pytest.raises(ZeroDivisionError):
            record_and_fail(case_id)
    assert rows() == before
    with Redis.from_url(queue.url) as client:
        assert client.dbsize() == 0
        with transaction(None) as work:
            work.record(payment(), db.session.get_one(Case, case_id))
        assert client.llen("rq:queue:caseflow") == 1
    assert rows()[1] == before[1] + 1
