"""A published version of the rules."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Edition(Base):
    """The rule files as they were published, immutable; `version` is the hash of their names and contents.

    Going back to earlier rules publishes the same version once more, so it need not be unique. `shipped` are the
    fingerprints of the files that came with the program, where it was the command that published.
    """

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(index=True)
    files: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None]
    shipped: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
