"""Running clocks that a new calendar may touch, and what it makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from caseflow.core.deadlines import Due, Pause, reminder_day
from caseflow.core.edition import Edition
from caseflow.core.recounting import recount, same_count, year_wanted
from caseflow.store import clock, editions
from caseflow.store.clocks import standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Clock

UNMET = Clock.met_at.is_(None)
RUNNING = and_(UNMET, ~standing_still())
"""What stands still has no end to move: it is counted again when it runs on."""
PROVISIONAL = and_(UNMET, Clock.provisional)


@dataclass(frozen=True)
class Recounted:
    """A clock counted again: its new end, the day of its reminder, and whether anything is other than before."""

    due: Due
    remind_on: date
    changed: bool


def counted_again(row: Clock, edition: Edition, pauses: tuple[Pause, ...]) -> Recounted:
    """`row`, which stood still in `pauses`, by the calendar of `edition`; changes nothing.

    RuleError when the edition lacks the clock.
    """
    due = recount(edition.deadlines, edition.calendar, row.key, row.derivation, pauses)
    remind_on = reminder_day(due, edition.calendar, edition.deadlines.due_soon)
    return Recounted(due, remind_on, not same_count(row.derivation, due.as_json()) or remind_on != row.remind_on)


def within(span: tuple[date, date]) -> ColumnElement[bool]:
    """Running clocks that counted a day of `span` (both ends included); no other can change with these days."""
    first, last = span
    return and_(RUNNING, Clock.started_on < last, Clock.due_rolled >= first)


def ids_after(condition: ColumnElement[bool], after: int, most: int) -> list[int]:
    """Ids of the next `most` clocks that meet `condition`, beyond the clock `after`."""
    return list(db.session.scalars(select(Clock.id).where(condition, Clock.id > after).order_by(Clock.id).limit(most)))


def locked(ids: Iterable[int], *, wait: bool) -> list[tuple[Case, Clock]]:
    """The clocks `ids` that still run, each with its case; the cases are locked first, in the order of their ids. Without
    `wait` those whose case somebody holds are left out."""
    of_these = select(Clock.case_id).where(Clock.id.in_(list(ids)))
    fresh = {"populate_existing": True}
    cases = select(Case).where(Case.id.in_(of_these)).order_by(Case.id).with_for_update(skip_locked=not wait)
    found = {case.id: case for case in db.session.scalars(cases.execution_options(**fresh))}
    clocks = select(Clock).where(Clock.id.in_(list(ids)), Clock.case_id.in_(found), RUNNING).order_by(Clock.id).with_for_update()
    return [(found[row.case_id], row) for row in db.session.scalars(clocks.execution_options(**fresh))]


def ripe(edition: Edition) -> ColumnElement[bool] | None:
    """Provisional clocks that end in a year that `edition` knows by now; None while it knows no year."""
    years = edition.calendar.years
    return and_(RUNNING, Clock.provisional, Clock.due_rolled < date(max(years) + 1, 1, 1)) if years else None


def missing_calendar() -> tuple[int, int] | None:
    """The year without a calendar that somebody should see to now, and how many running clocks are provisional."""
    provisional = db.session.scalar(select(func.count()).where(PROVISIONAL)) or 0
    year = year_wanted(editions.current().calendar, clock.today(), provisional)
    return None if year is None else (year, provisional)
