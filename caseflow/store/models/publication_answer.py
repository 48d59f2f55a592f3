"""The reviewer's answer to an objection."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.person import Person
from caseflow.store.models.publication_objection import PublicationObjection


class PublicationAnswer(Base):
    """Append-only, one for each objection. `upheld`: the objection is right, so the case cannot end like this."""

    __tablename__ = "publication_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey(PublicationObjection.id), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    upheld: Mapped[bool]
    at: Mapped[datetime]
