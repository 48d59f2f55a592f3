"""Reading evidence within the actor's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from caseflow.core.access import Actor, CaseFacts, may_read_internal
from caseflow.core.errors import NotFound
from caseflow.core.referrals import may_read_referral
from caseflow.evidence.kinds import REFERRAL, kind_label
from caseflow.store import editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Draft, Evidence, Person
from caseflow.store.scope import visible_cases

ABSENT = "没有找到这份材料，或您无权查看。"
KIB = 1024


@dataclass(frozen=True)
class File:
    """A file as pages show it; `size` is in words, `kind` a label, `kind_code` the code it is stored with."""

    id: int
    name: str
    kind: str
    kind_code: str
    size: str
    sha256: str
    at: datetime
    claim_id: int | None
    office_only: bool


def files_of(actor: Actor, case: Case) -> list[File]:
    """The files of a case that this actor may read, oldest first."""
    facts = facts_of(case)
    rows = db.session.scalars(_kept(Evidence.case_id == case.id))
    return as_files([row for row in rows if _meant_for(actor, facts, row)])


def panel(actor: Actor, case: Case) -> list[File] | None:
    """The files for the case page; None where there is none to show."""
    return files_of(actor, case) or None


def files_of_draft(actor: Actor, draft_id: int) -> list[File]:
    """The files of one's own draft, oldest first. Raises NotFound for somebody else's."""
    own_draft(actor, draft_id)
    return as_files(db.session.scalars(_kept(Evidence.draft_id == draft_id, Evidence.case_id.is_(None))))


def own_draft(actor: Actor, draft_id: int, lock: bool = False) -> Draft:
    """One's own open draft, on request locked for change. Raises NotFound."""
    draft = db.session.get(Draft, draft_id, with_for_update=lock or None) if draft_id < 2**62 else None
    if draft is None or draft.person_id != actor.user_id or draft.discarded_at or draft.case_id:
        raise NotFound("没有找到这份草稿，可能已经提交或删除。请到“我的投诉”查看。")
    return draft


def readable(actor: Actor, evidence_id: int) -> Evidence:
    """The file's row where this actor may read it; everything else is one NotFound."""
    row = db.session.get(Evidence, evidence_id) if evidence_id < 2**62 else None
    if row is None or row.removed_at is not None or not _may_read(actor, row):
        raise NotFound(ABSENT)
    return row


def known_objects(names: list[str]) -> set[str]:
    """Which of these object names rows speak of and still want."""
    query = select(Evidence.object_name).where(Evidence.object_name.in_(names), Evidence.removed_at.is_(None))
    return set(db.session.scalars(query))


def in_words(size: int) -> str:
    """Bytes as KB or MB."""
    return f"{size / KIB / KIB:.1f} MB" if size >= KIB * KIB else f"{max(1, round(size / KIB))} KB"


def _kept(*conditions: ColumnElement[bool]) -> Select[Evidence]:
    return select(Evidence).where(*conditions, Evidence.removed_at.is_(None)).order_by(Evidence.id)


def as_files(rows: Iterable[Evidence]) -> list[File]:
    """These rows as pages show them."""
    kinds = dict(editions.current().closure.evidence)
    return [
        File(
            id=row.id,
            name=row.file_name,
            kind=kind_label(row.kind, kinds),
            kind_code=row.kind,
            size=in_words(row.size),
            sha256=row.sha256,
            at=row.uploaded_at,
            claim_id=row.claim_id,
            office_only=row.audience != "parties",
        )
        for row in rows
    ]


def count_in_draft(draft_id: int) -> int:
    """How many files a draft holds."""
    held = (Evidence.draft_id == draft_id, Evidence.removed_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Evidence).where(*held)) or 0


def _may_read(actor: Actor, row: Evidence) -> bool:
    if row.case_id is None:
        draft = db.session.get(Draft, row.draft_id)
        return draft is not None and draft.person_id == actor.user_id
    case = db.session.scalar(visible_cases(actor).where(Case.id == row.case_id))
    if case is None:
        return False
    return _meant_for(actor, facts_of(case), row)


def _meant_for(actor: Actor, case: CaseFacts, row: Evidence) -> bool:
    """Whether this reader of the case is among those the file is for."""
    if row.audience == REFERRAL:
        sender = db.session.scalar(select(Person.unit_id).where(Person.id == row.uploaded_by_id))
        return sender is not None and may_read_referral(actor, case, sender)
    return row.audience == "parties" or may_read_internal(actor, case)
