"""The figures of the operator's page: queues and their ages by channel, what failed, signs of life, alarms."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from caseflow.core.access import Actor, Permission, require
from caseflow.core.audiences import Channel
from caseflow.notices.operating.alarms import Pulse, for_people, limits_set, standstill_of
from caseflow.notices.operating.processes import PROCESSES, Living, living
from caseflow.notices.queries import FAILED
from caseflow.notices.quiet.digests import WAITING, held_back
from caseflow.notices.sending.delivery import PENDING
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.health import Limits
from caseflow.store.models import Event, Heartbeat, Notice, Outbox

NOTHING = (0, None, 0)


@dataclass(frozen=True)
class Queue:
    """What waits in one channel, since when and for how long, what of it is tried again, what failed for good; `held` are
    reminders that wait for office hours.
    """

    channel: str
    label: str
    waiting: int
    oldest: datetime | None
    age: str
    retrying: int
    failed: int
    held: int


@dataclass(frozen=True)
class Operations:
    """The figures of the operator's page; ages are of the oldest piece that waits.

    `standstill` are the sentences about work that does not go on; `alarms` are those and all that people must look at.
    """

    events_waiting: int
    events_oldest: datetime | None
    events_age: str
    events_stuck: int
    queues: tuple[Queue, ...]
    pulses: tuple[Pulse, ...]
    processes: tuple[Living, ...]
    standstill: tuple[str, ...]
    alarms: tuple[str, ...]

    @property
    def waiting(self) -> int:
        """Notices that wait, of all channels."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def retrying(self) -> int:
        """Those of them that were tried before."""
        return sum(queue.retrying for queue in self.queues)

    @property
    def failed(self) -> int:
        """Notices that failed for good, of all channels."""
        return sum(queue.failed for queue in self.queues)


def operations(actor: Actor, *, with_queue: bool) -> Operations:
    """Queues, ages, failures and signs of life, for the operator."""
    require(actor, Permission.SEE_OPERATIONS)
    return figures(with_queue=with_queue)


def figures(*, with_queue: bool) -> Operations:
    """The same figures for commands, which act for nobody. Without a queue nobody waits for a worker's sign of life."""
    moment, limits = clock.now(), limits_set()
    events, first_event = _events(Outbox.done_at.is_(None))
    stuck, _first = _events(Outbox.done_at.is_(None) & Outbox.failure.is_not(None))
    queues = _queues(moment)
    beating = pulses(moment, ("sweep", "worker") if with_queue else ("sweep",), limits)
    event_waits = first_event is not None and moment - first_event > limits.stuck
    standstill = standstill_of(beating, _late(moment - limits.stuck), event_waits, limits)
    return Operations(
        events_waiting=events,
        events_oldest=first_event,
        events_age=age_of(first_event, moment),
        events_stuck=stuck,
        queues=queues,
        pulses=beating,
        processes=living(moment, limits.silent),
        standstill=standstill,
        alarms=(*standstill, *for_people(sum(queue.failed for queue in queues))),
    )


def pulses(moment: datetime, names: tuple[str, ...], limits: Limits) -> tuple[Pulse, ...]:
    """The last sign of life of the named kinds of background processes."""
    found = {row.name: row.at for row in db.session.scalars(select(Heartbeat))}
    return tuple(_pulse(name, PROCESSES[name], found.get(name), moment, limits) for name in names)


def _pulse(name: str, label: str, at: datetime | None, moment: datetime, limits: Limits) -> Pulse:
    return Pulse(name, label, at, at is None or moment - at > limits.silent)


def _events(condition: ColumnElement[bool]) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(Event.at)).select_from(Outbox)
    count, first = db.session.execute(query.join(Event, Event.id == Outbox.event_id).where(condition)).one()
    return count, first


def _queues(moment: datetime) -> tuple[Queue, ...]:
    """A row for every channel, also for one in which nothing waits."""
    retrying = func.count().filter(Notice.status == "temporary_failure")
    waiting = select(Notice.channel, func.count(), func.min(Notice.created_at), retrying)
    pending = waiting.where(Notice.status.in_(PENDING)).group_by(Notice.channel)
    found = {channel: (count, first, again) for channel, count, first, again in db.session.execute(pending)}
    failures = select(Notice.channel, func.count()).where(Notice.status.in_(FAILED)).group_by(Notice.channel)
    failed = dict(list(db.session.execute(failures)))
    held = held_back()
    return tuple(_queue(way, found.get(way, NOTHING), failed.get(way, 0), held.get(way, 0), moment) for way in Channel)


def _queue(
    channel: Channel, pending: tuple[int, datetime | None, int], failed: int, held: int, moment: datetime
) -> Queue:
    waiting, oldest, retrying = pending
    return Queue(channel, channel.label, waiting, oldest, age_of(oldest, moment), retrying, failed, held)


def _late(since: datetime) -> int:
    """How many notices were due before `since` and still wait."""
    late = select(func.count()).where(Notice.status.in_((*PENDING, WAITING)), Notice.next_try <= since)
    return db.session.scalar(late) or 0


def age_of(first: datetime | None, moment: datetime) -> str:
    """How long something has waited, in the largest unit that fits; empty where nothing waits."""
    if first is None:
        return ""
    waited = moment - first
    for length, unit in ((timedelta(days=1), "天"), (timedelta(hours=1), "小时"), (timedelta(minutes=1), "分钟")):
        if waited >= length:
            return f"{waited // length} {unit}"
    return "不到 1 分钟"
