"""One reviewer's decision."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit
from caseflow.store.models.write_off_request import WriteOffRequest


class Review(Base):
    """Append-only. The copied ids of applicant, handler, author and signer let the database itself refuse a
    reviewer who is one of them; one person decides once per request, and a level is decided once."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["request_id", "applicant_id", "handler_id", "author_id", "signer_id"],
            [
                WriteOffRequest.id,
                WriteOffRequest.applicant_id,
                WriteOffRequest.handler_id,
                WriteOffRequest.author_id,
                WriteOffRequest.signer_id,
            ],
            name="fk_review_request",
        ),
        UniqueConstraint("request_id", "level"),
        UniqueConstraint("request_id", "reviewer_id"),
        CheckConstraint(
            "reviewer_id <> applicant_id and reviewer_id <> handler_id"
            " and reviewer_id <> author_id and reviewer_id <> signer_id",
            name="distinct_persons",
        ),
        CheckConstraint("decision in ('approve','return')", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int]
    level: Mapped[int]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    applicant_id: Mapped[int]
    handler_id: Mapped[int]
    author_id: Mapped[int]
    signer_id: Mapped[int]
    decision: Mapped[str]
    decided_at: Mapped[datetime]
