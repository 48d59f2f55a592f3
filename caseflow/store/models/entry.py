"""Text beside the trail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.event import Event


class Entry(Base):
    """What a person wrote with an event; erasable (`text` empty) while the event keeps the HMAC."""

    __tablename__ = "entry"
    __table_args__ = (CheckConstraint("audience in ('parties','office','reviewers')", name="audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)
    name: Mapped[str]
    audience: Mapped[str]
    text: Mapped[str | None]
    erased_at: Mapped[datetime | None]
