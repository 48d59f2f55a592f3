"""What a leading-group office is asked to coordinate: the questions that wait for its meeting, and those it has answered."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.supervision import Standing
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, Letter, Measure, Unit
from caseflow.store.scope import visible_cases
from caseflow.supervision import ladder, roads
from caseflow.supervision.queries import PAGE

WAITS = (Standing.WAITING, Standing.UNANSWERED)


@dataclass(frozen=True)
class AskedLine:
    """A question to this office: its letter, who asked, the day by which they want the meeting; `open` while its outcome may
    be recorded."""

    number: str
    measure_id: int
    letter_id: int
    letter_number: str
    respondent: str
    office: str
    at: datetime
    due: date | None
    remaining: int | None
    state: str
    served: bool
    open: bool


def asked(actor: Actor, page: int) -> tuple[list[AskedLine], int]:
    """One page of the questions to the actor's office, those without an outcome first, and how many there are in all."""
    query = (
        visible_cases(actor)
        .join(Measure, Measure.case_id == Case.id)
        .join(Letter, Letter.id == Measure.letter_id)
        .join(Unit, Unit.id == Measure.unit_id)
        .where(roads.asking(actor))
    )
    total = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Measure.id).subquery())) or 0
    rows = query.add_columns(Measure, Letter, Unit.name).order_by(Measure.settled_at.is_not(None), Measure.id)
    found = db.session.execute(rows.limit(PAGE).offset((page - 1) * PAGE))
    return [_line(*row) for row in found], total


def count_open(actor: Actor) -> int:
    """How many questions to the actor's office have no outcome yet."""
    query = visible_cases(actor).join(Measure, Measure.case_id == Case.id).join(Letter, Letter.id == Measure.letter_id)
    waiting = query.where(roads.asking(actor), Measure.settled_at.is_(None)).with_only_columns(Measure.id)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _line(case: Case, row: Measure, letter: Letter, office: str) -> AskedLine:
    standing = ladder.standing(row, clock.today())
    waits = standing in WAITS
    calendar = editions.current().calendar
    return AskedLine(
        number=case.number,
        measure_id=row.id,
        letter_id=letter.id,
        letter_number=letter.number,
        respondent=case.respondent_name,
        office=office,
        at=row.issued_at,
        due=row.due,
        remaining=working_days_between(calendar, clock.today(), row.due) if waits and row.due else None,
        state=ladder.in_words(row, standing),
        served=row.served_on is not None,
        open=waits,
    )
