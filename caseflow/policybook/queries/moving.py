"""Which running limits the calendar of a draft would move, as publication would move them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from caseflow.core.deadlines import Pause
from caseflow.core.edition import Edition
from caseflow.core.recounting import changed_span
from caseflow.store.clocks import ended_pauses
from caseflow.store.db import db
from caseflow.store.models import Case, Clock
from caseflow.store.recounting import counted_again, within

SECONDS = 15.0
MOST_KEPT = 1000
BATCH = 500


@dataclass(frozen=True)
class Move:
    """A limit that would end on another day; both are days after which it is overdue."""

    number: str
    clock: str
    before: date
    after: date

    def as_json(self) -> dict[str, str]:
        """The move as it is kept with the draft; `way` is 提前 or 延后."""
        return {
            "number": self.number,
            "clock": self.clock,
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "way": "提前" if self.after < self.before else "延后",
        }


def moving(base: Edition, draft: Edition, seconds: float = SECONDS) -> dict[str, Any] | None:
    """Count the running clocks that the draft's calendar may touch again; None where the calendars say the same.

    The earlier ones come first. `whole` is false where the time ran out; no clock is changed.
    """
    span = changed_span(base.calendar, draft.calendar)
    if span is None:
        return None
    until = time.monotonic() + seconds
    found: list[Move] = []
    looked_at, settled, whole = 0, 0, True
    for number, row, pauses in _rows(within(span)):
        if time.monotonic() > until:
            whole = False
            break
        looked_at += 1
        due = counted_again(row, draft, pauses).due
        settled += row.provisional and not due.provisional
        if due.due_next_working_day != row.due_rolled:
            name = draft.deadlines.get(row.key, row.derivation["track"]).name
            found.append(Move(number, name, row.due_rolled, due.due_next_working_day))
    found.sort(key=lambda move: (move.after >= move.before, move.after, move.number))
    return {
        "looked_at": looked_at,
        "whole": whole,
        "settled": settled,
        "earlier": sum(move.after < move.before for move in found),
        "moved": len(found),
        "moves": [move.as_json() for move in found[:MOST_KEPT]],
    }


def _rows(condition: ColumnElement[bool]) -> Iterator[tuple[str, Clock, tuple[Pause, ...]]]:
    after = 0
    query = select(Case.number, Clock).join(Case, Case.id == Clock.case_id).where(condition).order_by(Clock.id)
    while rows := db.session.execute(query.where(Clock.id > after).limit(BATCH)).all():
        pauses = ended_pauses([row.id for _number, row in rows])
        yield from ((number, row, pauses[row.id]) for number, row in rows)
        after = rows[-1][1].id
        db.session.expunge_all()
