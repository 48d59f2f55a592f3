"""Published editions and the draft of the next one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union

from caseflow.core.differences import DiffLine, differences
from caseflow.core.edition import Edition
from caseflow.core.errors import NotFound
from caseflow.core.events import EditionPublished
from caseflow.policybook.proving import InUse
from caseflow.policybook.rule_files import TITLES, YEAR, Fault, file_faults, is_rule_file, title_of
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, EditionDraft, Entry, Event, Person, Unit
from caseflow.store.models import Edition as EditionRow

PAGE = 20
MOST_LINES = 400


@dataclass(frozen=True)
class Published:
    """A published edition as the list shows it."""

    id: int
    version: str
    at: datetime
    by: str
    reason: str
    changed: tuple[str, ...]
    current: bool


@dataclass(frozen=True)
class FileChange:
    """What changed in one file; `cut` says that more lines changed than are shown."""

    name: str
    title: str
    lines: tuple[DiffLine, ...]
    cut: bool


@dataclass(frozen=True)
class EditionPage:
    """A published edition with what it changed."""

    edition: Published
    changes: tuple[FileChange, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class DraftPage:
    """A draft with its files and how far it has come. `behind`: another edition was published since it was begun."""

    draft: EditionDraft
    base: EditionRow
    behind: bool
    changes: tuple[FileChange, ...]
    names: tuple[str, ...]
    next_calendar: str
    faults: tuple[Fault, ...]
    report: Mapping[str, Any] | None
    trial: Mapping[str, Any] | None

    @property
    def ready(self) -> bool:
        """Whether it may be published as it stands."""
        return bool(self.changes) and not self.behind and bool(self.report and self.report["ok"]) and bool(self.trial)


def history(page: int) -> tuple[list[Published], int]:
    """One page of editions, newest first, and how many there are."""
    query = select(EditionRow).order_by(EditionRow.id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    rows = list(db.session.scalars(query))
    newest = db.session.scalar(select(func.max(EditionRow.id)))
    before = [*rows[1:], None][: len(rows)]
    listed = [_published(row, old, newest) for row, old in zip(rows, before, strict=True)]
    return listed[:PAGE], db.session.scalar(select(func.count()).select_from(EditionRow)) or 0


def edition_page(edition_id: int) -> EditionPage:
    """One published edition, compared with the one before it. Raises NotFound."""
    row = edition_row(edition_id)
    older = select(EditionRow).where(EditionRow.id < row.id).order_by(EditionRow.id.desc()).limit(1)
    before = db.session.scalar(older)
    newest = db.session.scalar(select(func.max(EditionRow.id)))
    return EditionPage(
        edition=_published(row, before, newest),
        changes=tuple(comparison(before.files, row.files)) if before else (),
        names=tuple(sorted(row.files)),
    )


def edition_row(edition_id: int) -> EditionRow:
    """The row of one edition. Raises NotFound."""
    row = db.session.get(EditionRow, edition_id)
    if row is None:
        raise NotFound("没有这个规则版本。")
    return row


def open_draft(person_id: int, lock: bool = False) -> EditionDraft | None:
    """The draft this person has open; with `lock` held for change."""
    query = select(EditionDraft).where(
        EditionDraft.person_id == person_id,
        EditionDraft.edition_id.is_(None),
        EditionDraft.discarded_at.is_(None),
    )
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)


def draft_page(person_id: int) -> DraftPage:
    """The person's draft. Raises NotFound where none is open."""
    draft = open_draft(person_id)
    if draft is None:
        raise NotFound("您没有正在修改的规则草稿。")
    base = edition_row(draft.base_id)
    edition = candidate(draft)
    newest = editions.newest_row()
    return DraftPage(
        draft=draft,
        base=base,
        behind=newest is not None and newest.id != base.id,
        changes=tuple(comparison(base.files, edition.files)),
        names=tuple(sorted(edition.files, key=_order)),
        next_calendar=_next_calendar(edition),
        faults=tuple(file_faults(edition.files)),
        report=draft.report if draft.report_of == edition.version else None,
        trial=draft.trial if draft.trial_of == edition.version else None,
    )


def candidate(draft: EditionDraft) -> Edition:
    """The edition that the draft would become."""
    return Edition({**edition_row(draft.base_id).files, **draft.files})


def other_drafts(person_id: int) -> list[tuple[str, datetime]]:
    """(who, last change) of drafts that other administrators have open."""
    query = (
        select(Person.name, EditionDraft.updated_at)
        .join(EditionDraft, EditionDraft.person_id == Person.id)
        .where(
            EditionDraft.person_id != person_id,
            EditionDraft.edition_id.is_(None),
            EditionDraft.discarded_at.is_(None),
        )
        .order_by(EditionDraft.updated_at.desc())
    )
    return [(name, at) for name, at in db.session.execute(query)]


def draft_file(person_id: int, name: str) -> tuple[DraftPage, str]:
    """The draft and the text of one of its files, empty for one that may be added. Raises NotFound."""
    page = draft_page(person_id)
    text = candidate(page.draft).files.get(name)
    if text is None and not is_rule_file(name):
        raise NotFound("规则里没有这个文件，也不能增加这样的文件。")
    return page, text or ""


def in_use() -> InUse:
    """What the running system relies on."""
    codes = union(select(Unit.territory), select(Case.territory))
    return InUse(frozenset(db.session.scalars(codes)))


def comparison(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FileChange]:
    """The files that differ, line by line."""
    for name in changed_names(before, after):
        lines = list(differences(before.get(name, ""), after.get(name, "")))
        yield FileChange(name, title_of(name), tuple(lines[:MOST_LINES]), len(lines) > MOST_LINES)


def changed_names(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names of files that are not the same in both."""
    return sorted((n for n in {*before, *after} if before.get(n) != after.get(n)), key=_order)


def _published(row: EditionRow, before: EditionRow | None, newest: int | None) -> Published:
    by = db.session.get(Person, row.published_by_id) if row.published_by_id else None
    reason = (
        select(Entry.text)
        .join(Event, Event.id == Entry.event_id)
        .where(
            Event.case_id.is_(None),
            Event.kind == EditionPublished.kind(),
            Event.data["edition_id"].as_integer() == row.id,
        )
    )
    return Published(
        id=row.id,
        version=row.version,
        at=row.published_at,
        by=by.name if by else "系统部署",
        reason=db.session.scalar(reason) or "",
        changed=tuple(changed_names(before.files, row.files)) if before else (),
        current=row.id == newest,
    )


def _order(name: str) -> tuple[int, str]:
    known = list(TITLES)
    return (known.index(name) if name in known else len(known), name)


def _next_calendar(edition: Edition) -> str:
    years = [int(found[1]) for name in edition.files if (found := YEAR.fullmatch(name))]
    return f"calendar/{max(years, default=2025) + 1}.toml"
