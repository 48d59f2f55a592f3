"""Mails a second out of the outbox with 1, 2 and 4 workers, beside plain RQ: `python -m tests.bench.bench_outbox`.

Argument: how many mails each run sends (default 1000). Both ways compose the same mail with the same code and hand it
to the same sink. The outbox relays the event to its rows, leases, sends, and closes each row with its token; plain RQ
has one job a mail, made of what the mail needs, and neither rows nor a second try.
"""

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from caseflow.app import create_app
from caseflow.local.children import wait_until
from caseflow.local.ports import LOOPBACK, free_port
from caseflow.local.processes import Program
from caseflow.notices.sending.mail import Letter, Mailer
from caseflow.reactions import doorbell
from caseflow.settings import ROOT, Mail
from caseflow.store import unit_of_work
from caseflow.store.db import db
from tests.harness.servers import Servers
from tests.notices.scene import add_cases, pending_events, record_payments, settle, statuses

WORKERS = (1, 2, 4)
PLAIN = "plain"
PER_CASE = 4
PATIENCE = 600.0
WHEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BODY = "您投诉的案件登记了一笔还款，请登录核对。\n" * 12  # about as long as the notice of a payment


class Sink:
    """An SMTP server that takes everything at once and only counts, so that it is not what limits."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        self._loop.run_until_complete(asyncio.start_server(self._talk, LOOPBACK, self.port))
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.taken += 1
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 OK\r\n")
            if word == b"QUIT":
                break
        writer.close()

    def await_all(self, count: int) -> None:
        """Until so many mails came."""
        if not wait_until(lambda: self.taken >= count, PATIENCE, 0.01):
            raise TimeoutError(f"{self.taken} of {count} came")


def send_plainly(port: int, reference: str) -> None:
    """The job of plain RQ: one mail."""
    mail = Mail(LOOPBACK, port, "", "", False, "caseflow@localhost")
    with Mailer(mail, 10.0) as mailer:
        mailer.send(Letter(reference, "firm@example.com", "登记了一笔还款，请核对", BODY, WHEN))


def plain_worker(url: str) -> None:
    """Plain RQ on a queue of its own."""
    connection = Redis.from_url(url)
    queue = Queue(PLAIN, connection=connection, serializer=JSONSerializer)
    Worker([queue], connection=connection, serializer=JSONSerializer).work(logging_level="ERROR")


@contextmanager
def crew(command: list[str], count: int, servers: Servers, environment: dict[str, str]) -> Iterator[None]:
    """`count` workers that wait for work."""
    log = servers.folder / "workers.log"
    members = [
        Program(command[0], [sys.executable, *command], cwd=ROOT, env=environment, log=log) for _ in range(count)
    ]
    for member in members:
        member.start()
    with Redis.from_url(servers.valkey.url) as client:
        if not wait_until(lambda: Worker.count(connection=client) >= count, PATIENCE):
            raise TimeoutError(log.read_text())
        time.sleep(1.0)
        yield
        for member in members:
            member.stop()
        client.flushall()


def outbox(workers: int, count: int, sink: Sink, servers: Servers, environment: dict[str, str]) -> float:
    """Seconds for `count` recorded events to be mails, all rows closed."""
    record_payments(add_cases(count // PER_CASE), PER_CASE)
    before = sink.taken
    with crew(["-m", "caseflow", "worker"], workers, servers, environment):
        ring = doorbell(create_app().config["SETTINGS"])
        start = time.perf_counter()
        for _ in range(workers):
            ring()
        sink.await_all(before + count)
        while pending_events() or set(statuses()) != {"sent"}:
            time.sleep(0.01)
        db.session.rollback()  # the other way's turn may last longer than a transaction may stay open
        return time.perf_counter() - start


def plain(workers: int, count: int, sink: Sink, servers: Servers, environment: dict[str, str]) -> float:
    """Seconds for `count` jobs, put into the queue in one go, to be mails."""
    before = sink.taken
    with crew(["-m", "tests.bench.bench_outbox", PLAIN, servers.valkey.url], workers, servers, environment):
        queue = Queue(PLAIN, connection=Redis.from_url(servers.valkey.url), serializer=JSONSerializer)
        jobs = [
            Queue.prepare_data(
                "tests.bench.bench_outbox.send_plainly", args=(sink.port, f"plain-{number}"), result_ttl=0
            )
            for number in range(count)
        ]
        start = time.perf_counter()
        queue.enqueue_many(jobs)
        sink.await_all(before + count)
        return time.perf_counter() - start


def main(count: int) -> int:
    """Print mails a second, each number of workers both ways in turn."""
    with tempfile.TemporaryDirectory() as name:
        servers = Servers.start(Path(name))
        try:
            measure(count, servers)
        finally:
            servers.stop()
    return 0


def measure(count: int, servers: Servers) -> None:
    """One line for each number of workers."""
    sink = Sink()
    environment = servers.environment(servers.fresh()) | {"SMTP_PORT": str(sink.port), "CASEFLOW_LEASE_SECONDS": "60"}
    os.environ.update(environment)
    environment = dict(os.environ)
    app = create_app()
    unit_of_work.after_commit.clear()  # the bench rings by itself, when everything is recorded
    with app.app_context():
        settle(app.config["SETTINGS"])
        for workers in WORKERS:
            ours = outbox(workers, count, sink, servers, environment)
            theirs = plain(workers, count, sink, servers, environment)
            sys.stdout.write(
                f"{workers} workers: outbox {count / ours:6.1f}/s, plain RQ {count / theirs:6.1f}/s,"
                f" ratio {theirs / ours:.2f}\n"
            )
            sys.stdout.flush()
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    if sys.argv[1:2] == [PLAIN]:
        plain_worker(sys.argv[2])
        sys.exit(0)
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
