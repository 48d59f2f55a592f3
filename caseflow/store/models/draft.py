"""A complaint not filed yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Draft(Base):
    """What was typed so far, per step; saved on the server at each step. `case_id` is set once it was filed.

    `unit_id` is the office for which a clerk writes it down; a firm's own draft has none.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id), unique=True)
    discarded_at: Mapped[datetime | None]
