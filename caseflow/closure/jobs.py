"""What the sweep does for 销号: publications that have run out make way for the last review."""

import structlog
from sqlalchemy import select

from caseflow.closure.actions import end_publication
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Clock, Publication

log = structlog.get_logger()


def end_publications() -> int:
    """End every publication whose last day has passed; returns how many. Safe twice at once, and catches up.

    One that fails is logged and does not keep the others.
    """
    over = (
        select(Publication.id)
        .join(Clock, Clock.id == Publication.clock_id)
        .where(Clock.met_at.is_(None), Clock.due_rolled < clock.today())
        .order_by(Publication.id)
    )
    return sum(_ended(publication_id) for publication_id in list(db.session.scalars(over)))


def _ended(publication_id: int) -> bool:
    try:
        return end_publication(publication_id)
    except Exception:
        log.exception("a publication could not be ended", publication=publication_id)
        return False
