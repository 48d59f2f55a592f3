"""The sweep over running clocks: its cost follows what is due, not how many cases exist."""

from sqlalchemy import select

from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Clock
from caseflow.supervision.actions import mark_overdue, warn

BATCH = 200


def sweep_clocks() -> int:
    """Warn and mark whatever is due now; returns how many events that made. Safe twice at once, and catches up."""
    today = clock.today()
    running = select(Clock.id).where(Clock.met_at.is_(None))
    late = running.where(Clock.overdue_at.is_(None), Clock.due_rolled < today)
    soon = running.where(Clock.reminded_at.is_(None), Clock.remind_on <= today, Clock.due_rolled >= today)
    overdue = list(db.session.scalars(late.order_by(Clock.due_rolled).limit(BATCH)))
    nearly = list(db.session.scalars(soon.order_by(Clock.remind_on).limit(BATCH)))
    return sum(mark_overdue(row) for row in overdue) + sum(warn(row) for row in nearly)
