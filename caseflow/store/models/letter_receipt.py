"""The addressee's own word that a letter has come."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.letter_service import LetterService
from caseflow.store.models.person import Person


class LetterReceipt(Base):
    """Who of the addressee confirmed the receipt of a letter served within the system, and when; once a service."""

    __tablename__ = "letter_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(LetterService.id), unique=True)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    confirmed_at: Mapped[datetime]
