"""Public figures and public progress; never a name of a firm or a person."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select

from caseflow.core.chinese import SHANGHAI
from caseflow.core.lifecycle import Status
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Complaint
from caseflow.store.query_code import query_code, same_code
from caseflow.store.standing import awaited_until, holder, in_plain_words, last_answer

NOWHERE = "XX-0000-000000"
NOT_ACCEPTED = (Status.DECLINED, Status.LAPSED)
FINISHED = (Status.RESOLVED, Status.WRITE_OFF_REQUESTED, Status.WRITTEN_OFF)


@dataclass(frozen=True)
class Figures:
    """Counts of one calendar year; amounts in yuan."""

    year: int
    filed: int
    accepted: int
    answered: int
    written_off: int
    claimed: Decimal
    recovered: Decimal
    by_category: list[tuple[str, int]]
    by_place: list[tuple[str, int]]


@dataclass(frozen=True)
class Progress:
    """What the holder of a query code reads."""

    number: str
    status: Status
    plain: str
    filed_at: datetime
    holder: str
    until: date | None
    answered: bool


def figures() -> Figures:
    """The figures of this year."""
    year = clock.today().year
    this_year = Case.filed_at >= datetime(year, 1, 1, tzinfo=SHANGHAI)
    claimed, recovered = db.session.execute(
        select(func.coalesce(func.sum(Case.amount), 0), func.coalesce(func.sum(Case.amount_paid), 0)).where(this_year)
    ).one()
    province = func.substr(Case.territory, 1, 2)
    return Figures(
        year=year,
        filed=_count(this_year),
        accepted=_count(this_year, Case.accepted_at.is_not(None)),
        answered=_count(this_year, Case.resolved_at.is_not(None)),
        written_off=_count(this_year, Case.status == Status.WRITTEN_OFF),
        claimed=Decimal(claimed),
        recovered=Decimal(recovered),
        by_category=_groups(Case.category, this_year),
        by_place=[("甘肃" if code == "62" else "宁夏", n) for code, n in _groups(province, this_year)],
    )


def progress(number: str, code: str) -> Progress | None:
    """The progress of the case with this number for the holder of its code; None alike for either being wrong."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    complaint = db.session.get(Complaint, case.id) if case else None
    right = query_code(number if case else NOWHERE, complaint.content_hash if complaint else "")
    if not same_code(code, right) or case is None:
        return None
    status = Status(case.status)
    answered = last_answer(case) is not None
    plain, until = in_plain_words(case), awaited_until(case)
    return Progress(case.number, status, plain, case.filed_at, holder(case), until, answered)


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0


def _groups(key: SQLColumnExpression[str], condition: ColumnElement[bool]) -> list[tuple[str, int]]:
    count = func.count()
    rows = db.session.execute(select(key, count).where(condition).group_by(key).order_by(count.desc(), key))
    return [(name, number) for name, number in rows]
