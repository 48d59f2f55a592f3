"""What the unit found and did."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.letter import Letter
from caseflow.store.models.person import Person


class Result(Base):
    """A result of one round: written by the handler, signed by a head who is somebody else, served by letter."""

    __tablename__ = "result"
    __table_args__ = (CheckConstraint("signer_id <> author_id", name="signer_is_not_author"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    round: Mapped[int]
    outcome: Mapped[str]
    amount_recognised: Mapped[Decimal]
    findings: Mapped[str]
    basis: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    submitted_at: Mapped[datetime]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    signed_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey(Letter.id))
    feedback_letter_id: Mapped[int | None] = mapped_column(ForeignKey(Letter.id))
    served_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
