"""Counting guesses at a secret: who guesses too often waits, whatever web process is asked.

Attempts are written on their own connection, as sessions are: a refused request still counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from caseflow.core.errors import TooMany
from caseflow.store.db import db
from caseflow.store.models import ClockOffset, SignInAttempt
from caseflow.store.seal import seal


@dataclass(frozen=True)
class Limit:
    """At most `tries` failed guesses per subject within `minutes`."""

    purpose: str
    tries: int
    minutes: int


def admit(limit: Limit, subjects: Iterable[str]) -> tuple[int, ...]:
    """Count one guess at each of `subjects` (an account, an address, a case number); only their HMACs are kept.

    Returns the tickets to hand to `forgive` when the guess was right. Raises TooMany, and counts nothing, where one
    subject has used up its tries.
    """
    sealed = sorted(seal(limit.purpose, subject) for subject in set(subjects))
    with db.engine.begin() as connection:
        now = connection.execute(select(func.now() + ClockOffset.value).where(ClockOffset.id == 1)).scalar_one()
        for subject in sealed:
            connection.execute(select(func.pg_advisory_xact_lock(int(subject[:15], 16))))
        since = now - timedelta(minutes=limit.minutes)
        if any(_recent(connection, subject, since) >= limit.tries for subject in sealed):
            raise TooMany(f"短时间内尝试的次数太多，请 {limit.minutes} 分钟后再试。")
        rows = [{"subject": subject, "at": now} for subject in sealed]
        added = connection.execute(insert(SignInAttempt).returning(SignInAttempt.id), rows)
        return tuple(added.scalars())


def forgive(tickets: tuple[int, ...]) -> None:
    """The guess was right: it does not count."""
    with db.engine.begin() as connection:
        connection.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(tickets)))


def forget(before: datetime) -> int:
    """Delete the attempts made before that moment; returns how many."""
    with db.engine.begin() as connection:
        return connection.execute(delete(SignInAttempt).where(SignInAttempt.at < before)).rowcount


def _recent(connection: Connection, subject: str, since: datetime) -> int:
    count = select(func.count()).where(SignInAttempt.subject == subject, SignInAttempt.at > since)
    return connection.execute(count).scalar_one()
