"""督办 of units: which measures stand, which the facts propose and why, which would skip a rung, who may take them.

The ladder and its criteria are data (policies/supervision.toml). Measures on the respondent of a complaint are another
matter: neither of its two roads (国务院令第802号第二十三条、第二十五条) is decided here.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.errors import RuleError
from caseflow.core.supervision_rules import LISTING, PRIORITY, Criterion, Rung, SupervisionRules
from caseflow.core.territory import PROVINCE

__all__ = [
    "LISTING",
    "PRIORITY",
    "Criterion",
    "Ladder",
    "LadderFacts",
    "Proposal",
    "Rung",
    "Standing",
    "Supervised",
    "SupervisionRules",
    "Supervisor",
    "Taken",
    "assess",
    "may_supervise",
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
    督办书. `threshold` is the amount above which a case is a great one; `since` when the case was accepted.
    """

    since: datetime
    amount: Decimal = Decimal(0)
    threshold: Decimal = Decimal(0)
    overdue: tuple[datetime, ...] = ()
    result_overdue: tuple[datetime, ...] = ()
    returned: tuple[datetime, ...] = ()
    refused_order: tuple[datetime, ...] = ()
    measures: tuple[Taken, ...] = ()


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


def assess(facts: LadderFacts, rules: SupervisionRules) -> Ladder:
    """What stands, what the facts propose, what they would propose if a lower rung had been used."""
    found = [proposal for rung in rules.rungs if (proposal := _proposal(rung, facts, rules)) is not None]
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
    if _is_open(rung, facts):
        return f"本案已有一项“{rung.name}”正在执行，不能重复采取。"
    criterion = rules.criteria[reason]
    if not criterion.stated and not _holds(criterion, rung, facts, rules):
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


def _proposal(rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> Proposal | None:
    holding = (rules.criteria[key] for key in rung.criteria if not rules.criteria[key].stated)
    reasons = tuple(criterion for criterion in holding if _holds(criterion, rung, facts, rules))
    if not reasons or _is_open(rung, facts):
        return None
    direct = any(reason.direct for reason in reasons)
    return Proposal(rung, reasons, "" if direct else _skipped(rung, facts, rules) or "")


def _holds(criterion: Criterion, rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> bool:
    """Whether the fact is there, and new since the measure was last taken: nobody answers twice for one lateness."""
    taken = _last(rung, facts)
    happened = _happened(criterion.key, rung, facts, rules)
    return bool(happened) and (taken is None or max(happened) > taken.at)


def _happened(key: str, rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> tuple[datetime, ...]:
    match key:
        case "overdue":
            return facts.overdue
        case "overdue_twice":
            return facts.overdue if len(facts.overdue) >= TWICE else ()
        case "result_exceeded":
            return facts.result_overdue
        case "returned_twice":
            return facts.returned if len(facts.returned) >= TWICE else ()
        case "refused_order":
            return facts.refused_order
        case "amount":
            return (facts.since,) if facts.amount > facts.threshold else ()
        case _:
            below = rules.before(rung.key)
            last = _last(below, facts) if below else None
            return (last.at,) if last and last.standing.value == key else ()


def _skipped(rung: Rung, facts: LadderFacts, rules: SupervisionRules) -> str | None:
    below = rules.before(rung.key)
    if below is None:
        return None
    last = _last(below, facts)
    if last is None:
        return f"还没有采取“{below.name}”，不能越级采取“{rung.name}”。"
    if last.standing in PENDING:
        return f"“{below.name}”还没有到期或者答复还没有审核，暂不采取“{rung.name}”。"
    return None


def _last(rung: Rung, facts: LadderFacts) -> Taken | None:
    return max((taken for taken in facts.measures if taken.key == rung.key), key=lambda taken: taken.at, default=None)


def _is_open(rung: Rung, facts: LadderFacts) -> bool:
    return any(taken.key == rung.key and taken.standing in OPEN for taken in facts.measures)


def _rank(level: str) -> int:
    if level not in UPWARDS:
        raise RuleError(f"没有层级“{level}”。")
    return UPWARDS.index(level)
