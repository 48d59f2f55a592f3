"""The receipt of a complaint that a clerk wrote down for a firm."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Reception(Base):
    """代录: which office received the complaint, on which day, by which way, and under which number of the sender.

    `row_key` is the digest of the row of a spreadsheet it was imported from: the same row of the same office is imported
    once. `contact_id` is the person to whom notices go; the way in itself is `case.channel`. A fact, never changed.
    """

    __tablename__ = "reception"
    __table_args__ = (
        UniqueConstraint("unit_id", "row_key"),
        Index(
            "uq_reception_external", "unit_id", "channel", "external_number", unique=True,
            postgresql_where=text("external_number <> ''"),
        ),
        Index("ix_reception_unit", "unit_id", "case_id"),
    )  # fmt: skip

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    channel: Mapped[str]
    external_number: Mapped[str]
    received_on: Mapped[date]
    contact_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    entered_at: Mapped[datetime]
    row_key: Mapped[str | None]
