"""Signs of life."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class Heartbeat(Base):
    """When a background process last finished a round."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
