"""What the sweep does for 销号: publications that have run out make way for the last review, and each
month a part of what was written off in the month before is drawn for 回头看.
"""

from sqlalchemy import select

from caseflow.closure import rechecks
from caseflow.closure.actions import draw_for_office, end_publication
from caseflow.core.recheck import draw_day, month_before
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Clock, Publication
from caseflow.store.rounds import count_done


def end_publications() -> int:
    """End every publication whose last day has passed; returns how many. Safe twice at once, and catches up."""
    over = (
        select(Publication.id)
        .join(Clock, Clock.id == Publication.clock_id)
        .where(Clock.met_at.is_(None), Clock.due_rolled < clock.today())
        .order_by(Publication.id)
    )
    return count_done(end_publication, list(db.session.scalars(over)))


def draw_month() -> int:
    """From the first working day of a month on, draw for every office that has not; returns how many draws.

    Once per office and month, also twice at once; a sweep that was down catches up within the month.
    """
    today = clock.today()
    if today < draw_day(editions.current().calendar, today):
        return 0
    month = month_before(today)
    return sum(draw_for_office(office, month) for office in rechecks.offices_to_draw(month))
