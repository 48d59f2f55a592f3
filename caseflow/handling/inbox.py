"""办理台: the cases of a unit in boxes, the most pressing first, counted, a page at a time by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, func, or_, select, tuple_

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.edition import Edition
from caseflow.core.lifecycle import WITH_HANDLER, Status
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Company, Extension, Person, Result
from caseflow.store.scope import visible_cases

SIZE = 20
UNIT_CLOCKS = (
    "sign", "result", "result_simple", "result_ordinary", "result_complex", "round", "rework", "result_max", "supervision",
    "listing_report",
)  # fmt: skip
NEVER = date(9999, 12, 31)
ACTIVE = (Status.DISPATCHED, Status.HANDLING, Status.RESULT_SUBMITTED, Status.AWAITING_SERVICE)
BOXES = {
    "to_sign": "待签收",
    "unassigned": "待指定承办人",
    "in_hand": "办理中",
    "to_decide": "待负责人决定",
    "to_serve": "待送达",
    "to_end": "待回访和申请销号",
    "due_soon": "快到期",
    "overdue": "已超期",
    "returned": "被退回",
    "waiting": "等别的单位",
}


@dataclass(frozen=True)
class Row:
    """One case in a box; `remaining` working days until it is overdue, negative once it is."""

    number: str
    status: Status
    category: str
    complainant: str
    respondent: str
    amount: Decimal
    handler: str
    due: date | None
    remaining: int | None


@dataclass(frozen=True)
class Inbox:
    """A page of one box, the counts of all, and the key of the next page ('' at the end)."""

    box: str
    counts: dict[str, int]
    rows: tuple[Row, ...]
    following: str


@dataclass(frozen=True)
class Page:
    """Which box, whose cases (`mine`: those of the actor as handler), after which key."""

    box: str
    mine: bool = False
    after: str = ""


def first_box(actor: Actor, counts: Mapping[str, int]) -> str:
    """Where the actor looks first: a head at what waits for the head's word, then all at the first box with a case."""
    own = "to_decide" if holds(actor, Permission.SIGN_OFF) else "to_sign"
    return own if counts[own] else next((box for box in BOXES if counts[box]), own)


def inbox(actor: Actor, page: Page) -> Inbox:
    """One page of a box for the unit of `actor`, by due date. An unknown box is the first one of the actor."""
    edition, today = editions.current(), clock.today()
    limits = _limits()
    boxes = _conditions(today, _soon(edition, today), limits)
    mine = Case.lead_unit_id == actor.unit_id
    if page.mine:
        mine = and_(mine, Case.handler_id == actor.user_id)
    scope = visible_cases(actor).outerjoin(limits, limits.c.case_id == Case.id).where(mine)
    counts = _counts(scope, boxes)
    box = page.box if page.box in BOXES else first_box(actor, counts)
    rows = _rows(scope.where(boxes[box]), limits, page.after)
    shown = rows[:SIZE]
    return Inbox(
        box=box,
        counts=counts,
        rows=tuple(_row(edition, today, *row) for row in shown),
        following=_key(shown[-1][3], shown[-1][0].id) if len(rows) > SIZE else "",
    )


def _limits() -> FromClause:
    """Per case the next limit: reminders follow its plain end, lateness the postponed one."""
    running = select(Clock.case_id, func.min(Clock.due).label("due"), func.min(Clock.due_rolled).label("rolled")).where(
        Clock.met_at.is_(None), Clock.key.in_(UNIT_CLOCKS)
    )
    return running.group_by(Clock.case_id).subquery("limits")


def _conditions(today: date, soon: date, limits: FromClause) -> dict[str, ColumnElement[bool]]:
    active = Case.status.in_(ACTIVE)
    asked = exists().where(Extension.case_id == Case.id, Extension.decided_at.is_(None))
    # a case in hand whose round has a result already got it back: from its head, the receiving unit or a reviewer
    came_back = exists().where(Result.case_id == Case.id, Result.round == Case.round)
    return {
        "to_sign": Case.status == Status.DISPATCHED,
        "unassigned": and_(Case.status.in_(WITH_HANDLER), Case.handler_id.is_(None)),
        "in_hand": Case.status == Status.HANDLING,
        "to_decide": or_(Case.status == Status.RESULT_SUBMITTED, and_(Case.status == Status.HANDLING, asked)),
        "to_serve": Case.status == Status.AWAITING_SERVICE,
        "due_soon": and_(active, limits.c.due <= soon, limits.c.rolled >= today),
        "overdue": and_(active, limits.c.rolled < today),
        "returned": and_(Case.status == Status.HANDLING, came_back),
        "to_end": Case.status == Status.RESOLVED,
        "waiting": Case.status.in_((Status.OBJECTED, Status.WRITE_OFF_REQUESTED)),
    }


def _soon(edition: Edition, today: date) -> date:
    """The last day whose limits count as due soon: so many working days ahead as reminders go out."""
    day, left = today, edition.deadlines.due_soon
    while left > 0:
        day = edition.calendar.next_working_day(date.fromordinal(day.toordinal() + 1))
        left -= 1
    return day


def _counts(scope: Select[Case], boxes: dict[str, ColumnElement[bool]]) -> dict[str, int]:
    sums = [func.count().filter(condition) for condition in boxes.values()]
    row = db.session.execute(scope.with_only_columns(*sums)).one()
    return dict(zip(boxes, row, strict=True))


def _rows(scope: Select[Case], limits: FromClause, after: str) -> list[tuple[Case, str, str | None, date, date | None]]:
    due = func.coalesce(limits.c.due, NEVER)
    query = (
        scope.join(Company, Company.id == Case.company_id)
        .outerjoin(Person, Person.id == Case.handler_id)
        .with_only_columns(Case, Company.name, Person.name, due, limits.c.rolled)
    )
    key = _parsed(after)
    if key is not None:
        query = query.where(tuple_(due, Case.id) > tuple_(*key))
    return [tuple(row) for row in db.session.execute(query.order_by(due, Case.id).limit(SIZE + 1))]


def _row(
    edition: Edition, today: date, case: Case, company: str, handler: str | None, _due: date, rolled: date | None
) -> Row:
    return Row(
        number=case.number,
        status=Status(case.status),
        category=case.category,
        complainant=company,
        respondent=case.respondent_name,
        amount=case.amount,
        handler=handler or "",
        due=rolled,
        remaining=None if rolled is None else working_days_between(edition.calendar, today, rolled),
    )


def _key(due: date, case_id: int) -> str:
    return f"{due.isoformat()}_{case_id}"


def _parsed(after: str) -> tuple[date, int] | None:
    day, _, number = after.partition("_")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None
