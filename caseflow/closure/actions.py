"""What changes on the way out: the call back, the request, each reviewer's decision, and the way back in."""

from dataclasses import dataclass

from sqlalchemy import select

from caseflow.closure import dossier as dossiers
from caseflow.closure.queries import due_entry, refusal
from caseflow.closure.words import (
    ANSWERS,
    APPROVED,
    FOR_PARTIES,
    NEW_FACTS,
    OFFICE,
    OPEN_TO_PARTIES,
    REOPENINGS,
    RETURNED,
    REVERSING,
    SATISFIED,
    UNREACHED,
    WRITTEN_OFF,
)
from caseflow.core.access import Actor, Permission
from caseflow.core.closure import Dossier, missing, missing_before_last
from caseflow.core.errors import BadInput, Denied, IllegalMove, Incomplete
from caseflow.core.events import (
    Code,
    FollowedUp,
    PaymentReversed,
    Rehandled,
    Relapsed,
    ReviewApproved,
    ReviewReturned,
    WriteOffRequested,
    WrittenOff,
)
from caseflow.core.lifecycle import Status, Step, move
from caseflow.documents.actions import issue_letter, record_service
from caseflow.evidence.actions import Upload, attach
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import clocks_of, meet_all, meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Company, FollowUp, Payment, Review, WriteOffRequest
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

RESULT_CLOCKS = frozenset({"result", "result_simple", "result_ordinary", "result_complex", "round"})


@dataclass(frozen=True)
class CallBack:
    """One call to the complainant: `answer` of words.ANSWERS, and what was said or tried."""

    version: int
    answer: str
    note: str


@dataclass(frozen=True)
class Supply:
    """A file for the dossier: `kind` of policies/closure.toml, on one claim or (None) on the whole case."""

    kind: str
    upload: Upload
    claim_id: int | None = None


@dataclass(frozen=True)
class Application:
    """The unit head's request; `explanation` is needed where the complainant is not satisfied."""

    version: int
    explanation: str = ""


@dataclass(frozen=True)
class Decision:
    """A reviewer's decision with its text; a return names what is missing, one sentence each."""

    version: int
    approve: bool
    opinion: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reopening:
    """Why the case comes back (words.REOPENINGS), in words, and the payments that did not hold."""

    version: int
    reason_code: str
    reason: str
    payment_ids: frozenset[int] = frozenset()


def follow_up(actor: Actor, number: str, call: CallBack, submission: Submission) -> None:
    """回访 after the result was served: an answer, or an attempt that reached nobody; either meets the clock.

    BadInput for an unknown answer or no note, IllegalMove before service.
    """
    if call.answer not in ANSWERS or not call.note:
        raise BadInput("请选择回访结果,并写明联系经过。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, call.version)
        _in_resolved(case, "回访")
        row = work.add(
            FollowUp(case_id=case.id, round=case.round, answer=call.answer, by_id=actor.user_id, at=work.now)
        )
        if call.answer != UNREACHED:
            case.satisfied = call.answer == SATISFIED
        meet_clocks(work, case, "follow_up")
        work.record(FollowedUp(follow_up_id=row.id, answer=Code(call.answer)), case, note=Said(call.note, OFFICE))
        work.answer = case.number


def supply(actor: Actor, number: str, given: Supply, submission: Submission) -> None:
    """Add a file that the dossier needs while the case waits for its request.

    BadInput for an unknown kind, a claim of another case, or a file that is refused.
    """
    if given.kind not in editions.current().closure.evidence:
        raise BadInput("请选择材料的种类。", "kind")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE)
        _in_resolved(case, "补充销号材料")
        own = select(Claim.id).where(Claim.case_id == case.id)
        if given.claim_id is not None and given.claim_id not in set(db.session.scalars(own)):
            raise BadInput("请选择本案的一笔款项。", "claim_id")
        audience = OPEN_TO_PARTIES if given.kind in FOR_PARTIES else OFFICE
        attach(work, case, given.upload, given.kind, given.claim_id, audience)
        work.answer = case.number


def apply(actor: Actor, number: str, application: Application, submission: Submission) -> None:
    """申请销号 by the unit head: the dossier must be complete; the levels of review are fixed here.

    Incomplete lists what is missing, one sentence each.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REQUEST_WRITE_OFF, application.version)
        move(Status(case.status), Step.REQUEST_WRITE_OFF)
        found = dossiers.dossier(case, explained=bool(application.explanation))
        _complete(missing(found, editions.current().closure))
        request = _request(work, case, found)
        meet_clocks(work, case, "follow_up")
        start_clock(work, case, "review_level")
        event = WriteOffRequested(request_id=request.id, levels=request.levels)
        work.record(event, case, explanation=Said(application.explanation, OFFICE))
        work.answer = case.number


def review(actor: Actor, number: str, decision: Decision, submission: Submission) -> None:
    """One reviewer decides the level that is due: the last approval writes the case off, a return ends the request.

    Denied for whoever may not decide this level (core.closure.may_review; the database refuses the same persons),
    Incomplete when the dossier no longer holds, BadInput without text.
    """
    if not decision.opinion or not (decision.approve or decision.lacking):
        raise BadInput("请写明审核意见;退回的,逐项写明缺什么。")
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


def reopen(actor: Actor, number: str, reopening: Reopening, submission: Submission) -> None:
    """反弹 or 重新办理 under the same number: the next round has its own clock, payments that failed are undone.

    BadInput without a reason, or where a bounced payment is not named.
    """
    if reopening.reason_code not in REOPENINGS or not reopening.reason:
        raise BadInput("请选择原因,并写明情况。")
    if reopening.reason_code in REVERSING and not reopening.payment_ids:
        raise BadInput("请选择没有兑现或被追回的还款。", "payment_ids")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REOPEN, reopening.version)
        again = reopening.reason_code == NEW_FACTS
        move(Status(case.status), Step.REHANDLE if again else Step.RELAPSE)
        if reopening.reason_code in REVERSING:
            _undo_payments(work, case, reopening.payment_ids)
        _next_round(work, case)
        code = Code(reopening.reason_code)
        event = Rehandled(round=case.round) if again else Relapsed(round=case.round, reason_code=code)
        work.record(event, case, reason=Said(reopening.reason, OPEN_TO_PARTIES))
        work.answer = case.number


def _in_resolved(case: Case, deed: str) -> None:
    if case.status != Status.RESOLVED:
        raise IllegalMove(f"案件现在是“{Status(case.status).label}”,处理结果送达后、申请销号前才能{deed}。")


def _complete(lacking: tuple[str, ...]) -> None:
    if lacking:
        raise Incomplete(f"销号材料还不齐全,缺 {len(lacking)} 项。", lacking)


def _request(work: Work, case: Case, found: Dossier) -> WriteOffRequest:
    result = dossiers.newest_result(case)
    if result is None or result.signer_id is None or case.handler_id is None:
        raise Incomplete("还没有确定承办人和签发人,不能申请销号。")
    levels = dossiers.plan(case)
    return work.add(
        WriteOffRequest(
            case_id=case.id,
            round=case.round,
            levels=len(levels),
            plan=levels,
            dossier=_snapshot(found),
            applicant_id=work.person_id,
            handler_id=case.handler_id,
            author_id=result.author_id,
            signer_id=result.signer_id,
            requested_at=work.now,
        )
    )


def _snapshot(found: Dossier) -> dict[str, object]:
    claims = [
        {
            "name": claim.name,
            "outcome": claim.outcome,
            "paid": str(claim.paid),
            "outstanding": str(claim.outstanding),
            "evidence": sorted(claim.evidence),
        }
        for claim in found.claims
    ]
    attempts = [day.isoformat() for day in found.attempts]
    return {
        "claims": claims,
        "answered": found.answered,
        "attempts": attempts,
        "unsatisfied": found.unsatisfied,
    }


def _decide(work: Work, case: Case, request: WriteOffRequest, decision: Decision, found: Dossier) -> None:
    level = due_entry(request, len(found.involved.reviewers))["order"]
    last = level == request.levels
    rules = editions.current().closure
    if decision.approve:
        _complete(missing_before_last(found, rules) if last else missing(found, rules))
    work.add(_review(work, request, level, APPROVED if decision.approve else RETURNED))
    meet_clocks(work, case, "review_level")
    if not decision.approve:
        _return(work, case, request, level, decision)
    elif last:
        _write_off(work, case, request, level, decision)
    else:
        start_clock(work, case, "review_level")
        event = ReviewApproved(request_id=request.id, level=level)
        work.record(event, case, opinion=Said(decision.opinion, OFFICE))


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
    meet_all(work, case)
    result = dossiers.newest_result(case)
    outcome = editions.current().closure.outcome(result.outcome if result else "")
    firm = db.session.get_one(Company, case.company_id).name
    office = request.plan[level - 1]["unit_id"]
    letter = issue_letter(
        work, case, "write_off_notice", office, "complainant", firm, {"outcome_name": outcome.name}
    )  # fmt: skip
    event = WrittenOff(request_id=request.id, level=level, letter_id=letter.id)
    work.record(event, case, opinion=Said(decision.opinion, OFFICE))
    record_service(work, case, letter, "platform", work.today)


def _undo_payments(work: Work, case: Case, payment_ids: frozenset[int]) -> None:
    rows = db.session.scalars(
        select(Payment)
        .where(Payment.case_id == case.id, Payment.id.in_(payment_ids), Payment.reversed_at.is_(None))
        .order_by(Payment.id)
    ).all()
    if len(rows) != len(payment_ids):
        raise BadInput("请选择本案已登记、还在计入的还款。", "payment_ids")
    for row in rows:
        row.reversed_at = work.now
        case.amount_paid -= row.amount
        work.record(PaymentReversed(payment_id=row.id, claim_id=row.claim_id, amount=row.amount), case)


def _next_round(work: Work, case: Case) -> None:
    case.round += 1
    case.closed_at = case.resolved_at = None
    case.satisfied = None
    meet_clocks(work, case, "follow_up")
    case.result_until = start_clock(work, case, "round").due
