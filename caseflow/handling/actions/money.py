"""Money that came in: counted once, on one claim, with its proof, never beyond what is owed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput
from caseflow.core.events import Code, PaymentRecorded
from caseflow.evidence.actions import Upload
from caseflow.handling import desk
from caseflow.handling.actions.filing import keep
from caseflow.handling.words import METHODS, NEEDS_CONSENT, REVERSALS
from caseflow.store.cases import open_case
from caseflow.store.models import Case, Payment
from caseflow.store.payments import undo_payments
from caseflow.store.plans import settle_instalments
from caseflow.store.unit_of_work import Submission, Work, transaction


@dataclass(frozen=True)
class PaymentNote:
    """A payment of `amount` yuan on one claim; a bill is paid on the day it was honoured.

    `consent` is the complainant's written consent, needed for whatever is not money.
    """

    version: int
    claim_id: int
    amount: Decimal
    paid_on: date
    method: str
    proof: Upload | None
    consent: Upload | None = None


def record_payment(actor: Actor, number: str, note: PaymentNote, submission: Submission) -> None:
    """登记还款 under the lock of the case; the amount joins `case.amount_paid` in the same transaction.

    BadInput: beyond what the claim or the case still owes, a day that has not come, no proof, or no written consent of
    the complainant to a bill, an electronic claim or property in kind (国务院令第802号第十一条).
    """
    _complete(note)
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, note.version)
        desk.require_money_may_come(case)
        _owed(work, case, note)
        proof_id, consent_id = _keep_proofs(work, case, note)
        case.amount_paid += note.amount
        payment = work.add(
            Payment(
                case_id=case.id,
                claim_id=note.claim_id,
                amount=note.amount,
                paid_on=note.paid_on,
                method=note.method,
                evidence_id=proof_id,
                consent_id=consent_id,
                recorded_by_id=actor.user_id,
                recorded_at=work.now,
            )
        )
        settle_instalments(work, case)
        work.record(
            PaymentRecorded(
                payment_id=payment.id,
                claim_id=note.claim_id,
                amount=note.amount,
                method=Code(note.method),
                paid_on=note.paid_on,
            ),
            case,
        )
        work.answer = case.number


@dataclass(frozen=True)
class Reversal:
    """A payment that did not hold: why (words.REVERSALS), and in words that the complainant reads."""

    version: int
    payment_id: int
    reason_code: str
    reason: str


def reverse_payment(actor: Actor, number: str, reversal: Reversal, submission: Submission) -> None:
    """冲回: the payment counts no more, the entry of it stays. IllegalMove once the result was signed: it is
    served, and that is a relapse then.

    BadInput without a reason, or for a payment that is not of this case or counts no more.
    """
    if reversal.reason_code not in REVERSALS or not reversal.reason:
        raise BadInput("请选择原因，并写明情况。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, reversal.version)
        desk.require_status(case, desk.REVERSIBLE)
        undo_payments(work, case, {reversal.payment_id}, reversal.reason_code, reversal.reason)
        work.answer = case.number


def _complete(note: PaymentNote) -> None:
    if note.method not in METHODS:
        raise BadInput("请选择付款方式。")
    if note.amount <= 0 or note.amount != note.amount.quantize(Decimal("0.01")):
        raise BadInput("付款金额应大于 0，最多两位小数。", "amount")
    if note.proof is None:
        raise BadInput("请上传付款凭证（银行回单、票据兑付证明等）。", "proof")
    if note.method in NEEDS_CONSENT and note.consent is None:
        raise BadInput("非现金方式须有投诉企业书面同意才能计入清偿（国务院令第802号第十一条）。", "consent")


def _owed(work: Work, case: Case, note: PaymentNote) -> None:
    if note.paid_on > work.today:
        raise BadInput("付款日期不能晚于今天；票据在兑付以后登记。", "paid_on")
    claim = next((line for line in desk.claims_of(case.id) if line.id == note.claim_id), None)
    if claim is None:
        raise BadInput("请选择本案的一笔款项。", "claim_id")
    left = min(claim.outstanding, desk.outstanding(case))
    if note.amount > left:
        raise BadInput(f"付款金额超过这笔款项尚欠的 {left:,.2f} 元，请核对金额或者选择另一笔款项。", "amount")


def _keep_proofs(work: Work, case: Case, note: PaymentNote) -> tuple[int | None, int | None]:
    """The ids of the proof, and of the consent where it is needed."""
    wanted = note.consent if note.method in NEEDS_CONSENT else None
    consent = keep(work, case, wanted, "non_cash_consent", "consent", note.claim_id) if wanted else None
    proof = keep(work, case, note.proof, "payment_proof", "proof", note.claim_id) if note.proof else None
    return proof.id if proof else None, consent.id if consent else None
