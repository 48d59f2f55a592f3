"""What people read about their notices: the inbox, and delivery on a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy import case as case_when

from caseflow.core.access import Actor, Permission, Role, may_read_internal, require
from caseflow.core.audiences import Audience, Channel
from caseflow.core.referrals import only_follows, reads_over_its_head
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Notice, Person, Robot, Unit
from caseflow.store.scope import visible_cases

PAGE = 20
OF_LETTERS = (Audience.SIGNERS, Audience.DRAFTER, Audience.ISSUING)
FAILED = ("permanent_failure", "technical_failure")
STATUS_WORDS = {
    "waiting": "等到办公时间再发",
    "carried": "已并入当天的提醒汇总",
    "overtaken": "等待期间情况已变，没有再发",
    "created": "待发送",
    "sending": "发送中",
    "sent": "已发出",
    "delayed": "已发出，网关暂未送达",
    "delivered": "已送达",
    "temporary_failure": "暂未发出，将重试",
    "permanent_failure": "地址无效，未送达",
    "technical_failure": "发送失败",
}


READER = func.coalesce(
    Person.name, case_when((Notice.link_id.is_not(None), Audience.RESPONDENT.label), else_=Channel.ROBOT.label)
)
"""Whom a notice is for, in words: a person, a respondent without an account, or a robot."""


@dataclass(frozen=True)
class Message:
    """One message of the inbox. `number` where its reader may open the case, `sizes` where it is about a 规模认定."""

    id: int
    subject: str
    body: str
    at: datetime
    read: bool
    number: str | None
    sizes: bool


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


def inbox(actor: Actor, page: int = 1) -> Inbox:
    """The actor's own messages, `page` from 1."""
    require(actor, Permission.OWN_ACCOUNT)
    seen = visible_cases(actor).with_only_columns(Case.id)
    rows = db.session.execute(
        select(Notice, Case.number)
        .outerjoin(Case, (Case.id == Notice.case_id) & Case.id.in_(seen))
        .where(_mine(actor))
        .order_by(Notice.id.desc())
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    messages = tuple(
        Message(row.id, row.subject, row.body, row.created_at, row.read_at is not None, number, _sizes(row))
        for row, number in rows
    )
    total = db.session.scalar(select(func.count()).where(_mine(actor))) or 0
    return Inbox(messages, total, unread(actor), max(page, 1))


def _sizes(notice: Notice) -> bool:
    return notice.audience == Audience.DETERMINING


def unread(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return db.session.scalar(select(func.count()).where(_mine(actor), Notice.read_at.is_(None))) or 0


def _mine(actor: Actor) -> ColumnElement[bool]:
    return (Notice.recipient_id == actor.user_id) & (Notice.channel == Channel.INBOX) & (Notice.body != "")


def delivery_of(actor: Actor, case: Case) -> tuple[Delivery, ...]:
    """The notices of a case that `actor` already sees: a complainant those to itself, officers all but what other offices
    were told of their own letters and measures, which may be about the reader's unit; an office that passed the case on
    or is kept from what is internal, those to itself."""
    query = (
        select(Notice, READER, Unit.name)
        .outerjoin(Person, Person.id == Notice.recipient_id)
        .outerjoin(Robot, Robot.id == Notice.robot_id)
        .outerjoin(Unit, Unit.id == func.coalesce(Person.unit_id, Robot.unit_id))
        .where(Notice.case_id == case.id)
        .order_by(Notice.id.desc())
    )
    if actor.role is Role.COMPLAINANT or only_follows(actor, facts_of(case)):
        query = query.where(Notice.recipient_id == actor.user_id)
    elif not may_read_internal(actor, facts_of(case)):
        query = query.where(Person.unit_id == actor.unit_id)
    elif not reads_over_its_head(actor, facts_of(case)):
        query = query.where(Notice.audience.not_in(OF_LETTERS) | (Person.unit_id == actor.unit_id))
    return tuple(_delivery(notice, person, unit) for notice, person, unit in db.session.execute(query))


def _delivery(notice: Notice, person: str, unit: str | None) -> Delivery:
    return Delivery(
        audience=Audience(notice.audience).label,
        reader=f"{unit} {person}" if unit else "",
        subject=notice.subject,
        channel=Channel(notice.channel).label,
        status=standing(notice),
        failed=notice.status in FAILED,
        at=notice.sent_at or notice.created_at,
        failure=notice.failure or "",
    )


def standing(notice: Notice) -> str:
    """How far a notice got, and why it goes no further where something came before it."""
    word = STATUS_WORDS[notice.status]
    return f"{word}（{notice.failure}）" if notice.status == "overtaken" else word


def panel(actor: Actor, case: Case) -> Panel | None:
    """The notices for the case page; None when there are none to show."""
    deliveries = delivery_of(actor, case)
    return Panel(deliveries) if deliveries else None
