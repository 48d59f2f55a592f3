"""Money that came."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.claim import Claim
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.person import Person


class Payment(Base):
    """A payment on one claim, in yuan, with its proof; it counts in the ledger while `reversed_at` is empty.

    What is not money has the complainant's written `consent_id`. The complainant says whether it came: `confirmed_at`, or
    `denied_at` while it is not confirmed. The three moments are set once, everything else never changes.
    """

    __tablename__ = "payment"
    __table_args__ = (
        ForeignKeyConstraint(["claim_id", "case_id"], [Claim.id, Claim.case_id]),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    claim_id: Mapped[int]
    amount: Mapped[Decimal]
    paid_on: Mapped[date]
    method: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    recorded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    denied_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]
