"""The life of a case: one table `(Status, Step) -> Status`.

Everything that changes a status goes through `move`; the database repeats the facts of this table as constraints.
The words are those of the glossary; the drawing in README.md is made from MOVES.
"""

from dataclasses import dataclass
from enum import StrEnum

from caseflow.core.errors import IllegalMove


class Status(StrEnum):
    """Where a case stands. A draft is not a case yet and has no row here."""

    UNDER_REVIEW = "under_review"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    LAPSED = "lapsed"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    OBJECTED = "objected"
    HANDLING = "handling"
    RESULT_SUBMITTED = "result_submitted"
    AWAITING_SERVICE = "awaiting_service"
    RESOLVED = "resolved"
    WRITE_OFF_REQUESTED = "write_off_requested"
    WRITTEN_OFF = "written_off"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        """The official word for the status."""
        return LABELS[self]


class Step(StrEnum):
    """What people do that changes a status."""

    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLY = "supply"
    LAPSE = "lapse"
    REQUEST_DETERMINATION = "request_determination"
    DETERMINE = "determine"
    HAND_UP = "hand_up"
    RELAY = "relay"
    DECLINE = "decline"
    APPEAL = "appeal"
    ACCEPT = "accept"
    DISPATCH = "dispatch"
    SIGN = "sign"
    OBJECT = "object"
    UPHOLD = "uphold"
    OVERRULE = "overrule"
    SUBMIT_RESULT = "submit_result"
    SEND_BACK = "send_back"
    SIGN_OFF = "sign_off"
    SERVE = "serve"
    RETURN_RESULT = "return_result"
    REQUEST_WRITE_OFF = "request_write_off"
    APPROVE = "approve"
    WRITE_OFF = "write_off"
    RETURN = "return"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    RELAPSE = "relapse"
    REHANDLE = "rehandle"

    @property
    def label(self) -> str:
        """The official word for the step."""
        return STEP_LABELS[self]


LABELS = {
    Status.UNDER_REVIEW: "待审查",
    Status.AWAITING_SUPPLEMENT: "待补正",
    Status.LAPSED: "视为放弃",
    Status.DECLINED: "不予受理",
    Status.ACCEPTED: "已受理待转办",
    Status.DISPATCHED: "待签收",
    Status.OBJECTED: "退单待审核",
    Status.HANDLING: "办理中",
    Status.RESULT_SUBMITTED: "待审签",
    Status.AWAITING_SERVICE: "待送达",
    Status.RESOLVED: "已反馈",
    Status.WRITE_OFF_REQUESTED: "待销号",
    Status.WRITTEN_OFF: "已销号",
    Status.WITHDRAWN: "已撤回",
    Status.TERMINATED: "已终止",
}

STEP_LABELS = {
    Step.REQUEST_SUPPLEMENT: "要求补正",
    Step.SUPPLY: "补正",
    Step.LAPSE: "逾期未补正",
    Step.REQUEST_DETERMINATION: "提请规模认定",
    Step.DETERMINE: "规模认定",
    Step.HAND_UP: "代收转报",
    Step.RELAY: "逐级转办",
    Step.DECLINE: "不予受理",
    Step.APPEAL: "对不予受理提出异议",
    Step.ACCEPT: "受理",
    Step.DISPATCH: "转办",
    Step.SIGN: "签收",
    Step.OBJECT: "退单",
    Step.UPHOLD: "同意退单",
    Step.OVERRULE: "不同意退单",
    Step.SUBMIT_RESULT: "报审处理结果",
    Step.SEND_BACK: "退回修改",
    Step.SIGN_OFF: "审签",
    Step.SERVE: "送达",
    Step.RETURN_RESULT: "退回重办",
    Step.REQUEST_WRITE_OFF: "申请销号",
    Step.APPROVE: "审核通过",
    Step.WRITE_OFF: "批准销号",
    Step.RETURN: "退回",
    Step.WITHDRAW: "撤回",
    Step.TERMINATE: "终止",
    Step.RELAPSE: "反弹",
    Step.REHANDLE: "重新办理",
}

OPEN = frozenset(
    {
        Status.UNDER_REVIEW,
        Status.AWAITING_SUPPLEMENT,
        Status.ACCEPTED,
        Status.DISPATCHED,
        Status.OBJECTED,
        Status.HANDLING,
        Status.RESULT_SUBMITTED,
        Status.AWAITING_SERVICE,
        Status.RESOLVED,
        Status.WRITE_OFF_REQUESTED,
    }
)

# A lead unit stands on the case exactly in these statuses, and may stand in those that closed it early.
WITH_LEAD = frozenset(
    {
        Status.DISPATCHED,
        Status.OBJECTED,
        Status.HANDLING,
        Status.RESULT_SUBMITTED,
        Status.AWAITING_SERVICE,
        Status.RESOLVED,
        Status.WRITE_OFF_REQUESTED,
        Status.WRITTEN_OFF,
    }
)
# A handler works on the case, and its money moves, in these; during the review nothing moves.
WITH_HANDLER = frozenset({Status.HANDLING, Status.RESULT_SUBMITTED, Status.AWAITING_SERVICE, Status.RESOLVED})
WITHOUT_LEAD = frozenset(
    {Status.UNDER_REVIEW, Status.AWAITING_SUPPLEMENT, Status.LAPSED, Status.DECLINED, Status.ACCEPTED}
)

MOVES: dict[tuple[Status, Step], Status] = {
    (Status.UNDER_REVIEW, Step.REQUEST_SUPPLEMENT): Status.AWAITING_SUPPLEMENT,
    (Status.AWAITING_SUPPLEMENT, Step.SUPPLY): Status.UNDER_REVIEW,
    (Status.AWAITING_SUPPLEMENT, Step.LAPSE): Status.LAPSED,
    (Status.UNDER_REVIEW, Step.REQUEST_DETERMINATION): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Step.DETERMINE): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Step.HAND_UP): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Step.RELAY): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Step.DECLINE): Status.DECLINED,
    (Status.DECLINED, Step.APPEAL): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Step.ACCEPT): Status.ACCEPTED,
    (Status.ACCEPTED, Step.DISPATCH): Status.DISPATCHED,
    (Status.DISPATCHED, Step.SIGN): Status.HANDLING,
    (Status.DISPATCHED, Step.OBJECT): Status.OBJECTED,
    (Status.HANDLING, Step.OBJECT): Status.OBJECTED,
    (Status.OBJECTED, Step.UPHOLD): Status.ACCEPTED,
    (Status.OBJECTED, Step.OVERRULE): Status.HANDLING,
    (Status.HANDLING, Step.SUBMIT_RESULT): Status.RESULT_SUBMITTED,
    (Status.RESULT_SUBMITTED, Step.SEND_BACK): Status.HANDLING,
    (Status.RESULT_SUBMITTED, Step.SIGN_OFF): Status.AWAITING_SERVICE,
    (Status.AWAITING_SERVICE, Step.SERVE): Status.RESOLVED,
    (Status.RESOLVED, Step.RETURN_RESULT): Status.HANDLING,
    (Status.RESOLVED, Step.REQUEST_WRITE_OFF): Status.WRITE_OFF_REQUESTED,
    (Status.WRITE_OFF_REQUESTED, Step.APPROVE): Status.WRITE_OFF_REQUESTED,
    (Status.WRITE_OFF_REQUESTED, Step.WRITE_OFF): Status.WRITTEN_OFF,
    (Status.WRITE_OFF_REQUESTED, Step.RETURN): Status.HANDLING,
    (Status.WRITTEN_OFF, Step.RELAPSE): Status.HANDLING,
    (Status.RESOLVED, Step.RELAPSE): Status.HANDLING,
    (Status.WRITTEN_OFF, Step.REHANDLE): Status.HANDLING,
    (Status.RESOLVED, Step.REHANDLE): Status.HANDLING,
    **{(status, Step.WITHDRAW): Status.WITHDRAWN for status in OPEN},
    **{(status, Step.TERMINATE): Status.TERMINATED for status in OPEN},
}


@dataclass(frozen=True)
class Move:
    """A step that the table allows."""

    before: Status
    step: Step
    after: Status


def move(status: Status, step: Step) -> Move:
    """The move that `step` makes from `status`.

    Raises IllegalMove with a sentence for the page when the table has no such pair.
    """
    after = MOVES.get((status, step))
    if after is None:
        raise IllegalMove(f"案件现在是“{status.label}”，不能“{step.label}”。请刷新页面查看最新进展。")
    return Move(status, step, after)


def steps_from(status: Status) -> tuple[Step, ...]:
    """The steps open in `status`, in the order of the table."""
    return tuple(step for (before, step) in MOVES if before is status)
