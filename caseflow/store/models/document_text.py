"""The full text of a policy document, from the deployment's own copy."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person


class DocumentText(Base):
    """Never shipped, always imported by an administrator; `spans` maps clause ids to [start, end) in `text`."""

    __tablename__ = "document_text"

    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    sha256: Mapped[str]
    spans: Mapped[dict[str, Any]]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    imported_at: Mapped[datetime]
