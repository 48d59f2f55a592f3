"""Writing notices from an event, reading them, and an operator's second try."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, NotFound
from caseflow.core.notices import Audience, Channel, Hearing, hearings, outlets, template_name
from caseflow.notices.audiences import people
from caseflow.notices.digests import carried_by, hour_of
from caseflow.notices.texts import Wording, context, render
from caseflow.notices.unreached import address_of, note
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Heartbeat, Notice, Outbox, Person, Receipt
from caseflow.store.unit_of_work import Submission, Work, transaction

log = structlog.get_logger()

UNWRITTEN = Wording("通知内容无法生成", "")
NO_ADDRESS = {Channel.MAIL: "没有登记电子邮箱", Channel.SMS: "没有登记接收短信的手机号"}
FAILED = ("temporary_failure", "permanent_failure", "technical_failure")


def write_notices(work: Work, event: Event) -> int:
    """Write the notices of `event` inside the caller's transaction; returns how many rows were new.

    A person who belongs to several audiences hears once, by the first. Safe to repeat: one row per event, person and
    channel. A text that cannot be made becomes a technical failure of that notice alone, for a person to look at.
    """
    occasion = _occasion(event)
    told: set[int] = set()
    written, failed = 0, []
    for hearing in hearings(event.kind, event.data.get("clock"), _earlier(event)):
        for person in people(event, occasion.case, hearing.audience):
            if person.id in told or (person.id == event.actor_id and not hearing.receipt):
                continue
            told.add(person.id)
            rows = [_row(work, occasion, hearing.audience, person, way) for way in _ways(event, hearing, person)]
            statement = insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.id, Notice.status)
            new = db.session.execute(statement).all()
            written += len(new)
            failed += [row.id for row in new if row.status == "permanent_failure"]
    if failed:
        note(work, failed)
    return written


def _ways(event: Event, hearing: Hearing, person: Person) -> tuple[Channel, ...]:
    """The channels to this reader; a digest goes by those of the reminders that it carries."""
    has_sms = bool(current_app.config["SETTINGS"].sms.url and person.sms_number)
    ways = outlets(hearing, sms=has_sms)
    return ways if event.kind != "RemindersGathered" else tuple(set(ways) & carried_by(event.data["digest_id"]))


def _earlier(event: Event) -> bool:
    """Whether the limit of a ClockMoved lies before what it was; ISO days compare like the days themselves."""
    return bool(event.data.get("due", "") < event.data.get("before", ""))


@dataclass(frozen=True)
class Occasion:
    """An event with its case and what the texts may use, looked up once for all readers."""

    event: Event
    case: Case | None
    values: Mapping[str, Any]


def _occasion(event: Event) -> Occasion:
    case = db.session.get_one(Case, event.case_id) if event.case_id else None
    return Occasion(event, case, context(event, case))


def _words(occasion: Occasion, audience: Audience, person: Person, channel: Channel) -> tuple[Wording, str | None]:
    name = template_name(occasion.event.kind, audience)
    try:
        return render(name, {**occasion.values, "login": person.login, "channel": channel}), None
    except Exception as error:
        # whatever a template does wrong is this notice's trouble, not that of the others
        log.exception("notice text failed", event_id=occasion.event.id, template=name)
        return UNWRITTEN, f"通知模板有误：{error}"[:300]


def _row(work: Work, occasion: Occasion, audience: Audience, person: Person, channel: Channel) -> dict[str, object]:
    text, failure = _words(occasion, audience, person, channel)
    address = address_of(person, channel)
    status, failure = _first_status(channel, address, failure)
    moment = hour_of(occasion.event, audience, work.now) if status == "created" else None
    return {
        "event_id": occasion.event.id,
        "case_id": occasion.event.case_id,
        "recipient_id": person.id,
        "audience": audience,
        "channel": channel,
        "address": address,
        "subject": text.subject,
        "body": text.body,
        "text_version": text.version,
        "reference": uuid.uuid4().hex,
        "status": "waiting" if moment else status,
        "next_try": moment or work.now,
        "created_at": work.now,
        "sent_at": work.now if status == "delivered" else None,
        "failure": failure,
        "attempts": 0,
    }


def _first_status(channel: Channel, address: str, failure: str | None) -> tuple[str, str | None]:
    if failure is not None:
        return "technical_failure", failure
    if channel is Channel.INBOX:
        return "delivered", None
    return ("created", None) if address else ("permanent_failure", NO_ADDRESS[channel])


def mark_read(actor: Actor, notice_id: int) -> None:
    """The reader has read one message. Raises NotFound unless it is their own."""
    require(actor, Permission.OWN_ACCOUNT)
    with transaction(actor) as work:
        if not _mark(actor, work.now, notice_id):
            raise NotFound("没有找到这条消息。")


def mark_all_read(actor: Actor) -> None:
    """The reader has read every message of theirs."""
    require(actor, Permission.OWN_ACCOUNT)
    with transaction(actor) as work:
        _mark(actor, work.now, None)


def _mark(actor: Actor, now: datetime, notice_id: int | None) -> bool:
    mine = select(Notice.id).where(Notice.recipient_id == actor.user_id, Notice.channel == Channel.INBOX)
    if notice_id is not None:
        mine = mine.where(Notice.id == notice_id)
    statement = update(Notice).where(Notice.id.in_(mine)).values(read_at=func.coalesce(Notice.read_at, now))
    return bool(db.session.execute(statement.returning(Notice.id)).all())


def retry_notice(actor: Actor, notice_id: int, submission: Submission | None = None) -> None:
    """Send a failed notice again, from the first attempt; one without text gets its text now.

    Raises NotFound where no failed notice has this id, BadInput while its text still cannot be made.
    """
    require(actor, Permission.SEE_OPERATIONS)
    with transaction(actor, submission) as work:
        notice = db.session.scalar(
            select(Notice).where(Notice.id == notice_id, Notice.status.in_(FAILED)).with_for_update()
        )
        if notice is None:
            raise NotFound("没有找到这条失败的通知，它可能已经发出。")
        again(work, notice)


def retry_all(actor: Actor, submission: Submission | None = None) -> int:
    """Send every technically failed notice and every failed reaction again now; returns how many.

    Permanently refused addresses are left alone: repeating does not mend an address.
    """
    require(actor, Permission.SEE_OPERATIONS)
    with transaction(actor, submission) as work:
        failed = select(Notice).where(Notice.status == "technical_failure", Notice.body != "")
        notices = list(db.session.scalars(failed.with_for_update(skip_locked=True)))
        for notice in notices:
            again(work, notice)
        stuck = update(Outbox).where(Outbox.done_at.is_(None), Outbox.failure.is_not(None)).values(next_try=work.now)
        return len(notices) + len(db.session.execute(stuck.returning(Outbox.event_id)).all())


def again(work: Work, notice: Notice) -> None:
    """Send `notice`, which failed and is held, from the first attempt to the reader's present address."""
    if not notice.body:
        _write_text(notice)
    notice.address = address_of(db.session.get_one(Person, notice.recipient_id), Channel(notice.channel))
    if notice.status == "permanent_failure" or _reported(notice.reference):
        # what the gateway has given up under this reference it would take for done; this is another message
        notice.reference, notice.claims = uuid.uuid4().hex, 0
    notice.status, notice.failure = _first_status(Channel(notice.channel), notice.address, None)
    notice.sent_at = work.now if notice.status == "delivered" else None
    notice.attempts, notice.next_try, notice.lease_token, notice.lease_until = 0, work.now, None, None
    if notice.status == "permanent_failure":
        note(work, [notice.id])


def _reported(reference: str) -> bool:
    return bool(db.session.scalar(select(func.count()).where(Receipt.reference == reference)))


def _write_text(notice: Notice) -> None:
    occasion = _occasion(db.session.get_one(Event, notice.event_id))
    reader = db.session.get_one(Person, notice.recipient_id)
    text, failure = _words(occasion, Audience(notice.audience), reader, Channel(notice.channel))
    if failure is not None:
        raise BadInput(failure)
    notice.subject, notice.body, notice.text_version = text.subject, text.body, text.version


def beat(name: str) -> None:
    """Write a sign of life of the background process `name`."""
    with transaction(None) as work:
        row = insert(Heartbeat).values(name=name, at=work.now)
        db.session.execute(row.on_conflict_do_update(index_elements=[Heartbeat.name], set_={"at": work.now}))
