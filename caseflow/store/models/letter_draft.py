"""A letter that waits for its signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class LetterDraft(Base):
    """A letter as it was submitted for signature: what is signed is this very `title` and `body`, without a number.

    `values` are what its writer gave, to begin the next draft from. `state` is 'submitted', 'issued' (the letter names
    its draft) or 'sent_back' (by nobody where the case ended or changed hands). Who decides is never who drafted. One draft
    of a kind and `matter` (the measure it is about; '' where its kind says so) waits per case and unit.

    `unit_id` is the unit in whose name it would be issued, `office_id` the one whose people write and sign it: itself, or
    the 领导小组办公室 it hosts.
    """

    __tablename__ = "letter_draft"
    __table_args__ = (
        UniqueConstraint("id", "case_id", "kind", "unit_id"),
        CheckConstraint("decided_by_id <> drafted_by_id", name="other_person"),
        CheckConstraint("state in ('submitted','issued','sent_back')", name="state"),
        CheckConstraint("(state = 'submitted') = (decided_at is null)", name="decided"),
        CheckConstraint(
            "(decided_by_id is null or decided_at is not null) and (state <> 'issued' or decided_by_id is not null)",
            name="decider",
        ),
        Index(
            "ix_letter_draft_waiting", "case_id", "unit_id", "kind", "matter", unique=True,
            postgresql_where=text("state = 'submitted'"),
        ),
        Index("ix_letter_draft_to_sign", "office_id", postgresql_where=text("state = 'submitted'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[str]
    matter: Mapped[str] = mapped_column(default="", server_default="")
    addressee: Mapped[str]
    addressee_name: Mapped[str]
    addressee_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    title: Mapped[str]
    body: Mapped[str]
    values: Mapped[Mapping[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(default="submitted")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    drafted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
