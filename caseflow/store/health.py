"""Is the house alive? Figures for `/healthz` and for whoever is on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import ClockOffset, Heartbeat, Notice, Outbox
from caseflow.store.recounting import missing_calendar

SWEEP = "sweep"
DUE = ("created", "sending", "temporary_failure")


@dataclass(frozen=True)
class Limits:
    """How long a background process may be silent, and an event or a due notice may wait, before it is an alarm."""

    silent: timedelta = timedelta(seconds=120)
    stuck: timedelta = timedelta(minutes=10)


USUAL = Limits()


@dataclass(frozen=True)
class Part:
    """One thing that is looked at, and a figure or a sentence about it."""

    name: str
    well: bool
    detail: str


def look(production: bool, limits: Limits = USUAL) -> tuple[Part, ...]:
    """Everything that can stand still; raises what the database raises when it does not answer.

    In `production` the clock must be the database's own: a shifted one would make every limit wrong.
    """
    now = clock.now()
    edition = editions.current()
    year = clock.day_of(now).year
    return (
        Part("rules", True, edition.version),
        _offset(production),
        _beat(now, limits.silent),
        _oldest("outbox", now, limits.stuck, select(func.min(Outbox.next_try)).where(Outbox.done_at.is_(None))),
        _oldest("notices", now, limits.stuck, select(func.min(Notice.next_try)).where(Notice.status.in_(DUE))),
        # a missing calendar makes dates provisional; it is an alarm for people, not a reason to stop serving
        Part("calendar", True, _calendar(year)),
    )


def _offset(production: bool) -> Part:
    shifted = db.session.scalars(select(ClockOffset.value).where(ClockOffset.id == 1)).one()
    return Part("clock", not (production and shifted), f"{shifted.total_seconds():.0f} s")


def _calendar(year: int) -> str:
    missing = missing_calendar()
    return f"{missing[0]} missing: publish calendar/{missing[0]}.toml" if missing else f"{year} known"


def _beat(now: datetime, silent: timedelta) -> Part:
    last = db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == SWEEP))
    if last is None:
        return Part("sweep", False, "never")
    return Part("sweep", now - last < silent, f"{(now - last).total_seconds():.0f} s")


def _oldest(name: str, now: datetime, stuck: timedelta, query: Select[datetime | None]) -> Part:
    due = db.session.scalar(query)
    age = max(now - due, timedelta(0)) if due else timedelta(0)
    return Part(name, age < stuck, f"{age.total_seconds():.0f} s")
