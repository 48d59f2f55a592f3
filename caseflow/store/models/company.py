"""A complaining firm."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.unit import Unit


class Company(Base):
    """The complainant; `credit_code` is the 18-character 统一社会信用代码.

    A firm that registered is one row per credit code. What a clerk wrote down of a firm that phoned or wrote is a row of
    its own per complaint (`entered_by_unit_id`), so that nobody reads a complaint by registering with a code that is
    printed on every invoice: the firm takes it over with number and query code.
    """

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint("length(credit_code) = 18", name="credit_code"),
        Index(
            "uq_company_registered", "credit_code", unique=True, postgresql_where=text("entered_by_unit_id is null")
        ),
        Index("ix_company_credit_code", "credit_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str]
    name: Mapped[str]
    size: Mapped[str]
    industry: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    created_at: Mapped[datetime]
    entered_by_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey(Unit.id, name="fk_company_entered_by_unit_id", use_alter=True)
    )
