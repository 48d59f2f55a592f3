"""Rules being changed, not yet in force."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.edition import Edition
from caseflow.store.models.person import Person


class EditionDraft(Base):
    """The files a person changed since `base_id`, whole texts by name; one open draft per person.

    `report` is the check and `trial` the dry run, each of the edition whose version stands beside it.
    """

    __tablename__ = "edition_draft"
    __table_args__ = (
        Index(
            "uq_edition_draft_open",
            "person_id",
            unique=True,
            postgresql_where=text("edition_id is null and discarded_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    base_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    version: Mapped[int] = mapped_column(default=1)
    files: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any] | None]
    report_of: Mapped[str | None]
    trial: Mapped[dict[str, Any] | None]
    trial_of: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey(Edition.id))
    discarded_at: Mapped[datetime | None]
