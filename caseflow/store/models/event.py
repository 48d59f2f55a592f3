"""The trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Event(Base):
    """A link of a hash chain, one chain per case and one for the office itself (`case_id` empty).

    `sequence`, `previous_hash` and `hash` are set by a trigger of the database, which also refuses every change.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("uq_event_case", "case_id", "sequence", unique=True, postgresql_where=text("case_id is not null")),
        Index("uq_event_office", "sequence", unique=True, postgresql_where=text("case_id is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id))
    sequence: Mapped[int] = mapped_column(server_default="0")
    kind: Mapped[str]
    step: Mapped[str | None]
    status: Mapped[str | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(server_default="")
    hash: Mapped[str] = mapped_column(server_default="")
