"""A measure: on the unit that handles a case, on its respondent, or a referral."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.clock import Clock
from caseflow.store.models.letter import Letter
from caseflow.store.models.person import Person
from caseflow.store.models.unit import Unit


class Measure(Base):
    """One rung of a `road` of policies/supervision.toml, or the general listing that comes by itself.

    `unit_id` is the office in whose name it was taken, `lead_unit_id` the unit that led the case then (the one a measure
    of the road `units` is about); `criterion` the fact that led to it.
    `due` is the day its letter sets, watched by `clock_id` once it was served. A kind stands open once a
    case; of the roads that every office takes for itself (Road.each_its_own), once for each office.
    """

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint("level in ('省级','市级','县级')", name="level"),
        CheckConstraint("(settled_at is null) = (settlement is null)", name="settled"),
        CheckConstraint("settlement in ('accepted','not_accepted','ended')", name="settlement"),
        CheckConstraint("road <> 'units' or lead_unit_id is null or lead_unit_id <> unit_id", name="not_itself"),
        CheckConstraint(
            "kind = 'listing' or (letter_id is not null and issued_by_id is not null"
            " and (road <> 'units' or lead_unit_id is not null))",
            name="by_a_person",
        ),
        Index("uq_measure_open", "case_id", "kind", "unit_id", unique=True, postgresql_where=text("settled_at is null")),
        Index(
            "uq_measure_open_shared", "case_id", "kind", unique=True,
            postgresql_where=text("settled_at is null and road in ('units','debt')"),
        ),
        Index("ix_measure_waiting", "unit_id", "answered_at", postgresql_where=text("settled_at is null")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    round: Mapped[int]
    road: Mapped[str] = mapped_column(default="units", server_default="units")
    kind: Mapped[str]
    level: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    number: Mapped[str]
    criterion: Mapped[str]
    due: Mapped[date | None]
    leader: Mapped[str] = mapped_column(default="", server_default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey(Letter.id))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    issued_at: Mapped[datetime]
    served_on: Mapped[date | None]
    clock_id: Mapped[int | None] = mapped_column(ForeignKey(Clock.id))
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settlement: Mapped[str | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
