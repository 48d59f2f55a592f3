"""Measures: which stand, which the facts propose and why, which would skip a rung, who may take them.

The roads, their rungs and criteria are data (policies/supervision.toml): the ladder on the unit that handles a case, two
roads on its respondent (国务院令第802号第二十五条、第二十三条), referrals and questions to the leading group.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.errors import RuleError
from caseflow.core.supervision_rules import LISTING, PRIORITY, UNITS, Criterion, Road, Rung, SupervisionRules
from caseflow.core.territory import PROVINCE

__all__ = [
    "LISTING",
    "PRIORITY",
    "UNITS",
    "Affair",
    "Criterion",
    "Ladder",
    "LadderFacts",
    "Proposal",
    "Road",
    "Rung",
    "Standing",
    "Supervised",
    "SupervisionRules",
    "Supervisor",
    "Taken",
    "Taker",
    "assess",
    "may_supervise",
    "may_take",
    "refusal",
]  # fmt: skip


class Standing(StrEnum):
    """Where a measure stands: UNANSWERED is late, NOT_ACCEPTED was answered badly, ENDED was delisted or closed."""

    ISSUED = "issued"
    WAITING = "waiting"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    ENDED = "ended"


OPEN = frozenset({Standing.ISSUED, Standing.WAITING, Standing.ANSWERED, Standing.UNANSWERED})
PENDING = frozenset({Standing.ISSUED, Standing.WAITING, Standing.ANSWERED})
TWICE = 2
BELOW = {
    "unanswered": Standing.UNANSWERED,
    "no_reply": Standing.UNANSWERED,
    "not_accepted": Standing.NOT_ACCEPTED,
    "improper_reply": Standing.NOT_ACCEPTED,
}
"""Criteria that look at the rung below: how it must have ended."""


@dataclass(frozen=True)
class Taken:
    """A measure that was taken."""

    key: str
    at: datetime
    standing: Standing


@dataclass(frozen=True)
class LadderFacts:
    """What the ladder looks at; moments at which each thing happened, amounts in yuan.

    `overdue` are all limits the unit missed, `result_overdue` those for the result, `refused_order` missed limits of a
    督办书, `confirmed` results that said 欠款属实未清偿 and were served, `reopened` when an ended case came back listed higher
    (and still is). `threshold` is the amount above which a case is a
    great one; `since` when the case was accepted; `respondent_type` one of core/routing/words.TYPES.
    """

    since: datetime
    amount: Decimal = Decimal(0)
    threshold: Decimal = Decimal(0)
    overdue: tuple[datetime, ...] = ()
    result_overdue: tuple[datetime, ...] = ()
    returned: tuple[datetime, ...] = ()
    refused_order: tuple[datetime, ...] = ()
    confirmed: tuple[datetime, ...] = ()
    reopened: tuple[datetime, ...] = ()
    track: str = "A"
    filed_on: date | None = None
    respondent_type: str = ""
    measures: tuple[Taken, ...] = ()


FACTS: Mapping[str, Callable[[LadderFacts], tuple[datetime, ...]]] = {
    "overdue": lambda facts: facts.overdue,
    "result_exceeded": lambda facts: facts.result_overdue,
    "refused_order": lambda facts: facts.refused_order,
    "confirmed_unpaid": lambda facts: facts.confirmed,
    "reopened": lambda facts: facts.reopened,
}
"""Criteria that a fact answers as it stands."""


@dataclass(frozen=True)
class Proposal:
    """A measure with the facts that speak for it; `obstacle` says why it may not be taken yet ('' where it may)."""

    rung: Rung
    reasons: tuple[Criterion, ...]
    obstacle: str = ""


@dataclass(frozen=True)
class Ladder:
    """The measures that stand open, those to be taken now, and those that would skip a rung."""

    open: tuple[Taken, ...]
    proposed: tuple[Proposal, ...]
    refused: tuple[Proposal, ...]


@dataclass(frozen=True)
class Supervisor:
    """Who would supervise: the person, the office, its level, the places beneath it, the departments under its roof."""

    person: Hashable
    unit: Hashable
    level: str
    territories: frozenset[str]
    house: frozenset[Hashable]


@dataclass(frozen=True)
class Supervised:
    """The unit that is supervised, and the `hands` that handled, wrote or signed for it."""

    unit: Hashable
    level: str
    territory: str
    hands: frozenset[Hashable]


@dataclass(frozen=True)
class Taker:
    """Who would take a measure: the `unit`, those under its roof, the SME departments in whose name the person acts, and
    whether the person supervises the place of the case."""

    unit: Hashable
    house: frozenset[Hashable]
    departments: frozenset[Hashable] = frozenset()
    supervises: bool = False


@dataclass(frozen=True)
class Affair:
    """The case a measure is about: who leads and received it, the respondent with whoever belongs to it (`concerned`),
    whether its unit is `handling` it, whether it was `accepted` and is open, whether anything is still owed."""

    lead: Hashable
    receiving: Hashable
    concerned: frozenset[Hashable] = field(default_factory=frozenset)
    handling: bool = True
    accepted: bool = True
    owed: bool = True


def assess(facts: LadderFacts, rules: SupervisionRules, road: str = UNITS) -> Ladder:
    """What stands on a road, what the facts propose, what they would propose if a lower rung had been used."""
    rungs = rules.of_road(road, facts.track)
    found = [proposal for rung in rungs if (proposal := _proposal(rung, facts, rules)) is not None]
    return Ladder(
        open=tuple(taken for taken in facts.measures if taken.standing in OPEN),
        proposed=tuple(proposal for proposal in found if not proposal.obstacle),
        refused=tuple(proposal for proposal in found if proposal.obstacle),
    )


def refusal(key: str, reason: str, facts: LadderFacts, rules: SupervisionRules) -> str | None:
    """Why measure `key` may not be taken for criterion `reason`, as a sentence; None when it may. RuleError if unknown."""
    rung = rules.rung(key)
    if reason not in rung.criteria:
        return f"采取“{rung.name}”不能以此为由。"
    unfit = _unfit(rung, facts)
    if unfit:
        return unfit
    if _is_open(rung, facts):
        return f"本案已有一项“{rung.name}”正在执行，不能重复采取。"
    criterion = rules.criteria[reason]
    if not criterion.begun(facts.filed_on):
        return f"“{criterion.name}”的依据在投诉以后才施行，不能以此为由。"
    if not criterion.stated and not _holds(criterion, rung, facts):
        return f"本案没有“{criterion.name}”的事实。"
    return None if criterion.direct else _skipped(rung, facts, rules)


def may_supervise(who: Supervisor, whom: Supervised) -> str | None:
    """Why `who` may not supervise `whom`, as a sentence; None when they may.

    Only downward and in the own territory. Nobody supervises the unit under whose roof they sit: that goes one level up,
    and at province level to people who had no hand in the case.
    """
    if who.unit == whom.unit or who.person in whom.hands:
        return "承办本案的单位和人员不能督办本案。"
    if whom.territory not in who.territories or _rank(who.level) < _rank(whom.level):
        return "只能督办本辖区内本级和下级的承办单位。"
    if whom.unit in who.house and who.level != PROVINCE:
        return "承办单位承担本办公室的日常工作，由上一级领导小组办公室督办。"
    return None


def may_take(road: Road, who: Taker, affair: Affair) -> str | None:
    """Why `who` may take no measure of `road` in this case, as a sentence; None when they may.

    Recusal comes first. A road about the respondent's silence is the handling unit's while it handles the case
    (国务院令第802号第二十五条); one about a confirmed debt is the SME department's while something is owed (第二十三条).
    The ladder on units has rules of its own (`may_supervise`).
    """
    if affair.concerned & (who.house | {who.unit}):
        return "本单位是被投诉单位或者与它有隶属关系，须回避，不能采取措施。"
    if not affair.accepted:
        return "案件还没有受理或者已经结束，不能采取措施。"
    if road.taken_by == "lead":
        mine = who.unit == affair.lead and affair.handling
        return None if mine else "由承办单位在签收以后、反馈处理结果以前采取。"
    if road.taken_by == "sme":
        if not who.departments:
            return "由县级以上中小企业综合管理部门采取。"
        return None if affair.owed else "款项已经结清，不能再采取对欠款的措施。"
    involved = who.supervises or who.unit in (affair.lead, affair.receiving)
    return None if involved else "由受理、承办或者督办本案的单位提出。"


def _proposal(rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> Proposal | None:
    holding = (rules.criteria[key] for key in rung.criteria if not rules.criteria[key].stated)
    begun = (criterion for criterion in holding if criterion.begun(facts.filed_on))
    reasons = tuple(criterion for criterion in begun if _holds(criterion, rung, facts))
    if not reasons or _is_open(rung, facts) or _unfit(rung, facts):
        return None
    direct = any(reason.direct for reason in reasons)
    return Proposal(rung, reasons, "" if direct else _skipped(rung, facts, rules) or "")


def _holds(criterion: Criterion, rung: Rung, facts: LadderFacts) -> bool:
    """Whether the fact is there, and new since the measure was last taken: nobody answers twice for one lateness."""
    taken = _last((rung.key,), facts)
    happened = _happened(criterion.key, rung, facts)
    return bool(happened) and (taken is None or max(happened) > taken.at)


def _happened(key: str, rung: Rung, facts: LadderFacts) -> tuple[datetime, ...]:
    if key in FACTS:
        return FACTS[key](facts)
    match key:
        case "overdue_twice":
            return facts.overdue if len(facts.overdue) >= TWICE else ()
        case "returned_twice":
            return facts.returned if len(facts.returned) >= TWICE else ()
        case "amount":
            return (facts.since,) if facts.amount > facts.threshold else ()
        case _:
            last = _last(rung.after, facts)
            return (last.at,) if last and last.standing is BELOW[key] else ()


def _unfit(rung: Rung, facts: LadderFacts) -> str | None:
    return rung.unfit(facts.track, facts.filed_on, facts.respondent_type)


def _skipped(rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> str | None:
    if not rung.after:
        return None
    last = _last(rung.after, facts)
    if last is None:
        names = "”或者“".join(rules.name(key) for key in rung.after)
        return f"还没有采取“{names}”，不能越级采取“{rung.name}”。"
    if last.standing in PENDING:
        return f"“{rules.name(last.key)}”还没有到期或者答复还没有审核，暂不采取“{rung.name}”。"
    return None


def _last(keys: Iterable[str], facts: LadderFacts) -> Taken | None:
    wanted = frozenset(keys)
    return max((taken for taken in facts.measures if taken.key in wanted), key=lambda taken: taken.at, default=None)


def _is_open(rung: Rung, facts: LadderFacts) -> bool:
    return any(taken.key == rung.key and taken.standing in OPEN for taken in facts.measures)


def _rank(level: str) -> int:
    if level not in UPWARDS:
        raise RuleError(f"没有层级“{level}”。")
    return UPWARDS.index(level)
