"""What people and operators read about notices: the inbox, delivery on a case, queues, failures and signs of life."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.notices import Audience, Channel
from caseflow.notices.alarms import Pulse, for_people, limits_set, standstill_of
from caseflow.notices.wording.book import event_word
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.health import Limits
from caseflow.store.models import Case, Event, Heartbeat, Notice, Outbox, Person, Unit

PAGE = 20
LONGEST_LIST = 100
PENDING = ("created", "sending", "temporary_failure")
FAILED = ("permanent_failure", "technical_failure")
STATUS_WORDS = {
    "created": "待发送",
    "sending": "发送中",
    "sent": "已发出",
    "delayed": "已发出，网关暂未送达",
    "delivered": "已送达",
    "temporary_failure": "暂未发出，将重试",
    "permanent_failure": "地址无效，未送达",
    "technical_failure": "发送失败",
}
PROCESSES = {"sweep": "定时检查", "worker": "后台任务"}


@dataclass(frozen=True)
class Message:
    """One message of the inbox."""

    id: int
    subject: str
    body: str
    at: datetime
    read: bool
    number: str | None


@dataclass(frozen=True)
class Inbox:
    """One page of a person's messages, newest first."""

    messages: tuple[Message, ...]
    total: int
    unread: int
    page: int


@dataclass(frozen=True)
class Delivery:
    """How one notice of a case stands: whom it told (never by address), by which channel, and how far it got."""

    audience: str
    reader: str
    subject: str
    channel: str
    status: str
    failed: bool
    at: datetime
    failure: str


@dataclass(frozen=True)
class Panel:
    """The notices of a case as this reader may see them, newest first."""

    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Failure:
    """A failed notice, for the operator: no text and no address, which are none of the operator's business."""

    id: int
    reference: str
    kind: str
    channel: str
    status: str
    attempts: int
    failure: str
    at: datetime


@dataclass(frozen=True)
class StuckEvent:
    """An event whose reactions fail; it holds up the later ones of its case."""

    event_id: int
    kind: str
    attempts: int
    failure: str
    at: datetime
    next_try: datetime


@dataclass(frozen=True)
class Operations:
    """The figures of the operator's page; ages are of the oldest piece that waits.

    `standstill` are the sentences about work that does not go on; `alarms` are those and all that people must look at.
    """

    events_waiting: int
    events_oldest: datetime | None
    mails_waiting: int
    mails_oldest: datetime | None
    mails_retrying: int
    failures: tuple[Failure, ...]
    failures_total: int
    stuck: tuple[StuckEvent, ...]
    pulses: tuple[Pulse, ...]
    standstill: tuple[str, ...]
    alarms: tuple[str, ...]


def inbox(actor: Actor, page: int = 1) -> Inbox:
    """The actor's own messages, `page` from 1."""
    require(actor, Permission.OWN_ACCOUNT)
    rows = db.session.execute(
        select(Notice, Case.number)
        .outerjoin(Case, Case.id == Notice.case_id)
        .where(_mine(actor))
        .order_by(Notice.id.desc())
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    messages = tuple(
        Message(row.id, row.subject, row.body, row.created_at, row.read_at is not None, number) for row, number in rows
    )
    total = db.session.scalar(select(func.count()).where(_mine(actor))) or 0
    return Inbox(messages, total, unread(actor), max(page, 1))


def unread(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return db.session.scalar(select(func.count()).where(_mine(actor), Notice.read_at.is_(None))) or 0


def _mine(actor: Actor) -> ColumnElement[bool]:
    return (Notice.recipient_id == actor.user_id) & (Notice.channel == Channel.INBOX) & (Notice.body != "")


def delivery_of(actor: Actor, case: Case) -> tuple[Delivery, ...]:
    """The notices of a case that `actor` already sees: a complainant those to itself, officers all of them."""
    query = (
        select(Notice, Person, Unit.name)
        .join(Person, Person.id == Notice.recipient_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Notice.case_id == case.id)
        .order_by(Notice.id.desc())
    )
    if actor.role is Role.COMPLAINANT:
        query = query.where(Notice.recipient_id == actor.user_id)
    return tuple(_delivery(notice, person, unit) for notice, person, unit in db.session.execute(query))


def _delivery(notice: Notice, person: Person, unit: str | None) -> Delivery:
    return Delivery(
        audience=Audience(notice.audience).label,
        reader=f"{unit} {person.name}" if unit else "",
        subject=notice.subject,
        channel=Channel(notice.channel).label,
        status=STATUS_WORDS[notice.status],
        failed=notice.status in FAILED,
        at=notice.sent_at or notice.created_at,
        failure=notice.failure or "",
    )


def panel(actor: Actor, case: Case) -> Panel | None:
    """The notices for the case page; None when there are none to show."""
    deliveries = delivery_of(actor, case)
    return Panel(deliveries) if deliveries else None


def operations(actor: Actor, *, with_queue: bool) -> Operations:
    """Queues, ages, failures and signs of life, for the operator."""
    require(actor, Permission.SEE_OPERATIONS)
    return figures(with_queue=with_queue)


def figures(*, with_queue: bool) -> Operations:
    """The same figures for commands, which act for nobody. Without a queue nobody waits for a worker's sign of life."""
    moment = clock.now()
    events, first_event = _count(Outbox.done_at.is_(None))
    mails, first_mail = _count_mails(Notice.status.in_(PENDING))
    retrying, _ = _count_mails(Notice.status == "temporary_failure")
    failed, _ = _count_mails(Notice.status.in_(FAILED))
    limits = limits_set()
    beating = pulses(moment, ("sweep", "worker") if with_queue else ("sweep",), limits)
    due, _first = _count_mails(Notice.status.in_(PENDING) & (Notice.next_try <= moment - limits.stuck))
    standstill = standstill_of(beating, due, first_event is not None and moment - first_event > limits.stuck, limits)
    return Operations(
        events_waiting=events,
        events_oldest=first_event,
        mails_waiting=mails,
        mails_oldest=first_mail,
        mails_retrying=retrying,
        failures=_failures(),
        failures_total=failed,
        stuck=_stuck(),
        pulses=beating,
        standstill=standstill,
        alarms=(*standstill, *for_people(failed)),
    )


def pulses(moment: datetime, names: tuple[str, ...], limits: Limits) -> tuple[Pulse, ...]:
    """The last sign of life of the named background processes."""
    found = {row.name: row.at for row in db.session.scalars(select(Heartbeat))}
    return tuple(_pulse(name, PROCESSES[name], found.get(name), moment, limits) for name in names)


def _pulse(name: str, label: str, at: datetime | None, moment: datetime, limits: Limits) -> Pulse:
    return Pulse(name, label, at, at is None or moment - at > limits.silent)


def _count(condition: ColumnElement[bool]) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(Event.at)).select_from(Outbox)
    count, first = db.session.execute(query.join(Event, Event.id == Outbox.event_id).where(condition)).one()
    return count, first


def _count_mails(condition: ColumnElement[bool]) -> tuple[int, datetime | None]:
    count, first = db.session.execute(select(func.count(), func.min(Notice.created_at)).where(condition)).one()
    return count, first


def _failures() -> tuple[Failure, ...]:
    rows = db.session.execute(
        select(Notice, Event.kind)
        .join(Event, Event.id == Notice.event_id)
        .where(Notice.status.in_((*FAILED, "temporary_failure")))
        .order_by(Notice.id.desc())
        .limit(LONGEST_LIST)
    )
    return tuple(
        Failure(
            row.id, row.reference, event_word(kind), Channel(row.channel).label, STATUS_WORDS[row.status], row.attempts,
            row.failure or "", row.created_at,
        )
        for row, kind in rows
    )  # fmt: skip


def _stuck() -> tuple[StuckEvent, ...]:
    rows = db.session.execute(
        select(Outbox, Event.kind, Event.at)
        .join(Event, Event.id == Outbox.event_id)
        .where(Outbox.done_at.is_(None), Outbox.failure.is_not(None))
        .order_by(Outbox.event_id)
        .limit(LONGEST_LIST)
    )
    return tuple(
        StuckEvent(row.event_id, event_word(kind), row.attempts, row.failure or "", at, row.next_try)
        for row, kind, at in rows
    )
