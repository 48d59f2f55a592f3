"""A row of a spreadsheet."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.import_batch import ImportBatch


class ImportRow(Base):
    """One row by its `number` in the file, and what came of it. What it said goes as soon as that is known.

    `faults` are pairs of column and sentence; `case_id` is the case it became, or had become before (repeated).
    """

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("outcome in ('unread','good','wrong','entered','repeated','left_out')", name="outcome"),
        Index("ix_import_row_outcome", "batch_id", "outcome", "number"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey(ImportBatch.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    cells: Mapped[dict[str, Any] | None]
    faults: Mapped[list[Any]]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id))
