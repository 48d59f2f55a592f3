"""The way by which a respondent answers a measure without an account."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.letter import Letter
from caseflow.store.models.measure import Measure


class RespondentLink(Base):
    """The letter of this measure bears a reply code, whose address is mailed to `mail` ('' where none is known).

    `postal` is where the paper goes. Both are what the handler entered when taking the measure; the complainant never
    sees them. The code is made from the letter and the office's key and stored nowhere.
    """

    __tablename__ = "respondent_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey(Measure.id), unique=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id), unique=True)
    mail: Mapped[str]
    postal: Mapped[str]
    made_at: Mapped[datetime]
