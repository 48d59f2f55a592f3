"""A case: the life of a complaint in the workflow."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.core.lifecycle import WITH_LEAD, WITHOUT_LEAD, Status
from caseflow.store.db import Base
from caseflow.store.models.company import Company
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


def _among(statuses: frozenset[Status]) -> str:
    return ", ".join(f"'{status}'" for status in sorted(statuses))


class Case(Base):
    """One row per case. `version` counts its changes; `event_count` must equal the length of its trail."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("status in (" + ", ".join(f"'{s}'" for s in Status) + ")", name="status"),
        CheckConstraint("track in ('A','B')", name="track"),
        CheckConstraint(
            f"case when status in ({_among(WITH_LEAD)}) then lead_unit_id is not null"
            f" when status in ({_among(WITHOUT_LEAD)}) then lead_unit_id is null else true end",
            name="lead_exactly_when_dispatched",
        ),
        CheckConstraint("lead_unit_id is distinct from respondent_unit_id or lead_unit_id is null", name="recusal"),
        CheckConstraint(
            "track = 'B' or result_until is null or first_dispatched_on is null or round > 1"
            " or result_until <= first_dispatched_on + 90",
            name="ninety_days",
        ),
        CheckConstraint("amount >= 0 and amount_paid >= 0 and amount_waived >= 0", name="amounts"),
        CheckConstraint("amount - amount_paid - amount_waived >= 0", name="balance"),
        UniqueConstraint("id", "company_id"),
        Index("ix_case_queue", "receiving_unit_id", "status", "filed_at", "id"),
        Index("ix_case_lead", "lead_unit_id", "status", "filed_at", "id"),
        Index("ix_case_territory", "territory", "filed_at", "id"),
        Index("ix_case_filed", "filed_at", "id"),
        Index("ix_case_amount", "amount", "id"),
        Index("ix_case_respondent_name", "respondent_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    track: Mapped[str]
    category: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    round: Mapped[int] = mapped_column(default=1)
    event_count: Mapped[int] = mapped_column(default=0)
    company_id: Mapped[int] = mapped_column(ForeignKey(Company.id), index=True)
    receiving_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    respondent_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    territory: Mapped[str]
    respondent_name: Mapped[str]
    procedure_law: Mapped[str | None]
    substance_law: Mapped[str | None]
    complexity: Mapped[str | None]
    filed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    first_dispatched_on: Mapped[date | None]
    result_until: Mapped[date | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    amount: Mapped[Decimal]
    amount_paid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    amount_waived: Mapped[Decimal] = mapped_column(default=Decimal(0))
    ever_overdue: Mapped[bool] = mapped_column(default=False)
    listing: Mapped[str | None]
    satisfied: Mapped[bool | None]
    result_returned: Mapped[bool] = mapped_column(default=False)
    appealed: Mapped[bool] = mapped_column(default=False)
