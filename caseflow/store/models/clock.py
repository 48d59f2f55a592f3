"""A running time limit."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case


class Clock(Base):
    """One limit of one case. Reminders go by `due`, lateness by `due_rolled`; `derivation` shows every day counted."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("case_id", "key", "sequence"),
        Index("ix_clock_late", "due_rolled", postgresql_where=text("met_at is null and overdue_at is null")),
        Index("ix_clock_soon", "remind_on", postgresql_where=text("met_at is null and reminded_at is null")),
        Index("ix_clock_provisional", "due_rolled", postgresql_where=text("met_at is null and provisional")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    key: Mapped[str]
    sequence: Mapped[int]
    started_on: Mapped[date]
    due: Mapped[date]
    due_rolled: Mapped[date]
    remind_on: Mapped[date]
    provisional: Mapped[bool]
    derivation: Mapped[dict[str, Any]]
    met_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
