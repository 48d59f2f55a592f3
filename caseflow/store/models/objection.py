"""A unit's refusal of a case."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.dispatch import Dispatch
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Objection(Base):
    """退单: one per case and unit, decided by somebody else than its author."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("case_id", "unit_id"),
        CheckConstraint("decided_by_id <> objected_by_id", name="other_person"),
        CheckConstraint("(decided_at is null) = (upheld is null)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    dispatch_id: Mapped[int] = mapped_column(ForeignKey(Dispatch.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    basis: Mapped[str]
    objected_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    objected_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
    upheld: Mapped[bool | None]
