"""送达: the complainant has the result and the receiving unit its feedback; that unit may return it once."""

from dataclasses import dataclass
from datetime import date

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.core.events import ResultReturned, ResultServed
from caseflow.core.lifecycle import Status, Step, move
from caseflow.documents.actions import record_service
from caseflow.evidence.actions import Upload
from caseflow.handling import desk
from caseflow.handling.actions.filing import keep
from caseflow.handling.actions.resulting import Reasoned, start_rework
from caseflow.handling.words import RESULT_CLOCKS
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks, resume_with_days_left, start_clock
from caseflow.store.db import db
from caseflow.store.models import Letter
from caseflow.store.unit_of_work import Said, Submission, transaction


@dataclass(frozen=True)
class ServiceRecord:
    """How and when the letter reached the complainant and the feedback the receiving unit, with the receipt if any."""

    version: int
    method: str
    served_on: date
    feedback_method: str
    feedback_on: date
    receipt: Upload | None = None


def serve(actor: Actor, number: str, record: ServiceRecord, submission: Submission) -> None:
    """Record both services; the result clock is met on the day of the later one and the follow-up clock starts."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, record.version)
        move(Status(case.status), Step.SERVE)
        result = desk.current_result(case)
        receipt_id = keep(work, case, record.receipt, "service_receipt", "receipt").id if record.receipt else None
        notice = db.session.get_one(Letter, result.letter_id)
        feedback = db.session.get_one(Letter, result.feedback_letter_id)
        record_service(work, case, notice, record.method, record.served_on, receipt_id)
        record_service(work, case, feedback, record.feedback_method, record.feedback_on)
        result.served_at = case.resolved_at = work.now
        later = max(record.served_on, record.feedback_on)
        meet_clocks(work, case, *RESULT_CLOCKS, "result_max", "rework", on=later)
        start_clock(work, case, "follow_up", later)
        work.record(ResultServed(result_id=result.id), case)
        work.answer = case.number


def return_result(actor: Actor, number: str, returned: Reasoned, submission: Submission) -> None:
    """退回重办 by the receiving unit, once per case and with reasons.

    The service is undone: the result clock runs on to its day, and where that day has passed a rework clock starts.
    """
    if not returned.reason:
        raise BadInput("退回重办须写明理由。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.RETURN_RESULT, returned.version)
        move(Status(case.status), Step.RETURN_RESULT)
        if case.result_returned:
            raise IllegalMove("处理结果只能退回重办一次，这件案件已经退回过。")
        result = desk.current_result(case)
        result.returned_at = work.now
        case.result_returned, case.resolved_at = True, None
        meet_clocks(work, case, "follow_up")
        resume_with_days_left(work, case, *RESULT_CLOCKS)
        if case.round == 1:
            resume_with_days_left(work, case, "result_max")
        start_rework(work, case)
        work.record(ResultReturned(result_id=result.id), case, reason=Said(returned.reason, "office"))
        work.answer = case.number
