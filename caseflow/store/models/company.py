"""A complaining firm."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Company(Base):
    """The complainant; `credit_code` is the 18-character 统一社会信用代码."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("length(credit_code) = 18", name="credit_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    size: Mapped[str]
    industry: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    created_at: Mapped[datetime]
