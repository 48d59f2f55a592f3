"""What a firm gave up of its claims."""

from decimal import Decimal

from sqlalchemy import func, select

from caseflow.store.db import db
from caseflow.store.models import Waiver


def waived_on(case_id: int, after: int = 0, until: int | None = None) -> dict[int, Decimal]:
    """Yuan by claim that were given up, of those waivers after this one and up to that one (ids); all of them by default."""
    rows = select(Waiver.claim_id, func.sum(Waiver.amount).label("yuan"))
    rows = rows.where(Waiver.case_id == case_id, Waiver.id > after).group_by(Waiver.claim_id)
    if until is not None:
        rows = rows.where(Waiver.id <= until)
    return {row.claim_id: row.yuan for row in db.session.execute(rows)}


def newest_waiver(case_id: int) -> int:
    """The id of the newest waiver of a case, 0 where there is none."""
    return db.session.scalar(select(func.max(Waiver.id)).where(Waiver.case_id == case_id)) or 0
