"""An instalment ran out unpaid: said at once, and what was thought to be at its end comes back (反弹).

The sweep marks the clock; this follows from that mark, and from a result that is served although its plan is broken by
then. It is done by the system itself, so that no relapse depends on somebody looking.
"""

from sqlalchemy import exists, func, select

from caseflow.closure.actions.reopening import Reopening, restart
from caseflow.closure.words import PLAN_BROKEN
from caseflow.core.chinese import chinese_date
from caseflow.core.events import InstalmentBroken
from caseflow.core.lifecycle import MOVES, Status, Step
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Result
from caseflow.store.plans import Line, broken_lines, instalment_of
from caseflow.store.unit_of_work import Work


def break_plan(work: Work, event: Event) -> None:
    """After the mark `ClockOverdue` on the clock of an instalment: record what is lacking; the case relapses if it may.

    Nothing where the payment came in between, a new plan took over, or the clock is another one.
    """
    if instalment_of(event.data["clock_id"]) is not None:
        relapse_if_broken(work, event)


def relapse_if_broken(work: Work, event: Event) -> None:
    """The same after a result was served: an instalment that broke since the result was written brings the case back now.

    A case in hand stays there; one under review is held by its dossier. A result that was written when the plan was broken
    already says so, and stands, also when further instalments of that plan run out.
    """
    case = lock_case(event.case_id or 0)
    lines = broken_lines(case.id)
    for line in lines:
        _say(work, case, line)
    if lines and (Status(case.status), Step.RELAPSE) in MOVES and _news(case, lines):
        restart(work, case, Reopening(case.version, PLAN_BROKEN, "；".join(map(_sentence, lines))))


def _news(case: Case, lines: tuple[Line, ...]) -> bool:
    written = db.session.scalar(select(func.max(Result.submitted_at)).where(Result.case_id == case.id))
    marks = [line.clock.overdue_at for line in lines]
    return written is None or all(mark is not None and mark > written for mark in marks)


def _say(work: Work, case: Case, line: Line) -> None:
    """Record that an instalment broke, once."""
    said = exists().where(
        Event.case_id == case.id, Event.kind == "InstalmentBroken", Event.data["instalment_id"].as_integer() == line.id
    )
    if not db.session.scalar(select(said)):
        instalment = line.share.instalment
        work.record(
            InstalmentBroken(
                plan_id=line.plan_id,
                instalment_id=line.id,
                position=instalment.position,
                due=instalment.due_on,
                amount=line.share.lacking,
            ),
            case,
        )


def _sentence(line: Line) -> str:
    share = line.share
    day = chinese_date(share.instalment.due_on)
    return f"还款计划第{share.instalment.position}期应在{day}以前付清，尚欠 {share.lacking:,.2f} 元"
