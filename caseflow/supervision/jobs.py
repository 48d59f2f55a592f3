"""The sweep over running clocks: its cost follows what is due, not how many cases exist."""

from sqlalchemy import select

from caseflow.store import clock, editions
from caseflow.store.clocks import binding, standing_still
from caseflow.store.db import db
from caseflow.store.models import Clock
from caseflow.store.recounting import ids_after, ripe
from caseflow.store.rounds import count_done
from caseflow.store.unit_of_work import transaction
from caseflow.supervision import recounting
from caseflow.supervision.actions import mark_overdue, warn

BATCH = 200


def sweep_clocks() -> int:
    """Warn and mark whatever is due now; returns how many events that made. Safe twice at once, and catches up."""
    today = clock.today()
    running = select(Clock.id).where(Clock.met_at.is_(None), ~standing_still(), binding())
    late = running.where(Clock.overdue_at.is_(None), Clock.due_rolled < today)
    soon = running.where(Clock.reminded_at.is_(None), Clock.remind_on <= today, Clock.due_rolled >= today)
    overdue = list(db.session.scalars(late.order_by(Clock.due_rolled).limit(BATCH)))
    nearly = list(db.session.scalars(soon.order_by(Clock.remind_on).limit(BATCH)))
    return count_done(mark_overdue, overdue) + count_done(warn, nearly)


def recompute_clocks() -> int:
    """Provisional dates whose year is known by now, counted again; returns how many moved.

    A publication sees to its clocks itself. This finds what it could not see: a clock that was started while it was
    under way, or runs again since. Safe twice at once; after a kill, or where somebody held the case, the next round goes on.
    """
    waiting = ripe(editions.current())
    moved, after = 0, 0
    while waiting is not None and (ids := ids_after(waiting, after, recounting.BATCH)):
        with transaction(None) as work:
            moved += recounting.recount_clocks(work, ids, wait=False)
        after = ids[-1]
    return moved
