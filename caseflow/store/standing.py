"""Where a case stands, as a firm asks: with whom, and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.plain import ANSWERED, plain_status
from caseflow.store.clocks import running_clock, standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, FollowUp, Person, Result, Review, Unit, WriteOffRequest

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

ANSWERABLE = frozenset({Status.RESOLVED, Status.WRITE_OFF_REQUESTED})
"""Where the firm may say how it is served."""


@dataclass(frozen=True)
class Answer:
    """What the firm said of the result: `said` is satisfied or unsatisfied, `words` the same in Chinese, `how` the way."""

    said: str
    words: str
    at: datetime
    how: str


def awaited_until(case: Case) -> date | None:
    """The day by which the next step is due (a rest day rolled on); None where nobody owes the firm one."""
    keys = AWAITED.get(Status(case.status), ())
    if not keys:
        return None
    running = (Clock.case_id == case.id, Clock.key.in_(keys), Clock.met_at.is_(None), ~standing_still())
    return db.session.scalar(select(func.min(Clock.due_rolled)).where(*running))


def last_answer(case: Case) -> Answer | None:
    """The firm's newest answer to the result of this round, however it came; None while it owes one."""
    if case.status not in ANSWERABLE:
        return None
    served = select(func.max(Result.served_at)).where(Result.case_id == case.id, Result.round == case.round)
    given = select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.answer.in_(ANSWERED))
    newest = given.where(FollowUp.at >= served.scalar_subquery()).order_by(FollowUp.id.desc()).limit(1)
    row = db.session.scalar(newest)
    return Answer(row.answer, ANSWERED[row.answer], row.at, _how(row)) if row else None


def _how(row: FollowUp) -> str:
    if row.by_id is None:
        return "通过链接"
    return "登录后" if db.session.get_one(Person, row.by_id).company_id else "在回访时"


def holder(case: Case) -> str:
    """Who has to act now: the firm, the reviewing office, the unit that handles or received the case; 已结束 at the end."""
    if case.status not in OPEN:
        return "已结束"
    if case.status == Status.AWAITING_SUPPLEMENT:
        return "投诉企业"
    reviewing = _reviewing(case.id) if case.status == Status.WRITE_OFF_REQUESTED else None
    return reviewing or lead_name(case) or db.session.get_one(Unit, case.receiving_unit_id).name


def _reviewing(case_id: int) -> str | None:
    waits = select(WriteOffRequest).where(WriteOffRequest.case_id == case_id, WriteOffRequest.closed_at.is_(None))
    request = db.session.scalar(waits)
    if request is None:
        return None
    decided = db.session.scalar(select(func.count()).where(Review.request_id == request.id)) or 0
    return next((str(entry["unit"]) for entry in request.plan[decided:]), None)


def lead_name(case: Case) -> str:
    """The name of the handling unit; empty while there is none."""
    unit = db.session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    return unit.name if unit else ""


def in_plain_words(case: Case) -> str:
    """The status as the firm reads it."""
    if case.status == Status.WRITE_OFF_REQUESTED and (until := _published_until(case)):
        return f"结果已送达，办结前正在匿名公示，公示到{until.month}月{until.day}日"
    if case.status == Status.RESOLVED and (answer := last_answer(case)):
        return f"结果已送达，您已答复“{answer.words}”，等待承办单位申请办结"
    if case.status == Status.UNDER_REVIEW and (size := running_clock(case.id, "determination")):
        day = f"{size.due_rolled.month}月{size.due_rolled.day}日"
        return f"正在请主管部门认定您的企业规模，{day}前有结果；认定期间审查时限暂停"
    return plain_status(Status(case.status), lead_name(case), awaited_until(case))


def _published_until(case: Case) -> date | None:
    running = (Clock.case_id == case.id, Clock.key == "publication", Clock.met_at.is_(None))
    return db.session.scalar(select(func.max(Clock.due_rolled)).where(*running))
