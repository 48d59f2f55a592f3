"""Sending what was written: claim a batch with a lease, send one by one, close each row with the token of the lease.

A killed worker leaves its rows to the next one when the lease has run out; a frozen one that wakes up late cannot close
what somebody else has taken over. At most one mail per kill is sent twice, under the same Message-ID.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from caseflow.core.audiences import Channel
from caseflow.notices.sending.mail import Letter, Mailer, To, Undelivered
from caseflow.notices.sending.robots import RobotCarrier
from caseflow.notices.sending.sms import SmsGateway
from caseflow.notices.sending.unreached import note
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Notice, Robot
from caseflow.store.unit_of_work import Work, transaction

log = structlog.get_logger()

Carrier = Mailer | SmsGateway | RobotCarrier
CARRIERS: Mapping[Channel, Callable[[Settings, float], Carrier]] = {
    Channel.MAIL: lambda settings, timeout: Mailer(settings.mail, timeout),
    Channel.SMS: lambda settings, timeout: SmsGateway(settings.sms, timeout),
    Channel.ROBOT: RobotCarrier,
}
BATCH = 20
ATTEMPTS = 8
LONGEST_PAUSE = 60  # in units of settings.retry_seconds
PENDING = ("created", "sending", "temporary_failure")
# One mail needs up to four answers of the server; no mail is begun in the part of the lease that they may take.
ANSWERS = 4
MAIL_SHARE = 1 / 6
LONGEST_ANSWER = 10.0  # seconds
ROBOT_ROUND = 5.0  # seconds after which no message to a robot is begun: whatever waits for people comes first
PEOPLE = (Channel.MAIL, Channel.SMS)


@dataclass(frozen=True)
class Claimed:
    """A notice that is ours until the lease ends."""

    id: int
    attempts: int
    letter: Letter


@dataclass(frozen=True)
class Lease:
    """The token that closes rows, and the moment (monotonic seconds) after which no mail is begun."""

    token: str
    begin_until: float


def deliver(settings: Settings, limit: int = BATCH, channels: Iterable[Channel] = CARRIERS) -> int:
    """Send up to `limit` due notices of each of `channels`; returns how many rows were claimed (0: nothing is due).

    Safe in any number of processes at once; needs no queue. Each channel has batches of its own, so that a gateway
    that stands still holds up no other.
    """
    return sum(_deliver(settings, channel, limit) for channel in channels)


def _deliver(settings: Settings, channel: Channel, limit: int) -> int:
    timeout = min(LONGEST_ANSWER, settings.lease_seconds * MAIL_SHARE)
    share = settings.lease_seconds - ANSWERS * timeout
    share = min(share, ROBOT_ROUND) if channel is Channel.ROBOT else share
    lease = Lease(secrets.token_hex(16), time.monotonic() + share)
    claimed = claim(lease.token, settings.lease_seconds, limit, channel)
    with CARRIERS[channel](settings, timeout) as carrier:
        for place, notice in enumerate(claimed):
            if time.monotonic() > lease.begin_until:
                _release(claimed[place:], lease.token)
                break
            refusal = _send(carrier, notice)
            close(notice, lease.token, refusal, settings.retry_seconds)
            if refusal is not None and refusal.lost:
                for other in claimed[place + 1 :]:
                    close(other, lease.token, refusal, settings.retry_seconds)
                break
    return len(claimed)


def claim(token: str, lease_seconds: float, limit: int, channel: Channel = Channel.MAIL) -> list[Claimed]:
    """Take up to `limit` due notices of `channel` under `token` for `lease_seconds`, oldest first, skipping what others hold."""
    with transaction(None) as work:
        query = (
            select(Notice)
            .where(Notice.channel == channel, _due(work.now), ~_earlier_pending(channel))
            .order_by(Notice.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = list(db.session.scalars(query.execution_options(populate_existing=True)))
        for row in rows:
            row.status = "sending"
            row.lease_token = token
            row.lease_until = work.now + timedelta(seconds=lease_seconds)
            row.claims += 1
        return [_claimed(row) for row in rows]


def _due(now: datetime) -> ColumnElement[bool]:
    waiting = and_(Notice.status.in_(("created", "temporary_failure")), Notice.next_try <= now)
    return or_(waiting, and_(Notice.status == "sending", Notice.lease_until < now))


def _earlier_pending(channel: Channel) -> ColumnElement[bool]:
    """Word on one case reaches a person, or a robot, in order: "accepted" never after "written off"."""
    earlier = aliased(Notice)
    of_robot, of_person = earlier.robot_id == Notice.robot_id, earlier.recipient_id == Notice.recipient_id
    return exists().where(
        of_robot if channel is Channel.ROBOT else of_person,
        earlier.case_id == Notice.case_id,
        earlier.id < Notice.id,
        earlier.channel == Notice.channel,
        earlier.status.in_(PENDING),
    )


def _claimed(row: Notice) -> Claimed:
    repeated = row.claims > 1
    robot = db.session.get_one(Robot, row.robot_id) if row.robot_id else None
    # the row of a notice to a robot shows a part of the address alone
    address, to = (robot.address, To(robot.kind, robot.secret)) if robot else (row.address, None)
    return Claimed(row.id, row.attempts, Letter(row.reference, address, row.subject, row.body, row.created_at, repeated, to))


def _send(carrier: Carrier, notice: Claimed) -> Undelivered | None:
    try:
        carrier.send(notice.letter)
    except Undelivered as refusal:
        return refusal
    except Exception as error:
        log.exception("notice could not be sent", notice=notice.id)
        return Undelivered("technical_failure", f"无法生成或发送：{type(error).__name__}")
    return None


def close(notice: Claimed, token: str, refusal: Undelivered | None, retry_seconds: float) -> bool:
    """Write the outcome of one attempt; returns False when the lease had passed to somebody else.

    A receipt may have been quicker than the gateway's own answer: what it said stands.
    """
    attempts = notice.attempts + 1
    with transaction(None) as work:
        values = _outcome(work, attempts, refusal, retry_seconds)
        mine = update(Notice).where(Notice.id == notice.id, Notice.lease_token == token).returning(Notice.id)
        mine = mine.values(attempts=attempts, lease_token=None, lease_until=None)
        written = bool(db.session.execute(mine.where(Notice.status == "sending").values(values)).all())
        closed = written or bool(db.session.execute(mine).all())
        if written and values["status"] == "permanent_failure":
            note(work, [notice.id])
    if written and values["status"] in {"technical_failure", "permanent_failure"}:
        # the reason stands in the row alone: a gateway's reply may quote the address
        log.error("notice failed", notice=notice.id, status=values["status"], attempts=attempts)
    return closed


def _outcome(work: Work, attempts: int, refusal: Undelivered | None, retry_seconds: float) -> dict[str, object]:
    if refusal is None:
        return {"status": "sent", "sent_at": work.now, "failure": None}
    if refusal.status != "temporary_failure":
        return {"status": refusal.status, "failure": str(refusal)}
    if attempts >= ATTEMPTS:
        return {"status": "technical_failure", "failure": f"已尝试 {attempts} 次。{refusal}"}
    pause = timedelta(seconds=pause_after(attempts, retry_seconds))
    return {"status": "temporary_failure", "failure": str(refusal), "next_try": work.now + pause}


def pause_after(attempts: int, retry_seconds: float) -> float:
    """Seconds until the next try: 1, 2, 4 … 60 times `retry_seconds`, give or take a fifth so that crowds disperse."""
    jitter = 0.8 + secrets.randbelow(401) / 1000
    return min(2.0 ** (attempts - 1), LONGEST_PAUSE) * retry_seconds * jitter


def _release(claimed: Sequence[Claimed], token: str) -> None:
    """Give back what there was no time for; it is due at once and no attempt is counted."""
    ids = [notice.id for notice in claimed]
    with transaction(None):
        mine = update(Notice).where(Notice.id.in_(ids), Notice.lease_token == token)
        db.session.execute(mine.where(Notice.status == "sending").values(status="created"))
        db.session.execute(mine.values(lease_token=None, lease_until=None))
