"""What 回头看 found."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.recheck import Recheck


class RecheckFinding(Base):
    """Append-only, one per drawn case; words of closure.words, the remarks are an entry beside the event."""

    __tablename__ = "recheck_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    recheck_id: Mapped[int] = mapped_column(ForeignKey(Recheck.id), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    contact: Mapped[str]
    money: Mapped[str]
    evidence: Mapped[str]
    retaliation: Mapped[bool]
    at: Mapped[datetime]
