"""The repayment plan as the case page shows it: every instalment with what came, and the curve beside the promise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import select

from caseflow.core.repayment import Standing, unbalanced
from caseflow.handling.curve import Curve, curve
from caseflow.handling.desk import owed_of
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Claim, Person
from caseflow.store.plans import Line, Plan, plans_of, read_plan


@dataclass(frozen=True)
class LineView:
    """One instalment: `grace_until` is the last day on which a payment keeps the plan, `standing` where it stands."""

    position: int
    contract: str
    due_on: date
    amount: Decimal
    waived: Decimal
    paid: Decimal
    met_on: date | None
    grace_until: date
    provisional: bool
    standing: Standing

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        part = f"，已付 {self.paid:,.2f} 元" if self.paid and self.met_on is None else ""
        less = f"，企业放弃 {self.waived:,.2f} 元" if self.waived else ""
        return f"{self.standing.label if self.amount else '不用再付'}{part}{less}"


@dataclass(frozen=True)
class PlanView:
    """One plan; `curve` is drawn for the one in force alone."""

    sequence: int
    agreed_on: date
    recorded_by: str
    evidence_id: int
    amount: Decimal
    paid: Decimal
    lines: tuple[LineView, ...]
    curve: Curve | None = None

    @property
    def lacking(self) -> Decimal:
        """What the plan still lacks."""
        return self.amount - self.paid

    @property
    def following(self) -> LineView | None:
        """The first instalment that is not paid."""
        return next((line for line in self.lines if line.met_on is None), None)


@dataclass(frozen=True)
class Plans:
    """The plan in force and those it took the place of, the newest of them first.

    `off` says where what the plan still lacks is not what is owed, as after a payment of before the plan was taken back.
    """

    current: PlanView
    earlier: tuple[PlanView, ...]
    off: tuple[str, ...]


def plan_view(case_id: int) -> Plans | None:
    """The plans of a case; None while there is none."""
    rows = plans_of(case_id)
    if not rows:
        return None
    names = _contracts(case_id)
    earlier = [_view(read_plan(row, following), names) for row, following in pairwise(rows)]
    current = read_plan(rows[-1])
    left = [replace(line.share.instalment, amount=line.share.lacking) for line in current.lines]
    off = unbalanced(left, owed_of(case_id))
    return Plans(_view(current, names, drawn=True), tuple(reversed(earlier)), off)


def _contracts(case_id: int) -> dict[int, str]:
    rows = db.session.execute(select(Claim.id, Claim.contract_name).where(Claim.case_id == case_id)).all()
    return {row.id: row.contract_name for row in rows}


def _view(plan: Plan, names: Mapping[int, str], *, drawn: bool = False) -> PlanView:
    row, today = plan.row, clock.today()
    return PlanView(
        sequence=row.sequence,
        agreed_on=row.agreed_on,
        recorded_by=db.session.get_one(Person, row.recorded_by_id).name,
        evidence_id=row.evidence_id,
        amount=sum((line.share.instalment.amount for line in plan.lines), Decimal(0)),
        paid=sum((line.share.paid for line in plan.lines), Decimal(0)),
        lines=tuple(_line(line, names, today) for line in plan.lines),
        curve=_curve(plan, today) if drawn else None,
    )


def _line(line: Line, names: Mapping[int, str], today: date) -> LineView:
    share = line.share
    return LineView(
        position=share.instalment.position,
        contract=names[share.instalment.claim_id],
        due_on=share.instalment.due_on,
        amount=share.instalment.amount,
        waived=share.instalment.waived,
        paid=share.paid,
        met_on=share.met_on,
        grace_until=line.clock.due_rolled,
        provisional=line.clock.provisional,
        standing=line.standing(today),
    )


def _curve(plan: Plan, today: date) -> Curve:
    planned = [(line.share.instalment.due_on, line.share.instalment.amount) for line in plan.lines]
    claims = {line.share.instalment.claim_id for line in plan.lines}
    came = [(payment.on, payment.amount) for payment in plan.received if payment.claim_id in claims]
    return curve(plan.row.agreed_on, planned, came, today)
