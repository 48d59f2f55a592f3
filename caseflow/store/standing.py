"""Where a case stands, as a firm asks: with whom, and until when."""

from datetime import date

from sqlalchemy import func, select

from caseflow.core.lifecycle import Status
from caseflow.core.plain import plain_status
from caseflow.store.clocks import running_clock, standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Unit

RESULT = ("result", "result_simple", "result_ordinary", "result_complex", "rework", "round")
AWAITED: dict[Status, tuple[str, ...]] = {
    Status.UNDER_REVIEW: ("review", "appeal"),
    Status.AWAITING_SUPPLEMENT: ("supplement",),
    Status.ACCEPTED: ("dispatch",),
    Status.DISPATCHED: RESULT,
    Status.OBJECTED: RESULT,
    Status.HANDLING: RESULT,
    Status.RESULT_SUBMITTED: RESULT,
    Status.AWAITING_SERVICE: RESULT,
}


def awaited_until(case: Case) -> date | None:
    """The day by which the next step is due (a rest day rolled on); None where nobody owes the firm one."""
    keys = AWAITED.get(Status(case.status), ())
    if not keys:
        return None
    running = (Clock.case_id == case.id, Clock.key.in_(keys), Clock.met_at.is_(None), ~standing_still())
    return db.session.scalar(select(func.min(Clock.due_rolled)).where(*running))


def lead_name(case: Case) -> str:
    """The name of the handling unit; empty while there is none."""
    unit = db.session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    return unit.name if unit else ""


def in_plain_words(case: Case) -> str:
    """The status as the firm reads it."""
    if case.status == Status.WRITE_OFF_REQUESTED and (until := _published_until(case)):
        return f"结果已送达，办结前正在匿名公示，公示到{until.month}月{until.day}日"
    if case.status == Status.UNDER_REVIEW and (size := running_clock(case.id, "determination")):
        day = f"{size.due_rolled.month}月{size.due_rolled.day}日"
        return f"正在请主管部门认定您的企业规模，{day}前有结果；认定期间审查时限暂停"
    return plain_status(Status(case.status), lead_name(case), awaited_until(case))


def _published_until(case: Case) -> date | None:
    running = (Clock.case_id == case.id, Clock.key == "publication", Clock.met_at.is_(None))
    return db.session.scalar(select(func.max(Clock.due_rolled)).where(*running))
