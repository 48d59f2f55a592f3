"""What must follow from an event."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.event import Event


class Outbox(Base):
    """One row per event, written in the same commit; done once every reaction has been carried out."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_pending", "next_try", postgresql_where=text("done_at is null")),
        Index("ix_outbox_case_pending", "case_id", "event_id", postgresql_where=text("done_at is null")),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failure: Mapped[str | None]
