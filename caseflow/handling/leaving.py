"""Who of a unit handles how many open cases, and which."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from caseflow.core.access import Actor
from caseflow.core.lifecycle import OPEN, Status
from caseflow.handling import desk
from caseflow.store.db import db
from caseflow.store.models import Case, Clock
from caseflow.store.scope import visible_cases

SIGNED = OPEN - {Status.DISPATCHED, Status.OBJECTED}
"""Before the unit has signed for a case nobody handles it."""
NOBODY = 0


@dataclass(frozen=True)
class Burden:
    """A colleague and how many open cases they handle; `person_id` 0 for the cases that nobody handles."""

    person_id: int
    name: str
    count: int


@dataclass(frozen=True)
class Line:
    """One open case of a colleague; `due` its next limit."""

    number: str
    status: Status
    respondent: str
    due: date | None


def burdens(actor: Actor) -> list[Burden]:
    """The colleagues of the actor's unit with their open cases, the cases without a handler first where there are any."""
    counted = select(Case.handler_id, func.count()).where(_in_hand(actor)).group_by(Case.handler_id)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    own = [Burden(each.id, each.name, counts.get(each.id, 0)) for each in desk.colleagues(actor.unit_id)]
    own.sort(key=lambda each: -each.count)
    left = counts.get(None, 0)
    return [Burden(NOBODY, "还没有承办人的案件", left), *own] if left else own


def cases_of(actor: Actor, person_id: int) -> list[Line]:
    """The open cases of this colleague (0: of nobody), the most pressing first."""
    due = select(func.min(Clock.due_rolled)).where(Clock.case_id == Case.id, Clock.met_at.is_(None)).scalar_subquery()
    theirs = Case.handler_id.is_(None) if person_id == NOBODY else Case.handler_id == person_id
    rows = visible_cases(actor).where(_in_hand(actor), theirs).add_columns(due).order_by(due.nulls_last(), Case.id)
    return [Line(case.number, Status(case.status), case.respondent_name, day) for case, day in db.session.execute(rows)]


def _in_hand(actor: Actor) -> ColumnElement[bool]:
    return (Case.lead_unit_id == actor.unit_id) & Case.status.in_(SIGNED)
