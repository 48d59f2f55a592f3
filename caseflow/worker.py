"""The background: RQ workers that answer the bell, and the sweep that needs no Redis at all."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker, get_current_job
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from caseflow.acceptance.jobs import lapse_overdue
from caseflow.app import create_app
from caseflow.closure.jobs import draw_month, end_publications
from caseflow.core.audiences import Channel
from caseflow.evidence.jobs import reap
from caseflow.intake.importing.batches import work_off
from caseflow.notices.actions import beat
from caseflow.notices.operating.processes import Life
from caseflow.notices.quiet.digests import gather
from caseflow.notices.sending.delivery import BATCH, PEOPLE, deliver
from caseflow.notices.sending.receipts import apply_waiting
from caseflow.notices.settings.robots import release_waiting
from caseflow.reactions import QUEUE, doorbell, redis_client, relay
from caseflow.settings import Settings
from caseflow.store import clock, sessions, throttle
from caseflow.store.db import db
from caseflow.store.unit_of_work import after_commit
from caseflow.supervision.alarms import warn_of_missing_calendar
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks

T = TypeVar("T")

log = structlog.get_logger()

RELAY_BATCH = BATCH  # so that the first mail does not wait for many events
DRAIN_SECONDS = 60.0  # the clocks are looked at in between
ANSWER_SECONDS = 3.0  # a worker that is told to stop finishes the job at hand: nobody waits longer than this for it
TIDY_SECONDS = 3600.0
LIFE_SECONDS = 30.0  # so often a worker without work says that it lives; it looks up every 45 seconds at least
BELL_SECONDS = 30.0  # the sweep rings this often, so that a living worker shows a sign of life
RECONNECT_SECONDS = 5


def drain(go_on: Callable[[], bool] = lambda: True) -> int:
    """Relay events and deliver notices until nothing is due, a minute has passed or `go_on` says no.

    A part that fails keeps none of the others from its turn. Robots come when nothing else is due, or last: a group chat
    that does not answer holds up no mail. Returns how many steps were done.
    """
    settings: Settings = current_app.config["SETTINGS"]
    end = time.monotonic() + DRAIN_SECONDS
    total = 0
    while time.monotonic() < end and go_on():
        step = _for_people(settings) or _for_robots(settings)
        total += step
        if not step:
            return total
    return total + (_for_robots(settings) if go_on() else 0)


def _for_people(settings: Settings) -> int:
    return sum(
        _each(lambda: relay(RELAY_BATCH, settings.retry_seconds), gather, lambda: deliver(settings, BATCH, PEOPLE))
    )


def _for_robots(settings: Settings) -> int:
    return sum(_each(release_waiting, lambda: deliver(settings, BATCH, (Channel.ROBOT,))))


def answer() -> int:
    """The job behind the bell: a short drain, and another bell where that was not enough."""
    end = time.monotonic() + ANSWER_SECONDS
    done = drain(lambda: time.monotonic() < end) + sum(_each(lambda: work_off(lambda: time.monotonic() < end)))
    if time.monotonic() >= end:
        for ring in after_commit:
            ring()
    job = get_current_job()
    if job is not None:
        job.meta["done"] = done
    return done


class HouseWorker(Worker):
    """An RQ worker whose work-horses make their own database connections after the fork."""

    max_connection_wait_time = float(RECONNECT_SECONDS)

    def __init__(self, app: Flask, connection: "Redis") -> None:
        self._app = app
        self._life = Life("worker")
        self._own_pid, self._shown = os.getpid(), float("-inf")
        super().__init__(
            [Queue(QUEUE, connection=connection, serializer=JSONSerializer)],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=60,
            maintenance_interval=30,
            job_monitoring_interval=5,
            log_job_description=False,
        )

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        """Run the job inside the application, with a pool of this process, and show a sign of life."""
        with self._app.app_context():
            db.engine.dispose(close=False)
            done = bool(super().perform_job(job, queue, execution))
            beat("worker")
            self._life.show(job.meta.get("done", 0))
            db.engine.dispose()
        return done

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Beside the queue's own sign of life the house's: also a worker that no bell reaches is seen."""
        super().heartbeat(timeout, pipeline=pipeline)
        moment = time.monotonic()
        if os.getpid() == self._own_pid and moment - self._shown > LIFE_SECONDS:
            self._shown = moment
            self._tell(self._life.show)

    def end(self) -> None:
        """The worker stops as it should."""
        self._tell(self._life.end)

    def _tell(self, say: Callable[[], None]) -> None:
        with self._app.app_context():
            _each(say)
            # the work-horses are forked from here and must not share a connection
            db.engine.dispose()


def run_worker(settings: Settings) -> None:
    """Answer the bell until SIGTERM or SIGINT; the job at hand is finished first. Waits for Redis where it is away."""
    app = create_app(settings)
    connection = redis_client(settings.redis_url)
    while not _answers(connection):
        log.warning("waiting for the queue")
        time.sleep(RECONNECT_SECONDS)
    worker = HouseWorker(app, connection)
    try:
        worker.work(with_scheduler=False, logging_level="WARNING")
    finally:
        worker.end()


def _answers(connection: "Redis") -> bool:
    try:
        return bool(connection.ping())
    except RedisError:
        return False


def run_sweep(settings: Settings) -> None:
    """Every `settings.sweep_seconds`: relay, deliver, look at the clocks, show a sign of life; until SIGTERM.

    Needs the database alone; while that is away, every round says so and the next one tries again.
    """
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    app = create_app(settings)
    life = Life("sweep")
    ring, rung, tidied = doorbell(settings), 0.0, 0.0
    while not stopped.is_set():
        with app.app_context():
            sweep_once(life, go_on=lambda: not stopped.is_set())
            if time.monotonic() - tidied > TIDY_SECONDS:
                tidied = time.monotonic()
                _each(reap, _forget_visits, draw_month)
        if time.monotonic() - rung > BELL_SECONDS:
            rung = time.monotonic()
            ring()
        stopped.wait(settings.sweep_seconds)
    with app.app_context():
        _each(life.end)


def sweep_once(life: Life, go_on: Callable[[], bool] = lambda: True) -> None:
    """One round of the sweep. A part that fails is logged and does not keep the others from running."""
    done = sum(_each(lambda: drain(go_on)))
    _each(
        lambda: work_off(go_on), apply_waiting, recompute_clocks, end_publications, sweep_clocks, warn_of_missing_calendar, lapse_overdue,
        lambda: beat("sweep"), lambda: life.show(done),
    )  # fmt: skip


def _forget_visits() -> None:
    """Guesses at secrets are kept for the throttle alone, a day at the most; so are sessions, which last for hours."""
    yesterday = clock.now() - timedelta(days=1)
    throttle.forget(yesterday)
    sessions.forget(yesterday)


def _each(*parts: Callable[[], T]) -> list[T]:
    """Run all parts; returns what those said that did not fail. A worker that is told to stop in one of them stops."""
    said = []
    for part in parts:
        try:
            said.append(part())
        except StopRequested:
            raise
        except Exception:
            log.exception("a part of the background failed")
    return said
