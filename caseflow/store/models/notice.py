"""Word to one person by one channel, to the robot of a unit, or to a respondent by its mail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.digest import Digest
from caseflow.store.models.event import Event
from caseflow.store.models.person import Person
from caseflow.store.models.respondent_link import RespondentLink
from caseflow.store.models.robot import Robot
from caseflow.store.models.unreached import Unreached


class Notice(Base):
    """A notice, its text frozen when it was made. `reference` is our id towards the gateway (the Message-ID).

    `unreached_id` is the task that a refused address made. `text_version` is the edition of the text it was made from, 0 the shipped one.
    The lease names the worker that is sending; only the holder of `lease_token` may close the row. `claims` counts how
    often somebody took it up, whatever came of it: from the second time on the gateway is asked before it is sent.
    A reminder is `waiting` until its hour (`next_try`), then goes out alone, is `carried` by a digest, or is
    `overtaken` by what happened meanwhile, for the reason in `failure`.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_id", "channel"),
        CheckConstraint("channel in ('inbox','mail','sms','robot')", name="channel"),
        CheckConstraint("num_nonnulls(recipient_id, robot_id, link_id) = 1", name="reader"),
        CheckConstraint("link_id is null or channel = 'mail'", name="link"),
        CheckConstraint("(channel = 'robot') = (robot_id is not null)", name="robot"),
        CheckConstraint(
            "status in ('created','sending','sent','delivered','temporary_failure','permanent_failure',"
            "'technical_failure','delayed','waiting','carried','overtaken')",
            name="status",
        ),
        Index(
            "ix_notice_pending",
            "next_try",
            postgresql_where=text("status in ('created','sending','temporary_failure','waiting')"),
        ),
        Index(
            "ix_notice_order",
            "recipient_id",
            "case_id",
            "channel",
            "id",
            postgresql_where=text("status in ('created','sending','temporary_failure')"),
        ),
        Index("uq_notice_robot", "event_id", "robot_id", unique=True, postgresql_where=text("robot_id is not null")),
        Index("uq_notice_link", "event_id", "link_id", unique=True, postgresql_where=text("link_id is not null")),
        Index("ix_notice_robot_id", "robot_id", "id", postgresql_where=text("robot_id is not null")),
        Index("ix_notice_inbox", "recipient_id", "created_at"),
        Index(
            "ix_notice_failed",
            "created_at",
            "id",
            postgresql_where=text("status in ('temporary_failure','permanent_failure','technical_failure')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id), index=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    robot_id: Mapped[int | None] = mapped_column(ForeignKey(Robot.id))
    link_id: Mapped[int | None] = mapped_column(ForeignKey(RespondentLink.id))
    audience: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    text_version: Mapped[int] = mapped_column(server_default="0")
    reference: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="created")
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    unreached_id: Mapped[int | None] = mapped_column(ForeignKey(Unreached.id), index=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey(Digest.id), index=True)
