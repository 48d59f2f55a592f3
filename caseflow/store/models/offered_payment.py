"""A payment that a respondent proposes."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.measure_report import MeasureReport


class OfferedPayment(Base):
    """Append-only: one line of what was proposed in a reply. It binds nobody until the parties have agreed on a plan."""

    __tablename__ = "offered_payment"
    __table_args__ = (UniqueConstraint("report_id", "due_on"), CheckConstraint("amount > 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(MeasureReport.id))
    due_on: Mapped[date]
    amount: Mapped[Decimal]
