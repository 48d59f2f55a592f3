"""What a firm does: file, supply, withdraw, appeal, say how it ended."""

from dataclasses import dataclass

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, IllegalMove, Incomplete, Stale
from caseflow.core.events import (
    Code,
    DeclineAppealed,
    FollowedUp,
    PaymentConfirmed,
    PaymentDenied,
    SupplementSupplied,
    Withdrawn,
)
from caseflow.core.lifecycle import OPEN, Status
from caseflow.evidence.actions import Upload, attach, move_to_case
from caseflow.evidence.queries import files_of_draft
from caseflow.intake.drafts import CHANGED, locked
from caseflow.intake.filing import Filing
from caseflow.intake.queries import supplement_of
from caseflow.intake.registering import from_the_web, register_case
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_all, meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Evidence, FollowUp, Payment
from caseflow.store.people import firm_signs_in
from caseflow.store.standing import ANSWERABLE
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

PAID = "paid"
PROOFS_OF_PAYMENT = ("bank_slip", "payment_proof")


def file_complaint(
    actor: Actor, draft_id: int, version: int | None, filing: Filing, submission: Submission
) -> str:
    """File the draft as a case, all in one transaction; returns its number.

    The receiving office is the SME department of the respondent's province (国务院令第802号第二十四、二十五条); for a
    respondent elsewhere that of the firm's own, which declines and points the way. Raises Stale for an older draft.
    """
    require(actor, Permission.FILE)
    with transaction(actor, submission) as work:
        draft = locked(actor, draft_id)
        if draft.version != version:
            raise Stale(CHANGED)
        hashes = tuple(file.sha256 for file in files_of_draft(actor, draft_id))
        company = _company(actor)
        case = register_case(work, company, filing, from_the_web(work, company, filing), hashes)
        move_to_case(work, draft, case)
        draft.case_id, draft.answers = case.id, {}
        work.answer = case.number
        return case.number


@dataclass(frozen=True)
class Supply:
    """Answers to the items of a supplement, one each in their order, and files."""

    version: int
    answers: tuple[str, ...]
    uploads: tuple[Upload, ...] = ()


def supply(actor: Actor, number: str, given: Supply, submission: Submission) -> None:
    """Answer what was asked for; the review begins anew (a late answer counts while the case has not lapsed).

    For a firm without an account the clerk does, who has its papers; IllegalMove for one that can answer itself.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SUPPLY if actor.company_id else Permission.EXAMINE, given.version)
        if actor.company_id is None and firm_signs_in(case):
            raise IllegalMove("投诉企业有账号，请企业自己登录补充。")
        asked = supplement_of(case)
        if asked is None or asked.supplied_at is not None:
            raise IllegalMove("这件投诉现在没有要补充的材料。")
        if len(given.answers) != len(asked.items) or not all(given.answers):
            raise Incomplete("请逐项说明；没有的，请写明原因。")
        asked.answers, asked.supplied_at = list(given.answers), work.now
        work.record(SupplementSupplied(supplement_id=asked.id), case)
        for upload in given.uploads:
            attach(work, case, upload, "other")
        meet_clocks(work, case, "supplement", "review")
        start_clock(work, case, "review")
        work.answer = case.number


@dataclass(frozen=True)
class Withdrawal:
    """Why a firm withdraws: a code of words.WITHDRAW_REASONS, and its own words."""

    version: int
    reason_code: str
    reason: str


def withdraw(actor: Actor, number: str, given: Withdrawal, submission: Submission) -> None:
    """Withdraw an open complaint; where the money came, its proof and how it was paid are given first.

    BadInput where such a withdrawal has no proof of payment on the case or does not say how it ended.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.WITHDRAW, given.version)
        if given.reason_code == PAID:
            _shown_as_paid(case, given.reason)
        work.record(Withdrawn(reason_code=Code(given.reason_code)), case, reason=Said(given.reason))
        case.closed_at = work.now
        meet_all(work, case)
        work.answer = case.number


def appeal(actor: Actor, number: str, version: int, reason: str, submission: Submission) -> None:
    """Object to a decline, once; another clerk decides within the clock `appeal`."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.APPEAL, version)
        if case.appealed:
            raise IllegalMove("对不予受理只能提出一次异议。仍不服的，可以调解、仲裁、诉讼，或拨打 12348 咨询。")
        work.record(DeclineAppealed(), case, reason=Said(reason))
        case.appealed, case.closed_at = True, None
        start_clock(work, case, "appeal")
        work.answer = case.number


@dataclass(frozen=True)
class Arrivals:
    """The firm's word on recorded payments: which came, which did not; it may leave others open."""

    came: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """How it ended for the firm: satisfied or not, its words, and which recorded payments arrived, and which did not."""

    version: int
    satisfied: bool
    words: str
    arrivals: Arrivals


def confirm_outcome(actor: Actor, number: str, outcome: Outcome, submission: Submission) -> None:
    """The firm's answer after the result: a follow-up, and its word on each payment."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.CONFIRM_OUTCOME, outcome.version)
        if case.status not in ANSWERABLE:
            raise IllegalMove("结果送达以后才能填写。请刷新页面查看最新进展。")
        _hear_of_payments(work, case, outcome.arrivals)
        answer = "satisfied" if outcome.satisfied else "unsatisfied"
        row = work.add(FollowUp(case_id=case.id, round=case.round, answer=answer, by_id=work.person_id, at=work.now))
        case.satisfied = outcome.satisfied
        work.record(FollowedUp(follow_up_id=row.id, answer=Code(answer)), case, words=Said(outcome.words))
        meet_clocks(work, case, "follow_up")
        work.answer = case.number


def confirm_arrival(actor: Actor, number: str, version: int, said: Arrivals, submission: Submission) -> None:
    """The firm's word whether payments arrived, at any time while the case is open. BadInput where it names none."""
    if not said.came | said.missing:
        raise BadInput("请勾选已经到账或者没有到账的款项。", "payments")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.CONFIRM_OUTCOME, version)
        if case.status not in OPEN:
            raise IllegalMove(f"案件现在是“{Status(case.status).label}”，不能再确认还款。")
        _hear_of_payments(work, case, said)
        work.answer = case.number


def _shown_as_paid(case: Case, reason: str) -> None:
    if not reason:
        raise BadInput("款已付清或问题已解决的，请在补充说明里写明结果：谁在哪天付了多少，或者怎样解决的。")
    proof = select(Evidence.id).where(
        Evidence.case_id == case.id, Evidence.kind.in_(PROOFS_OF_PAYMENT), Evidence.removed_at.is_(None)
    )
    if case.track == "A" and db.session.scalar(proof.limit(1)) is None:
        raise BadInput("款已付清的，请先在案件页面补交到账凭证（银行流水、付款凭证），再撤回。")


def _company(actor: Actor) -> Company:
    return db.session.get_one(Company, actor.company_id)


def _hear_of_payments(work: Work, case: Case, said: Arrivals) -> None:
    """What was confirmed stays so; what was denied may still be confirmed when it comes."""
    if said.came & said.missing:
        raise BadInput("同一笔款不能既到账又没有到账。", "missing")
    named = said.came | said.missing
    known = db.session.scalars(select(Payment).where(Payment.case_id == case.id, Payment.id.in_(named)))
    payments = {payment.id: payment for payment in known}
    if set(payments) != set(named):
        raise BadInput("有一笔付款不属于这件投诉，请刷新页面。")
    for payment in payments.values():
        if payment.confirmed_at is not None or payment.reversed_at is not None:
            continue
        if payment.id in said.came:
            payment.confirmed_at = work.now
            work.record(PaymentConfirmed(payment_id=payment.id), case)
        elif payment.denied_at is None:
            payment.denied_at = work.now
            work.record(PaymentDenied(payment_id=payment.id), case)
