"""Repayment plans (还款计划): what each instalment got of the payments, and whether a plan adds up to what is owed.

Payments are allotted within their claim, to the instalment that falls due first. Amounts are yuan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Instalment:
    """One instalment of a plan: its number in the plan, the claim it pays, the day it falls due.

    `amount` is what is to be paid; `waived` what it would be more, had the firm not given it up.
    """

    position: int
    claim_id: int
    due_on: date
    amount: Decimal
    waived: Decimal = NOTHING


@dataclass(frozen=True)
class Received:
    """A payment that counts: on which claim, on which day."""

    claim_id: int
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Share:
    """What one instalment got; `met_on` is the day of the payment that filled it, None while it lacks something.

    One that was given up whole lacks nothing from the day on which it falls due.
    """

    instalment: Instalment
    paid: Decimal
    met_on: date | None

    @property
    def lacking(self) -> Decimal:
        """What the instalment still lacks."""
        return self.instalment.amount - self.paid


@dataclass(frozen=True)
class Owed:
    """What one claim still owes, and how much of that nobody disputes."""

    claim_id: int
    name: str
    outstanding: Decimal
    undisputed: Decimal


class Standing(StrEnum):
    """Where an instalment stands on a day."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    AHEAD = "ahead"
    GRACE = "grace"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        """The word shown on the page."""
        return LABELS[self]


LABELS = {
    Standing.PAID: "已付清",
    Standing.PAID_LATE: "迟付，已付清",
    Standing.AHEAD: "未到期",
    Standing.GRACE: "已到期，宽限期内",
    Standing.BROKEN: "逾期未付",
}


def allot(instalments: Iterable[Instalment], payments: Iterable[Received]) -> tuple[Share, ...]:
    """What every instalment got, in the order of the plan; the earliest payment fills the earliest instalment."""
    money = sorted(payments, key=lambda payment: payment.on)
    left = [payment.amount for payment in money]
    shares = []
    for instalment in sorted(instalments, key=lambda each: (each.due_on, each.position)):
        paid, last = NOTHING, None if instalment.amount else instalment.due_on
        for place, payment in enumerate(money):
            taken = min(left[place], instalment.amount - paid) if payment.claim_id == instalment.claim_id else NOTHING
            if taken > 0:
                left[place] -= taken
                paid, last = paid + taken, payment.on
        shares.append(Share(instalment, paid, last if paid == instalment.amount else None))
    return tuple(sorted(shares, key=lambda share: share.instalment.position))


def relieved(
    instalments: Sequence[Instalment], waived: Mapping[int, Decimal], owed: Mapping[int, Decimal]
) -> tuple[Instalment, ...]:
    """The instalments that are left of a plan when so much of each claim is given up.

    It takes first from what the plan does not promise (the disputed part of what was `owed` when it was made), then from the
    last instalments.
    """
    planned = {claim: sum((each.amount for each in instalments if each.claim_id == claim), NOTHING) for claim in waived}
    left = {claim: max(yuan - max(owed[claim] - planned[claim], NOTHING), NOTHING) for claim, yuan in waived.items()}
    found = []
    for each in sorted(instalments, key=lambda each: (each.due_on, each.position), reverse=True):
        taken = min(left.get(each.claim_id, NOTHING), each.amount)
        left[each.claim_id] = left.get(each.claim_id, NOTHING) - taken
        found.append(replace(each, amount=each.amount - taken, waived=taken))
    return tuple(reversed(found))


def stands(share: Share, grace_until: date, today: date) -> Standing:
    """Where an instalment stands; `grace_until` is the last day on which a payment still keeps the plan."""
    if share.met_on is not None:
        return Standing.PAID if share.met_on <= grace_until else Standing.PAID_LATE
    if today <= share.instalment.due_on:
        return Standing.AHEAD
    return Standing.GRACE if today <= grace_until else Standing.BROKEN


def unbalanced(instalments: Sequence[Instalment], owed: Sequence[Owed]) -> tuple[str, ...]:
    """Where the plan does not add up, one sentence a claim; empty when it does.

    The instalments of a claim make up all that it owes or, where a part is disputed, the part that nobody disputes,
    which has to be paid first (国务院令第802号第十五条).
    """
    planned: dict[int, Decimal] = {}
    for each in instalments:
        planned[each.claim_id] = planned.get(each.claim_id, NOTHING) + each.amount
    return tuple(
        _sentence(claim, planned.get(claim.claim_id, NOTHING))
        for claim in owed
        if planned.get(claim.claim_id, NOTHING) not in {claim.outstanding, claim.undisputed}
    )


def _sentence(claim: Owed, planned: Decimal) -> str:
    parts = f"，其中无分歧的 {claim.undisputed:,.2f} 元" if claim.undisputed != claim.outstanding else ""
    return f"{claim.name}：各期合计 {planned:,.2f} 元，与尚欠的 {claim.outstanding:,.2f} 元{parts}不相等。"


def running_total(steps: Iterable[tuple[date, Decimal]]) -> tuple[tuple[date, Decimal], ...]:
    """(day, sum of everything up to that day), one pair a day, oldest first."""
    totals: dict[date, Decimal] = {}
    total = NOTHING
    for day, amount in sorted(steps):
        total += amount
        totals[day] = total
    return tuple(totals.items())
