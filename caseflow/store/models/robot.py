"""A robot of a unit's group chat."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Robot(Base):
    """One robot, of `kind` (policies/notices.toml); at most one of a kind at work in a unit.

    `address` and `secret` let anybody write to the group: no page, log or event has them, and removing it empties both.
    """

    __tablename__ = "robot"
    __table_args__ = (
        CheckConstraint("(removed_at is null) = (removed_by_id is null)", name="removed"),
        CheckConstraint("removed_at is null or (address = '' and secret = '')", name="emptied"),
        Index("uq_robot_at_work", "unit_id", "kind", unique=True, postgresql_where=text("removed_at is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[str]
    address: Mapped[str]
    secret: Mapped[str]
    shown: Mapped[str]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    added_at: Mapped[datetime]
    tested_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    removed_at: Mapped[datetime | None]
