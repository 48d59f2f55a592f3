"""Background processes of a test, what is asked of them, and how to kill them."""

import signal
import sys
from dataclasses import replace
from pathlib import Path

import psycopg

from caseflow.local.children import descendants, send
from caseflow.local.processes import Program
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.reactions import doorbell
from caseflow.settings import ROOT, Settings
from tests.notices.gateway import Gateway
from tests.notices.scene import first_arrivals, mails, pending_events, statuses

GRACE = 20.0  # seconds in which a worker told to stop may end the mails it is at, on however busy a machine


class Crew:
    """Background processes of this test, each its own; all stopped at the end."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.members: list[Program] = []

    def start(self, word: str) -> Program:
        """Start `caseflow worker` or `caseflow sweep`."""
        name = f"{word}{len(self.members)}"
        command = [sys.executable, "-m", "caseflow", word]
        log = self.folder / name
        member = Program(name, command, cwd=ROOT, env=self.environment, log=log, grace=GRACE)
        member.start()
        self.members.append(member)
        return member

    def stop(self) -> None:
        """Stop everybody in order."""
        for member in self.members:
            member.stop()


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


def count_closings(database: Urls) -> None:
    """From now on the database notes every time that a notice becomes "sent"."""
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        connection.execute("""
            create table closing (notice_id bigint);
            create function note_closing() returns trigger language plpgsql security definer as
              $$ begin insert into public.closing values (new.id); return null; end $$;
            create trigger note_closing after update of status on notice for each row
              when (new.status = 'sent') execute function note_closing();
        """)


def closings(database: Urls) -> tuple[int, int]:
    """How many notices became "sent", and how many of them more than once."""
    with psycopg.connect(database.owner.replace("+psycopg", "")) as connection:
        counts = connection.execute("select count(*) from closing group by notice_id").fetchall()
    return len(counts), sum(count > 1 for (count,) in counts)
