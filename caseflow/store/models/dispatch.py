"""The handing of a case to a lead unit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.routing_decision import RoutingDecision
from caseflow.store.models.unit import Unit


class Dispatch(Base):
    """One hand-over: which decision it follows or overrides, who dispatched, who signed."""

    __tablename__ = "dispatch"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "case_id"], [RoutingDecision.id, RoutingDecision.case_id]),
        CheckConstraint("(signed_at is null) = (signed_by_id is null)", name="signature"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    decision_id: Mapped[int]
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    overridden: Mapped[bool] = mapped_column(default=False)
    dispatched_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    dispatched_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    signed_at: Mapped[datetime | None]
