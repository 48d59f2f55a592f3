"""A person whom notices do not reach by one channel: somebody's task."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.event import Event
from caseflow.store.models.person import Person


class Unreached(Base):
    """联系不上的人: at most one open per person and channel. The address stands with the person and the notices alone.

    `means` says how it ended; `closing_event_id` names the event beside which the remark stands.
    """

    __tablename__ = "unreached"
    __table_args__ = (
        CheckConstraint("channel in ('mail','sms')", name="channel"),
        CheckConstraint("means in ('corrected','phone','post','in_person')", name="means"),
        CheckConstraint("(closed_at is null) = (means is null)", name="closed"),
        CheckConstraint("(closed_at is null) = (reached_on is null)", name="reached"),
        Index("uq_unreached_open", "person_id", "channel", unique=True, postgresql_where=text("closed_at is null")),
        Index("ix_unreached_person", "person_id", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    channel: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    means: Mapped[str | None]
    reached_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    closing_event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id))
    repeated_at: Mapped[datetime | None]
