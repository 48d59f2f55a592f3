"""A record of what was done."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person


class Contact(Base):
    """A call, visit, meeting, document or note; its text is the entry of the event that recorded it."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("audience in ('parties','office')", name="audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    kind: Mapped[str]
    audience: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    recorded_at: Mapped[datetime]
