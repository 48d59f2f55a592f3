"""销号: is the dossier complete, which offices review it, and may this person review?

A case may be written off only for a real end: paid, agreement performed, wrong corrected, refuted or explained with
evidence, or handed to court or arbitration with its undisputed part paid. The application is no review; reviewers
differ from each other and from applicant, handler, author and signer.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.closure_rules import UPWARDS, ClosureRules, Outcome
from caseflow.core.errors import RuleError
from caseflow.core.publication import Published, hindrances
from caseflow.core.territory import PROVINCE

__all__ = [
    "ClaimState",
    "ClosureRules",
    "Dossier",
    "Involved",
    "Lack",
    "Outcome",
    "Requirement",
    "ReviewLevel",
    "Reviewer",
    "WriteOffFacts",
    "lacks",
    "levels_required",
    "may_review",
    "missing",
    "missing_before_last",
    "missing_for_result",
    "outranked",
    "requirements",
]


@dataclass(frozen=True)
class ClaimState:
    """One claim as it stands (track B: the matter as one claim of 0 yuan).

    Amounts in yuan: `paid` counts what was honoured; `outstanding` is what is still owed, `undisputed_outstanding` the
    part of it nobody disputes. `non_cash` when any payment was not money; `evidence` are kinds of closure.toml.
    """

    name: str
    outcome: str
    paid: Decimal
    outstanding: Decimal
    undisputed_outstanding: Decimal
    evidence: frozenset[str]
    non_cash: bool = False


@dataclass(frozen=True)
class Lack:
    """Something the dossier lacks, as a sentence, and where it is supplied.

    `cure` is result, evidence, payment, service, follow_up or explanation; `kind` the kind of evidence that is lacking.
    """

    cure: str
    sentence: str
    kind: str = ""


@dataclass(frozen=True)
class Requirement:
    """A proof that a claim needs before its case may end: one of `kinds`, and whether it is there."""

    kinds: tuple[str, ...]
    present: bool


@dataclass(frozen=True)
class ReviewLevel:
    """One step of the review: its place in the order, the level of the office, why it is needed.

    `outside_division` when the office belongs to the lead unit, so that its people must come from outside the
    division that handled the case.
    """

    order: int
    level: str
    reason: str
    outside_division: bool = False


@dataclass(frozen=True)
class Involved:
    """Who had a hand in the case; ids of people and units, names of divisions.

    `barred_units` are the respondent and the units beneath it.
    """

    applicant: Hashable
    handler: Hashable
    author: Hashable
    signer: Hashable
    reviewers: tuple[Hashable, ...]
    lead_unit: Hashable
    lead_divisions: frozenset[str]
    barred_units: frozenset[Hashable]


@dataclass(frozen=True)
class Dossier:
    """What is laid before the reviewers; `next_level` is the review that is due now (None before the request).

    `publication` is that of a priority listing, None before it began; `held` is what else the money lacks.
    `unsatisfied`: so the complainant answered last; `explained` when the unit said why it ends all the same.
    """

    claims: tuple[ClaimState, ...]
    result_letter: bool
    served_on_complainant: bool
    served_on_receiving_unit: bool
    answered: bool
    attempts: tuple[date, ...]
    involved: Involved
    next_level: ReviewLevel | None = None
    priority_listed: bool = False
    publication: Published | None = None
    unsatisfied: bool = False
    explained: bool = False
    held: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class Reviewer:
    """A person who would review: id, unit, level of that unit's office, division within the unit."""

    id: Hashable
    unit: Hashable
    level: str
    division: str = ""


@dataclass(frozen=True)
class WriteOffFacts:
    """What decides the levels of review. `amount` in yuan; `listed_by` is the level of the office that listed it."""

    lead_level: str
    lead_hosts_office: bool
    priority_listed: bool
    listed_by: str | None
    ever_overdue: bool
    amount: Decimal
    unsatisfied: bool
    times_returned: int


def missing_for_result(outcome: str, evidence: frozenset[str], rules: ClosureRules) -> tuple[str, ...]:
    """What a result of this kind still lacks before it may be submitted, one sentence each."""
    lacking = [kind for kind in rules.outcome(outcome).at_result if kind not in evidence]
    return tuple(f"缺少{rules.evidence[kind]}。" for kind in lacking)


def lacks(dossier: Dossier, rules: ClosureRules) -> tuple[Lack, ...]:
    """What the dossier lacks before write-off may be asked for; empty when complete."""
    found = [lack for claim in dossier.claims for lack in _claim_lacks(claim, rules)]
    reached = dossier.answered or len(set(dossier.attempts)) >= rules.attempts
    tried = f"（已有 {len(set(dossier.attempts))} 次）" if dossier.attempts else ""
    whole = (
        (dossier.claims, "result", "没有列出任何投诉款项或事项。"),
        (dossier.result_letter, "result", "缺少处理结果告知书。"),
        (dossier.served_on_complainant, "service", "缺少处理结果送达投诉人的证明。"),
        (dossier.served_on_receiving_unit, "service", "缺少处理结果反馈受理部门的证明。"),
        (reached, "follow_up", f"缺少投诉人的回访答复，或不同日期的 {rules.attempts} 次联系记录{tried}。"),
        (dossier.explained or not dossier.unsatisfied, "explanation", "投诉人不满意，缺少为什么仍应销号的说明。"),
    )
    return (*found, *(Lack(cure, sentence) for present, cure, sentence in whole if not present), *dossier.held)


def missing(dossier: Dossier, rules: ClosureRules) -> tuple[str, ...]:
    """The sentences of `lacks`."""
    return tuple(lack.sentence for lack in lacks(dossier, rules))


def missing_before_last(dossier: Dossier, rules: ClosureRules) -> tuple[str, ...]:
    """What is still lacking before the last approval: the dossier, and the publication of a priority listing."""
    return missing(dossier, rules) + (hindrances(dossier.publication) if dossier.priority_listed else ())


def outranked(listed_by: str | None, last_level: str) -> tuple[str, ...]:
    """谁挂牌、谁销号: what is wrong where an office above the last level of the plan has listed the case since it was made.

    RuleError for an unknown level.
    """
    if listed_by is None or _rank(listed_by) <= _rank(last_level):
        return ()
    return (f"案件在申请销号以后由{listed_by}挂牌，应由{listed_by}审核；请退回这次申请，重新申请后审核层级会重新确定。",)


def _claim_lacks(claim: ClaimState, rules: ClosureRules) -> list[Lack]:
    outcome = rules.outcome(claim.outcome)
    if not outcome.write_off:
        return [Lack("result", f"{claim.name}：结果为“{outcome.name}”，{outcome.why_not}")]
    found = [_proof_lack(claim, wanted.kinds, rules) for wanted in requirements(claim, rules) if not wanted.present]
    if outcome.settled == "all" and claim.outstanding > 0:
        found.append(Lack("payment", f"{claim.name}：尚欠 {claim.outstanding:.2f} 元，未结清。"))
    if outcome.settled == "undisputed" and claim.undisputed_outstanding > 0:
        sentence = f"{claim.name}：无分歧部分尚欠 {claim.undisputed_outstanding:.2f} 元，应先付清。"
        found.append(Lack("payment", sentence))
    return found


def requirements(claim: ClaimState, rules: ClosureRules) -> tuple[Requirement, ...]:
    """The proofs that this claim needs, by its outcome and by how it was paid. RuleError for an unknown outcome."""
    outcome = rules.outcome(claim.outcome)
    needed = [*outcome.at_write_off, *(rules.paid_requires if claim.paid > 0 else ())]
    needed += rules.non_cash_requires if claim.non_cash else ()
    wanted = [(kind,) for kind in dict.fromkeys(needed)] + ([outcome.any_of] if outcome.any_of else [])
    return tuple(Requirement(kinds, bool(claim.evidence & set(kinds))) for kinds in wanted)


def _proof_lack(claim: ClaimState, kinds: tuple[str, ...], rules: ClosureRules) -> Lack:
    either = "以下之一：" if len(kinds) > 1 else ""
    return Lack("evidence", f"{claim.name}：缺少{either}{rules.names(kinds)}。", kinds[0])


def levels_required(facts: WriteOffFacts, rules: ClosureRules) -> tuple[ReviewLevel, ...]:
    """The reviews a write-off must pass, in order. RuleError for an unknown level.

    Review 1 sits at the lead's level, one up where the lead hosts the office and one up again after two returns.
    Review 2 sits one level above it when there is reason for one. A listed case ends at the listing office's level or
    above: the last review moves up to it.
    """
    first, why = _first_level(facts, rules)
    outside = facts.lead_hosts_office and facts.lead_level == PROVINCE
    levels = [ReviewLevel(1, first, why, outside)]
    reasons = _second_reasons(facts, rules)
    last = _up(first) if reasons else first
    if facts.listed_by and _rank(facts.listed_by) > _rank(last):
        last = facts.listed_by
        reasons.append("谁挂牌、谁销号")
    if reasons:
        levels.append(ReviewLevel(2, last, "；".join(reasons), outside))
    return tuple(levels)


def _first_level(facts: WriteOffFacts, rules: ClosureRules) -> tuple[str, str]:
    level, why = facts.lead_level, ["初审"]
    if facts.lead_hosts_office:
        level = _up(level)
        why.append("承办单位承担领导小组办公室工作，初审上提一级")
    if facts.times_returned >= rules.returns_before_raise:
        level = _up(level)
        why.append(f"已退回 {facts.times_returned} 次，提级审核")
    return level, "；".join(why)


def _second_reasons(facts: WriteOffFacts, rules: ClosureRules) -> list[str]:
    threshold = rules.thresholds[facts.lead_level]
    reasons = {
        "重点挂牌": facts.priority_listed,
        "曾经超期": facts.ever_overdue,
        f"金额超过 {threshold / 10000:f} 万元": facts.amount > threshold,
        "投诉人不满意": facts.unsatisfied,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _rank(level: str) -> int:
    if level not in UPWARDS:
        raise RuleError(f"没有层级“{level}”。")
    return UPWARDS.index(level)


def _up(level: str) -> str:
    return UPWARDS[min(_rank(level) + 1, len(UPWARDS) - 1)]


def may_review(person: Reviewer, dossier: Dossier) -> str | None:
    """Why `person` may not decide the review that is due now, as a sentence; None when they may."""
    hands, due = dossier.involved, dossier.next_level
    if due is None:
        return "没有待审核的销号申请。"
    if person.id in {hands.applicant, hands.handler, hands.author, hands.signer}:
        return "您是本案的申请人、承办人、拟稿人或签发人，不能审核。"
    if person.id in hands.reviewers:
        return "您已审核过本案的另一级，每级应由不同的人审核。"
    if person.unit in hands.barred_units:
        return "被投诉单位及其下属单位的人员不能审核。"
    if person.level != due.level:
        return f"本级审核应由{due.level}领导小组办公室的人员作出。"
    return _inside(person, hands, due)


def _inside(person: Reviewer, hands: Involved, due: ReviewLevel) -> str | None:
    if person.unit != hands.lead_unit:
        return None
    if not due.outside_division:
        return "承办单位的人员不能审核本单位办理的案件。"
    if not person.division or person.division in hands.lead_divisions:
        return "应由承办处室以外的人员审核。"
    return None
