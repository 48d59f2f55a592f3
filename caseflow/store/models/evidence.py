"""An uploaded file."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.store.db import Base
from caseflow.store.models.case import Case
from caseflow.store.models.claim import Claim
from caseflow.store.models.draft import Draft
from caseflow.store.models.person import Person
from caseflow.store.models.respondent_link import RespondentLink


class Evidence(Base):
    """A stored file: `object_name` is 32 hex digits and an extension of ours, `file_name` the sender's, as data.

    Nothing is ever replaced: a better copy supersedes the older one, which stays.
    `audience` is 'parties' (complainant and officers), 'office' (officers alone) or 'referral' (who sent a referral,
    supervisors and auditors).
    `link_id` is the reply link through which nobody with an account uploaded it; it has no case until the reply is submitted.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("draft_id is not null or case_id is not null or link_id is not null", name="belongs"),
        CheckConstraint("(uploaded_by_id is null) = (link_id is not null)", name="uploader"),
        CheckConstraint("audience in ('parties','office','referral')", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey(Draft.id), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey(Claim.id))
    kind: Mapped[str]
    audience: Mapped[str] = mapped_column(default="parties")
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    object_name: Mapped[str] = mapped_column(unique=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    link_id: Mapped[int | None] = mapped_column(ForeignKey(RespondentLink.id), index=True)
    uploaded_at: Mapped[datetime]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    removed_at: Mapped[datetime | None]
