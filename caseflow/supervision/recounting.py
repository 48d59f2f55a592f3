"""A published calendar moves the dates that it changes, and no others; each move is an event of its case.

The work follows a publication in batches: a batch and the event that says how far it came are one transaction, and
that event leads to the next batch. So a kill loses at most one uncommitted batch, and two processes share no batch.
"""

from datetime import date

from sqlalchemy import select

from caseflow.core.deadlines import Pause
from caseflow.core.events import ClockMoved, ClocksRecounted, Code
from caseflow.core.recounting import changed_span
from caseflow.store import editions
from caseflow.store.clocks import ended_pauses
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Edition, Event
from caseflow.store.recounting import counted_again, ids_after, locked, within
from caseflow.store.standing import RESULT
from caseflow.store.unit_of_work import Work

BATCH = 100
PROMISES = frozenset(RESULT) - {"rework"}  # the clocks whose end is the day promised to the firm


def follow_publication(work: Work, event: Event) -> None:
    """Count again the next batch of running clocks that the edition named by `event` may move.

    `event` is an EditionPublished, or the ClocksRecounted of the batch before. An edition with the same calendar as
    the one before it does nothing.
    """
    if not event.data.get("more", True):
        return
    edition_id = int(event.data["edition_id"])
    span = _span(edition_id)
    if span is None:
        return
    ids = ids_after(within(span), int(event.data.get("upto", 0)), BATCH)
    moved = recount_clocks(work, ids)
    more = len(ids) == BATCH
    work.record(ClocksRecounted(edition_id, ids[-1] if ids else 0, looked_at=len(ids), moved=moved, more=more))


def recount_clocks(work: Work, ids: list[int], *, wait: bool = True) -> int:
    """Count the running clocks `ids` again by the calendar in force; returns how many got another date.

    `wait`: for whoever holds one of their cases; otherwise its clocks are left for another time.
    """
    rows, pauses = locked(ids, wait=wait), ended_pauses(ids)
    return sum(_recount(work, case, row, pauses[row.id]) for case, row in rows)


def _span(edition_id: int) -> tuple[date, date] | None:
    older = select(Edition).where(Edition.id < edition_id).order_by(Edition.id.desc()).limit(1)
    before, after = db.session.scalar(older), db.session.get_one(Edition, edition_id)
    if before is None:
        return None
    return changed_span(editions.of_version(before.version).calendar, editions.of_version(after.version).calendar)


def _recount(work: Work, case: Case, row: Clock, pauses: tuple[Pause, ...]) -> bool:
    """What was said stays said: neither a reminder nor a lateness is taken back when the date moves on."""
    found = counted_again(row, editions.current(), pauses)
    if not found.changed:
        return False
    before, promised = row.due_rolled, case.result_until == row.due
    row.due, row.due_rolled, row.remind_on = found.due.due, found.due.due_next_working_day, found.remind_on
    row.provisional, row.derivation = found.due.provisional, found.due.as_json()
    promises = promised and row.key in PROMISES
    if promises:
        case.result_until = row.due
    if row.due_rolled == before:
        return False
    until = row.due if promises else None
    event = ClockMoved(row.id, Code(row.key), before=before, due=row.due_rolled, result_until=until)
    work.record(event, case)
    return True
