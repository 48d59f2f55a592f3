"""A person who signs in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.company import Company
from caseflow.store.models.unit import Unit


class Person(Base):
    """An account: staff belong to a unit, complainants to a company, administrators to neither.

    A complainant without a password is no account but whom a clerk was told to write to (代录): nobody signs in as it.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "case when role = 'complainant' then company_id is not null and unit_id is null"
            " when role in ('administrator','security_administrator') then company_id is null"
            " else unit_id is not null and company_id is null end",
            name="belongs",
        ),
        Index("uq_person_login", text("lower(login)"), unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    sms_number: Mapped[str] = mapped_column(default="", server_default="")
    role: Mapped[str]
    password_hash: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey(Company.id), index=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def signs_in(self) -> bool:
        """Whether somebody can sign in as this person."""
        return bool(self.password_hash)
