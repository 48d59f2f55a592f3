"""A request to supply what is missing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person


class Supplement(Base):
    """Asked once per case, everything listed; `items` is a list of sentences, `answers` the firm's, one each."""

    __tablename__ = "supplement"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    items: Mapped[list[Any]]
    answers: Mapped[list[Any] | None]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requested_at: Mapped[datetime]
    due: Mapped[date]
    supplied_at: Mapped[datetime | None]
