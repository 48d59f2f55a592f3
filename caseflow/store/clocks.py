"""Clock rows of a case: started with their derivation, met when the awaited step came."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, func, select, update

from caseflow.core.chinese import SHANGHAI
from caseflow.core.deadlines import ClockRule, Due, Pause, due_date, reminder_day
from caseflow.core.notices import AWAITED_FROM_OTHERS
from caseflow.core.recounting import recount
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, ClockPause
from caseflow.store.unit_of_work import Work


def start_clock(work: Work, case: Case, key: str, on: date | None = None) -> Clock:
    """Start clock `key` of policies/deadlines.toml for this case, the day of the event being `on` (default: today)."""
    edition, rule = editions.current(), rule_for(case, key)
    return _store(work, case, key, due_date(rule, edition.calendar, on or work.today))


def rule_for(case: Case, key: str) -> ClockRule:
    """The rule of clock `key` for this case: the law of procedure in force when it was filed."""
    return editions.current().deadlines.get(key, case.track, clock.day_of(case.filed_at))


def start_ordered_clock(work: Work, case: Case, key: str, days: int, on: date) -> Clock:
    """Start clock `key`, whose length each letter orders, with `days` in its kind of days after the service `on`."""
    edition = editions.current()
    rule = rule_for(case, key).ordered(days)
    return _store(work, case, key, due_date(rule, edition.calendar, on))


def extend_clock(work: Work, case: Case, key: str, days: int) -> Clock:
    """Replace the running clock `key` by one that is `days` longer from the same start (never past its ceiling).

    Raises BadInput beyond the ceiling; the replaced row stays, met at the moment it was replaced.
    """
    edition = editions.current()
    running = running_clock(case.id, key)
    rule = rule_for(case, key).extended(days)
    started = running.started_on if running else work.today
    meet_clocks(work, case, key)
    return _store(work, case, key, due_date(rule, edition.calendar, started))


def meet_clocks(work: Work, case: Case, *keys: str, on: date | None = None) -> None:
    """The awaited step came: the running clocks `keys` of the case are met, late or not.

    `on` is the day it came where it is recorded later (a service); without it they are met now.
    """
    met_at = work.now if on is None or on >= work.today else datetime.combine(on, time.max, SHANGHAI)
    running = update(Clock).where(Clock.case_id == case.id, Clock.key.in_(keys), Clock.met_at.is_(None))
    db.session.execute(running.values(met_at=met_at))


def resume_clock(case: Case, key: str) -> None:
    """The step came undone (an upheld objection): the last clock `key` runs on as if it had never been met."""
    last = select(func.max(Clock.id)).where(Clock.case_id == case.id, Clock.key == key).scalar_subquery()
    db.session.execute(update(Clock).where(Clock.id == last).values(met_at=None))


def resume_with_days_left(work: Work, case: Case, *keys: str) -> None:
    """A result came back: of the clocks `keys` the last one runs on, if its last day has not passed yet."""
    last = select(func.max(Clock.id)).where(Clock.case_id == case.id, Clock.key.in_(keys)).scalar_subquery()
    unspent = update(Clock).where(Clock.id == last, Clock.due_rolled >= work.today)
    db.session.execute(unspent.values(met_at=None))


def standing_still() -> ColumnElement[bool]:
    """Whether a clock is paused now: nobody is reminded of it, and it does not become overdue."""
    return exists().where(ClockPause.clock_id == Clock.id, ClockPause.until_on.is_(None))


def binding() -> ColumnElement[bool]:
    """Whether somebody is late when the clock has run out: nobody is reminded of any other, and none becomes overdue."""
    return Clock.key.not_in(editions.current().deadlines.unbinding)


def pause_clocks(work: Work, case: Case, cause: str) -> None:
    """Clock `cause` started: the running clocks of the case that its rule stops stand still from today on."""
    running = select(Clock).where(Clock.case_id == case.id, Clock.met_at.is_(None), ~standing_still())
    for row in list(db.session.scalars(running)):
        if cause in rule_for(case, row.key).pauses:
            work.add(ClockPause(clock_id=row.id, cause=cause, from_on=work.today))


def resume_paused(work: Work, case: Case, cause: str) -> list[Clock]:
    """Clock `cause` ended: what stood still for it runs on from tomorrow; its end moves by the days it stood still.

    Returns the clocks that run on.
    """
    edition = editions.current()
    query = select(ClockPause, Clock).join(Clock, Clock.id == ClockPause.clock_id)
    still = query.where(Clock.case_id == case.id, ClockPause.cause == cause, ClockPause.until_on.is_(None))
    resumed = []
    for pause, row in db.session.execute(still).all():
        pause.until_on = work.today
        due = recount(edition.deadlines, edition.calendar, row.key, row.derivation, ended_pauses([row.id])[row.id])
        row.due, row.due_rolled, row.remind_on = due.due, due.due_next_working_day, _reminder(due)
        row.provisional, row.derivation = due.provisional, due.as_json()
        resumed.append(row)
    return resumed


def pauses_of(clock_id: int) -> list[ClockPause]:
    """The spans in which a clock stood still, in their order; the last may be open."""
    return list(db.session.scalars(select(ClockPause).where(ClockPause.clock_id == clock_id).order_by(ClockPause.id)))


def ended_pauses(clock_ids: Sequence[int]) -> Mapping[int, tuple[Pause, ...]]:
    """For each of the clocks the spans in which it stood still; nothing for one that still stands."""
    query = select(ClockPause.clock_id, ClockPause.from_on, ClockPause.until_on).order_by(ClockPause.id)
    found: dict[int, tuple[Pause, ...]] = dict.fromkeys(clock_ids, ())
    for clock_id, from_on, until_on in db.session.execute(query.where(ClockPause.clock_id.in_(clock_ids))):
        if until_on is not None:
            found[clock_id] += ((from_on, until_on),)
    return found


def limits_to_keep() -> tuple[ColumnElement[bool], ...]:
    """The clocks of a case that run now and by which one of those who handle it is late once they have run out."""
    own = Clock.key.not_in(AWAITED_FROM_OTHERS)
    return (Clock.case_id == Case.id, Clock.met_at.is_(None), own, ~standing_still(), binding())


def meet_all(work: Work, case: Case, sparing: Collection[str] = ()) -> None:
    """The case ended: nothing runs any more, and nothing waits to run on; what outlasts the end is in `sparing`."""
    of_case = select(Clock.id).where(Clock.case_id == case.id)
    still = update(ClockPause).where(ClockPause.clock_id.in_(of_case), ClockPause.until_on.is_(None))
    db.session.execute(still.values(until_on=work.today))
    running = update(Clock).where(Clock.case_id == case.id, Clock.met_at.is_(None), Clock.key.not_in(sparing))
    db.session.execute(running.values(met_at=work.now))


def running_clock(case_id: int, key: str) -> Clock | None:
    """The clock `key` that is running on this case, or None."""
    return db.session.scalar(
        select(Clock).where(Clock.case_id == case_id, Clock.key == key, Clock.met_at.is_(None)).limit(1)
    )


def clocks_of(case_id: int) -> list[Clock]:
    """All clocks of a case in the order in which they started."""
    return list(db.session.scalars(select(Clock).where(Clock.case_id == case_id).order_by(Clock.id)))


def _store(work: Work, case: Case, key: str, due: Due) -> Clock:
    earlier = db.session.scalar(select(func.count()).where(Clock.case_id == case.id, Clock.key == key)) or 0
    return work.add(
        Clock(
            case_id=case.id,
            key=key,
            sequence=earlier + 1,
            started_on=due.start,
            due=due.due,
            due_rolled=due.due_next_working_day,
            remind_on=_reminder(due),
            provisional=due.provisional,
            derivation=due.as_json(),
        )
    )


def _reminder(due: Due) -> date:
    edition = editions.current()
    return reminder_day(due, edition.calendar, edition.deadlines.due_soon)
