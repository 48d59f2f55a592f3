"""The rules in force: from policies/ for commands without a database, else the newest published edition."""

import csv
import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, or_, select

from caseflow.core.edition import Edition, fingerprints, united
from caseflow.core.errors import BadInput, RuleError, Stale
from caseflow.core.events import Code, EditionPublished
from caseflow.store.db import db
from caseflow.store.models import ClosureRule
from caseflow.store.models import Edition as EditionRow
from caseflow.store.unit_of_work import Said, Work

PUBLISHING = 20200901  # the advisory lock that lets one publication through at a time
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


def load(work: Work, shipped: Edition, keep: Collection[str] = (), replace: Collection[str] = ()) -> EditionRow | None:
    """Publish what came with the program, without undoing what the offices changed; None when nothing was new.

    Of a file that both changed, the offices' text stays if `keep` names it, and goes if `replace` does; BadInput names
    those that neither names, and nothing is published.
    """
    newest = newest_row()
    if newest is None:
        return publish(work, shipped, shipped=fingerprints(shipped.files))
    union = united(newest.files, _shipped_before(), shipped.files)
    open_ones = [name for name in union.disputed if name not in {*keep, *replace}]
    if open_ones:
        raise BadInput(
            f"规则文件 {'、'.join(open_ones)} 在系统里改过，随程序来的新版本也改了同一文件，没有发布。"
            "请核对后指明：--keep 文件名 保留系统里的，--replace 文件名 换成随程序来的。"
        )
    files = dict(union.files)
    for name in set(union.disputed) & set(replace):
        files.pop(name, None)
        files |= {name: shipped.files[name]} if name in shipped.files else {}
    return publish(work, Edition(files), after=newest.id, shipped=fingerprints(shipped.files))


def _shipped_before() -> Mapping[str, str]:
    """Fingerprints of the files that came last; rows of earlier times that a command published hold just those files."""
    by_command = select(EditionRow).where(or_(EditionRow.shipped.is_not(None), EditionRow.published_by_id.is_(None)))
    row = db.session.scalar(by_command.order_by(EditionRow.id.desc()).limit(1))
    if row is None:
        return {}
    return row.shipped if row.shipped is not None else fingerprints(row.files)


def publish(
    work: Work,
    edition: Edition,
    reason: str = "",
    after: int | None = None,
    shipped: Mapping[str, str] | None = None,
) -> EditionRow | None:
    """Publish `edition` unless the newest one is the same; returns the new row, None when nothing was new.

    `reason` is kept beside the trail. With `after` (the id of the edition it was made from) Stale is raised when
    another edition was published meanwhile; of two at once, one comes through. `shipped`: what came with the program,
    new too where it was answered by keeping what holds.
    """
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(PUBLISHING))):
        raise Stale("另一位管理员正在发布规则，请稍候刷新，看过新版本再决定。")
    newest = newest_row()
    if after is not None and (newest is None or newest.id != after):
        raise Stale("在您修改期间，已经发布了更新的规则版本，请先把草稿改到最新版本上，再核对、试算、发布。")
    if newest is not None and newest.version == edition.version and shipped in (None, _shipped_before()):
        return None
    row = work.add(
        EditionRow(
            version=edition.version,
            files=dict(edition.files),
            published_at=work.now,
            published_by_id=work.actor.user_id if work.actor else None,
            shipped=dict(shipped) if shipped is not None else None,
        )
    )
    # the triggers that refuse a write-off cannot read TOML
    work.add(ClosureRule(edition_id=row.id, rules=tomllib.loads(edition.text("closure.toml"))))
    event = EditionPublished(edition=Code(edition.version), edition_id=row.id, files=len(edition.files))
    work.record(event, reason=Said(reason, "office"))
    return row


def current() -> Edition:
    """The newest published edition. Raises RuleError while none is published."""
    version = _newest_version()
    if version is None:
        raise RuleError("还没有发布任何规则，请运行 caseflow policies load。")
    return of_version(version)


@lru_cache(maxsize=8)
def of_version(version: str) -> Edition:
    """The published edition with this version, parsed once per process; published editions never change."""
    files = db.session.scalar(select(EditionRow.files).where(EditionRow.version == version).limit(1))
    if files is None:
        raise RuleError(f"没有版本为 {version} 的规则。")
    return Edition(files)


def newest_row() -> EditionRow | None:
    """The row of the newest published edition."""
    return db.session.scalar(select(EditionRow).order_by(EditionRow.id.desc()).limit(1))


def expected_lines(directory: Path) -> list[dict[str, str]]:
    """The reviewed lines of expected/routing.csv under `directory`; none where the table does not lie there."""
    path = directory / "expected" / "routing.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else []


def _newest_version() -> str | None:
    return db.session.scalar(select(EditionRow.version).order_by(EditionRow.id.desc()).limit(1))
