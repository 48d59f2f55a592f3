"""What a unit handed in on a measure."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.evidence import Evidence
from caseflow.store.models.measure import Measure
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class MeasureReport(Base):
    """Append-only: an answer to a measure or a periodic report on a listed case. Its text is the event's entry.

    Who holds the link of a measure answers without an account: then `by_link`, and neither person nor unit.
    """

    __tablename__ = "measure_report"
    __table_args__ = (
        CheckConstraint("kind in ('answer','report')", name="kind"),
        CheckConstraint("(by_id is null) = by_link and (unit_id is null) = by_link", name="somebody"),
        CheckConstraint("kind = 'answer' or not by_link", name="link"),
        Index("uq_measure_report_link", "measure_id", unique=True, postgresql_where=text("by_link")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id), index=True)
    kind: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey(Evidence.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    by_link: Mapped[bool] = mapped_column(default=False, server_default="false")
    at: Mapped[datetime]
