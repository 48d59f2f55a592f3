"""Killed workers, sweeps at once, Redis gone or emptied: nothing lost, nothing doubled, nobody waits."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from caseflow.local.children import descendants, send, wait_until
from caseflow.local.ports import LOOPBACK
from caseflow.local.processes import Program
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.reactions import doorbell
from caseflow.settings import ROOT, Settings
from caseflow.store.db import db
from caseflow.store.models import Event, Outbox
from caseflow.store.unit_of_work import transaction
from tests.harness.servers import Servers
from tests.notices.gateway import Gateway
from tests.notices.scene import add_cases, first_arrivals, mails, pending_events, record, record_payments, statuses

BETWEEN_KILLS = 0.7
ORDINARY = 1000
LONG = 10_000


class Crew:
    """Background processes of this test, each its own; all stopped at the end."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.members: list[Program] = []

    def start(self, word: str) -> Program:
        """Start `caseflow worker` or `caseflow sweep`."""
        name = f"{word}{len(self.members)}"
        member = Program(
            name, [sys.executable, "-m", "caseflow", word], cwd=ROOT, env=self.environment, log=self.folder / name
        )
        member.start()
        self.members.append(member)
        return member

    def stop(self) -> None:
        """Stop everybody in order."""
        for member in self.members:
            member.stop()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A Redis of this test's own, to be stopped and emptied."""
    server = EmbeddedValkey(tmp_path / "queue")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def crew(servers: Servers, database: Urls, gateway: Gateway, queue: EmbeddedValkey, tmp_path: Path) -> Iterator[Crew]:
    """Nobody yet; whoever is started works on this test's database, queue and gateway."""
    environment = dict(os.environ) | servers.environment(database)
    environment |= {"REDIS_URL": queue.url, "SMTP_PORT": str(gateway.port), "CASEFLOW_RETRY_SECONDS": "0.05"}
    # long enough that a busy machine is not taken for a dead server, short enough to wait for after a kill
    environment["CASEFLOW_LEASE_SECONDS"] = "6"
    made = Crew(environment, tmp_path)
    yield made
    made.stop()


def ring(settings: Settings, queue: EmbeddedValkey) -> None:
    """Ring as a filing does."""
    doorbell(replace(settings, redis_url=queue.url))()


def all_sent(count: int) -> bool:
    """Whether nothing waits and `count` mails are out."""
    return pending_events() == 0 and statuses() == {"sent": count}


def assert_each_once(gateway: Gateway, count: int, kills: int) -> None:
    """Nothing lost; at most one mail more per kill; a mailbox that knows Message-IDs shows each once, in order."""
    references = gateway.references()
    notices = mails()
    assert len(notices) == count
    assert set(references) == {notice.reference for notice in notices}
    assert len(references) <= count + kills
    assert {(notice.status, notice.attempts) for notice in notices} == {("sent", 1)}
    place = {reference: index for index, reference in enumerate(first_arrivals(references))}
    for case_id in {notice.case_id for notice in notices}:
        places = [place[notice.reference] for notice in notices if notice.case_id == case_id]
        assert places == sorted(places)


def kill_one(crew: Crew, victim: Program, turn: int) -> int:
    """kill -9 by pid: the work-horses of `victim`, every fourth time the worker itself, whose horse is orphaned.

    Returns how many work-horses died.
    """
    if turn % 4 == 3:
        send(victim.pid, signal.SIGKILL)
        victim.wait()
        victim.start()
        return 0
    horses = descendants(victim.pid)
    for horse in horses:
        send(horse, signal.SIGKILL)
    return len(horses)


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


@pytest.mark.long
def test_kills_lose_nothing_of_ten_thousand(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    record_payments(add_cases(LONG // 4), 4)
    horses, _workers = run_under_kills(crew, settings, queue, LONG, 40, 600)
    assert statuses() == {"sent": LONG}
    assert horses >= 30
    assert_each_once(gateway, LONG, horses)


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


def test_restarts_in_order_lose_and_double_nothing(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    gateway.pause = 0.01
    record_payments(add_cases(50), 2)
    worker = crew.start("worker")
    for _ in range(3):
        wait_until(lambda: bool(descendants(worker.pid)) or all_sent(100), 5)
        ring(settings, queue)
        time.sleep(0.3)
        worker.stop()
        worker.start()
    crew.start("sweep")
    assert wait_until(lambda: all_sent(100), 30)
    assert_each_once(gateway, 100, 0)


def test_an_emptied_redis_loses_nothing(
    house: Flask, settings: Settings, gateway: Gateway, crew: Crew, queue: EmbeddedValkey
) -> None:
    ring(settings, queue)
    record_payments(add_cases(50), 2)
    with Redis.from_url(queue.url) as client:
        assert client.dbsize() > 0
        client.flushall()
    crew.start("worker")
    crew.start("sweep")
    assert wait_until(lambda: all_sent(100), 30)
    assert_each_once(gateway, 100, 0)


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
    beats = text("select count(*) from heartbeat where name = 'sweep'")
    assert wait_until(lambda: (db.session.rollback(), db.session.execute(beats).scalar_one())[1] == 1, 20)
    start = time.monotonic()
    send(sweep.pid, signal.SIGTERM)
    assert sweep.wait() == 0
    assert time.monotonic() - start < 5
