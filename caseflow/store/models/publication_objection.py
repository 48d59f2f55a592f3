"""What somebody of the public said against the end of a case."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.publication import Publication


class PublicationObjection(Base):
    """Append-only. The text and the contact are erasable entries beside its event."""

    __tablename__ = "publication_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey(Publication.id), index=True)
    at: Mapped[datetime]
