"""A small household for the tests: real servers, gunicorn with our settings, an RQ worker with a long job.

Run as `python house.py DATA PORT`; prints one line of JSON when everything answers, then lives until it is stopped.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg
import rq
from redis import Redis

from caseflow.local.guardian import guarded
from caseflow.local.ports import LOOPBACK, answers
from caseflow.local.postgres import EmbeddedPostgres
from caseflow.local.processes import ProcessTree, Program
from caseflow.local.valkey import EmbeddedValkey

HERE = Path(__file__).resolve().parent


def app(_environ: object, start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """What gunicorn serves."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def live(data: Path, port: int) -> int:
    tree = ProcessTree(lambda sentence: print(sentence, file=sys.stderr, flush=True))  # noqa: T201
    try:
        postgres, valkey = EmbeddedPostgres(data / "postgres"), EmbeddedValkey(data / "valkey")
        tree.start(postgres)
        tree.start(valkey)
        rows = add_row(postgres.urls().owner)
        queue = rq.Queue("long", connection=Redis.from_url(valkey.url))
        job = queue.enqueue("time.sleep", 300, job_timeout=600)
        gunicorn = ("-m", "gunicorn", "-c", "python:caseflow.local.gunicorn_conf", "-b", f"{LOOPBACK}:{port}")
        tree.start(program("web", data, (*gunicorn, "house:app")))
        tree.start(program("worker", data, ("-m", "rq.cli", "worker", "long", "--url", valkey.url)))
        ready = tree.watch(lambda: answers(port, "/") and job.is_started, seconds=30)
        print(json.dumps({"ready": ready, "rows": rows, "postgres": postgres.pid, "valkey": valkey.pid}), flush=True)  # noqa: T201
        tree.watch(lambda: False)
    finally:
        tree.stop()
    return 0


def add_row(url: str) -> int:
    """Leave a mark in the database; returns how many there are."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS mark (id int GENERATED ALWAYS AS IDENTITY)")
        connection.execute("INSERT INTO mark DEFAULT VALUES")
        return len(connection.execute("SELECT id FROM mark").fetchall())


def program(name: str, data: Path, words: tuple[str, ...]) -> Program:
    # a short grace: the long job is not worth waiting for
    return Program(name, (sys.executable, *words), cwd=HERE, env=dict(os.environ), log=data / f"{name}.log", grace=1.0)


if __name__ == "__main__":
    sys.exit(guarded(lambda: live(Path(sys.argv[1]), int(sys.argv[2]))))
