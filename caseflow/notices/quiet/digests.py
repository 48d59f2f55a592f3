"""Reminders wait for office hours; those of one person and day then go out as one message, built exactly once.

A reminder that stands alone goes out as it is. Of several, each is recorded as carried by the digest, whose event makes
the message in the ordinary way. What would come too late for its limit does not wait for the next day. When the hour has
come, hour and matter are looked at once more: what was done meanwhile, or is no longer the reader's, is not sent.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from caseflow.core.audiences import Audience, Channel
from caseflow.core.events import RemindersGathered
from caseflow.core.notice_choices import Choices
from caseflow.core.notice_rules import Group
from caseflow.core.notices import CLOCK_EVENTS
from caseflow.core.office_hours import after_quiet, next_day, reminding_time
from caseflow.notices.quiet.choices import choices_of
from caseflow.notices.quiet.overtaken import set_aside
from caseflow.notices.sending.unreached import held
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Digest, Event, Notice, Person
from caseflow.store.unit_of_work import Work, transaction

log = structlog.get_logger()

READERS = 50  # at a time; each is a transaction of its own
WAITING = "waiting"


@dataclass(frozen=True)
class Waiting:
    """A notice that waits, held, with its event and the limit it speaks of."""

    notice: Notice
    event: Event
    due: date | None


def first_hour(event: Event, group: Group, choices: Choices, now: datetime) -> datetime | None:
    """When a notice that is written now may go out; None for at once. A reminder waits a while for others."""
    waits = group.quiet and event.kind in CLOCK_EVENTS
    pause = timedelta(minutes=editions.current().notices.gathering_minutes if waits else 0)
    return hour_of(event, group, choices, now + pause)


def hour_of(event: Event, group: Group, choices: Choices, now: datetime) -> datetime | None:
    """When a notice of `event` that is ready `now` may go out to a reader with these choices; None for at once.

    A courtesy keeps the reader's own quiet hours, a reminder office hours besides; what else is owed waits for nothing.
    """
    if not group.quiet:
        later = now if group.duty else after_quiet(choices.quiet, now)
        return None if later == now else later
    edition = editions.current()
    return reminding_time(edition.notices.office, edition.calendar, now, choices.quiet, _due(event))


def kept_waiting(work: Work, notice: Notice, event: Event, choices: Choices) -> bool:
    """Ask once more, when its hour has come, whether this is an hour for it: a worker may come back in the middle of a night.

    Where it is none, the notice, which is held, waits for the next.
    """
    later = hour_of(event, editions.current().notices.group(event.kind, Audience(notice.audience)), choices, work.now)
    if later is None or later <= work.now:
        return False
    notice.next_try = later
    return True


def _due(event: Event) -> date | None:
    return date.fromisoformat(event.data["due"]) if event.kind in CLOCK_EVENTS else None


def carried_by(digest_id: int) -> set[Channel]:
    """By which channels the reminders of this digest would have gone."""
    ways = select(Notice.channel).where(Notice.digest_id == digest_id).distinct()
    return {Channel(way) for way in db.session.scalars(ways)}


def gather() -> int:
    """Send what has waited until its hour, one message per reader and matter; returns how many readers had something.

    Safe in any number of processes at once: each holds its reader's row, and the day's digest is unique. Readers with
    whom it fails are passed over for the next ones, however many they are.
    """
    done, readers = 0, _readers_after(0)
    while readers and not done:
        done = sum(_tried(reader) for reader in readers)
        readers = _readers_after(readers[-1])
    return done


def _readers_after(person_id: int) -> list[int]:
    """The next readers for whom something is due."""
    with transaction(None) as work:
        query = select(Person.id).join(Notice, Notice.recipient_id == Person.id).where(Person.id > person_id)
        query = query.where(Notice.status == WAITING, Notice.next_try <= work.now)
        return list(db.session.scalars(query.group_by(Person.id).order_by(Person.id).limit(READERS)))


def _tried(reader: int) -> bool:
    """One reader's trouble keeps neither the others' reminders nor the mails behind them from going out."""
    try:
        return _gather(reader)
    except Exception:
        log.exception("reminders could not be gathered", reader=reader)
        return False


def _gather(reader: int) -> bool:
    with transaction(None) as work:
        choices = choices_of(held(reader), editions.current().notices)
        waiting = _waiting(reader)
        ready = {row.notice.id for row in waiting if _ready(work, row, choices)}
        for case_id, rows in _matters(waiting, choices.daily):
            if ready.isdisjoint(row.notice.id for row in rows):
                continue
            left = [row for row in rows if not set_aside(row.notice, row.event)]
            due = [row for row in left if row.notice.id in ready]
            if due and due[0].event.kind in CLOCK_EVENTS and _open(work, choices):
                _remind(work, reader, case_id, left, choices)
            else:
                _release(work, due, None)
        return bool(ready)


def _ready(work: Work, row: Waiting, choices: Choices) -> bool:
    return row.notice.next_try <= work.now and not kept_waiting(work, row.notice, row.event, choices)


def _open(work: Work, choices: Choices) -> bool:
    """Whether it is an hour for reminders; at any other, what cannot wait for one goes alone."""
    edition = editions.current()
    return reminding_time(edition.notices.office, edition.calendar, work.now, choices.quiet) == work.now


def _waiting(reader: int) -> list[Waiting]:
    query = select(Notice, Event).join(Event, Event.id == Notice.event_id).order_by(Notice.id)
    query = query.where(Notice.recipient_id == reader, Notice.status == WAITING)
    rows = db.session.execute(query.with_for_update(of=Notice).execution_options(populate_existing=True))
    return [Waiting(notice, event, _due(event)) for notice, event in rows]


def _matters(waiting: Iterable[Waiting], daily: bool) -> list[tuple[int | None, list[Waiting]]]:
    """The notices that may go together: reminders of a day, or of a day and case; everything else alone."""
    matters: dict[tuple[bool, int | None], list[Waiting]] = defaultdict(list)
    for row in waiting:
        reminds = row.event.kind in CLOCK_EVENTS
        matters[reminds, None if daily and reminds else row.notice.case_id].append(row)
    return [(case_id, rows) for (_reminds, case_id), rows in matters.items()]


def _remind(work: Work, reader: int, case_id: int | None, rows: list[Waiting], choices: Choices) -> None:
    """One message for `rows`, unless the reader had today's already: then the next day, or alone where that is too late."""
    digest_id = _digest(work, reader, case_id)
    if digest_id is None:
        _postpone(work, rows, choices)
        return
    if len({row.event.id for row in rows}) == 1:
        _release(work, rows, digest_id)
        return
    for row in rows:
        row.notice.status, row.notice.digest_id = "carried", digest_id
    work.record(RemindersGathered(digest_id=digest_id, user_id=reader, notices=len({row.event.id for row in rows})))


def _digest(work: Work, reader: int, case_id: int | None) -> int | None:
    """The new digest of today; None where there is one already."""
    row = insert(Digest).values(person_id=reader, day=work.today, case_id=case_id, created_at=work.now)
    return db.session.scalar(row.on_conflict_do_nothing().returning(Digest.id))


def _release(work: Work, rows: Iterable[Waiting], digest_id: int | None) -> None:
    for row in rows:
        row.notice.status, row.notice.next_try, row.notice.digest_id = "created", work.now, digest_id


def _postpone(work: Work, rows: Iterable[Waiting], choices: Choices) -> None:
    edition = editions.current()
    later = reminding_time(edition.notices.office, edition.calendar, next_day(work.now), choices.quiet)
    for row in rows:
        if row.due is not None and work.today <= row.due < clock.day_of(later):
            _release(work, [row], None)
        else:
            row.notice.next_try = later


def held_back() -> dict[str, int]:
    """How many notices wait for their hour, by channel."""
    query = select(Notice.channel, func.count()).where(Notice.status == WAITING).group_by(Notice.channel)
    return dict(list(db.session.execute(query)))
