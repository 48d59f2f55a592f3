"""A unit's request to write a case off."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person


class WriteOffRequest(Base):
    """The dossier as it was when asked, the levels it must pass, and the people who may not review it."""

    __tablename__ = "write_off_request"
    __table_args__ = (
        UniqueConstraint("id", "applicant_id", "handler_id", "author_id", "signer_id"),
        CheckConstraint("levels between 1 and 3", name="levels"),
        Index("uq_write_off_request_open", "case_id", unique=True, postgresql_where=text("closed_at is null")),
        Index("ix_write_off_request_closed", "closed_at", postgresql_where=text("outcome = 'written_off'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    round: Mapped[int]
    levels: Mapped[int]
    plan: Mapped[list[Any]]
    dossier: Mapped[dict[str, Any]]
    applicant_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    handler_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    signer_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requested_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
