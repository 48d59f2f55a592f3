"""What the rows of a case say to core.supervision: the facts, the measures and where each stands, who may supervise."""

from datetime import date, datetime

from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.recheck import outranked
from caseflow.core.supervision import (
    LISTING,
    PRIORITY,
    UNITS,
    LadderFacts,
    Standing,
    Supervised,
    Supervisor,
    Taken,
    may_supervise,
)
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Dispatch, Event, Measure, Result, Unit
from caseflow.supervision.words import LISTED, STANDINGS, STANDINGS_OF_OTHERS

LIFTING = ("Delisted", "WrittenOff", "Withdrawn", "Terminated")
"""Events after which a listing that was raised by a reopening stands no more."""
RETURNS = ("ReviewReturned", "ResultReturned")
ORDER = "order"


def measures_of(case_id: int) -> list[Measure]:
    """Every measure of a case, oldest first, the general listing included."""
    return list(db.session.scalars(select(Measure).where(Measure.case_id == case_id).order_by(Measure.id)))


def standing(row: Measure, today: date) -> Standing:
    """Where a measure stands: a listing waits for its delisting (the general one for the end of the
    case, and is never late), everything else for an answer."""
    if row.settlement is not None:
        return Standing(row.settlement)
    if row.kind != PRIORITY and row.answered_at is not None:
        return Standing.ANSWERED
    if row.clock_id is None:
        return Standing.ISSUED
    due = due_of(row) if row.kind != LISTING else None
    return Standing.UNANSWERED if due is not None and due < today else Standing.WAITING


def in_words(row: Measure, standing: Standing) -> str:
    """Where it stands in words; of what others than the unit send back, by the name of that."""
    if row.kind in (LISTING, PRIORITY):
        return LISTED[standing]
    rung = editions.current().supervision.rung(row.kind)
    if rung.answered_by == "lead":
        return STANDINGS[standing]
    words = STANDINGS_OF_OTHERS if rung.judged else {**STANDINGS_OF_OTHERS, "accepted": "已登记{}"}
    return words[standing].format(rung.returned)


def due_of(row: Measure) -> date | None:
    """The day after which a measure is late; None before it was served."""
    return db.session.get_one(Clock, row.clock_id).due_rolled if row.clock_id else None


def facts_for(case: Case) -> LadderFacts:
    """What the ladder looks at; a unit answers for what happened since the case came to it."""
    rules, today = editions.current().supervision, clock.today()
    lead = db.session.get_one(Unit, case.lead_unit_id)
    late = _late(case)
    return LadderFacts(
        since=case.accepted_at or case.filed_at,
        amount=case.amount,
        threshold=editions.current().closure.thresholds[lead.level],
        overdue=tuple(at for key, at in late if key in rules.late_clocks),
        result_overdue=tuple(at for key, at in late if key in rules.result_clocks),
        refused_order=tuple(at for key, at in late if key == ORDER),
        returned=_returned(case),
        reopened=(raised.at,) if (raised := raising(case.id)) else (),
        measures=tuple(
            Taken(row.kind, row.issued_at, standing(row, today))
            for row in measures_of(case.id)
            if row.road == UNITS and row.kind != LISTING and row.lead_unit_id == case.lead_unit_id
        ),
    )


def raising(case_id: int) -> Event | None:
    """The event that raised the listing of a case which came back after its end; None where it was lifted since, or the
    case ended again. It holds whichever unit leads and however often the result is repeated."""
    kinds = ("ListingRaised", *LIFTING)
    newest = select(Event).where(Event.case_id == case_id, Event.kind.in_(kinds)).order_by(Event.id.desc()).limit(1)
    found = db.session.scalar(newest)
    return found if found is not None and found.kind == "ListingRaised" else None


def outranks(actor: Actor, case: Case, kind: str) -> str | None:
    """Why the office of the actor stands too low for a measure of this kind, as a sentence; None when it does not."""
    raised = raising(case.id) if kind == PRIORITY else None
    level = db.session.get_one(Unit, actor.unit_id).level
    return outranked(level, raised.data["level"]) if raised else None


def obstacle(actor: Actor, case: Case) -> str | None:
    """Why this actor may not supervise the unit that leads this case, as a sentence; None when they may."""
    if case.lead_unit_id is None or Status(case.status) not in OPEN:
        return "案件还没有转办或者已经结束，不能督办。"
    lead = db.session.get_one(Unit, case.lead_unit_id)
    office = db.session.get_one(Unit, actor.unit_id)
    who = Supervisor(actor.user_id, office.id, office.level, actor.territories, actor.house)
    return may_supervise(who, Supervised(lead.id, lead.level, lead.territory, _hands(case)))


def _late(case: Case) -> list[tuple[str, datetime]]:
    since = select(func.max(Dispatch.dispatched_at)).where(Dispatch.case_id == case.id).scalar_subquery()
    rows = select(Clock.key, Clock.overdue_at).where(Clock.case_id == case.id, Clock.overdue_at >= since)
    return [(key, at) for key, at in db.session.execute(rows.order_by(Clock.overdue_at)) if at is not None]


def _returned(case: Case) -> tuple[datetime, ...]:
    since = select(func.max(Dispatch.dispatched_at)).where(Dispatch.case_id == case.id).scalar_subquery()
    rows = select(Event.at).where(Event.case_id == case.id, Event.kind.in_(RETURNS), Event.at >= since)
    return tuple(db.session.scalars(rows.order_by(Event.id)))


def _hands(case: Case) -> frozenset[int]:
    rows = db.session.execute(select(Result.author_id, Result.signer_id).where(Result.case_id == case.id))
    people = {person for row in rows for person in row} | {case.handler_id}
    return frozenset(person for person in people if person is not None)
