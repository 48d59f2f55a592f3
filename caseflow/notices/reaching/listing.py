"""Who is not reached, as the person sees it whose task it is: what failed, why, and what can be done. No addresses."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.audiences import Channel
from caseflow.core.errors import NotFound
from caseflow.core.notices import PASSING
from caseflow.notices.queries import STATUS_WORDS
from caseflow.notices.sending.unreached import CORRECTED
from caseflow.notices.wording.book import event_word
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Entry, Event, Notice, Person, Unit, Unreached
from caseflow.store.scope import visible_cases

PAGE = 20
SHOWN = 5
OTHER_WAYS: Mapping[str, str] = {"phone": "电话", "post": "邮寄", "in_person": "当面"}
MEANS: Mapping[str, str] = {CORRECTED: "地址已更正", **OTHER_WAYS}
ADDRESS = re.compile(r"<?[^\s<>]*@[^\s<>]+>?|(?<!\d)1[3-9]\d{9}(?!\d)")
ABSENT = "没有找到这项任务，或者它不由您办理。"


@dataclass(frozen=True)
class Undeliverable:
    """A notice that did not arrive: of which event, from when, and what the gateway said."""

    event: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Task:
    """One person and channel. `repeatable` counts the notices that can be sent again now that the address is corrected."""

    id: int
    person_id: int
    name: str
    of: str
    is_firm: bool
    case_number: str
    channel: str
    opened_at: datetime
    means: str
    reached_on: date | None
    closed_by: str
    remark: str
    failed: tuple[Undeliverable, ...]
    failed_total: int
    repeatable: int

    @property
    def is_open(self) -> bool:
        """Whether the person still has to be reached."""
        return not self.means


def theirs(actor: Actor) -> ColumnElement[bool]:
    """Which people are `actor`'s to reach: firms with a case of the clerk's office; staff, and firms without any case."""
    match actor.role:
        case Role.CLERK:
            return Person.company_id.in_(visible_cases(actor).with_only_columns(Case.company_id))
        case Role.ADMINISTRATOR:
            return ~exists().where(Case.company_id == Person.company_id)
        case _:
            return false()


def repeatable(now: datetime) -> ColumnElement[bool]:
    """Whether a Notice, joined with its Event, is still worth sending again: not too old, and no word of time."""
    since = now - timedelta(days=editions.current().notices.repeating_days)
    return (
        (Notice.status == "permanent_failure")
        & (Notice.created_at >= since)
        & Event.kind.not_in(sorted(PASSING))
    )


def listing(actor: Actor, *, done: bool, page: int) -> tuple[tuple[Task, ...], int]:
    """One page (from 1) of the tasks to do, or of those done, the longest open (last closed) first; and how many."""
    require(actor, Permission.REACH)
    moment = clock.now()
    waiting = _waiting(moment)
    query = _tasks(actor).where(~waiting if done else waiting)
    order = Unreached.closed_at.desc() if done else Unreached.opened_at
    rows = db.session.execute(query.order_by(order, Unreached.id).limit(PAGE).offset((page - 1) * PAGE)).all()
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return _shown(actor, rows, moment), total


def one(actor: Actor, task_id: int) -> Task:
    """One task. Raises NotFound outside the actor's scope."""
    require(actor, Permission.REACH)
    rows = db.session.execute(_tasks(actor).where(Unreached.id == task_id)).all()
    if not rows:
        raise NotFound(ABSENT)
    return _shown(actor, rows, clock.now())[0]


def _waiting(moment: datetime) -> ColumnElement[bool]:
    """Open, or corrected with notices that nobody has sent again yet."""
    left = select(Notice.id).join(Event, Event.id == Notice.event_id)
    left = left.where(Notice.unreached_id == Unreached.id, repeatable(moment))
    corrected = (Unreached.means == CORRECTED) & Unreached.repeated_at.is_(None) & left.exists()
    return or_(Unreached.closed_at.is_(None), func.coalesce(corrected, false()))


def _tasks(actor: Actor) -> Select[int, Unreached, Person, str, str]:
    return (
        select(Unreached.id, Unreached, Person, Company.name.label("firm"), Unit.name.label("unit"))
        .join(Person, Person.id == Unreached.person_id)
        .outerjoin(Company, Company.id == Person.company_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(theirs(actor))
    )


def _shown(actor: Actor, rows: Sequence[Any], moment: datetime) -> tuple[Task, ...]:
    ids = [row.id for row in rows]
    failed, left, numbers = _failed(ids), _left(ids, moment), _numbers(actor, rows)
    remarks, closers = _remarks(rows), _closers(rows)
    return tuple(
        Task(
            id=row.id,
            person_id=row.Person.id,
            name=row.firm or row.Person.name,
            of=row.Person.name if row.firm else row.unit or "",
            is_firm=bool(row.firm),
            case_number=numbers.get(row.Person.company_id, ""),
            channel=Channel(row.Unreached.channel).label,
            opened_at=row.Unreached.opened_at,
            means=MEANS.get(row.Unreached.means or "", ""),
            reached_on=row.Unreached.reached_on,
            closed_by=closers.get(row.Unreached.closed_by_id, ""),
            remark=remarks.get(row.Unreached.closing_event_id, ""),
            failed=tuple(found for found, _count in failed[row.id]),
            failed_total=failed[row.id][0][1] if failed[row.id] else 0,
            repeatable=left.get(row.id, 0) if _correctedly(row.Unreached) else 0,
        )
        for row in rows
    )


def _correctedly(row: Unreached) -> bool:
    return row.means == CORRECTED and row.repeated_at is None


def _failed(ids: Sequence[int]) -> Mapping[int, list[tuple[Undeliverable, int]]]:
    """The newest notices of each task, each with how many there are in all."""
    numbered = (
        select(
            Notice.unreached_id, Event.kind, Notice.created_at, Notice.status, Notice.failure,
            func.row_number().over(partition_by=Notice.unreached_id, order_by=Notice.id.desc()).label("place"),
            func.count().over(partition_by=Notice.unreached_id).label("total"),
        )
        .join(Event, Event.id == Notice.event_id)
        .where(Notice.unreached_id.in_(ids))
        .subquery()
    )  # fmt: skip
    found: dict[int, list[tuple[Undeliverable, int]]] = defaultdict(list)
    for row in db.session.execute(select(numbered).where(numbered.c.place <= SHOWN).order_by(numbered.c.place)):
        shown = Undeliverable(event_word(row.kind), row.created_at, _why(row.status, row.failure))
        found[row.unreached_id].append((shown, row.total))
    return found


def _why(status: str, failure: str | None) -> str:
    """What the gateway said, without the address that it repeats; of one that was sent again, how that stands."""
    if status != "permanent_failure":
        return f"已补发：{STATUS_WORDS[status]}"
    return ADDRESS.sub("（地址）", failure or "").replace(":", "：", 1)


def _left(ids: Sequence[int], moment: datetime) -> dict[int, int]:
    query = select(Notice.unreached_id, func.count()).join(Event, Event.id == Notice.event_id)
    query = query.where(Notice.unreached_id.in_(ids), repeatable(moment)).group_by(Notice.unreached_id)
    return {task_id: count for task_id, count in db.session.execute(query) if task_id is not None}


def _numbers(actor: Actor, rows: Sequence[Any]) -> dict[int, str]:
    """The latest case of each firm that this reader sees."""
    firms = [row.Person.company_id for row in rows if row.firm]
    query = visible_cases(actor).where(Case.company_id.in_(firms)).with_only_columns(Case.company_id, Case.number)
    return dict(list(db.session.execute(query.order_by(Case.filed_at, Case.id))))


def _remarks(rows: Sequence[Any]) -> dict[int | None, str]:
    events = [row.Unreached.closing_event_id for row in rows if row.Unreached.closing_event_id]
    found = db.session.execute(select(Entry.event_id, Entry.text).where(Entry.event_id.in_(events)))
    return {event_id: "（已按规定删除）" if text is None else text for event_id, text in found}


def _closers(rows: Sequence[Any]) -> dict[int | None, str]:
    people = [row.Unreached.closed_by_id for row in rows if row.Unreached.closed_by_id]
    return dict(list(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))))
