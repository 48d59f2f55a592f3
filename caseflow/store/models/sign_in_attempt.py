"""Failed sign-ins, for the throttle."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class SignInAttempt(Base):
    """One guess at a secret: `subject` is an HMAC of what was guessed at (an account, an address, a case number)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_subject", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    at: Mapped[datetime]
