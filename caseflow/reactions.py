"""What follows from what: events leave the outbox as notices and as further work; Redis only rings the bell."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from caseflow.closure.breaking import break_plan, relapse_if_broken
from caseflow.dispatch.jobs import propose_route
from caseflow.documents.signing import send_back_overtaken
from caseflow.handling.actions import release_cases
from caseflow.notices.actions import write_notices
from caseflow.notices.sending.delivery import pause_after
from caseflow.notices.sending.unreached import address_corrected
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Event, Outbox
from caseflow.store.unit_of_work import Work, transaction
from caseflow.supervision.listing import end_with_case, leave_with_lead, list_accepted
from caseflow.supervision.recounting import follow_publication

log = structlog.get_logger()

QUEUE = "caseflow"
JOB = "caseflow.worker.answer"
JOB_SECONDS = 120
KEPT_SECONDS = 3600  # how long Redis keeps a job that failed, for a look at it
ANSWER_SECONDS = 2.0
SHUT_SECONDS = 5.0
ENOUGH_BELLS = 4

FOLLOWS: Mapping[str, tuple[Callable[[Work, int], object], ...]] = {
    "ComplaintFiled": (propose_route,),
    "SupplementSupplied": (propose_route,),
    "Determined": (propose_route,),
    "WrittenOff": (end_with_case, send_back_overtaken),
    "Withdrawn": (end_with_case, send_back_overtaken),
    "ObjectionUpheld": (leave_with_lead, send_back_overtaken),
}
"""Event kind -> work on the case that follows, beside the notices that every event may have."""

OFFICE_FOLLOWS: Mapping[str, tuple[Callable[[Work, Event], object], ...]] = {
    "Accepted": (list_accepted,),
    "Relapsed": (list_accepted,),
    "Rehandled": (list_accepted,),
    "ClockOverdue": (break_plan,),
    "ResultServed": (relapse_if_broken,),
    "EditionPublished": (follow_publication,),
    "ClocksRecounted": (follow_publication,),
    "ContactChanged": (address_corrected,),
    "UserDisabled": (release_cases,),
    "RoleChanged": (release_cases,),
}
"""The same for work that looks at the event itself: of the office, or of a round that began."""


def relay(limit: int, retry_seconds: float = 60.0) -> int:
    """Carry out the reactions of up to `limit` pending events; returns how many were done.

    Each in its own transaction and exactly once, the events of one case in their order. One that fails is tried again
    later (`retry_seconds` is the first pause) and holds up its own case alone. Safe in several processes at once.
    """
    done = 0
    for event_id in _candidates(limit):
        try:
            done += _react(event_id)
        except Exception as error:
            log.exception("reaction failed", event_id=event_id)
            _postpone(event_id, error, retry_seconds)
    return done


def _candidates(limit: int) -> list[int]:
    """Pending events whose turn it is or soon will be; those behind a failed one of their case stay out."""
    with transaction(None) as work:
        query = select(Outbox.event_id).where(_pending(work.now), ~_behind(_Earlier.next_try > work.now))
        return list(db.session.scalars(query.order_by(Outbox.event_id).limit(limit)))


_Earlier = aliased(Outbox)


def _pending(moment: datetime) -> ColumnElement[bool]:
    return and_(Outbox.done_at.is_(None), Outbox.next_try <= moment)


def _behind(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an earlier event of the same case is still pending (and meets `conditions`)."""
    return exists().where(
        _Earlier.case_id == Outbox.case_id,
        _Earlier.event_id < Outbox.event_id,
        _Earlier.done_at.is_(None),
        *conditions,
    )


def _react(event_id: int) -> bool:
    """Do what follows from one event, unless somebody else is at it or an earlier one of its case is not done."""
    with transaction(None) as work:
        query = select(Outbox).where(Outbox.event_id == event_id, _pending(work.now), ~_behind())
        row = db.session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
        if row is None:
            return False
        event = db.session.get_one(Event, event_id)
        for follow in FOLLOWS.get(event.kind, ()):
            follow(work, event.case_id or 0)
        for conclude in OFFICE_FOLLOWS.get(event.kind, ()):
            conclude(work, event)
        write_notices(work, event)
        row.done_at = work.now
        row.failure = None
        return True


def _postpone(event_id: int, error: Exception, retry_seconds: float) -> None:
    """Note the failure where the operator sees it; the event itself is never given up."""
    with transaction(None) as work:
        row = db.session.scalar(
            select(Outbox).where(Outbox.event_id == event_id, Outbox.done_at.is_(None)).with_for_update()
        )
        if row is not None:
            row.attempts += 1
            row.next_try = work.now + timedelta(seconds=pause_after(row.attempts, retry_seconds))
            # the operator reads this; what follows the first line of a database's message quotes the row
            row.failure = f"{type(error).__name__}:{error}".partition("\n")[0][:300]


def redis_client(url: str) -> "Redis":
    """A client that answers or gives up within two seconds, without trying again on its own."""
    return Redis.from_url(
        url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
    )


@dataclass
class Doorbell:
    """Wakes a worker through Redis. While Redis does not answer, one ring in five seconds tries; nobody else waits."""

    client: "Redis"
    shut_until: float = 0.0

    def __call__(self) -> None:
        """Ring, unless enough bells are waiting already; every waiting one will see what was just committed."""
        moment = time.monotonic()
        if moment < self.shut_until:
            return
        before, self.shut_until = self.shut_until, moment + SHUT_SECONDS if self.shut_until else 0.0
        try:
            self._ring()
            self.shut_until = 0.0
        except RedisError as error:
            self.shut_until = time.monotonic() + SHUT_SECONDS
            log.warning("doorbell out of order", kind=type(error).__name__, first=before == 0.0)

    def _ring(self) -> None:
        queue = Queue(QUEUE, connection=self.client, serializer=JSONSerializer)
        if queue.count < ENOUGH_BELLS:
            queue.enqueue(JOB, job_timeout=JOB_SECONDS, result_ttl=0, failure_ttl=KEPT_SECONDS)


def doorbell(settings: Settings) -> Callable[[], None]:
    """What rings after a commit that recorded something. Never raises for Redis: the sweep finds what no bell told."""
    return Doorbell(redis_client(settings.redis_url)) if settings.redis_url else _silence


def _silence() -> None:
    """No queue is configured: the sweep alone does the work."""
