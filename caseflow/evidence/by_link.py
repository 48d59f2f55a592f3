"""Files that come through a reply link, from somebody without an account: of nobody's case until the reply is submitted."""

from collections.abc import Callable

from sqlalchemy import func, select, update

from caseflow.core.errors import BadInput
from caseflow.evidence.actions import Upload, kept_file, new_row, record_added
from caseflow.evidence.queries import File, as_files
from caseflow.store.db import db
from caseflow.store.models import Case, Evidence
from caseflow.store.unit_of_work import Work, transaction

MOST = 20


def store_for_link(link_id: int, uploads: list[Upload], kind: str, admit: Callable[[Work], object]) -> None:
    """Store files with an unsubmitted reply, all or none.

    `admit` raises what forbids it. Looking at a file may take seconds in which nothing is locked, so it is asked before
    and after. BadInput for too many, or naming the file that is refused.
    """
    with transaction(None) as work:
        admit(work)
        _room_for(link_id, uploads)
    received = [kept_file(upload) for upload in uploads]
    with transaction(None) as work:
        admit(work)
        _room_for(link_id, uploads)
        for name, file in received:
            work.add(new_row(work, name, file, kind, link_id=link_id, audience="office"))


def remove_from_link(work: Work, link_id: int, evidence_id: int) -> None:
    """Take a file out of a reply that is not submitted; the reaper deletes it later."""
    mine = (Evidence.id == evidence_id, Evidence.link_id == link_id, Evidence.case_id.is_(None))
    db.session.execute(update(Evidence).where(*mine).values(removed_at=work.now))


def forget_files(work: Work, link_id: int) -> None:
    """The reply will not be submitted any more: the reaper deletes what was uploaded for it."""
    unsent = (Evidence.link_id == link_id, Evidence.case_id.is_(None), Evidence.removed_at.is_(None))
    db.session.execute(update(Evidence).where(*unsent).values(removed_at=work.now))


def hand_over(work: Work, link_id: int, case: Case) -> None:
    """The reply is submitted: its files belong to the case from now on, for the offices alone."""
    kept = select(Evidence).where(
        Evidence.link_id == link_id, Evidence.removed_at.is_(None), Evidence.case_id.is_(None)
    )
    for row in db.session.scalars(kept.order_by(Evidence.id)).all():
        row.case_id = case.id
        record_added(work, case, row)


def files_of_link(link_id: int) -> list[File]:
    """The files of a reply, submitted or not, oldest first."""
    kept = select(Evidence).where(Evidence.link_id == link_id, Evidence.removed_at.is_(None)).order_by(Evidence.id)
    return as_files(db.session.scalars(kept))


def _room_for(link_id: int, uploads: list[Upload]) -> None:
    held = (Evidence.link_id == link_id, Evidence.removed_at.is_(None))
    count = db.session.scalar(select(func.count()).select_from(Evidence).where(*held)) or 0
    if count + len(uploads) > MOST:
        raise BadInput(f"一次答复最多上传 {MOST} 个文件，请合并成 PDF 再传。")
