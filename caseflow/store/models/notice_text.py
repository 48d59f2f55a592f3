"""The words of notices as the administrator changed them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person


class NoticeText(Base):
    """One edition of the text `name` for one channel, with the reason it was made for; rows are never changed.

    The newest version is the one in use; where there is none, the file under templates/notices/ speaks (version 0).
    """

    __tablename__ = "notice_text"
    __table_args__ = (
        UniqueConstraint("name", "channel", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    channel: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    reason: Mapped[str]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    changed_at: Mapped[datetime]
