"""An office: it receives, leads, helps, supervises."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Unit(Base):
    """One office of one line of competence in one territory (`territory` is the code of policies/territory.csv).

    `case_prefix` is set for offices that receive complaints, `letter_code` is the 机关代字 of its letters.
    `supervises` marks a 领导小组办公室; `host_of_id` names the office whose people staff it.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("competence", "territory", "supervises"),
        CheckConstraint("level in ('省级','市级','县级')", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    competence: Mapped[str]
    level: Mapped[str]
    territory: Mapped[str] = mapped_column(index=True)
    letter_code: Mapped[str]
    case_prefix: Mapped[str | None] = mapped_column(unique=True)
    supervises: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(default="")
    contact_confirmed_at: Mapped[datetime | None]
