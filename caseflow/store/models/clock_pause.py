"""A span in which a time limit stood still."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.clock import Clock


class ClockPause(Base):
    """The days from `from_on` to `until_on`, both included, do not count; open while `until_on` is empty.

    `cause` is the clock of policies/deadlines.toml that ran meanwhile.
    """

    __tablename__ = "clock_pause"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="order"),
        Index("uq_clock_pause_open", "clock_id", unique=True, postgresql_where=text("until_on is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey(Clock.id), index=True)
    cause: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
