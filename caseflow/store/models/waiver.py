"""A part of what is owed that the complainant gave up."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.claim import Claim
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.person import Person


class Waiver(Base):
    """So many yuan of one claim: declared by the complainant itself, or on the paper it signed (`evidence_id`)."""

    __tablename__ = "waiver"
    __table_args__ = (
        ForeignKeyConstraint(["claim_id", "case_id"], [Claim.id, Claim.case_id]),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    claim_id: Mapped[int]
    amount: Mapped[Decimal]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    declared_at: Mapped[datetime]
