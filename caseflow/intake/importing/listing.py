"""What an office imported, and what came of each row."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.store.db import db
from caseflow.store.models import Case, ImportBatch, ImportRow, Person

PAGE = 50
LATEST = 20
OUTCOMES = {
    "unread": "等待检查", "good": "等待登记", "wrong": "有错误，没有登记", "entered": "已登记", "repeated": "以前登记过",
    "left_out": "没有错误，但没有登记",
}  # fmt: skip
STATES = {
    "waiting": "等待处理", "checking": "正在逐行检查", "entering": "正在登记", "done": "已处理完", "refused": "没有接收",
}  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """A batch with how many of its rows have which outcome; `share` of the work done, in per cent."""

    batch: ImportBatch
    by: str
    state: str
    counts: dict[str, int]
    share: int


@dataclass(frozen=True)
class Outcome:
    """What came of one row: in words, the number of the case, and pairs of column and sentence."""

    number: int
    words: str
    case_number: str
    faults: list[tuple[str, str]]


def latest(actor: Actor) -> list[tuple[ImportBatch, str]]:
    """The newest batches of the actor's office, each with its state in words."""
    rows = select(ImportBatch).where(ImportBatch.unit_id == actor.unit_id).order_by(ImportBatch.id.desc())
    return [(batch, STATES[batch.state]) for batch in db.session.scalars(rows.limit(LATEST))]


def progress(actor: Actor, batch_id: int) -> Progress:
    """How far a batch of the actor's own office is. Raises NotFound for every other."""
    batch = db.session.get(ImportBatch, batch_id) if batch_id < 2**62 else None
    if batch is None or batch.unit_id != actor.unit_id:
        raise NotFound("没有找到这次导入。")
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.outcome)
    counts = dict.fromkeys(OUTCOMES, 0) | {name: int(count) for name, count in db.session.execute(counted)}
    by = db.session.get_one(Person, batch.person_id).name
    return Progress(batch, by, STATES[batch.state], counts, _share(batch, counts))


def outcomes(actor: Actor, batch_id: int, which: str, page: int) -> tuple[list[Outcome], int]:
    """A page of rows with the outcome `which` ("" for all), in the order of the file, and how many there are."""
    progress(actor, batch_id)
    mine = select(ImportRow, Case.number).outerjoin(Case, Case.id == ImportRow.case_id)
    mine = mine.where(ImportRow.batch_id == batch_id)
    mine = mine.where(ImportRow.outcome == which) if which in OUTCOMES else mine
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = db.session.execute(mine.order_by(ImportRow.number).limit(PAGE).offset((page - 1) * PAGE))
    return [_outcome(row, number) for row, number in rows], total


def every_outcome(actor: Actor, batch_id: int) -> Iterator[Outcome]:
    """All rows of a batch in the order of the file."""
    progress(actor, batch_id)
    query = select(ImportRow, Case.number).outerjoin(Case, Case.id == ImportRow.case_id)
    rows = db.session.execute(query.where(ImportRow.batch_id == batch_id).order_by(ImportRow.number))
    return (_outcome(row, number) for row, number in rows)


def _outcome(row: ImportRow, number: str | None) -> Outcome:
    return Outcome(row.number, OUTCOMES[row.outcome], number or "", [(pair[0], pair[1]) for pair in row.faults])


def _share(batch: ImportBatch, counts: dict[str, int]) -> int:
    """Checking is the first third of the work, entering the rest."""
    if batch.finished_at is not None:
        return 100
    total = max(batch.rows, 1)
    checked, entered = batch.rows - counts["unread"], batch.rows - counts["unread"] - counts["good"]
    return min(99, round((checked / 3 + entered * 2 / 3) / total * 100)) if batch.rows else 0
