"""Keeping disk and rows in step."""

from dataclasses import dataclass

import structlog
from sqlalchemy import select, update

from caseflow.evidence.queries import known_objects
from caseflow.evidence.vault import OBJECT_NAME, vault
from caseflow.store.db import db
from caseflow.store.models import Evidence
from caseflow.store.unit_of_work import transaction

GRACE_SECONDS = 3600.0
BATCH = 500
log = structlog.get_logger()


@dataclass(frozen=True)
class Reaped:
    """Files deleted for want of a row, rows of drafts closed for want of a file, ids of lost files of cases."""

    files: int
    rows: int
    lost: tuple[int, ...]


def reap(grace_seconds: float = GRACE_SECONDS) -> Reaped:
    """Delete files no row wants once they are older than the grace (an upload may still be on its way), close rows of
    drafts whose file is gone, and raise an alarm for a case's. Safe to run twice at once.
    """
    reaped = Reaped(_orphan_files(grace_seconds), *_orphan_rows())
    if reaped.lost:
        log.error("evidence of cases is missing on disk", evidence_ids=reaped.lost)
    return reaped


def _orphan_files(grace_seconds: float) -> int:
    old = list(vault().older_than(grace_seconds))
    deleted = 0
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        wanted = known_objects([path.name for path in batch if OBJECT_NAME.fullmatch(path.name)])
        for path in batch:
            if path.name not in wanted:
                path.unlink(missing_ok=True)
                deleted += 1
    return deleted


def _orphan_rows() -> tuple[int, tuple[int, ...]]:
    rows = db.session.execute(
        select(Evidence.id, Evidence.case_id, Evidence.object_name).where(Evidence.removed_at.is_(None))
    ).all()
    gone = [row for row in rows if not vault().path(row.object_name).is_file()]
    drafts = [row.id for row in gone if row.case_id is None]
    if drafts:
        with transaction(None) as work:
            db.session.execute(update(Evidence).where(Evidence.id.in_(drafts)).values(removed_at=work.now))
    return len(drafts), tuple(row.id for row in gone if row.case_id is not None)
