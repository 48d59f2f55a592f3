"""Killed workers, sweeps at once, Redis gone or emptied: nothing lost, nothing doubled, nobody waits."""

import signal
import socket
import time
from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from caseflow.local.children import descendants, send, wait_until
from caseflow.local.ports import LOOPBACK
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.reactions import ENOUGH_BELLS, doorbell
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Outbox
from caseflow.store.unit_of_work import transaction
from tests.notices.crew import Crew, all_sent, assert_each_once, closings, count_closings, kill_one, ring
from tests.notices.gateway import Gateway
from tests.notices.scene import add_cases, heartbeats, payment, pending_events, record, record_payments, statuses

pytestmark = pytest.mark.alone

BETWEEN_KILLS = 0.7
ORDINARY = 1000
LONG = 10_000
RESTARTS = 20


def run_under_kills(
    crew: Crew, settings: Settings, queue: EmbeddedValkey, count: int, enough: int, seconds: float
) -> tuple[int, int]:
    """Kill every 0.7 s until `enough` work-horses died, ringing as further filings would, until all is sent.

    Returns how many work-horses and how many workers were killed.
    """
    workers = [crew.start("worker"), crew.start("worker")]
    horses = turn = 0
    end = time.monotonic() + seconds
    next_kill = time.monotonic() + 3
    while not all_sent(count) and time.monotonic() < end:
        ring(settings, queue)
        if horses < enough and time.monotonic() > next_kill:
            horses += kill_one(crew, workers[turn % 2], turn)
            turn += 1
            next_kill = time.monotonic() + BETWEEN_KILLS
        time.sleep(0.1)
    return horses, turn // 4


def test_kills_lose_nothing_and_double_at_most_themselves(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    gateway.pause = 0.005
    record_payments(add_cases(ORDINARY // 4), 4)
    horses, workers = run_under_kills(crew, settings, queue, ORDINARY, 8, 120)
    assert statuses() == {"sent": ORDINARY}
    assert horses >= 5
    assert workers >= 1
    assert_each_once(gateway, ORDINARY, horses)
    assert_no_bell_jams(crew, queue)


def assert_no_bell_jams(crew: Crew, queue: EmbeddedValkey) -> None:
    """No killed job left anything behind that keeps a later bell from ringing."""
    said = "".join(member.log.read_text(encoding="utf-8", errors="replace") for member in crew.members)
    assert "DuplicateJobError" not in said
    assert "Traceback" not in said
    with Redis.from_url(queue.url) as client:
        assert client.llen("rq:queue:caseflow") < ENOUGH_BELLS + 1
        client.delete("rq:queue:caseflow")
        assert client.llen("rq:queue:caseflow") == 0


def test_a_horse_whose_worker_was_killed_finishes_and_nobody_closes_twice(
    house: Flask, settings: Settings, database: Urls, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    count_closings(database)
    gateway.pause = 0.02
    record_payments(add_cases(75), 4)
    workers = [crew.start("worker"), crew.start("worker")]
    killed = 0
    end = time.monotonic() + 120
    while not all_sent(300):
        assert time.monotonic() < end
        ring(settings, queue)
        victim = workers[killed % 2]
        if killed < 5 and wait_until(lambda: bool(descendants(victim.pid)), 2):  # noqa: B023  read at once
            send(victim.pid, signal.SIGKILL)
            victim.wait()
            victim.start()
            killed += 1
        time.sleep(0.2)
    assert killed == 5
    assert_each_once(gateway, 300, killed)
    assert closings(database) == (300, 0)


@pytest.mark.long
def test_kills_lose_nothing_of_ten_thousand(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    record_payments(add_cases(LONG // 4), 4)
    horses, _workers = run_under_kills(crew, settings, queue, LONG, 40, 600)
    assert statuses() == {"sent": LONG}
    assert horses >= 30
    assert_each_once(gateway, LONG, horses)
    assert_no_bell_jams(crew, queue)


def test_three_sweeps_without_redis_send_each_once_around_a_poisoned_one(
    house: Flask, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    queue.stop()
    cases = add_cases(ORDINARY // 4)
    record_payments(cases, 4)
    with transaction(None) as work:
        poison = work.add(Event(case_id=cases[7], kind="PaymentRecorded", at=work.now, data={}))
        work.add(Outbox(event_id=poison.id, case_id=cases[7], next_try=work.now))
    for _ in range(3):
        crew.start("sweep")
    assert gateway.wait_for(ORDINARY, 60) < 60
    assert wait_until(lambda: statuses() == {"sent": ORDINARY, "technical_failure": 1}, 5)
    assert len(gateway.references()) == ORDINARY


def test_twenty_restarts_in_order_under_load_lose_and_double_nothing(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    gateway.pause = 0.01
    cases = add_cases(20)
    workers = [crew.start("worker"), crew.start("worker")]
    for turn in range(RESTARTS):
        record_payments(cases, 1)
        worker = workers[turn % 2]
        # it has a horse at work when it is told to stop
        assert wait_until(lambda: (ring(settings, queue), bool(descendants(worker.pid)))[1], 30, 0.02)  # noqa: B023
        worker.stop()
        assert worker.wait() == 0
        worker.start()
    crew.start("sweep")
    assert wait_until(lambda: all_sent(20 * RESTARTS), 60)
    assert_each_once(gateway, 20 * RESTARTS, 0)


@pytest.mark.parametrize("count", [400, pytest.param(LONG, marks=pytest.mark.long)])
def test_an_emptied_redis_loses_nothing(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey, count: int
) -> None:
    crew.environment["CASEFLOW_SWEEP_SECONDS"] = "4"  # in life 5; the rest is for its first mail
    cases = add_cases(count)
    for kind in ("worker", "worker", "sweep"):
        crew.start(kind)
    assert wait_until(lambda: bool(heartbeats("sweep")), 20)
    with transaction(None) as work:
        for case_id in cases:
            work.record(payment(), db.session.get_one(Case, case_id))
    with Redis.from_url(queue.url) as client:
        client.rpush("rq:queue:caseflow", "a-bell-that-is-lost")
        client.flushall()
        assert client.dbsize() == 0
    flushed = time.monotonic()
    assert gateway.wait_for(1, 20) < 5
    assert wait_until(lambda: all_sent(count), 120 - (time.monotonic() - flushed), 0.5), (pending_events(), statuses())
    assert_each_once(gateway, count, 0)


def test_filing_does_not_notice_that_redis_is_gone(house: Flask, settings: Settings, queue: EmbeddedValkey) -> None:
    [case] = add_cases(1)
    queue.stop()
    bell = doorbell(replace(settings, redis_url=queue.url))
    times = [timed(bell) for _ in range(100)]
    assert max(times) < 0.2
    record(case)
    assert pending_events() == 1


def test_a_redis_that_never_answers_costs_one_ring_in_five_seconds(settings: Settings) -> None:
    with socket.socket() as hole:
        hole.bind((LOOPBACK, 0))
        hole.listen(128)
        bell = doorbell(replace(settings, redis_url=f"redis://{LOOPBACK}:{hole.getsockname()[1]}/0"))
        times = sorted(timed(bell) for _ in range(100))
    assert times[-1] < 2.5
    assert times[94] < 0.01


def timed(bell: object) -> float:
    """Seconds that one ring takes."""
    start = time.monotonic()
    bell()  # type: ignore[operator]
    return time.monotonic() - start


def test_bells_do_not_pile_up(settings: Settings, queue: EmbeddedValkey) -> None:
    for _ in range(50):
        ring(settings, queue)
    with Redis.from_url(queue.url) as client:
        assert client.llen("rq:queue:caseflow") == 4


def test_the_worker_holds_no_database_connection_across_the_fork(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    [case] = add_cases(1)
    worker = crew.start("worker")
    record(case)
    ring(settings, queue)
    assert gateway.wait_for(1, 20) < 20
    assert wait_until(lambda: not descendants(worker.pid), 5)
    db.session.remove()
    db.engine.dispose()
    others = text(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    assert wait_until(lambda: db.session.execute(others).scalar_one() == 0, 3)


def test_the_sweep_shows_signs_of_life_and_stops_in_order(house: Flask, crew: Crew) -> None:
    sweep = crew.start("sweep")
    assert wait_until(lambda: heartbeats("sweep") == 1, 20)
    start = time.monotonic()
    send(sweep.pid, signal.SIGTERM)
    assert sweep.wait() == 0
    assert time.monotonic() - start < 5
