"""One contract or invoice that was not paid."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case


class Claim(Base):
    """An amount claimed under one contract, in yuan; undisputed + disputed = amount."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        UniqueConstraint("id", "case_id"),
        Index("ix_claim_contract_number", "contract_number", postgresql_where=text("contract_number <> ''")),
        CheckConstraint("amount > 0 and undisputed >= 0 and disputed >= 0", name="amounts"),
        CheckConstraint("undisputed + disputed = amount", name="split"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    position: Mapped[int]
    contract_name: Mapped[str]
    contract_number: Mapped[str] = mapped_column(default="")
    contract_date: Mapped[date | None]
    price_of: Mapped[str]
    delivered_on: Mapped[date | None]
    due_on: Mapped[date | None]
    amount: Mapped[Decimal]
    undisputed: Mapped[Decimal]
    disputed: Mapped[Decimal]
