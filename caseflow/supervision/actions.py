"""Saying once that a limit is near, and once, for good, that it has passed.

A case that somebody holds locked is left for the next round, a minute later: one desk does not hold up all others.
"""

from sqlalchemy import select

from caseflow.core.events import ClockDueSoon, ClockOverdue, Code
from caseflow.core.notices import makes_late
from caseflow.store.cases import try_lock_case
from caseflow.store.clocks import binding, standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Clock
from caseflow.store.unit_of_work import transaction


def warn(clock_id: int) -> bool:
    """Record that a running clock is nearly due; False when somebody else did, holds its case, or it no longer runs."""
    with transaction(None) as work:
        case, row = _running(clock_id)
        if row is None or row.reminded_at is not None or row.remind_on > work.today or row.due_rolled < work.today:
            return False
        row.reminded_at = work.now
        work.record(ClockDueSoon(clock_id=row.id, clock=Code(row.key), due=row.due_rolled), case)
        return True


def mark_overdue(clock_id: int) -> bool:
    """Record that a running clock has run out: overdue goes by the postponed end, and stays a fact of the case.

    A limit of the firm's own (补正), of the department that determines its size, of the respondent or another body, or of
    回头看 after the end, says so in the trail, but does not make the case late.
    """
    with transaction(None) as work:
        case, row = _running(clock_id)
        if case is None or row is None or row.overdue_at is not None or row.due_rolled >= work.today:
            return False
        row.overdue_at = work.now
        late = makes_late(row.key)
        case.ever_overdue = case.ever_overdue or late
        work.record(ClockOverdue(clock_id=row.id, clock=Code(row.key), due=row.due_rolled, late=late), case)
        return True


def _running(clock_id: int) -> tuple[Case | None, Clock | None]:
    """The case and the clock, locked in this order; no clock where it stands still, binds nobody, was met meanwhile, or
    somebody else holds the case."""
    case_id = db.session.scalar(select(Clock.case_id).where(Clock.id == clock_id))
    case = try_lock_case(case_id) if case_id is not None else None
    if case is None:
        return None, None
    waits = (Clock.id == clock_id, Clock.met_at.is_(None), ~standing_still(), binding())
    query = select(Clock).where(*waits).with_for_update()
    return case, db.session.scalar(query.execution_options(populate_existing=True))
