"""Uploading a spreadsheet, and working it off slice by slice: whoever works, and however often, a row is entered once."""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from caseflow.core.access import Actor, Permission, holds, require
from caseflow.core.errors import BadInput, CaseflowError
from caseflow.core.text import clean
from caseflow.evidence.actions import shown_name
from caseflow.evidence.vault import vault
from caseflow.intake import entry
from caseflow.intake.importing import reading
from caseflow.intake.importing.checking import Checker, Fault, Row, headed
from caseflow.intake.importing.columns import COLUMNS, MOST_ROWS
from caseflow.store.db import db
from caseflow.store.models import ImportBatch, ImportRow, Reception
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission, Work, after_commit, transaction

OPEN = ("waiting", "checking", "entering")
MOST_COLUMNS = 100
CHECKED_AT_ONCE, ENTERED_AT_ONCE = 50, 20
PATIENCE_SECONDS = 30
UNREADABLE = "这个文件读不出表格，请用下载的模板填写，另存为 XLSX 后再传。"
NOBODY = "上传的人已经不能登记投诉，没有处理完的行没有登记。"
log = structlog.get_logger()

BROKEN = "导入时出现系统错误，没有登记的行都没有登记。请联系系统管理员，或者换一个文件再试。"
FAILED = "这一行没有能登记，请核对后单独登记。"


@dataclass(frozen=True)
class Sheet:
    """What was uploaded; `whole`: nothing is entered unless every row holds."""

    file_name: str
    stream: IO[bytes]
    whole: bool


def upload(actor: Actor, sheet: Sheet, submission: Submission) -> int:
    """Take a spreadsheet in to be worked off in the background; returns the batch's id. BadInput as the gate says it."""
    require(actor, Permission.ENTER)
    name = shown_name(sheet.file_name) or "未命名.xlsx"
    content = vault().examined(sheet.stream, name.rpartition(".")[2].lower(), "xlsx")
    with transaction(actor, submission) as work:
        batch = work.add(
            ImportBatch(
                unit_id=actor.unit_id,
                person_id=actor.user_id,
                file_name=name,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                whole=sheet.whole,
                state="waiting",
                created_at=work.now,
            )
        )
        work.answer = str(batch.id)
    for ring in after_commit:
        ring()
    return batch.id


def work_off(go_on: Callable[[], bool] = lambda: True) -> int:
    """Do what there is to do for the oldest open batches until `go_on` says no; returns how many steps were done.

    Safe in several processes at once: each takes rows that nobody holds.
    """
    return sum(_work_off(batch_id, go_on) for batch_id in _open_batches())


def _work_off(batch_id: int, go_on: Callable[[], bool]) -> int:
    """What there is to do for one batch. One that fails is refused and keeps no other office's from its turn; while the
    database is away or busy it waits."""
    done, checker = 0, Checker()
    try:
        while go_on() and (step := _step(batch_id, checker)):
            done += step
    except OperationalError:
        log.exception("an import waits", batch=batch_id)
    except Exception:
        log.exception("an import failed", batch=batch_id)
        done += _refuse(batch_id, BROKEN)
    return done


def _open_batches() -> list[int]:
    return list(db.session.scalars(select(ImportBatch.id).where(ImportBatch.state.in_(OPEN)).order_by(ImportBatch.id)))


def _step(batch_id: int, checker: Checker) -> int:
    """One slice of one batch; 0 where there is nothing to do, or others are at it."""
    with transaction(None):
        batch = db.session.get_one(ImportBatch, batch_id)
        state, actor = batch.state, actor_of(batch.person_id)
    if state in OPEN and (actor is None or not holds(actor, Permission.ENTER) or actor.unit_id != batch.unit_id):
        return _refuse(batch_id, NOBODY)
    if actor is None or state not in OPEN:
        return 0
    steps: dict[str, Callable[[], int]] = {
        "waiting": lambda: _read(batch_id),
        "checking": lambda: _check(actor, batch_id, checker) or _checked(batch_id),
        "entering": lambda: sum(_enter_some(actor, batch_id, checker)) or _entered(batch_id),
    }
    return steps[state]()


def _read(batch_id: int) -> int:
    with transaction(None):
        content = db.session.get_one(ImportBatch, batch_id).content
    if content is None:
        return 0
    answer = _rows_of(content)
    heads, lacking = headed(answer.get("rows", []))
    if "refused" in answer or lacking or len(answer["rows"]) < 2:
        sentence = answer.get("refused") or (
            f"第一行缺少这些列：{'、'.join(lacking[:8])}。请用下载的模板填写。" if lacking else "表格里没有要导入的行。"
        )
        return _refuse(batch_id, str(sentence))
    rows = [
        {"batch_id": batch_id, "number": number, "outcome": "unread", "faults": [], "cells": dict(zip(heads, map(clean, row), strict=False))}
        for number, row in enumerate(answer["rows"][1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    with transaction(None) as work:
        batch = _held(batch_id)
        if batch.state != "waiting":
            return 0
        for start in range(0, len(rows), 500):
            db.session.execute(insert(ImportRow).values(rows[start : start + 500]))
        batch.state, batch.content, batch.rows = "checking", None, len(rows)
        if not rows:
            batch.state, batch.finished_at = "done", work.now
    return 1


def _rows_of(content: bytes) -> dict[str, Any]:
    """The rows of the file, read by a process with limits of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(content)
        command = [sys.executable, "-I", reading.__file__, str(path), str(MOST_ROWS), str(MOST_COLUMNS)]
        try:
            # our own interpreter on our own script; the name of the file is ours too
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env={})  # noqa: S603
        except subprocess.TimeoutExpired:
            return {"refused": UNREADABLE}
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"refused": UNREADABLE}
    return answer


def _check(actor: Actor, batch_id: int, checker: Checker) -> int:
    with transaction(actor) as work:
        rows = _some(batch_id, "unread", CHECKED_AT_ONCE)
        for row in rows:
            _judge(work, row, checker)
        return len(rows)


def _judge(work: Work, row: ImportRow, checker: Checker) -> None:
    found = checker.check(row.cells or {})
    if isinstance(found, Row) and not _entered_before(work, row, found):
        found = _refused(work, found) or found
    if isinstance(found, list):
        row.outcome, row.faults, row.cells = "wrong", [list(fault) for fault in found], None
    elif row.outcome == "unread":
        row.outcome = "good"


def _entered_before(work: Work, row: ImportRow, found: Row) -> bool:
    """Mark a row that was imported before, by this file or another; whether it was."""
    unit_id = work.actor.unit_id if work.actor else None
    same = select(Reception.case_id).where(Reception.unit_id == unit_id, Reception.row_key == found.key)
    case_id = db.session.scalar(same)
    if case_id is not None:
        row.outcome, row.case_id, row.cells = "repeated", case_id, None
    return case_id is not None


def _refused(work: Work, found: Row) -> list[Fault]:
    """What clerk entry would refuse."""
    try:
        entry.require_enterable(work, found.caller, found.filing)
    except BadInput as refused:
        return [_fault(refused)]
    return []


def _fault(refused: CaseflowError) -> Fault:
    named = getattr(refused, "field", "")
    title = next((c.title for c in COLUMNS if c.field == named and c.step in ("caller", "respondent")), "整行")
    return title, str(refused)


def _checked(batch_id: int) -> int:
    """All rows are read: go on to entering, unless the whole was asked for and something is wrong."""
    with transaction(None) as work:
        batch = _held(batch_id)
        if batch.state != "checking" or _count(batch_id, "unread"):
            return 0
        if batch.whole and _count(batch_id, "wrong"):
            left = update(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome == "good")
            db.session.execute(left.values(outcome="left_out", cells=None))
        batch.state = "entering" if _count(batch_id, "good") else "done"
        batch.finished_at = None if batch.state == "entering" else work.now
    return 1


def _enter_some(actor: Actor, batch_id: int, checker: Checker) -> Iterator[int]:
    """Enter a few rows; 1 for each, until there are no more."""
    for _ in range(ENTERED_AT_ONCE):
        done = _enter(actor, batch_id, checker)
        yield done
        if not done:
            return


def _enter(actor: Actor, batch_id: int, checker: Checker) -> int:
    """Enter one row in a transaction of its own."""
    number = 0
    try:
        with transaction(actor) as work:
            rows = _some(batch_id, "good", 1)
            if not rows:
                return 0
            row, number = rows[0], rows[0].number
            found = checker.check(row.cells or {})
            if not isinstance(found, Row):
                row.outcome, row.faults, row.cells = "wrong", [list(fault) for fault in found], None
                return 1
            if not _entered_before(work, row, found):
                case = entry.enter(work, found.caller, found.filing, row=entry.Imported(batch_id, found.key))
                row.outcome, row.case_id, row.cells = "entered", case.id, None
    except BadInput as refused:
        _wrong(batch_id, number, _fault(refused))
    except (IntegrityError, DataError):
        _wrong(batch_id, number, ("整行", FAILED))
    return 1


def _wrong(batch_id: int, number: int, fault: Fault) -> None:
    with transaction(None):
        one = update(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.number == number)
        values = {"outcome": "wrong", "faults": [list(fault)], "cells": None}
        db.session.execute(one.where(ImportRow.outcome == "good").values(**values))


def _entered(batch_id: int) -> int:
    with transaction(None) as work:
        batch = _held(batch_id)
        if batch.state != "entering" or _count(batch_id, "good"):
            return 0
        batch.state, batch.finished_at = "done", work.now
    return 1


def _refuse(batch_id: int, sentence: str) -> int:
    with transaction(None) as work:
        batch = _held(batch_id)
        batch.state, batch.content, batch.refusal, batch.finished_at = "refused", None, sentence, work.now
        left = update(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome.in_(("unread", "good")))
        db.session.execute(left.values(outcome="left_out", cells=None))
    return 1


def _held(batch_id: int) -> ImportBatch:
    query = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _some(batch_id: int, outcome: str, most: int) -> list[ImportRow]:
    """The next rows that nobody holds, held until this transaction ends."""
    mine = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.outcome == outcome)
    query = mine.order_by(ImportRow.number).limit(most).with_for_update(skip_locked=True)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _count(batch_id: int, outcome: str) -> int:
    found = (ImportRow.batch_id == batch_id, ImportRow.outcome == outcome)
    return db.session.scalar(select(func.count()).select_from(ImportRow).where(*found)) or 0
