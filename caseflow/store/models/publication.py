"""The publication of a case before its end."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.clock import Clock
from caseflow.store.models.write_off_request import WriteOffRequest


class Publication(Base):
    """Append-only. What everybody may read of a request, as words of closed vocabularies; its end is its clock's."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey(WriteOffRequest.id), unique=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey(Clock.id), unique=True)
    territory: Mapped[str]
    body: Mapped[str]
    matter: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[datetime]
