"""The repayment plan of a case: its instalments beside the payments that meet them, and their clocks.

Payments and plans belong to the handling desk, reopenings to 销号; both lean on this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import func, select, update

from caseflow.core import repayment
from caseflow.core.chinese import SHANGHAI
from caseflow.core.notices import INSTALMENT
from caseflow.core.repayment import Received, Share, Standing, allot, relieved, stands
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Clock, Instalment, Payment, RepaymentPlan
from caseflow.store.unit_of_work import Work
from caseflow.store.waivers import waived_on


@dataclass(frozen=True)
class Line:
    """One instalment with what it got and its clock."""

    id: int
    plan_id: int
    share: Share
    clock: Clock

    def standing(self, today: date) -> Standing:
        """Where it stands on this day."""
        return stands(self.share, self.clock.due_rolled, today)


@dataclass(frozen=True)
class Plan:
    """A plan with its lines in order, and the payments that meet it."""

    row: RepaymentPlan
    lines: tuple[Line, ...]
    received: tuple[Received, ...]


def plans_of(case_id: int) -> list[RepaymentPlan]:
    """Every plan of a case, oldest first; the last one is in force."""
    rows = select(RepaymentPlan).where(RepaymentPlan.case_id == case_id)
    return list(db.session.scalars(rows.order_by(RepaymentPlan.sequence)))


def plan_in_force(case_id: int) -> Plan | None:
    """The newest plan of a case, or None."""
    rows = plans_of(case_id)
    return read_plan(rows[-1]) if rows else None


def read_plan(row: RepaymentPlan, following: RepaymentPlan | None = None) -> Plan:
    """A plan beside the payments and waivers recorded since it, and before the `following` plan took over."""
    counting = select(Payment).where(Payment.case_id == row.case_id, Payment.reversed_at.is_(None))
    counting = counting.where(Payment.id > row.after_payment_id)
    if following is not None:
        counting = counting.where(Payment.id <= following.after_payment_id)
    paid = db.session.scalars(counting.order_by(Payment.paid_on, Payment.id))
    received = tuple(Received(payment.claim_id, payment.paid_on, payment.amount) for payment in paid)
    rows = db.session.execute(
        select(Instalment, Clock).join(Clock, Clock.id == Instalment.clock_id).where(Instalment.plan_id == row.id)
    ).all()
    waiting = {instalment.position: (instalment.id, limit) for instalment, limit in rows}
    lines = []
    planned = tuple(_pure(instalment) for instalment, _limit in rows)
    for share in allot(relieved(planned, _given_up(row, following), _owed_then(row)), received):
        instalment_id, limit = waiting[share.instalment.position]
        lines.append(Line(instalment_id, row.id, share, limit))
    return Plan(row, tuple(lines), received)


def _given_up(row: RepaymentPlan, following: RepaymentPlan | None) -> Mapping[int, Decimal]:
    """Yuan by claim that the firm gave up since the plan, and before the next one."""
    return waived_on(row.case_id, row.after_waiver_id, following.after_waiver_id if following else None)


def _owed_then(row: RepaymentPlan) -> Mapping[int, Decimal]:
    """Yuan by claim that were owed when the plan was made."""
    before = (Payment.claim_id == Claim.id, Payment.reversed_at.is_(None), Payment.id <= row.after_payment_id)
    paid = select(func.coalesce(func.sum(Payment.amount), 0)).where(*before).scalar_subquery()
    waived = waived_on(row.case_id, until=row.after_waiver_id)
    claims = db.session.execute(select(Claim.id, Claim.amount - paid).where(Claim.case_id == row.case_id))
    return {claim_id: owed - waived.get(claim_id, Decimal(0)) for claim_id, owed in claims}


def settle_instalments(work: Work, case: Case) -> None:
    """A payment came or was undone: of the plan in force, the clocks of what is paid are met, the others wait again."""
    plan = plan_in_force(case.id)
    for line in plan.lines if plan else ():
        if line.share.met_on is not None and line.clock.met_at is None:
            line.clock.met_at = _moment(work, line.share.met_on)
        elif line.share.met_on is None and line.clock.met_at is not None:
            line.clock.met_at = None


def end_instalments(work: Work, case: Case) -> None:
    """No payment is waited for any more: another plan takes the place of the one in force."""
    running = update(Clock).where(Clock.case_id == case.id, Clock.key == INSTALMENT, Clock.met_at.is_(None))
    db.session.execute(running.values(met_at=work.now))


def awaits_payment(case_id: int) -> bool:
    """Whether the plan in force promises a payment that has not come."""
    plan = plan_in_force(case_id)
    return plan is not None and any(line.share.met_on is None for line in plan.lines)


def broken_lines(case_id: int) -> tuple[Line, ...]:
    """What of the plan in force ran out and is unpaid to this day, in whatever round; only money or another plan mends it."""
    plan = plan_in_force(case_id)
    return tuple(line for line in plan.lines if _broken(line)) if plan else ()


def instalment_of(clock_id: int) -> Instalment | None:
    """The instalment that this clock waits for, or None for a clock of another kind."""
    return db.session.scalar(select(Instalment).where(Instalment.clock_id == clock_id))


def numbers(lines: Iterable[Line]) -> str:
    """第1期、第2期."""
    return "、".join(f"第{line.share.instalment.position}期" for line in lines)


def _broken(line: Line) -> bool:
    return line.clock.overdue_at is not None and line.share.met_on is None


def _pure(row: Instalment) -> repayment.Instalment:
    return repayment.Instalment(row.position, row.claim_id, row.due_on, row.amount)


def _moment(work: Work, day: date) -> datetime:
    return work.now if day >= work.today else datetime.combine(day, time.max, SHANGHAI)
