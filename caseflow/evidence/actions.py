"""Taking in files: the file first, complete on disk, then its row; never the other way round."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from sqlalchemy import update

from caseflow.core.access import Actor, Permission, Role
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.core.events import Code, EvidenceAdded
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.text import clean
from caseflow.evidence.kinds import REFERRAL
from caseflow.evidence.queries import count_in_draft, own_draft
from caseflow.evidence.vault import Stored, vault
from caseflow.store.cases import open_case
from caseflow.store.db import db
from caseflow.store.models import Case, Draft, Evidence
from caseflow.store.unit_of_work import Submission, Work, transaction

LONGEST_NAME = 150
MOST_IN_DRAFT = 60


@dataclass(frozen=True)
class Upload:
    """What a browser sent: the name it gave (data, never a path) and the bytes."""

    file_name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class Target:
    """Where a file belongs: an own draft, or a case with the permission under which it is added."""

    kind: str
    draft_id: int | None = None
    number: str = ""
    permission: Permission = Permission.SUPPLY
    audience: str = "parties"


def store_files(actor: Actor, uploads: list[Upload], target: Target, submission: Submission | None = None) -> int:
    """Store several files, all or none; returns how many. Raises BadInput naming the file that is refused.

    Looking at a file may take seconds: meanwhile nothing is locked, so the place is asked for before and after.
    """
    with transaction(actor) as work:
        _place(work, target, len(uploads))
    received = [kept_file(upload) for upload in uploads]
    with transaction(actor, submission) as work:
        work.answer = target.number
        place = _place(work, target, len(uploads))
        for name, stored in received:
            _add(work, place, target, name, stored)
    return len(uploads)


def store_file(actor: Actor, upload: Upload, target: Target) -> Evidence:
    """Store one file in a transaction of its own."""
    name, stored = kept_file(upload)
    with transaction(actor) as work:
        return _add(work, _place(work, target, 1), target, name, stored)


def attach(
    work: Work, case: Case, upload: Upload, kind: str, claim_id: int | None = None, audience: str = "parties"
) -> Evidence:
    """Store a file with a case inside the caller's transaction and record it; `audience` as of the row (Evidence).

    A file about a referral has no line of its own in the trail, which its handling unit reads; the step it belongs to has
    one. Raises BadInput naming the file when it is refused.
    """
    name, stored = kept_file(upload)
    row = work.add(new_row(work, name, stored, kind, case_id=case.id, claim_id=claim_id, audience=audience))
    if audience != REFERRAL:
        record_added(work, case, row)
    return row


def record_added(work: Work, case: Case, row: Evidence) -> None:
    """The trail's line about a file that now belongs to a case."""
    event = EvidenceAdded(
        evidence_id=row.id, evidence_kind=Code(row.kind), sha256=Code(row.sha256), size=row.size,
        by_link=row.link_id is not None,
    )  # fmt: skip
    work.record(event, case)


def remove_from_draft(actor: Actor, draft_id: int, evidence_id: int) -> None:
    """Take a file out of one's own draft; the reaper deletes it later. A case never loses a file."""
    with transaction(actor) as work:
        own_draft(actor, draft_id, lock=True)
        mine = (Evidence.id == evidence_id, Evidence.draft_id == draft_id, Evidence.case_id.is_(None))
        db.session.execute(update(Evidence).where(*mine).values(removed_at=work.now))


def move_to_case(work: Work, draft: Draft, case: Case) -> tuple[str, ...]:
    """The draft was filed: its files belong to the case from now on. Returns their SHA-256 in order."""
    rows = db.session.query(Evidence).filter(Evidence.draft_id == draft.id, Evidence.removed_at.is_(None))
    moved = rows.order_by(Evidence.id).all()
    for row in moved:
        row.case_id = case.id
        record_added(work, case, row)
    return tuple(row.sha256 for row in moved)


def shown_name(file_name: str) -> str:
    """The sender's name as data: no folders, no invisible characters, not too long, never empty."""
    last = clean(file_name).replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cf", "Co", "Cn", "Zl", "Zp"})
    tidy = " ".join(seen.split()).strip(". ")
    ending = PurePosixPath(tidy).suffix[:10]
    return tidy if len(tidy) <= LONGEST_NAME else tidy[: LONGEST_NAME - len(ending)] + ending


def _place(work: Work, target: Target, files: int) -> Case | Draft:
    """The draft or case that so many more files belong to, locked.

    Raises what forbids it: NotFound, Denied, BadInput for too many in a draft, IllegalMove for a firm's ended case.
    """
    if work.actor is None:
        raise RuntimeError("only a person adds evidence")
    if target.draft_id is not None:
        draft = own_draft(work.actor, target.draft_id, lock=True)
        if count_in_draft(draft.id) + files > MOST_IN_DRAFT:
            raise BadInput(f"一件投诉最多上传 {MOST_IN_DRAFT} 个文件，请合并成 PDF 再传。")
        return draft
    case = open_case(work, target.number, target.permission)
    if work.actor.role is Role.COMPLAINANT and Status(case.status) not in OPEN:
        raise IllegalMove(f"案件现在是“{Status(case.status).label}”，不能再补交材料。")
    return case


def _add(work: Work, place: Case | Draft, target: Target, name: str, stored: Stored) -> Evidence:
    if isinstance(place, Draft):
        return work.add(new_row(work, name, stored, target.kind, draft_id=place.id))
    row = work.add(new_row(work, name, stored, target.kind, case_id=place.id, audience=target.audience))
    record_added(work, place, row)
    return row


def kept_file(upload: Upload) -> tuple[str, Stored]:
    """The file checked and complete on disk, and the name to show. BadInput naming the file when it is refused."""
    name = shown_name(upload.file_name)
    named = PurePosixPath(name).suffix.lower().lstrip(".")
    try:
        stored = vault().put(upload.stream, named if named.isascii() and named.isalnum() else "")
    except BadInput as refused:
        raise BadInput(f"“{name or '未命名文件'}”没有上传：{refused}") from refused
    ending = PurePosixPath(stored.object_name).suffix
    return (name or "未命名") + ("" if named else ending), stored


def new_row(
    work: Work, name: str, stored: Stored, kind: str, *,
    draft_id: int | None = None, case_id: int | None = None, claim_id: int | None = None, link_id: int | None = None,
    audience: str = "parties",
) -> Evidence:  # fmt: skip
    """The row of a file that lies in the vault; of a link nobody with an account is its sender."""
    return Evidence(
        draft_id=draft_id,
        case_id=case_id,
        claim_id=claim_id,
        kind=kind,
        audience=audience,
        file_name=name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        object_name=stored.object_name,
        uploaded_by_id=work.person_id if link_id is None else None,
        link_id=link_id,
        uploaded_at=work.now,
    )
