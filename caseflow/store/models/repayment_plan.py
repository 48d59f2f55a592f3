"""What a respondent promised to pay by when."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.person import Person


class RepaymentPlan(Base):
    """A plan as it was agreed; the newest of a case is the one in force, those before it stay as they were.

    It covers what was owed when it was entered: payments recorded after `after_payment_id` meet its instalments,
    what was waived after `after_waiver_id` takes from its last ones.
    """

    __tablename__ = "repayment_plan"
    __table_args__ = (
        UniqueConstraint("case_id", "sequence"),
        UniqueConstraint("id", "case_id"),
        CheckConstraint("amount > 0 and instalments > 0", name="something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    sequence: Mapped[int]
    agreed_on: Mapped[date]
    amount: Mapped[Decimal]
    instalments: Mapped[int]
    after_payment_id: Mapped[int]
    after_waiver_id: Mapped[int] = mapped_column(server_default="0")
    evidence_id: Mapped[int] = mapped_column(ForeignKey(Evidence.id))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    recorded_at: Mapped[datetime]
