"""What a clerk looks at: the queue, and one complaint as it was filed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from caseflow.core.acceptance import Ground
from caseflow.core.access import Actor, Permission, holds, receives
from caseflow.core.lifecycle import Status
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.clocks import standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Clock, Company, Complaint, Supplement
from caseflow.store.scope import visible_cases

QUEUES: Mapping[str, tuple[str, tuple[Status, ...]]] = {
    "review": ("待审查", (Status.UNDER_REVIEW,)),
    "dispatch": ("待转办", (Status.ACCEPTED,)),
    "objection": ("退单待审核", (Status.OBJECTED,)),
    "supplement": ("待补正", (Status.AWAITING_SUPPLEMENT,)),
    "result": ("已反馈", (Status.RESOLVED,)),
}
CLOCKS = ("review", "appeal", "dispatch", "objection_decision", "supplement", "follow_up")
PAGE = 50


@dataclass(frozen=True)
class QueueLine:
    """A case of the queue with the clock that runs on it, or stands `still`; `remaining` working days of it, negative
    once late."""

    case: Case
    complainant: str
    clock: Clock | None
    remaining: int | None
    still: bool


@dataclass(frozen=True)
class Stated:
    """The complaint as filed, for its examination."""

    complaint: Complaint
    company: Company
    claims: tuple[Claim, ...]
    supplement: Supplement | None


def queue(actor: Actor, name: str) -> list[QueueLine]:
    """The cases of one queue, the most urgent first; at most PAGE of them."""
    _label, statuses = QUEUES[name]
    runs = and_(Clock.case_id == Case.id, Clock.met_at.is_(None), Clock.key.in_(CLOCKS))
    rows = db.session.execute(
        visible_cases(actor)
        .add_columns(Company.name, Clock, standing_still())
        .join(Company, Company.id == Case.company_id)
        .outerjoin(Clock, runs)
        .where(Case.status.in_(statuses), Case.receiving_unit_id == actor.unit_id)
        .order_by(standing_still(), Clock.due.nulls_last(), Case.id)
        .limit(PAGE)
    )
    return [QueueLine(case, name, row, _left(row), still) for case, name, row, still in rows]


def _left(row: Clock | None) -> int | None:
    return None if row is None else working_days_between(editions.current().calendar, clock.today(), row.due_rolled)


def counts(actor: Actor) -> dict[str, int]:
    """How many cases stand in each queue."""
    mine = visible_cases(actor).where(Case.receiving_unit_id == actor.unit_id).subquery()
    found = {
        str(status): int(count)
        for status, count in db.session.execute(select(mine.c.status, func.count()).group_by(mine.c.status))
    }
    return {key: sum(found.get(status, 0) for status in statuses) for key, (_label, statuses) in QUEUES.items()}


def grounds() -> tuple[Ground, ...]:
    """The grounds for not accepting, once each, in the order of the rules in force."""
    seen: dict[str, Ground] = {}
    for ground in editions.current().routing.acceptance.grounds:
        if ground.decision == "not_accept":
            seen.setdefault(ground.code, ground)
    return tuple(seen.values())


def supplement_of(case_id: int) -> Supplement | None:
    """The one supplement a case may have."""
    return db.session.scalar(select(Supplement).where(Supplement.case_id == case_id))


def stated(case: Case) -> Stated:
    """What the firm stated."""
    return Stated(
        complaint=db.session.get_one(Complaint, case.id),
        company=db.session.get_one(Company, case.company_id),
        claims=tuple(db.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position))),
        supplement=supplement_of(case.id),
    )


def panel(actor: Actor, case: Case) -> str | None:
    """The way to the examination, for the clerk whose turn it is."""
    mine = holds(actor, Permission.EXAMINE) and receives(actor, facts_of(case))
    return case.number if mine and case.status == Status.UNDER_REVIEW else None
