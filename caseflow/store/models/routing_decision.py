"""A stored routing decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.unit import Unit


class RoutingDecision(Base):
    """What the engine was asked (`facts`) and answered, whole (`answer` as in contracts), and from which edition."""

    __tablename__ = "routing_decision"
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        # which cases did a clause justify?
        Index(
            "ix_routing_decision_citations",
            literal_column("(answer -> 'citations')").label("citations"),
            postgresql_using="gin",
            postgresql_ops={"citations": "jsonb_path_ops"},
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    edition: Mapped[str]
    rule: Mapped[str]
    facts: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    decided_at: Mapped[datetime]
