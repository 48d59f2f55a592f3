"""销号 and what happens when it does not hold."""

from dataclasses import dataclass

from caseflow.core.events.fact import Code, Event
from caseflow.core.lifecycle import Step


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
