"""销号 and what happens when it does not hold."""

from dataclasses import dataclass
from datetime import date

from caseflow.core.events.fact import Code, Event
from caseflow.core.lifecycle import Step


@dataclass(frozen=True)
class FollowedUp(Event):
    """回访或投诉企业确认. `by_link`: answered by the link of the notice, without signing in."""

    follow_up_id: int
    answer: Code
    by_link: bool = False


@dataclass(frozen=True)
class ReplyLinkSent(Event):
    """再次发送答复链接. To the firm's own address, for this result; whoever pressed never sees it."""

    result_id: int


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
class PublicationStarted(Event):
    """重点挂牌案件销号前开始公示."""

    publication_id: int
    until: date


@dataclass(frozen=True)
class PublicationObjected(Event):
    """公示期间有人提出异议."""

    publication_id: int
    objection_id: int


@dataclass(frozen=True)
class PublicationObjectionAnswered(Event):
    """审核人答复公示异议."""

    publication_id: int
    objection_id: int
    upheld: bool


@dataclass(frozen=True)
class PublicationEnded(Event):
    """公示期满."""

    publication_id: int
    unanswered: int


@dataclass(frozen=True)
class ReviewReturned(Event):
    """审核退回."""

    step = Step.RETURN
    request_id: int
    level: int


@dataclass(frozen=True)
class RecheckDrawn(Event):
    """抽中回头看. `office_id`: who looks again; empty where the office that drew it has nobody left (or before it was told)."""

    draw_id: int
    recheck_id: int
    until: date
    office_id: int | None = None


@dataclass(frozen=True)
class Rechecked(Event):
    """回头看的结论."""

    recheck_id: int
    contact: Code
    money: Code
    evidence: Code
    retaliation: bool


@dataclass(frozen=True)
class RechecksDrawn(Event):
    """某办公室某月的回头看抽取,种子可以重算."""

    draw_id: int
    office_id: int
    month: date
    seed: Code
    population: int
    drawn: int


@dataclass(frozen=True)
class ListingRaised(Event):
    """销号后重新启动,提高挂牌级别."""

    level: Code


@dataclass(frozen=True)
class Relapsed(Event):
    """反弹,同号重启."""

    step = Step.RELAPSE
    round: int
    reason_code: Code
    result_until: date | None = None


@dataclass(frozen=True)
class Rehandled(Event):
    """新事实,重新办理."""

    step = Step.REHANDLE
    round: int
    result_until: date | None = None
