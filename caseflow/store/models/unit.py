"""An office: it receives, leads, helps, supervises."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Unit(Base):
    """One office of one line of competence in one territory (`territory` is the code of policies/territory.csv).

    `case_prefix` is set for offices that receive complaints, `letter_code` is the 机关代字 of its letters.
    `supervises` marks a 领导小组办公室. Nothing is dispatched to an office whose contact nobody confirmed.
    Every change leaves the row as it was in `unit_history`; a trigger sees to that.
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
    phone: Mapped[str] = mapped_column(default="", server_default="")
    contact_confirmed_at: Mapped[datetime | None]
    contact_confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", name="fk_unit_contact_confirmed_by_id", use_alter=True)
    )
    version: Mapped[int] = mapped_column(default=1, server_default="1")
