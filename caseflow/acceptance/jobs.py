"""What happens to unanswered supplements."""

from sqlalchemy import select

from caseflow.acceptance.actions import lapse_supplement
from caseflow.core.lifecycle import Status
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Supplement
from caseflow.store.rounds import count_done

BATCH = 100


def lapse_overdue() -> int:
    """Lapse every supplement whose last day is past; returns how many. Safe to run twice at once; a case that
    somebody holds waits for the next round."""
    waiting = select(Supplement.id).join(Case, Case.id == Supplement.case_id)
    late = waiting.where(
        Case.status == Status.AWAITING_SUPPLEMENT, Supplement.supplied_at.is_(None), Supplement.due < clock.today()
    )
    return count_done(lapse_supplement, list(db.session.scalars(late.order_by(Supplement.due).limit(BATCH))))
