"""审核: each level in its order, each by somebody else, until the case is written off or comes back."""

from dataclasses import dataclass

from caseflow.closure import dossier as dossiers
from caseflow.closure.actions.applying import complete
from caseflow.closure.actions.publishing import open_level
from caseflow.closure.queries import due_entry, refusal
from caseflow.closure.words import APPROVED, OFFICE, RETURNED, WRITTEN_OFF
from caseflow.core.access import Actor, Permission
from caseflow.core.closure import Dossier, missing, missing_before_last, outranked
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.events import ReviewApproved, ReviewReturned, WrittenOff
from caseflow.core.lifecycle import Status, Step, move
from caseflow.core.notices import INSTALMENT
from caseflow.documents.actions import issue_letter, serve_here
from caseflow.documents.readers import Addressee
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import clocks_of, meet_all, meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Review, WriteOffRequest
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

RESULT_CLOCKS = frozenset({"result", "result_simple", "result_ordinary", "result_complex", "round"})


@dataclass(frozen=True)
class Decision:
    """A reviewer's decision with its text; a return names what is missing, one sentence each."""

    version: int
    approve: bool
    opinion: str
    lacking: tuple[str, ...] = ()


def review(actor: Actor, number: str, decision: Decision, submission: Submission) -> None:
    """One reviewer decides the level that is due: the last approval writes the case off, a return ends the request.

    Denied for whoever may not decide this level (core.closure.may_review; the database refuses the same persons),
    Incomplete when the dossier no longer holds, BadInput without text.
    """
    if not decision.opinion or not (decision.approve or decision.lacking):
        raise BadInput("请写明审核意见；退回的，逐项写明缺什么。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REVIEW, decision.version)
        move(Status(case.status), Step.APPROVE)
        request = dossiers.open_request(case.id)
        if request is None:
            raise IllegalMove("这件案件没有待审核的销号申请。")
        found = dossiers.dossier(case, request)
        denied = refusal(actor, request, found)
        if denied:
            raise Denied(denied)
        _decide(work, case, request, decision, found)
        work.answer = case.number


def _decide(work: Work, case: Case, request: WriteOffRequest, decision: Decision, found: Dossier) -> None:
    level = due_entry(request, len(found.involved.reviewers))["order"]
    last = level == request.levels
    rules = editions.current().closure
    if decision.approve:
        above = outranked(dossiers.listed_by(case), request.plan[-1]["level"]) if last else ()
        complete(above or (missing_before_last(found, rules) if last else missing(found, rules)))
    work.add(_review(work, request, level, APPROVED if decision.approve else RETURNED))
    meet_clocks(work, case, "review_level", "publication")
    if not decision.approve:
        _return(work, case, request, level, decision)
    elif last:
        _write_off(work, case, request, level, decision)
    else:
        event = ReviewApproved(request_id=request.id, level=level)
        work.record(event, case, opinion=Said(decision.opinion, OFFICE))
        open_level(work, case, request, level + 1)


def _review(work: Work, request: WriteOffRequest, level: int, decision: str) -> Review:
    unit_id = work.actor.unit_id if work.actor else None
    return Review(
        request_id=request.id,
        level=level,
        reviewer_id=work.person_id,
        unit_id=unit_id,
        applicant_id=request.applicant_id,
        handler_id=request.handler_id,
        author_id=request.author_id,
        signer_id=request.signer_id,
        decision=decision,
        decided_at=work.now,
    )


def _return(work: Work, case: Case, request: WriteOffRequest, level: int, decision: Decision) -> None:
    request.closed_at, request.outcome = work.now, RETURNED
    case.resolved_at = None
    running = (row for row in clocks_of(case.id) if row.key in RESULT_CLOCKS and row.met_at is None)
    if not any(work.today <= row.due_rolled for row in running):
        start_clock(work, case, "rework")
    work.record(
        ReviewReturned(request_id=request.id, level=level),
        case,
        opinion=Said(decision.opinion, OFFICE),
        missing=Said("\n".join(decision.lacking), OFFICE),
    )


def _write_off(work: Work, case: Case, request: WriteOffRequest, level: int, decision: Decision) -> None:
    request.closed_at, request.outcome = work.now, WRITTEN_OFF
    case.closed_at = work.now
    meet_all(work, case, sparing={INSTALMENT})  # a promise that outlives the end still brings the case back
    result = dossiers.newest_result(case)
    outcome = editions.current().closure.outcome(result.outcome if result else "")
    firm = db.session.get_one(Company, case.company_id).name
    office = request.plan[level - 1]["unit_id"]
    letter = issue_letter(
        work, case, "write_off_notice", office, Addressee("complainant", firm), {"outcome_name": outcome.name}
    )
    event = WrittenOff(request_id=request.id, level=level, letter_id=letter.id)
    work.record(event, case, opinion=Said(decision.opinion, OFFICE))
    serve_here(work, case, letter)
