"""More time for the result."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person


class Extension(Base):
    """An extension asked by the handler before expiry and decided by the head, never by the same person.

    `days` are added to the running limit, in the kind of days it counts; `until` is the end they lead to.
    """

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("decided_by_id <> requested_by_id", name="other_person"),
        CheckConstraint("(decided_at is null) = (approved is null)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    reason_code: Mapped[str]
    days: Mapped[int]
    until: Mapped[date]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
