"""A signed-in browser."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person


class Session(Base):
    """A server-side session; the cookie holds a random id, the row only its SHA-256. Signing out ends the row."""

    __tablename__ = "session"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    last_seen: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
