"""Every case beside what its events say of it: the trail is complete where nothing differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, select

from caseflow.core.replay import NEW, Difference, Rebuilt, Told, differences, rebuild
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Payment

BATCH = 200


@dataclass(frozen=True)
class CaseDifference:
    """A difference and the number of its case."""

    number: str
    where: str
    told: str
    kept: str


@dataclass(frozen=True)
class Replayed:
    """How many cases were rebuilt from how many events, and everything that differs."""

    cases: int
    events: int
    differences: tuple[CaseDifference, ...]


class KeptClock(NamedTuple):
    """A clock as its row says it."""

    id: int
    key: str
    sequence: int
    due: date
    reminded_at: datetime | None
    overdue_at: datetime | None


class Kept(NamedTuple):
    """A case as its rows say it; `payments` are those that count."""

    case: Mapping[str, Any]
    clocks: tuple[KeptClock, ...]
    payments: Mapping[int, Decimal]


def replay(number: str | None = None) -> Replayed:
    """Rebuild every case (or the one with this number) from its events, on one snapshot of the database.

    Changes nothing, and leaves the caller's session alone.
    """
    cases, events, last = 0, 0, 0
    found: list[CaseDifference] = []
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as snapshot:
        while batch := _batch(snapshot, number, last):
            last = batch[-1]
            trails = _trails(snapshot, batch)
            for case_id, kept in _kept(snapshot, batch).items():
                built = rebuild(trails.get(case_id, ()))
                cases, events = cases + 1, events + built.state["event_count"]
                found += [_named(kept, each) for each in _all_differences(built, kept)]
    return Replayed(cases, events, tuple(found))


def _named(kept: Kept, difference: Difference) -> CaseDifference:
    return CaseDifference(kept.case["number"], difference.where, difference.told, difference.kept)


def _batch(snapshot: Connection, number: str | None, after: int) -> list[int]:
    ids = select(Case.id).where(Case.id > after).order_by(Case.id).limit(BATCH)
    return list(snapshot.scalars(ids if number is None else ids.where(Case.number == number)))


def _trails(snapshot: Connection, batch: list[int]) -> dict[int, list[Told]]:
    query = select(
        Event.case_id, Event.kind, Event.step, Event.status, Event.actor_id.is_not(None), Event.at, Event.data
    ).order_by(Event.case_id, Event.sequence)
    rows = snapshot.execute(query.where(Event.case_id.in_(batch)))
    return {case_id: [Told(*row[1:]) for row in of_case] for case_id, of_case in groupby(rows, lambda row: row[0])}


def _kept(snapshot: Connection, batch: list[int]) -> dict[int, Kept]:
    columns = [column for column in Case.__table__.columns if column.name in NEW]
    clocks = select(
        Clock.case_id, Clock.id, Clock.key, Clock.sequence, Clock.due_rolled, Clock.reminded_at, Clock.overdue_at
    ).where(Clock.case_id.in_(batch))
    counting = Payment.reversed_at.is_(None)
    money = select(Payment.case_id, Payment.id, Payment.amount).where(Payment.case_id.in_(batch), counting)
    limits, paid = _by_case(snapshot, clocks), _by_case(snapshot, money)
    rows = snapshot.execute(select(Case.id, *columns).where(Case.id.in_(batch)).order_by(Case.id))
    return {
        row[0]: Kept(
            {column.name: value for column, value in zip(columns, row[1:], strict=True)},
            tuple(KeptClock(*limit) for limit in limits.get(row[0], ())),
            dict(paid.get(row[0], ())),
        )
        for row in rows
    }


def _by_case(snapshot: Connection, query: Executable) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for case_id, *rest in snapshot.execute(query):
        found.setdefault(case_id, []).append(rest)
    return found


def _all_differences(built: Rebuilt, kept: Kept) -> Iterator[Difference]:
    yield from differences(built, kept.case)
    if built.payments != kept.payments:
        yield Difference("payments", str(built.payments), str(kept.payments))
    for clock in kept.clocks:
        yield from _of_clock(built, clock)
    for clock_id in sorted(built.limits.keys() - {clock.id for clock in kept.clocks}):
        yield Difference(f"clock {clock_id}", str(built.limits[clock_id].due), "没有这个时限")


def _of_clock(built: Rebuilt, clock: KeptClock) -> Iterator[Difference]:
    started, limit = built.started.get(clock.key, []), built.limits.get(clock.id)
    due = started[clock.sequence - 1] if len(started) >= clock.sequence else None
    told = {
        "due": (limit.due if limit else None) or due or clock.due,
        "reminded_at": limit.reminded_at if limit else None,
        "overdue_at": limit.overdue_at if limit else None,
    }
    for name, value in told.items():
        if value != getattr(clock, name):
            yield Difference(f"clock {clock.key} {clock.sequence} {name}", str(value), str(getattr(clock, name)))
