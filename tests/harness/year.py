"""The small simulated year that tests look at, and what must be true of any ledger; nobody may change that year."""

from datetime import date

from sqlalchemy import func, select

from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.recounting import same_count
from caseflow.demo.year.run import Order
from caseflow.store import clock, editions
from caseflow.store.audit import verify
from caseflow.store.clocks import ended_pauses
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Outbox
from caseflow.store.recounting import counted_again
from caseflow.store.replaying import replay

SMALL = Order(cases=28, months=5, seed=7, until=date(2026, 11, 20))
AFTER_THE_END = {"recheck"}
"""What may still run on a case that has ended."""


def holds_together() -> None:
    """What must be true of any ledger: events rebuild the rows, chains and clocks fit, nothing is stuck."""
    found = replay()
    assert found.differences == ()
    assert verify().fault is None
    assert db.session.scalar(select(func.count()).where(Outbox.failure.is_not(None))) == 0
    _clocks_fit()


def _clocks_fit() -> None:
    """Every end follows from its derivation; lateness was said once, after the end; ended cases keep nobody waiting."""
    rows = db.session.execute(select(Clock, Case.status).join(Case).order_by(Clock.id)).all()
    pauses = ended_pauses([row.id for row, _status in rows])
    for row, status in rows:
        again = counted_again(row, editions.current(), pauses[row.id])
        assert (again.due.due, again.due.due_next_working_day) == (row.due, row.due_rolled), (row.case_id, row.key)
        assert same_count(row.derivation, again.due.as_json())
        assert row.overdue_at is None or clock.day_of(row.overdue_at) > row.due_rolled
        assert row.met_at is not None or Status(status) in OPEN or row.key in AFTER_THE_END, (row.case_id, row.key)
    told = select(Event.data["clock_id"].as_integer()).where(Event.kind == "ClockOverdue")
    late = list(db.session.scalars(told))
    assert sorted(late) == sorted(row.id for row, _status in rows if row.overdue_at is not None)
