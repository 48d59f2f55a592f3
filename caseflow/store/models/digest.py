"""The reminders that one person got on one day as one message."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person


class Digest(Base):
    """What one person is reminded of on `day`: of everything, or, where the person wants single messages, of one case.

    The unique index makes it one a day, however many sweeps build it at once. The notices it carries name it.
    """

    __tablename__ = "digest"
    __table_args__ = (Index("uq_digest_day", "person_id", "day", text("coalesce(case_id, 0)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    day: Mapped[date]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id))
    created_at: Mapped[datetime]
