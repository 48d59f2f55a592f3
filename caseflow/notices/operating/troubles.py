"""Stuck events and notices as the operator sees them: no text, no address, no name of a firm, also not in a reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select

from caseflow.core.access import Actor, Permission, require
from caseflow.core.audiences import Audience, Channel
from caseflow.notices import actions
from caseflow.notices.queries import READER, STATUS_WORDS
from caseflow.notices.wording.book import event_word
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Event, Notice, Outbox, Person, Robot, Unit

PAGE = 20
VEIL = "…"
PERSONAL = re.compile(r"[^\s<>@:：，。]+@[^\s<>@,;，。]+|\+?\d(?:[ -]?\d){6,}")
SHORTEST_SECRET = 2

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Wanted:
    """The filter of the address; empty means all."""

    channel: str = ""
    status: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """A notice, for the operator; `unit` is empty where its reader belongs to none."""

    id: int
    reference: str
    kind: str
    channel: str
    status: str
    attempts: int
    failure: str
    at: datetime
    sent_at: datetime | None
    audience: str
    recipient_id: int | None
    person: str
    unit: str
    again: bool


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
class Listing(Generic[Entry]):
    """One page of a list: its number from 1, and how many entries there are on all pages."""

    rows: tuple[Entry, ...]
    total: int
    page: int


def failures(actor: Actor, wanted: Wanted, page: int = 1) -> Listing[Line]:
    """Notices that did not arrive, newest first; with a status in `wanted` those of that status."""
    require(actor, Permission.SEE_OPERATIONS)
    return failed(wanted, page)


def failed(wanted: Wanted = Wanted(), page: int = 1, size: int = PAGE) -> Listing[Line]:
    """The same for commands, which act for nobody."""
    query = select(Notice.id)
    if not wanted.status:
        query = query.where(Notice.status.in_(actions.FAILED))
    return notices(query, wanted, page, size)


def notices(query: Select[int], wanted: Wanted, page: int, size: int = PAGE) -> Listing[Line]:
    """One page of the notices whose ids `query` gives, narrowed to `wanted`."""
    if wanted.kind:
        query = query.join(Event, Event.id == Notice.event_id).where(Event.kind == wanted.kind)
    if wanted.channel:
        query = query.where(Notice.channel == wanted.channel)
    if wanted.status:
        query = query.where(Notice.status == wanted.status)
    total, page = counted(query, page, size)
    ids = query.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(size).offset((page - 1) * size)
    rows = db.session.execute(
        select(Notice, Event.kind, READER, Unit.name, Company, Case.respondent_name)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(Person, Person.id == Notice.recipient_id)
        .outerjoin(Robot, Robot.id == Notice.robot_id)
        .outerjoin(Unit, Unit.id == func.coalesce(Person.unit_id, Robot.unit_id))
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Company, Company.id == func.coalesce(Case.company_id, Person.company_id))
        .where(Notice.id.in_(ids))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )
    return Listing(tuple(_line(*row) for row in rows), total, page)


def counted(query: Select[int], page: int, size: int) -> tuple[int, int]:
    """How many rows `query` has, and the page that there is: an address may ask for one behind the last."""
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return total, max(1, min(page, -(-total // size)))


def _line(
    row: Notice, kind: str, person: str, unit: str | None, company: Company | None, respondent: str | None
) -> Line:
    secrets = [row.address, row.address.partition("@")[0], row.subject, row.body, respondent or "", *_of(company)]
    return Line(
        id=row.id,
        reference=row.reference,
        kind=event_word(kind),
        channel=Channel(row.channel).label,
        status=STATUS_WORDS[row.status],
        attempts=row.attempts,
        failure=veiled(row.failure or "", secrets),
        at=row.created_at,
        sent_at=row.sent_at,
        audience=Audience(row.audience).label,
        recipient_id=row.recipient_id,
        person=person,
        unit=unit or "",
        again=row.status in actions.FAILED,
    )


def _of(company: Company | None) -> tuple[str, ...]:
    return (company.name, company.contact_name, company.contact_phone) if company else ()


def veiled(reason: str, secrets: Iterable[str]) -> str:
    """`reason` without `secrets`, addresses and numbers of phones or accounts: gateways quote what they were sent."""
    for secret in sorted({word for word in secrets if len(word) >= SHORTEST_SECRET}, key=len, reverse=True):
        reason = reason.replace(secret, VEIL)
    return PERSONAL.sub(VEIL, reason)


def stuck_events(actor: Actor, kind: str = "", page: int = 1) -> Listing[StuckEvent]:
    """Events whose reactions fail, oldest first, of one kind or all."""
    require(actor, Permission.SEE_OPERATIONS)
    return stuck(kind, page)


def stuck(kind: str = "", page: int = 1, size: int = PAGE) -> Listing[StuckEvent]:
    """The same for commands, which act for nobody."""
    query = select(Outbox.event_id).where(Outbox.done_at.is_(None), Outbox.failure.is_not(None))
    if kind:
        query = query.join(Event, Event.id == Outbox.event_id).where(Event.kind == kind)
    total, page = counted(query, page, size)
    ids = query.order_by(Outbox.event_id).limit(size).offset((page - 1) * size)
    rows = db.session.execute(
        select(Outbox, Event.kind, Event.at, Company, Case.respondent_name)
        .join(Event, Event.id == Outbox.event_id)
        .outerjoin(Case, Case.id == Outbox.case_id)
        .outerjoin(Company, Company.id == Case.company_id)
        .where(Outbox.event_id.in_(ids))
        .order_by(Outbox.event_id)
    )
    return Listing(tuple(_stuck(*row) for row in rows), total, page)


def _stuck(row: Outbox, kind: str, at: datetime, company: Company | None, respondent: str | None) -> StuckEvent:
    reason = veiled(row.failure or "", [respondent or "", *_of(company)])
    return StuckEvent(row.event_id, event_word(kind), row.attempts, reason, at, row.next_try)
