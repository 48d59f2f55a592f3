"""The roads a case may take: who is late, objects, refuses, pays in part, bounces, is unsatisfied, relapses.

One row per road with how often it is walked, relative to the others. A simulated year walks every road at least once
when it has as many cases as there are roads.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Road:
    """What happens to one case, beside the ordinary course; amounts of days are calendar days until the next deed.

    `track` A or B; `outcome` of policies/closure.toml and `proofs` its kinds of evidence. `supplement`, `objects`,
    `answer` and the like say how that turn ends, empty where it does not come. `shares` are the payments before the
    result as parts of what is claimed; `long` roads begin early, so that they end within the period.
    """

    name: str
    weight: int
    track: str = "A"
    outcome: str = "paid_in_full"
    proofs: tuple[str, ...] = ()
    shares: tuple[str, ...] = ("1",)
    method: str = "transfer"
    supplement: str = ""
    declined: bool = False
    appeals: bool = False
    upheld_appeal: bool = False
    size: bool = False
    objects: str = ""
    extends: bool = False
    sent_back: bool = False
    result_returned: bool = False
    review_returns: int = 0
    answer: str = "satisfied"
    objection: bool = False
    relapse: str = ""
    false_receipt: bool = False
    withdraws: str = ""
    later: str = ""
    late_review: bool = False
    late_sign: bool = False
    late_result: bool = False
    idle: bool = False
    large: bool = False
    long: bool = False


PLAN = ("agreement", "repayment_plan")
REFUSAL = ("finding_report", "measure_record")
DISPUTE = ("finding_report", "mediation_record", "judicial_guidance")

ROADS: tuple[Road, ...] = (
    Road("clean", 8),
    Road("instalments", 3, shares=("0.3", "0.3", "0.4"), outcome="agreement", proofs=PLAN),
    Road(
        "paid_in_part", 3, shares=("0.4",), outcome="partly_paid", proofs=("repayment_plan",), later="pays", long=True
    ),
    Road("refuses", 2, shares=(), outcome="confirmed_unpaid", proofs=REFUSAL, long=True),
    Road("disputed", 2, outcome="disputed", proofs=DISPUTE),
    Road("supplemented", 3, supplement="supplied", sent_back=True),
    Road("lapsed", 2, supplement="lapses"),
    Road("appeal_upheld", 1, declined=True, appeals=True, upheld_appeal=True, long=True),
    Road("appeal_refused", 1, declined=True, appeals=True),
    Road("size_determined", 1, size=True, late_review=True),
    Road("objection_upheld", 2, objects="upheld"),
    Road("objection_overruled", 1, objects="overruled"),
    Road("idle_unit", 2, idle=True, late_result=True, shares=("0.5", "0.5"), long=True),
    Road("extended", 2, extends=True, long=True),
    Road("result_returned", 2, result_returned=True),
    Road("returned_twice", 1, review_returns=2, long=True),
    Road("unsatisfied", 2, answer="unsatisfied"),
    Road("unreached", 2, answer="unreached"),
    Road("large_amount", 3, large=True, shares=("0.5", "0.5"), objection=True, long=True),
    Road("bill_bounces", 1, method="bill", relapse="bill_dishonoured", long=True),
    Road("plan_broken", 1, outcome="agreement", proofs=PLAN, relapse="plan_broken", long=True),
    Road("new_facts", 1, relapse="new_facts", long=True),
    Road("false_receipt", 2, false_receipt=True, long=True),
    Road("withdrawn_paid", 1, withdraws="paid"),
    Road("late_signing", 2, late_sign=True),
    Road("unfair_corrected", 6, "B", "wrong_corrected", ("correction_proof",), ()),
    Road("unfair_late", 1, "B", "wrong_corrected", ("correction_proof",), (), late_result=True),
    Road("refuses_then_pays", 2, shares=(), outcome="confirmed_unpaid", proofs=REFUSAL, later="pays", long=True),
    Road("no_arrears", 1, shares=(), outcome="no_arrears", proofs=("finding_report",)),
    Road("corrected", 1, outcome="corrected", proofs=("correction_proof",)),
    Road("declined", 2, declined=True),
    Road("late_review", 1, late_review=True),
    Road("late_result", 3, late_result=True, long=True),
    Road("review_returned", 2, review_returns=1),
    Road("payment_taken_back", 1, relapse="payment_reversed", long=True),
    Road("withdrawn", 2, withdraws="other"),
    Road("unfair_unfounded", 2, "B", "unfounded", ("finding_report",), ()),
    Road("unfair_explained", 2, "B", "policy_explained", ("policy_reply",), (), answer="unsatisfied"),
)
"""The first are those that a short year, with fewer cases than roads, walks."""


def allotted(count: int, chance: Random) -> list[Road]:
    """`count` roads: each once, the first of them where there are fewer, the rest drawn by weight, in a shuffled order."""
    drawn = chance.choices(ROADS, [road.weight for road in ROADS], k=max(0, count - len(ROADS)))
    roads = [*ROADS[:count], *drawn]
    chance.shuffle(roads)
    return roads
