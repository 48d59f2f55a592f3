"""The rules in force: from policies/ for commands without a database, else the newest published edition."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from caseflow.core.edition import Edition
from caseflow.core.errors import RuleError
from caseflow.core.events import Code, EditionPublished
from caseflow.store.db import db
from caseflow.store.models import Edition as EditionRow
from caseflow.store.unit_of_work import Work

SUFFIXES = {".toml", ".csv"}
LEFT_OUT = {"expected"}


def read_directory(directory: Path) -> Edition:
    """The edition that the files under `directory` make; expected tables are checks, not rules."""
    found = {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*"))
        if path.suffix in SUFFIXES and path.relative_to(directory).parts[0] not in LEFT_OUT
    }
    return Edition(found)


def publish(work: Work, edition: Edition) -> bool:
    """Publish `edition` unless the newest one is the same; returns whether a new version was made."""
    if _newest_version() == edition.version:
        return False
    work.add(
        EditionRow(
            version=edition.version,
            files=dict(edition.files),
            published_at=work.now,
            published_by_id=work.actor.user_id if work.actor else None,
        )
    )
    work.record(EditionPublished(edition=Code(edition.version), files=len(edition.files)))
    return True


def current() -> Edition:
    """The newest published edition. Raises RuleError while none is published."""
    version = _newest_version()
    if version is None:
        raise RuleError("还没有发布任何规则,请运行 caseflow policies load。")
    return of_version(version)


@lru_cache(maxsize=8)
def of_version(version: str) -> Edition:
    """The published edition with this version, parsed once per process; published editions never change."""
    row = db.session.scalar(select(EditionRow).where(EditionRow.version == version))
    if row is None:
        raise RuleError(f"没有版本为 {version} 的规则。")
    return Edition(row.files)


def _newest_version() -> str | None:
    return db.session.scalar(select(EditionRow.version).order_by(EditionRow.id.desc()).limit(1))
