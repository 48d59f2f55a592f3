"""The movable clock."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, Interval
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class ClockOffset(Base):
    """One row that only the owner role may write; zero in production."""

    __tablename__ = "clock_offset"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[timedelta] = mapped_column(Interval)
