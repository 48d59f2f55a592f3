"""One instalment of a repayment plan."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.claim import Claim
from caseflow.store.models.clock import Clock
from caseflow.store.models.repayment_plan import RepaymentPlan


class Instalment(Base):
    """So many yuan on one claim by `due_on`; its clock ends some days later, with the payment or the relapse."""

    __tablename__ = "instalment"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "case_id"], [RepaymentPlan.id, RepaymentPlan.case_id]),
        ForeignKeyConstraint(["claim_id", "case_id"], [Claim.id, Claim.case_id]),
        UniqueConstraint("plan_id", "position"),
        UniqueConstraint("clock_id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int]
    case_id: Mapped[int]
    claim_id: Mapped[int]
    position: Mapped[int]
    due_on: Mapped[date]
    amount: Mapped[Decimal]
    clock_id: Mapped[int] = mapped_column(ForeignKey(Clock.id))
