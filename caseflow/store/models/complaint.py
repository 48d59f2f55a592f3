"""What the firm stated; immutable once filed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case


class Complaint(Base):
    """The complaint as filed. `facts` is the input of the routing decision; `content_hash` the SHA-256 of the whole."""

    __tablename__ = "complaint"

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True)
    facts: Mapped[dict[str, Any]]
    respondent: Mapped[dict[str, Any]]
    narrative: Mapped[str]
    request: Mapped[str]
    pledged_by: Mapped[str]
    content_hash: Mapped[str]
    filed_at: Mapped[datetime]
