"""The names an office had before it was renamed."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.unit import Unit


class UnitName(Base):
    """A former name of an office and the last day it bore it; whoever still writes that name means this office."""

    __tablename__ = "unit_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    name: Mapped[str] = mapped_column(index=True)
    until: Mapped[date]
