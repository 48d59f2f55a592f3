"""What a gateway reported about a message."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Receipt(Base):
    """One report of a gateway under our `reference`; kept even while no notice has that reference yet.

    The same report again is the same row. `applied_at` is set once the notice knows of it.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint("status in ('accepted','temporary','technical','permanent','delivered')", name="status"),
        Index("ix_receipt_waiting", "reference", postgresql_where=text("applied_at is null")),
    )

    reference: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
