"""Which office has to keep a limit: the one that those hear of who are told that it passed."""

from sqlalchemy import select

from caseflow.core.audiences import Audience
from caseflow.core.notices import HOLDERS
from caseflow.store.db import db
from caseflow.store.models import Case, Determination, Event


def holding_unit(event: Event, case: Case) -> int:
    """The id of the office whose turn it is while the clock of `event` runs; of other events the unit with the case."""
    holder = HOLDERS.get(event.data.get("clock", ""), Audience.HANDLER)
    if holder is Audience.RECEIVING:
        return case.receiving_unit_id
    asked = determining_unit(case) if holder is Audience.DETERMINING else None
    return asked or case.lead_unit_id or case.receiving_unit_id


def determining_unit(case: Case) -> int | None:
    """The SME department that was asked last for the size of the firm."""
    newest = select(Determination.unit_id).where(Determination.case_id == case.id).order_by(Determination.id.desc())
    return db.session.scalar(newest.limit(1))


def left_waiting(case: Case) -> int | None:
    """The SME department whose answer nobody waits for any more, because the case ended before it came; none of a case that
    was accepted without it."""
    if case.accepted_at is not None:
        return None
    unanswered = (Determination.determined_at.is_(None), Determination.recalled_at.is_(None))
    return db.session.scalar(select(Determination.unit_id).where(Determination.case_id == case.id, *unanswered))
