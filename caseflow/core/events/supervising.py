"""Measures on the unit that handles a case and on its respondent, referrals, and what was answered."""

from dataclasses import dataclass
from decimal import Decimal

from caseflow.core.events.fact import Code, Event


@dataclass(frozen=True)
class OfMeasure(Event):
    """Base of facts about one measure; `measure` is its kind, a rung of policies/supervision.toml."""

    measure_id: int
    measure: Code


@dataclass(frozen=True)
class Measured(OfMeasure):
    """Base of facts that bring a measure about: `level` that of the office, `criterion` the fact of the rules behind it."""

    level: Code
    criterion: Code
    letter_id: int


@dataclass(frozen=True)
class CaseListed(OfMeasure):
    """挂牌. `measure` is listing (一般挂牌) or priority_listing (重点挂牌), `level` that of the office that lists.

    `listing` is what the case is listed as from now on.
    """

    level: Code
    criterion: Code
    letter_id: int | None = None
    listing: Code | None = None


@dataclass(frozen=True)
class ListingKept(Event):
    """新一轮开始或者换了承办单位,挂牌随之而定. `listing` is what the case is listed as from now on (None: not at all)."""

    listing: Code | None


@dataclass(frozen=True)
class MeasureTaken(Measured):
    """采取督办措施. `criterion` is the fact of policies/supervision.toml that led to it."""


@dataclass(frozen=True)
class MeasureAnswered(OfMeasure):
    """答复督办."""


@dataclass(frozen=True)
class AnswerAccepted(OfMeasure):
    """认可督办答复."""


@dataclass(frozen=True)
class AnswerRefused(OfMeasure):
    """不认可督办答复,可采取下一级措施."""


@dataclass(frozen=True)
class ListingReported(Event):
    """报告挂牌案件进展."""

    measure_id: int


@dataclass(frozen=True)
class Delisted(OfMeasure):
    """摘牌. A case that ends is listed no more without this: 销号即摘牌. `listing` is what is left (一般挂牌 or nothing)."""

    letter_id: int
    listing: Code | None = None


@dataclass(frozen=True)
class RespondentMeasureTaken(Measured):
    """对被投诉单位采取措施. `criterion` is the fact of policies/supervision.toml that led to it."""


@dataclass(frozen=True)
class RespondentAnswered(OfMeasure):
    """登记被投诉单位的答复,或者措施的结果. `by_link`: it answered itself, by the link of the letter; `offers` is how many
    payments it proposed."""

    by_link: bool = False
    offers: int = 0


@dataclass(frozen=True)
class RespondentUnreached(OfMeasure):
    """发给被投诉单位的邮件没有送达. The address that was entered with the measure refused it; the letter has to go on paper."""


@dataclass(frozen=True)
class ClaimAnswered(OfMeasure):
    """被投诉单位就一笔款作出答复. `ground` is one of policies/supervision.toml, `void` whether the law does not let it stand."""

    claim_id: int
    stance: Code
    admitted: Decimal
    ground: Code | None
    void: bool
    by_link: bool = False


@dataclass(frozen=True)
class SuperiorReplied(OfMeasure):
    """登记上级机关、主管部门对建议函的回复."""


@dataclass(frozen=True)
class InterviewHeld(OfMeasure):
    """约谈被投诉单位."""


@dataclass(frozen=True)
class ReplyJudged(OfMeasure):
    """审核措施的答复. `verdict` is accepted or not_accepted (不符合规定)."""

    verdict: Code


@dataclass(frozen=True)
class Referred(Measured):
    """移送. Not shown to the unit that handles the case: it may be about it."""


@dataclass(frozen=True)
class ReferralAnswered(OfMeasure):
    """登记移送的处理情况."""


@dataclass(frozen=True)
class Escalated(Measured):
    """提请领导小组会议协调. `criterion` is why it needs the meeting."""


@dataclass(frozen=True)
class Coordinated(OfMeasure):
    """登记会议协调的结果."""
