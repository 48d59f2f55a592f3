"""A case that was drawn for 回头看."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.clock import Clock
from caseflow.store.models.recheck_draw import RecheckDraw


class Recheck(Base):
    """Append-only: one drawn case with the clock within which it must be looked at."""

    __tablename__ = "recheck"
    __table_args__ = (UniqueConstraint("draw_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey(RecheckDraw.id))
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey(Clock.id), unique=True)
