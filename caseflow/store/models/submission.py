"""Forms that were carried out."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Submission(Base):
    """The idempotency key of a form, written in the transaction it caused; `answer` is what the first one made."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    fingerprint: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
