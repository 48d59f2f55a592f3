"""A spreadsheet that a clerk uploaded."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class ImportBatch(Base):
    """One upload: `whole` means that nothing is entered unless every row holds. `content` goes once it was read.

    `refusal` says why the file as a whole was not taken.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("state in ('waiting','checking','entering','done','refused')", name="state"),
        CheckConstraint("(state = 'waiting') = (content is not null)", name="content"),
        Index("ix_import_batch_unit", "unit_id", "id"),
        Index("ix_import_batch_open", "id", postgresql_where=text("state in ('waiting','checking','entering')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    file_name: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes | None]
    whole: Mapped[bool]
    state: Mapped[str]
    rows: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
