"""The background: RQ workers that answer the bell, and the sweep that needs no Redis at all."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from caseflow.acceptance.jobs import lapse_overdue
from caseflow.app import create_app
from caseflow.closure.jobs import draw_month, end_publications
from caseflow.evidence.jobs import reap
from caseflow.notices.actions import beat
from caseflow.notices.delivery import BATCH, deliver
from caseflow.notices.receipts import apply_waiting
from caseflow.reactions import QUEUE, doorbell, redis_client, relay
from caseflow.settings import Settings
from caseflow.store import clock, sessions, throttle
from caseflow.store.db import db
from caseflow.store.unit_of_work import after_commit
from caseflow.supervision.alarms import warn_of_missing_calendar
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks

log = structlog.get_logger()

RELAY_BATCH = BATCH  # so that the first mail does not wait for many events
DRAIN_SECONDS = 60.0  # the clocks are looked at in between
ANSWER_SECONDS = 3.0  # a worker that is told to stop finishes the job at hand: nobody waits longer than this for it
TIDY_SECONDS = 3600.0
BELL_SECONDS = 30.0  # the sweep rings this often, so that a living worker shows a sign of life
RECONNECT_SECONDS = 5


def drain(go_on: Callable[[], bool] = lambda: True) -> int:
    """Relay events and deliver notices until nothing is due, a minute has passed or `go_on` says no.

    Returns how many steps were done.
    """
    settings: Settings = current_app.config["SETTINGS"]
    end = time.monotonic() + DRAIN_SECONDS
    total, step = 0, 1
    while step and time.monotonic() < end and go_on():
        step = relay(RELAY_BATCH, settings.retry_seconds) + deliver(settings, BATCH)
        total += step
    return total


def answer() -> int:
    """The job behind the bell: a short drain, and another bell where that was not enough."""
    end = time.monotonic() + ANSWER_SECONDS
    done = drain(lambda: time.monotonic() < end)
    if time.monotonic() >= end:
        for ring in after_commit:
            ring()
    return done


class HouseWorker(Worker):
    """An RQ worker whose work-horses make their own database connections after the fork."""

    max_connection_wait_time = float(RECONNECT_SECONDS)

    def __init__(self, app: Flask, connection: "Redis") -> None:
        super().__init__(
            [Queue(QUEUE, connection=connection, serializer=JSONSerializer)],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=60,
            maintenance_interval=30,
            job_monitoring_interval=5,
            log_job_description=False,
        )
        self._app = app

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        """Run the job inside the application, with a pool of this process, and show a sign of life."""
        with self._app.app_context():
            db.engine.dispose(close=False)
            done = bool(super().perform_job(job, queue, execution))
            beat("worker")
            db.engine.dispose()
        return done


def run_worker(settings: Settings) -> None:
    """Answer the bell until SIGTERM or SIGINT; the job at hand is finished first. Waits for Redis where it is away."""
    app = create_app(settings)
    connection = redis_client(settings.redis_url)
    while not _answers(connection):
        log.warning("waiting for the queue")
        time.sleep(RECONNECT_SECONDS)
    HouseWorker(app, connection).work(with_scheduler=False, logging_level="WARNING")


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
    ring, rung, tidied = doorbell(settings), 0.0, 0.0
    while not stopped.is_set():
        with app.app_context():
            sweep_once(go_on=lambda: not stopped.is_set())
            if time.monotonic() - tidied > TIDY_SECONDS:
                tidied = time.monotonic()
                _each(reap, _forget_visits, draw_month)
        if time.monotonic() - rung > BELL_SECONDS:
            rung = time.monotonic()
            ring()
        stopped.wait(settings.sweep_seconds)


def sweep_once(go_on: Callable[[], bool] = lambda: True) -> None:
    """One round of the sweep. A part that fails is logged and does not keep the others from running."""
    _each(
        lambda: drain(go_on), apply_waiting, recompute_clocks, end_publications, sweep_clocks,
        warn_of_missing_calendar, lapse_overdue, lambda: beat("sweep"),
    )  # fmt: skip


def _forget_visits() -> None:
    """Guesses at secrets are kept for the throttle alone, a day at the most; so are sessions, which last for hours."""
    yesterday = clock.now() - timedelta(days=1)
    throttle.forget(yesterday)
    sessions.forget(yesterday)


def _each(*parts: Callable[[], object]) -> None:
    for part in parts:
        try:
            part()
        except Exception:
            log.exception("a part of the sweep failed")
