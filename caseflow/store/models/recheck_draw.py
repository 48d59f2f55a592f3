"""The monthly draw of 回头看."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class RecheckDraw(Base):
    """Append-only, one per office and month. `strata` lists by unit every case that could be drawn, so that the draw
    can be repeated from this row alone; `month` is the first day of the month the cases ended in."""

    __tablename__ = "recheck_draw"
    __table_args__ = (UniqueConstraint("office_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    month: Mapped[date]
    seed: Mapped[str]
    percent: Mapped[int]
    strata: Mapped[list[Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
