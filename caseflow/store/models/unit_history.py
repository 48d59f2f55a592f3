"""What an office was before each change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class UnitHistory(Base):
    """One change of an office: the whole row as it was before (`old`), by whom (None: the system itself), when.

    Written by a trigger of the database alone; the application may only read it.
    """

    __tablename__ = "unit_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    old: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
