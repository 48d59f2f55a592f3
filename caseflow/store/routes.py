"""The stored routing decisions of a case, which examination and dispatch both look at."""

from sqlalchemy import select

from caseflow.store.db import db
from caseflow.store.models import RoutingDecision


def latest_decision(case_id: int) -> RoutingDecision | None:
    """The newest stored decision on a case."""
    return db.session.scalar(
        select(RoutingDecision).where(RoutingDecision.case_id == case_id).order_by(RoutingDecision.id.desc()).limit(1)
    )
