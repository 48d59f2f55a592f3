"""The robots of a unit's group chats: kept by whoever sets the unit's notices, told what its people are told.

A message has the number of the case, the step, a day and its own number: no name, no firm, no money.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor, Permission, require
from caseflow.core.audiences import Channel
from caseflow.core.chinese import chinese_date
from caseflow.core.errors import BadInput, NotFound, Stale
from caseflow.core.events import Code, RobotAdded, RobotRemoved, RobotTested
from caseflow.core.robots import checked_address, masked
from caseflow.notices.queries import STATUS_WORDS
from caseflow.notices.quiet.choices import choices_of_unit
from caseflow.notices.quiet.digests import WAITING, kept_waiting
from caseflow.notices.quiet.overtaken import set_aside
from caseflow.notices.sending.mail import Letter, To
from caseflow.notices.sending.robots import RobotCarrier, hosts_of, usable
from caseflow.settings import Settings
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Person, Robot
from caseflow.store.unit_of_work import Submission, transaction

TEST_PAUSE = timedelta(seconds=10)
TEST_TEXT = "【投诉办件】这是一条测试消息，{}的提醒会发到这个群。"
BATCH = 200
SAID_DAY: Mapping[str, str] = {
    "ClockDueSoon": "data.due",
    "ClockOverdue": "data.due",
    "ClockMoved": "data.due",
    "DeterminationRequested": "data.due",
    "Dispatched": "data.result_due",
    "HandlerAssigned": "until",
    "HandlerReleased": "until",
    "ObjectionOverruled": "until",
    "ExtensionRefused": "until",
    "ResultSentBack": "until",
    "ResultReturned": "until",
    "Relapsed": "until",
    "Rehandled": "until",
    "RecheckDrawn": "data.until",
    "CaseListed": "measure.due",
    "MeasureTaken": "measure.due",
}
"""The last day that the mails on an event name, as their texts call it; of every other event a group is told no day."""
MARK = 8  # characters of the reference: enough to see that two messages are one


@dataclass(frozen=True)
class Line:
    """A robot at work as its page shows it; of its address the host and the last characters. `last`: how the newest
    notice to it stands."""

    id: int
    name: str
    shown: str
    added_by: str
    added_at: datetime
    last: str


def robots_of(actor: Actor) -> tuple[Line, ...]:
    """The robots of the actor's unit."""
    require(actor, Permission.SET_UNIT_NOTICES)
    query = select(Robot, Person.name).join(Person, Person.id == Robot.added_by_id).order_by(Robot.id)
    rows = db.session.execute(query.where(Robot.unit_id == actor.unit_id, Robot.removed_at.is_(None)))
    return tuple(
        Line(robot.id, editions.current().notices.robot_name(robot.kind), robot.shown, name, robot.added_at, _last(robot))
        for robot, name in rows
    )


def _last(robot: Robot) -> str:
    newest = select(Notice).where(Notice.robot_id == robot.id).order_by(Notice.id.desc()).limit(1)
    row = db.session.scalar(newest)
    if row is None:
        return "还没有发过通知"
    return STATUS_WORDS[row.status] + (f"（{row.failure}）" if row.failure else "")


def one(actor: Actor, robot_id: int) -> Robot:
    """A robot at work in the actor's unit. Raises NotFound."""
    require(actor, Permission.SET_UNIT_NOTICES)
    query = select(Robot).where(Robot.id == robot_id, Robot.unit_id == actor.unit_id, Robot.removed_at.is_(None))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("没有找到这个群机器人，它可能已经移除。")
    return found


def add_robot(actor: Actor, kind: str, address: str, secret: str, submission: Submission) -> int:
    """Connect a robot of `kind`; returns its id. Raises BadInput for an address that may not be called, or a second one."""
    require(actor, Permission.SET_UNIT_NOTICES)
    settings: Settings = current_app.config["SETTINGS"]
    address = checked_address(address, hosts_of(settings, kind), near=not settings.production)
    if not usable(kind, address, secret):
        raise BadInput("地址里没有可用的口令，或者加签密钥不对，请从群机器人的设置里整个复制过来。", "address")
    try:
        with transaction(actor, submission) as work:
            row = work.add(
                Robot(
                    unit_id=actor.unit_id, kind=kind, address=address, secret=secret, shown=masked(address),
                    added_by_id=work.person_id, added_at=work.now,
                )
            )  # fmt: skip
            work.record(RobotAdded(robot_id=row.id, unit_id=row.unit_id, robot_kind=Code(kind)))
            return row.id
    except IntegrityError as second:
        raise BadInput("本单位已经接了一个这种群机器人，请先移除原来的。", "kind") from second


def send_test(actor: Actor, robot_id: int, submission: Submission) -> None:
    """Send a test message now. Raises Undelivered with the reason where it was not taken, BadInput when pressed too often."""
    with transaction(actor, submission) as work:
        robot = _held(actor, robot_id)
        if robot.tested_at is not None and work.now - robot.tested_at < TEST_PAUSE:
            raise BadInput("刚刚发过测试消息，请过 10 秒再试。")
        robot.tested_at = work.now
        work.record(RobotTested(robot_id=robot.id))
        text = TEST_TEXT.format(actor.unit_name)
        letter = Letter(uuid.uuid4().hex, robot.address, "", text, work.now, robot=To(robot.kind, robot.secret))
    with RobotCarrier(current_app.config["SETTINGS"], timeout=5.0) as carrier:
        carrier.send(letter)


def remove_robot(actor: Actor, robot_id: int, submission: Submission) -> None:
    """Disconnect a robot and forget its address. Raises NotFound, also where somebody did so before."""
    with transaction(actor, submission) as work:
        robot = _held(actor, robot_id)
        robot.address = robot.secret = ""
        robot.removed_at, robot.removed_by_id = work.now, work.person_id
        work.record(RobotRemoved(robot_id=robot.id))


def _held(actor: Actor, robot_id: int) -> Robot:
    one(actor, robot_id)
    query = select(Robot).where(Robot.id == robot_id).with_for_update()
    robot = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if robot.removed_at is not None:
        raise Stale("这个群机器人已经移除。")
    return robot


def at_work(unit_ids: Iterable[int]) -> list[Robot]:
    """The robots of these units."""
    query = select(Robot).where(Robot.unit_id.in_(unit_ids), Robot.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Robot.id)))


def said_day(kind: str, values: Mapping[str, Any]) -> date | None:
    """The day a group is told on an event of this kind, from `values` of its texts: the one the mails name."""
    place, _, name = SAID_DAY.get(kind, "").rpartition(".")
    day = (values[place] if place else values).get(name)
    return day if isinstance(day, date) else None


def message(what: str, number: str, until: date | None, reference: str) -> str:
    """The text to a group: what happened in which case, until when, and its own number."""
    day = f"期限 {chinese_date(until)}。" if until else ""
    return f"【投诉办件】{number}：{what}。{day}请登录系统查看。（通知号 {reference[:MARK]}）"


def row_for(robot: Robot, notice: dict[str, Any], what: str, number: str, until: date | None) -> dict[str, Any]:
    """The notice row of a robot; `notice` has what it shares with the others of its event."""
    reference = uuid.uuid4().hex
    return notice | {
        "robot_id": robot.id,
        "channel": Channel.ROBOT,
        "address": robot.shown,
        "subject": f"{what}：{number}",
        "body": message(what, number, until, reference),
        "reference": reference,
    }


def release_waiting() -> int:
    """Let go what has waited for its hour, each message alone; returns how many were due. Safe several times at once.

    Hour and matter are looked at once more, as with those of people.
    """
    with transaction(None) as work:
        query = select(Notice, Event, Robot.unit_id).join(Event, Event.id == Notice.event_id)
        query = query.join(Robot, Robot.id == Notice.robot_id).where(Notice.status == WAITING, Notice.next_try <= work.now)
        due = query.order_by(Notice.id).limit(BATCH).with_for_update(of=Notice, skip_locked=True)
        rows = db.session.execute(due.execution_options(populate_existing=True)).all()
        for notice, event, unit_id in rows:
            choices = choices_of_unit(unit_id, editions.current().notices)
            if not kept_waiting(work, notice, event, choices) and not set_aside(notice, event):
                notice.status = "created"
        return len(rows)
