"""What the sweep does for 销号: publications that have run out make way for the last review."""

from sqlalchemy import select

from caseflow.closure.actions import end_publication
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Clock, Publication


def end_publications() -> int:
    """End every publication whose last day has passed; returns how many. Safe twice at once, and catches up.

    Runs before the clocks are swept: a publication that runs out is not late.
    """
    over = (
        select(Publication.id)
        .join(Clock, Clock.id == Publication.clock_id)
        .where(Clock.met_at.is_(None), Clock.due_rolled < clock.today())
        .order_by(Publication.id)
    )
    return sum(end_publication(row) for row in list(db.session.scalars(over)))
