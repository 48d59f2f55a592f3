"""The rules of 销号 of an edition, where the database itself can read them."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.edition import Edition


class ClosureRule(Base):
    """policies/closure.toml of one edition as JSON, for the triggers that refuse a write-off; append-only."""

    __tablename__ = "closure_rule"

    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id), primary_key=True, autoincrement=False)
    rules: Mapped[dict[str, Any]]
