"""The service of a letter."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.letter import Letter
from caseflow.store.models.person import Person


class LetterService(Base):
    """How, when and by whom a letter was served, with the receipt where there is one."""

    __tablename__ = "letter_service"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id), unique=True)
    method: Mapped[str]
    served_on: Mapped[date]
    served_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))
    recorded_at: Mapped[datetime]
