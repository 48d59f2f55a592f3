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
from caseflow.core.audiences import Audience, Channel, Hearing
from caseflow.core.errors import BadInput, NotFound
from caseflow.core.notice_rules import NoticeRules
from caseflow.core.notices import hearings, outlets, template_name
from caseflow.notices.audiences import people
from caseflow.notices.quiet.choices import choices_of, choices_of_unit
from caseflow.notices.quiet.digests import carried_by, first_hour
from caseflow.notices.sending.unreached import address_of, note
from caseflow.notices.settings.robots import at_work, row_for, said_day
from caseflow.notices.wording.book import event_word
from caseflow.notices.wording.texts import Wording, context, of_link, render
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Heartbeat, Notice, Outbox, Person, Receipt, RespondentLink
from caseflow.store.respondent_code import link_of_measure
from caseflow.store.unit_of_work import Submission, Work, transaction

log = structlog.get_logger()

UNWRITTEN = Wording("通知内容无法生成", "")
NO_ADDRESS = {Channel.MAIL: "没有登记电子邮箱", Channel.SMS: "没有登记接收短信的手机号"}
FAILED = ("temporary_failure", "permanent_failure", "technical_failure")


@dataclass(frozen=True)
class Occasion:
    """An event with its case and what the texts may use, looked up once for all readers."""

    event: Event
    case: Case | None
    values: Mapping[str, Any]
    rules: NoticeRules


def write_notices(work: Work, event: Event) -> int:
    """Write the notices of `event` inside the caller's transaction; returns how many rows were new.

    A person who belongs to several audiences hears once, by the first; so does a robot, whose unit's people are told.
    Safe to repeat: one row per event, reader and channel. A text that cannot be made becomes a technical failure of
    that notice alone, for a person to look at.
    """
    occasion = _occasion(event)
    told: set[int] = set()
    units: dict[int, Audience] = {}
    rows: list[dict[str, object]] = []
    for hearing in hearings(event.kind, event.data.get("clock"), _earlier(event)):
        for person in people(event, occasion.case, hearing.audience):
            if Channel.MAIL in hearing.channels and person.unit_id is not None:
                units.setdefault(person.unit_id, hearing.audience)
            if person.id in told or (person.id == event.actor_id and not hearing.receipt):
                continue
            told.add(person.id)
            rows += _rows(work, occasion, hearing, person)
        if hearing.audience is Audience.RESPONDENT:
            rows += _to_respondent(work, occasion)
    return _written(work, rows + _to_robots(work, occasion, units))


def _written(work: Work, rows: list[dict[str, object]]) -> int:
    """Store the rows that are new; what has no address is a task at once."""
    if not rows:
        return 0
    statement = insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.id, Notice.status)
    new = db.session.execute(statement).all()
    failed = [row.id for row in new if row.status == "permanent_failure"]
    if failed:
        note(work, failed)
    return len(new)


def _rows(work: Work, occasion: Occasion, hearing: Hearing, person: Person) -> list[dict[str, object]]:
    """The notices to one reader, by the channels that the reader wants or has to bear."""
    event, choices = occasion.event, choices_of(person, occasion.rules)
    group = occasion.rules.group(event.kind, hearing.audience)
    ways = outlets(hearing, sms=bool(current_app.config["SETTINGS"].sms.url and person.sms_number))
    if event.kind == "RemindersGathered":
        carried = carried_by(event.data["digest_id"])
        ways = tuple(way for way in ways if way in carried)
    moment = first_hour(event, group, choices, work.now)
    wanted = [way for way in ways if choices.wants(group, way)]
    return [_row(work, occasion, hearing.audience, person, way, moment) for way in wanted]


def _to_robots(work: Work, occasion: Occasion, units: Mapping[int, Audience]) -> list[dict[str, object]]:
    """The notices to the robots of units whose people hear of the case by mail."""
    event, case = occasion.event, occasion.case
    if case is None or not units:
        return []
    rows = []
    for robot in at_work(units):
        choices, audience = choices_of_unit(robot.unit_id, occasion.rules), units[robot.unit_id]
        group = occasion.rules.group(event.kind, audience)
        if choices.wants(group, Channel.ROBOT):
            base = _base(work, occasion, audience, first_hour(event, group, choices, work.now))
            rows.append(row_for(robot, base, event_word(event.kind), case.number, said_day(event.kind, occasion.values)))
    return rows


def _to_respondent(work: Work, occasion: Occasion) -> list[dict[str, object]]:
    """The mail with the reply link, where the measure has one and whoever took it knew an address."""
    link = link_of_measure(occasion.event.data["measure_id"])
    if link is None or not link.mail:
        return []
    text, failure = _words(occasion, Audience.RESPONDENT, Channel.MAIL, of_link(link))
    row = _base(work, occasion, Audience.RESPONDENT, None) | {
        "link_id": link.id,
        "channel": Channel.MAIL,
        "address": link.mail,
        "subject": text.subject,
        "body": text.body,
        "text_version": text.version,
        "reference": uuid.uuid4().hex,
        "status": "technical_failure" if failure else "created",
        "failure": failure,
    }
    return [row]


def _earlier(event: Event) -> bool:
    """Whether the limit of a ClockMoved lies before what it was; ISO days compare like the days themselves."""
    return bool(event.data.get("due", "") < event.data.get("before", ""))


def _occasion(event: Event) -> Occasion:
    case = db.session.get_one(Case, event.case_id) if event.case_id else None
    return Occasion(event, case, context(event, case), editions.current().notices)


def _of_person(occasion: Occasion, person: Person) -> dict[str, Any]:
    """What is the reader's own in a text; who has no account is led to the page that asks for the query code."""
    if person.signs_in or occasion.case is None:
        return {"login": person.login}
    return {"login": "", "link": f"{occasion.values['site']}/progress?number={occasion.case.number}"}


def _words(
    occasion: Occasion, audience: Audience, channel: Channel, of_reader: Mapping[str, Any]
) -> tuple[Wording, str | None]:
    name = template_name(occasion.event.kind, audience)
    try:
        return render(name, {**occasion.values, **of_reader, "channel": channel}), None
    except Exception as error:
        # whatever a template does wrong is this notice's trouble, not that of the others
        log.exception("notice text failed", event_id=occasion.event.id, template=name)
        return UNWRITTEN, f"通知模板有误：{error}"[:300]


def _row(
    work: Work, occasion: Occasion, audience: Audience, person: Person, channel: Channel, moment: datetime | None
) -> dict[str, object]:
    text, failure = _words(occasion, audience, channel, _of_person(occasion, person))
    address = address_of(person, channel)
    status, failure = _first_status(channel, address, failure)
    return _base(work, occasion, audience, moment) | {
        "recipient_id": person.id,
        "channel": channel,
        "address": address,
        "subject": text.subject,
        "body": text.body,
        "text_version": text.version,
        "reference": uuid.uuid4().hex,
        "status": "waiting" if moment and status == "created" else status,
        "sent_at": work.now if status == "delivered" else None,
        "failure": failure,
    }


def _base(work: Work, occasion: Occasion, audience: Audience, moment: datetime | None) -> dict[str, object]:
    """What every notice of an event has; it waits until `moment`, where one is given."""
    return {
        "event_id": occasion.event.id,
        "case_id": occasion.event.case_id,
        "audience": audience,
        "status": "waiting" if moment else "created",
        "next_try": moment or work.now,
        "created_at": work.now,
        "attempts": 0,
        "recipient_id": None,
        "robot_id": None,
        "link_id": None,
        "text_version": 0,
        "sent_at": None,
        "failure": None,
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
    if notice.recipient_id is not None:
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
    if notice.link_id is not None:
        of_reader = of_link(db.session.get_one(RespondentLink, notice.link_id))
    else:
        of_reader = _of_person(occasion, db.session.get_one(Person, notice.recipient_id))
    text, failure = _words(occasion, Audience(notice.audience), Channel(notice.channel), of_reader)
    if failure is not None:
        raise BadInput(failure)
    notice.subject, notice.body, notice.text_version = text.subject, text.body, text.version


def beat(name: str) -> None:
    """Write a sign of life of the background process `name`."""
    with transaction(None) as work:
        row = insert(Heartbeat).values(name=name, at=work.now)
        db.session.execute(row.on_conflict_do_update(index_elements=[Heartbeat.name], set_={"at": work.now}))
