"""规模认定: asked by the receiving clerk, made by the SME department of the firm's place (`determinations.YARDSTICKS`).

It has a clock of its own; the clocks whose rule names it in `pauses` stand still meanwhile.
"""

from dataclasses import dataclass
from datetime import date

from caseflow.acceptance.determinations import asked, determination_of, most_questions, offices_for, times_asked
from caseflow.acceptance.handing import require_its_to_decide
from caseflow.acceptance.second_look import require_fresh_eyes
from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, IllegalMove, Stale
from caseflow.core.events import Code, DeterminationRecalled, DeterminationRequested, Determined
from caseflow.core.lifecycle import Status, Step, move
from caseflow.store.cases import lock_case, open_case
from caseflow.store.clocks import meet_clocks, pause_clocks, resume_paused, start_clock
from caseflow.store.models import Case, Determination
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

CLOCK = "determination"
SIZES = ("微型", "小型", "中型", "大型")


@dataclass(frozen=True)
class Question:
    """Whom the clerk asks, and what is disputed."""

    version: int
    unit_id: int
    reason: str


@dataclass(frozen=True)
class Finding:
    """The size class (of SIZES) on the day that `determinations.YARDSTICKS` names, and what it rests on."""

    version: int
    size: str
    reason: str


@dataclass(frozen=True)
class Recall:
    """Why the question is taken back."""

    version: int
    reason: str


def request_determination(actor: Actor, number: str, question: Question, submission: Submission) -> None:
    """Ask; its clock starts and the review, or the appeal's, stands still. What was recalled may be asked again as often as
    the rules allow.

    BadInput where the office may only pass the case on, for an office that may not determine, and for the clerk whose decline was appealed against.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, question.version)
        move(Status(case.status), Step.REQUEST_DETERMINATION)
        require_its_to_decide(case)
        require_fresh_eyes(actor, case)
        if determination_of(case.id) is not None or times_asked(case.id) >= most_questions(case):
            raise BadInput("规模认定只能提请一次，撤回以后才能再提请；已经提请过，或者次数已经用完。", "unit_id")
        if question.unit_id not in {unit.id for unit in offices_for(case)}:
            raise BadInput("请选择投诉企业所在地的中小企业主管部门。", "unit_id")
        due = start_clock(work, case, CLOCK)
        row = work.add(
            Determination(
                case_id=case.id,
                unit_id=question.unit_id,
                requested_by_id=work.person_id,
                requested_at=work.now,
                due=due.due_rolled,
                clock_id=due.id,
            )
        )
        pause_clocks(work, case, CLOCK)
        event = DeterminationRequested(determination_id=row.id, unit_id=row.unit_id, due=row.due)
        work.record(event, case, reason=Said(question.reason))
        work.answer = case.number


def determine(actor: Actor, determination_id: int, finding: Finding, submission: Submission) -> None:
    """Say the size; the review runs on from tomorrow. The asking office may enter what came on paper.

    NotFound outside these two offices, IllegalMove where it was determined or recalled already or the case went on without
    it; BadInput for the clerk whose decline was appealed against.
    """
    require(actor, Permission.DETERMINE)
    with transaction(actor, submission) as work:
        case = lock_case(asked(actor, determination_id).row.case_id)
        row = determination_of(case.id)
        if row is None or row.id != determination_id:
            raise IllegalMove("受理单位已经撤回这项提请，不用再认定。")
        if case.version != finding.version:
            raise Stale("在您填写期间，这件案件已有新的变化。您填写的内容还在下面。")
        move(Status(case.status), Step.DETERMINE)
        require_fresh_eyes(actor, case)
        if row.determined_at is not None:
            raise IllegalMove("规模已经认定，不能再改。")
        if finding.size not in SIZES:
            raise BadInput("请选择认定的规模类型。", "size")
        row.size, row.determined_at, row.determined_by_id = finding.size, work.now, work.person_id
        event = Determined(row.id, Code(finding.size), *_run_on(work, case))
        work.record(event, case, reason=Said(finding.reason))
        work.answer = str(row.id)


def recall_determination(actor: Actor, number: str, recall: Recall, submission: Submission) -> None:
    """The clerk takes the question back, with a reason that the office asked and the firm can read; the review runs on.

    BadInput without a reason and for the clerk whose decline was appealed against, IllegalMove where nothing waits.
    """
    if not recall.reason:
        raise BadInput("请写明撤回的理由。", "reason")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, recall.version)
        require_fresh_eyes(actor, case)
        row = determination_of(case.id)
        if row is None or row.determined_at is not None or case.status != Status.UNDER_REVIEW:
            raise IllegalMove("没有等待认定的提请，不用撤回。")
        row.recalled_at, row.recalled_by_id = work.now, work.person_id
        event = DeterminationRecalled(row.id, row.unit_id, *_run_on(work, case))
        work.record(event, case, reason=Said(recall.reason))
        work.answer = case.number


def _run_on(work: Work, case: Case) -> tuple[int, date] | tuple[()]:
    """The question waits no longer: what stood still runs on, the review or after an appeal that clock."""
    meet_clocks(work, case, CLOCK)
    resumed = next(iter(resume_paused(work, case, CLOCK)), None)
    return (resumed.id, resumed.due_rolled) if resumed else ()
