"""A unit that helps."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.unit import Unit


class CoUnit(Base):
    """A co-handling unit of a case (协办)."""

    __tablename__ = "co_unit"

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True, index=True)
