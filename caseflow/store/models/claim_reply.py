"""What a respondent says to one claim."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.claim import Claim
from caseflow.store.models.measure_report import MeasureReport


class ClaimReply(Base):
    """Append-only: `stance` is admits, partly or denies; `admitted` yuan of it; `ground` of policies/supervision.toml.

    `void_basis` is the provision by which this ground cannot stand, as the rules said that day ('' where none does).
    Words to it are the entry of its event.
    """

    __tablename__ = "claim_reply"
    __table_args__ = (
        UniqueConstraint("report_id", "claim_id"),
        CheckConstraint("stance in ('admits','partly','denies')", name="stance"),
        CheckConstraint("admitted >= 0 and (stance = 'denies') = (admitted = 0)", name="admitted"),
        CheckConstraint("(stance = 'admits') = (ground = '') and (ground <> '' or void_basis = '')", name="ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(MeasureReport.id))
    claim_id: Mapped[int] = mapped_column(ForeignKey(Claim.id))
    stance: Mapped[str]
    admitted: Mapped[Decimal]
    ground: Mapped[str]
    void_basis: Mapped[str]
