"""A call back to the firm."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.result import Result


class FollowUp(Base):
    """An answer (`satisfied`, `unsatisfied`) or an attempt (`unreached`), by the firm itself or by an officer.

    `link_result_id` is the result whose link was answered, once; nobody had signed in then, so `by_id` is empty.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint(
            "case when by_id is null then link_result_id is not null and answer <> 'unreached'"
            " else link_result_id is null end",
            name="somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    round: Mapped[int]
    answer: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    link_result_id: Mapped[int | None] = mapped_column(ForeignKey(Result.id), unique=True)
    at: Mapped[datetime]
