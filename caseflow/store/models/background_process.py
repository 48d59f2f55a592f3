"""The processes of the background, one by one."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base


class BackgroundProcess(Base):
    """One running worker or sweep: when it started, when it was last heard of, how much it did last and when.

    The heartbeat of its kind says whether the work goes on; this says who does it. The row goes when the process ends.
    """

    __tablename__ = "background_process"
    __table_args__ = (CheckConstraint("kind in ('sweep','worker')", name="kind"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    started_at: Mapped[datetime]
    at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    done_at: Mapped[datetime | None]
