"""A respondent's reply that is not submitted yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.respondent_link import RespondentLink


class RespondentDraft(Base):
    """What was typed behind a reply link so far, kept from visit to visit; emptied once it is submitted or its time is over."""

    __tablename__ = "respondent_draft"

    link_id: Mapped[int] = mapped_column(ForeignKey(RespondentLink.id), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
