"""The image of an office's seal."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Seal(Base):
    """A seal as it is printed on letters of `unit_id` dated from `valid_from` to `valid_until` (None: until revoked).

    `image` is the PNG made of the upload, `sha256` its digest. Nothing of a row ever changes but its revocation, and
    that once. A unit has at most one seal that is not revoked.
    """

    __tablename__ = "seal"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        CheckConstraint("valid_until >= valid_from", name="period"),
        CheckConstraint("(revoked_at is null) = (revoked_by_id is null)", name="revoked"),
        Index("ix_seal_standing", "unit_id", unique=True, postgresql_where=text("revoked_at is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    image: Mapped[bytes]
    sha256: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    uploaded_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    revoked_at: Mapped[datetime | None]
