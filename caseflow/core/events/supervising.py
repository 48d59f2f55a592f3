"""Measures on the unit that handles a case and on its respondent, referrals, and what was answered."""

from dataclasses import dataclass

from caseflow.core.events.fact import Code, Event


@dataclass(frozen=True)
class CaseListed(Event):
    """挂牌. `measure` is listing (一般挂牌) or priority_listing (重点挂牌), `level` that of the office that lists.

    `listing` is what the case is listed as from now on.
    """

    measure_id: int
    measure: Code
    level: Code
    criterion: Code
    letter_id: int | None = None
    listing: Code | None = None


@dataclass(frozen=True)
class ListingKept(Event):
    """新一轮开始或者换了承办单位,挂牌随之而定. `listing` is what the case is listed as from now on (None: not at all)."""

    listing: Code | None


@dataclass(frozen=True)
class MeasureTaken(Event):
    """采取督办措施. `criterion` is the fact of policies/supervision.toml that led to it."""

    measure_id: int
    measure: Code
    level: Code
    criterion: Code
    letter_id: int


@dataclass(frozen=True)
class MeasureAnswered(Event):
    """答复督办."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class AnswerAccepted(Event):
    """认可督办答复."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class AnswerRefused(Event):
    """不认可督办答复,可采取下一级措施."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class ListingReported(Event):
    """报告挂牌案件进展."""

    measure_id: int


@dataclass(frozen=True)
class Delisted(Event):
    """摘牌. A case that ends is listed no more without this: 销号即摘牌. `listing` is what is left (一般挂牌 or nothing)."""

    measure_id: int
    measure: Code
    letter_id: int
    listing: Code | None = None


@dataclass(frozen=True)
class RespondentMeasureTaken(Event):
    """对被投诉单位采取措施. `criterion` is the fact of policies/supervision.toml that led to it."""

    measure_id: int
    measure: Code
    level: Code
    criterion: Code
    letter_id: int


@dataclass(frozen=True)
class RespondentAnswered(Event):
    """登记被投诉单位的答复,或者措施的结果."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class SuperiorReplied(Event):
    """登记上级机关、主管部门对建议函的回复."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class InterviewHeld(Event):
    """约谈被投诉单位."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class ReplyJudged(Event):
    """审核措施的答复. `verdict` is accepted or not_accepted (不符合规定)."""

    measure_id: int
    measure: Code
    verdict: Code


@dataclass(frozen=True)
class Referred(Event):
    """移送. Not shown to the unit that handles the case: it may be about it."""

    measure_id: int
    measure: Code
    level: Code
    criterion: Code
    letter_id: int


@dataclass(frozen=True)
class ReferralAnswered(Event):
    """登记移送的处理情况."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class Escalated(Event):
    """提请领导小组会议协调. `criterion` is why it needs the meeting."""

    measure_id: int
    measure: Code
    level: Code
    criterion: Code
    letter_id: int


@dataclass(frozen=True)
class Coordinated(Event):
    """登记会议协调的结果."""

    measure_id: int
    measure: Code
