"""An official letter."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.letter_draft import LetterDraft
from caseflow.store.models.person import Person
from caseflow.store.models.seal import Seal
from caseflow.store.models.unit import Unit


class Letter(Base):
    """A numbered letter, frozen as issued: `body` is its text, one paragraph a line, `issuer_name` the unit's name of
    that day, `copies` the unit that gets a copy (抄送; empty where none does), `content_hash` the SHA-256 of everything
    printed.

    `seal_id` is the seal of the unit it bears for ever, None where the unit had none in force.
    A kind that a head must sign names its signed draft (trigger letter_signed).
    `addressee` decides who may read it (documents/readers.py): 'complainant'; 'office', receiving or handling unit;
    'respondent'; 'competent', a body outside the case; 'internal', a form of the file; 'public'. An office that the system
    knows is `addressee_unit_id` whatever it is called later.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "year", "serial"),
        UniqueConstraint("draft_id"),
        ForeignKeyConstraint(
            ["draft_id", "case_id", "kind", "unit_id"],
            [LetterDraft.id, LetterDraft.case_id, LetterDraft.kind, LetterDraft.unit_id],
            name="fk_letter_draft_id",
        ),
        ForeignKeyConstraint(["seal_id", "unit_id"], [Seal.id, Seal.unit_id], name="fk_letter_seal_id"),
        CheckConstraint(
            "addressee in ('complainant','office','respondent','competent','internal','public')", name="addressee"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    draft_id: Mapped[int | None]
    seal_id: Mapped[int | None]
    kind: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(index=True)
    issuer_name: Mapped[str]
    addressee: Mapped[str]
    addressee_name: Mapped[str]
    addressee_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    title: Mapped[str]
    body: Mapped[str]
    copies: Mapped[str]
    dated: Mapped[date]
    content_hash: Mapped[str]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    issued_at: Mapped[datetime]
