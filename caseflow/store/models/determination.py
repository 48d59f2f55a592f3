"""规模认定: which size class the complaining firm has."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.clock import Clock
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Determination(Base):
    """Asked of the SME department `unit_id` of the firm's place (国务院令第802号第二十九条); of a case one stands, beside what
    was recalled before it. `due` is the day of the request; `clock_id` watches it and may move.
    """

    __tablename__ = "determination"
    __table_args__ = (
        Index("uq_determination_standing", "case_id", unique=True, postgresql_where=text("recalled_at is null")),
        CheckConstraint(
            "(recalled_at is null) = (recalled_by_id is null) and (recalled_at is null or determined_at is null)",
            name="recalled",
        ),
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
    clock_id: Mapped[int | None] = mapped_column(ForeignKey(Clock.id))
    determined_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    determined_at: Mapped[datetime | None]
    size: Mapped[str | None]
    recalled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    recalled_at: Mapped[datetime | None]
