"""What a person, or a unit for its people, wants of notices."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class NoticeSetting(Base):
    """The settings of one person or of one unit. A person's own replace the unit's; without either the rules' defaults hold.

    `off` lists `group.channel` (core.notice_choices). A row can be deleted: then what holds without it holds again.
    """

    __tablename__ = "notice_setting"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (unit_id is null)", name="owner"),
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), unique=True)
    off: Mapped[list[Any]]
    daily: Mapped[bool]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
