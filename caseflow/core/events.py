"""Past-tense facts: what the trail of a case is made of.

An event holds ids, codes, dates, amounts and counts, never free text and never a name: the trail is append-only and a
person's data must stay erasable. Text given with an event goes to an erasable entry beside it, and the event keeps its
HMAC. A test walks this module and refuses any other field type.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NewType

from caseflow.core.lifecycle import Step

Code = NewType("Code", str)
"""A word of a closed vocabulary (a rule id, a ground, a letter number), never what a person typed."""

MAX_CODE = 80


@dataclass(frozen=True)
class Event:
    """Base of all facts. `step` names the move of the lifecycle the event belongs to, if any."""

    step: ClassVar[Step | None] = None

    @classmethod
    def kind(cls) -> str:
        """The name under which the trail stores the event."""
        return cls.__name__

    def payload(self) -> dict[str, Any]:
        """The event as JSON values; raises ValueError where a code is too long to be one."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and (len(value) > MAX_CODE or "\n" in value):
        raise ValueError("an event holds codes, not text")
    return value


@dataclass(frozen=True)
class ComplaintFiled(Event):
    """提交投诉. `content` is the SHA-256 of what was filed."""

    track: Code
    category: Code
    channel: Code
    amount: Decimal
    filed_on: date
    content: Code


@dataclass(frozen=True)
class EvidenceAdded(Event):
    """上传材料."""

    evidence_id: int
    evidence_kind: Code
    sha256: Code
    size: int


@dataclass(frozen=True)
class RouteProposed(Event):
    """系统提出承办单位建议."""

    decision_id: int
    decision: Code
    rule: Code
    rules_version: Code
    lead_unit_id: int | None


@dataclass(frozen=True)
class SupplementRequested(Event):
    """一次性告知补正."""

    step = Step.REQUEST_SUPPLEMENT
    supplement_id: int
    items: int
    due: date


@dataclass(frozen=True)
class SupplementSupplied(Event):
    """补正材料已提交."""

    step = Step.SUPPLY
    supplement_id: int


@dataclass(frozen=True)
class SupplementLapsed(Event):
    """逾期未补正,视为放弃."""

    step = Step.LAPSE
    supplement_id: int


@dataclass(frozen=True)
class Declined(Event):
    """不予受理."""

    step = Step.DECLINE
    ground: Code
    letter_id: int


@dataclass(frozen=True)
class DeclineAppealed(Event):
    """对不予受理提出异议."""

    step = Step.APPEAL


@dataclass(frozen=True)
class Accepted(Event):
    """受理."""

    step = Step.ACCEPT
    track: Code
    procedure_law: Code
    substance_law: Code
    complexity: Code | None
    letter_id: int


@dataclass(frozen=True)
class Dispatched(Event):
    """转办."""

    step = Step.DISPATCH
    dispatch_id: int
    decision_id: int
    lead_unit_id: int
    overridden: bool
    letter_id: int
    result_due: date


@dataclass(frozen=True)
class SignedFor(Event):
    """签收."""

    step = Step.SIGN
    dispatch_id: int
    unit_id: int
    handler_id: int


@dataclass(frozen=True)
class Objected(Event):
    """退单."""

    step = Step.OBJECT
    objection_id: int
    unit_id: int
    basis: Code


@dataclass(frozen=True)
class ObjectionUpheld(Event):
    """同意退单,重新转办."""

    step = Step.UPHOLD
    objection_id: int


@dataclass(frozen=True)
class ObjectionOverruled(Event):
    """不同意退单."""

    step = Step.OVERRULE
    objection_id: int


@dataclass(frozen=True)
class HandlerAssigned(Event):
    """分派承办人."""

    handler_id: int


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
class PaymentReversed(Event):
    """还款未兑现或被追回,不再计入."""

    payment_id: int
    claim_id: int
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
class LetterServed(Event):
    """文书送达."""

    letter_id: int
    method: Code
    served_on: date


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


@dataclass(frozen=True)
class FollowedUp(Event):
    """回访或投诉企业确认."""

    follow_up_id: int
    answer: Code


@dataclass(frozen=True)
class WriteOffRequested(Event):
    """申请销号."""

    step = Step.REQUEST_WRITE_OFF
    request_id: int
    levels: int


@dataclass(frozen=True)
class ReviewApproved(Event):
    """某一级审核通过."""

    step = Step.APPROVE
    request_id: int
    level: int


@dataclass(frozen=True)
class WrittenOff(Event):
    """批准销号."""

    step = Step.WRITE_OFF
    request_id: int
    level: int
    letter_id: int


@dataclass(frozen=True)
class ReviewReturned(Event):
    """审核退回."""

    step = Step.RETURN
    request_id: int
    level: int


@dataclass(frozen=True)
class Withdrawn(Event):
    """撤回投诉."""

    step = Step.WITHDRAW
    reason_code: Code


@dataclass(frozen=True)
class Relapsed(Event):
    """反弹,同号重启."""

    step = Step.RELAPSE
    round: int
    reason_code: Code


@dataclass(frozen=True)
class Rehandled(Event):
    """新事实,重新办理."""

    step = Step.REHANDLE
    round: int


@dataclass(frozen=True)
class ClockDueSoon(Event):
    """时限将到."""

    clock_id: int
    clock: Code
    due: date


@dataclass(frozen=True)
class ClockOverdue(Event):
    """超过时限;以后的办理不能抹去."""

    clock_id: int
    clock: Code
    due: date


@dataclass(frozen=True)
class ClockMoved(Event):
    """日历公布后重新计算."""

    clock_id: int
    clock: Code
    before: date
    due: date


@dataclass(frozen=True)
class UserAdded(Event):
    """新建账号."""

    user_id: int
    role: Code


@dataclass(frozen=True)
class UserDisabled(Event):
    """停用账号."""

    user_id: int


@dataclass(frozen=True)
class SignedIn(Event):
    """登录."""

    user_id: int


@dataclass(frozen=True)
class PasswordReset(Event):
    """重置口令."""

    user_id: int


@dataclass(frozen=True)
class RoleChanged(Event):
    """调整角色."""

    user_id: int
    role: Code


@dataclass(frozen=True)
class EditionPublished(Event):
    """规则发布新版本."""

    edition: Code
    edition_id: int
    files: int


@dataclass(frozen=True)
class DocumentTextImported(Event):
    """存入政策文件全文."""

    document: Code
    sha256: Code
    clauses: int


@dataclass(frozen=True)
class UnitChanged(Event):
    """修改机构资料. What it was before stands in the history of the office."""

    unit_id: int
    version: int


@dataclass(frozen=True)
class UnitConfirmed(Event):
    """确认机构联系方式."""

    unit_id: int
    version: int


EVENTS: Mapping[str, type[Event]] = {cls.kind(): cls for cls in Event.__subclasses__()}
