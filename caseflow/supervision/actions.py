"""Saying once that a limit is near, and once, for good, that it has passed."""

from sqlalchemy import select

from caseflow.core.events import ClockDueSoon, ClockOverdue, Code
from caseflow.core.notices import HOLDERS, NOT_OF_THE_CASE
from caseflow.store.cases import lock_case
from caseflow.store.clocks import binding, standing_still
from caseflow.store.db import db
from caseflow.store.models import Clock
from caseflow.store.unit_of_work import transaction


def warn(clock_id: int) -> bool:
    """Record that a running clock is nearly due; False when somebody else did or it no longer runs."""
    with transaction(None) as work:
        row = _running(clock_id)
        if row is None or row.reminded_at is not None or row.remind_on > work.today or row.due_rolled < work.today:
            return False
        row.reminded_at = work.now
        event = ClockDueSoon(clock_id=row.id, clock=Code(row.key), due=row.due_rolled)
        work.record(event, lock_case(row.case_id))
        return True


def mark_overdue(clock_id: int) -> bool:
    """Record that a running clock has run out: overdue goes by the postponed end, and stays a fact of the case.

    A limit of the firm's own (补正), of the department that determines its size, or of 回头看 after the end, says so in
    the trail, but does not make the case late.
    """
    with transaction(None) as work:
        row = _running(clock_id)
        if row is None or row.overdue_at is not None or row.due_rolled >= work.today:
            return False
        row.overdue_at = work.now
        case = lock_case(row.case_id)
        late = HOLDERS.get(row.key) not in NOT_OF_THE_CASE
        case.ever_overdue = case.ever_overdue or late
        work.record(ClockOverdue(clock_id=row.id, clock=Code(row.key), due=row.due_rolled, late=late), case)
        return True


def _running(clock_id: int) -> Clock | None:
    """The clock, locked after its case (always in this order), if it still runs, binds somebody and does not stand still."""
    case_id = db.session.scalar(select(Clock.case_id).where(Clock.id == clock_id))
    if case_id is None:
        return None
    lock_case(case_id)
    waits = (Clock.id == clock_id, Clock.met_at.is_(None), ~standing_still(), binding())
    query = select(Clock).where(*waits).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))
