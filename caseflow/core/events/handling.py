"""What the unit did, and the result."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.events.fact import Code, Event
from caseflow.core.lifecycle import Step


@dataclass(frozen=True)
class ContactRecorded(Event):
    """记录联系、走访、会商或材料."""

    contact_id: int
    contact_kind: Code
    audience: Code


@dataclass(frozen=True)
class PaymentRecorded(Event):
    """登记还款."""

    payment_id: int
    claim_id: int
    amount: Decimal
    method: Code
    paid_on: date


@dataclass(frozen=True)
class PaymentConfirmed(Event):
    """投诉企业确认到账."""

    payment_id: int


@dataclass(frozen=True)
class PaymentDenied(Event):
    """投诉企业说没有到账. The payment counts on in the ledger until it is reversed; what it is worth is for people."""

    payment_id: int


@dataclass(frozen=True)
class PaymentReversed(Event):
    """还款未兑现或被追回,不再计入. `reason_code`: bill_dishonoured, payment_reversed, never_came, mistaken, recheck_failed."""

    payment_id: int
    claim_id: int
    amount: Decimal
    reason_code: Code | None = None


@dataclass(frozen=True)
class ClaimWaived(Event):
    """投诉企业放弃部分欠款."""

    waiver_id: int
    claim_id: int
    amount: Decimal


@dataclass(frozen=True)
class RepaymentPlanned(Event):
    """登记还款计划. `sequence` counts the plans of the case: a later one takes the place of the one before."""

    plan_id: int
    sequence: int
    agreed_on: date
    amount: Decimal
    instalments: int


@dataclass(frozen=True)
class InstalmentBroken(Event):
    """还款计划一期逾期未付. `amount` is what it still lacked, `due` the day it fell due."""

    plan_id: int
    instalment_id: int
    position: int
    due: date
    amount: Decimal


@dataclass(frozen=True)
class ExtensionRequested(Event):
    """承办人申请延期."""

    extension_id: int
    until: date
    reason_code: Code


@dataclass(frozen=True)
class ExtensionApproved(Event):
    """负责人批准延期."""

    extension_id: int
    until: date
    letter_id: int


@dataclass(frozen=True)
class ExtensionRefused(Event):
    """负责人不同意延期."""

    extension_id: int


@dataclass(frozen=True)
class ResultSubmitted(Event):
    """处理结果报审."""

    step = Step.SUBMIT_RESULT
    result_id: int
    outcome: Code


@dataclass(frozen=True)
class ResultSentBack(Event):
    """负责人退回修改."""

    step = Step.SEND_BACK
    result_id: int


@dataclass(frozen=True)
class ResultSignedOff(Event):
    """负责人审签."""

    step = Step.SIGN_OFF
    result_id: int
    letter_id: int
    feedback_letter_id: int


@dataclass(frozen=True)
class LetterDrafted(Event):
    """文书送签."""

    draft_id: int
    letter_kind: Code


@dataclass(frozen=True)
class LetterSentBack(Event):
    """负责人退回文书."""

    draft_id: int
    letter_kind: Code


@dataclass(frozen=True)
class LetterIssued(Event):
    """负责人签发文书."""

    draft_id: int
    letter_id: int
    letter_kind: Code


@dataclass(frozen=True)
class LetterServed(Event):
    """文书送达."""

    letter_id: int
    method: Code
    served_on: date


@dataclass(frozen=True)
class LetterConfirmed(Event):
    """收件人确认收到文书. Its addressee's own word, beside the service that stands without it."""

    letter_id: int


@dataclass(frozen=True)
class ResultServed(Event):
    """结果送达投诉企业并反馈受理部门."""

    step = Step.SERVE
    result_id: int


@dataclass(frozen=True)
class ResultReturned(Event):
    """受理部门退回重办."""

    step = Step.RETURN_RESULT
    result_id: int
