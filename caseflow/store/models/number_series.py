"""Counters for case numbers and letter numbers."""

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class NumberSeries(Base):
    """The last number given in a series and year; counted in the transaction that uses the number, so without gaps."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
