"""What is known about the route of a case."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, holds, may_read_internal, receives
from caseflow.core.lifecycle import Status
from caseflow.store import editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Dispatch, Objection, Person, RoutingDecision, Unit
from caseflow.store.routes import latest_decision


@dataclass(frozen=True)
class DispatchLine:
    """One hand-over as the page shows it."""

    unit: str
    at: Any
    by: str
    overridden: bool
    signed_at: Any
    objection: Objection | None


@dataclass(frozen=True)
class Panel:
    """The route: the newest decision whole, the hand-overs, and what this actor may do now."""

    decision: RoutingDecision | None
    answer: dict[str, Any]
    lead_name: str
    lines: tuple[DispatchLine, ...]
    full: bool
    may_dispatch: bool
    may_adjudicate: bool


def latest_dispatch(case_id: int) -> Dispatch | None:
    """The newest hand-over of a case."""
    return db.session.scalar(select(Dispatch).where(Dispatch.case_id == case_id).order_by(Dispatch.id.desc()).limit(1))


def candidates(case: Case) -> list[tuple[str, Unit]]:
    """(place, office) of the respondent's place and of every level above it, nearest first; never the respondent."""
    territories = editions.current().territories
    place = territories.get(case.territory)
    chain = [place, *territories.ancestors(place)]
    found = db.session.scalars(
        select(Unit).where(Unit.territory.in_([t.code for t in chain]), Unit.supervises.is_(False)).order_by(Unit.id)
    ).all()
    eligible = [unit for unit in found if unit.id != case.respondent_unit_id]
    return [(t.name, unit) for t in chain for unit in eligible if unit.territory == t.code]


def open_objection(case_id: int) -> Objection | None:
    """The objection that waits for a decision."""
    return db.session.scalar(select(Objection).where(Objection.case_id == case_id, Objection.decided_at.is_(None)))


def panel(actor: Actor, case: Case) -> Panel:
    """The route of a case for its page: in plain words for the parties, whole for officers."""
    facts = facts_of(case)
    decision = latest_decision(case.id)
    clerk = receives(actor, facts)
    lead = db.session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    return Panel(
        decision=decision,
        answer=decision.answer if decision else {},
        lead_name=lead.name if lead else "",
        lines=tuple(_lines(case.id)),
        full=may_read_internal(actor, facts),
        may_dispatch=clerk and holds(actor, Permission.DISPATCH) and case.status == Status.ACCEPTED,
        may_adjudicate=clerk and holds(actor, Permission.ADJUDICATE) and case.status == Status.OBJECTED,
    )


def _lines(case_id: int) -> list[DispatchLine]:
    found = db.session.execute(
        select(Dispatch, Unit.name, Person.name, Objection)
        .join(Unit, Unit.id == Dispatch.lead_unit_id)
        .join(Person, Person.id == Dispatch.dispatched_by_id)
        .outerjoin(Objection, Objection.dispatch_id == Dispatch.id)
        .where(Dispatch.case_id == case_id)
        .order_by(Dispatch.id)
    )
    return [
        DispatchLine(unit, row.dispatched_at, person, row.overridden, row.signed_at, objection)
        for row, unit, person, objection in found
    ]
