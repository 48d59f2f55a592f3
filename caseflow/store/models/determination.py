"""规模认定: which size class the complaining firm has."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Determination(Base):
    """Asked once per case of the SME department `unit_id` of the firm's place (国务院令第802号第二十九条)."""

    __tablename__ = "determination"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("size in ('微型','小型','中型','大型')", name="size"),
        CheckConstraint(
            "(determined_at is null) = (size is null) and (determined_at is null) = (determined_by_id is null)",
            name="whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requested_at: Mapped[datetime]
    due: Mapped[date]
    determined_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    determined_at: Mapped[datetime | None]
    size: Mapped[str | None]
