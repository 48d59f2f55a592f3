"""The passing of a case from one receiving office to another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Handover(Base):
    """One hop of 代收转报 or 逐级转办, all inside the one clock `review`. A fact, never changed.

    An office passes a case on once, so that it cannot come back to where it was.
    """

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("case_id", "from_unit_id"),
        CheckConstraint("from_unit_id <> to_unit_id", name="elsewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    received_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
