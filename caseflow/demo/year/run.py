"""The year itself: who has a turn on which day, until the last day has passed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random

from sqlalchemy import func, select

from caseflow.core.errors import BadInput
from caseflow.core.lifecycle import Status
from caseflow.demo.year import closing, handling, intake
from caseflow.demo.year.digest import digest
from caseflow.demo.year.life import Life
from caseflow.demo.year.oversight import Oversight
from caseflow.demo.year.roads import Road, allotted
from caseflow.demo.year.scenery import SIMULATED, Firms, is_ours
from caseflow.demo.year.stage import MovedClock, Stage, later, working_day
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Person, Recheck

MONTH = timedelta(days=30)
LAST_FILING, LAST_LONG_FILING = 0.85, 0.3
CASES_A_FIRM = 5
OTHERS = "库里有模拟和演示以外的案件，不能在这里模拟：模拟会移动时间，时限会按移动后的时间计算。请换一个空的库。"

TURNS: Mapping[Status, Callable[[Life], int | None]] = {
    Status.UNDER_REVIEW: intake.examine,
    Status.AWAITING_SUPPLEMENT: intake.supply,
    Status.DECLINED: intake.appeal,
    Status.ACCEPTED: intake.dispatch,
    Status.DISPATCHED: handling.sign,
    Status.OBJECTED: intake.adjudicate,
    Status.HANDLING: handling.work,
    Status.RESULT_SUBMITTED: handling.sign_off,
    Status.AWAITING_SERVICE: handling.serve,
    Status.RESOLVED: closing.after_result,
    Status.WRITE_OFF_REQUESTED: closing.review,
    Status.WRITTEN_OFF: closing.after_end,
}
"""Where a case stands -> whose turn it is; a turn says in how many days the next one comes, None for never."""


@dataclass(frozen=True)
class Order:
    """How many cases over how many months of 30 days, ending on `until`; the same `seed` gives the same year."""

    cases: int
    months: int
    seed: int
    until: date

    @property
    def first(self) -> date:
        """The first day."""
        return self.until - self.months * MONTH

    @property
    def days(self) -> int:
        """How many days pass, both ends included."""
        return (self.until - self.first).days + 1


@dataclass(frozen=True)
class Year:
    """What was simulated: cases and events made, cases by road, and the digest of what came of it."""

    cases: int
    events: int
    first: date
    last: date
    roads: Mapping[str, int]
    digest: str


def refuse_others() -> None:
    """BadInput where cases stand here that were neither simulated nor part of the demo, or a year was simulated before."""
    if not all(is_ours(login) for login in _complaining()):
        raise BadInput(OTHERS)
    if was_simulated():
        raise BadInput("这个库里已经模拟过，请换一个空的库。")


def was_simulated() -> bool:
    """Whether cases of a simulated year stand here."""
    return any(login.startswith(SIMULATED) for login in _complaining())


def _complaining() -> list[str]:
    """The logins of the firms that have cases; '' for a firm nobody signs in for."""
    logins = select(Person.login).select_from(Case).outerjoin(Person, Person.company_id == Case.company_id).distinct()
    return [login or "" for login in db.session.scalars(logins)]


@contextmanager
def moved(owner_url: str) -> Iterator[MovedClock]:
    """A clock that may be moved and is put back, whatever happens."""
    clock = MovedClock(owner_url)
    try:
        yield clock
    finally:
        clock.put_back()


class Agenda:
    """The next turn of each case; turns of one day come in the order of the cases."""

    def __init__(self, lives: list[Life], starts: list[date]) -> None:
        self._lives = lives
        self._next: dict[int, date] = {}
        self._turns: list[tuple[date, int]] = []
        for life, start in zip(lives, starts, strict=True):
            self.again(life, start)

    def of(self, day: date) -> list[Life]:
        """Whoever has a turn by `day`."""
        due: list[Life] = []
        while self._turns and self._turns[0][0] <= day:
            turn, place = heappop(self._turns)
            if self._next.get(place) == turn:
                del self._next[place]
                due.append(self._lives[place])
        return due

    def again(self, life: Life, day: date) -> None:
        """The next turn of `life` is on `day`, or on an earlier day where that was agreed before."""
        if self._next.get(life.place, date.max) > day:
            self._next[life.place] = day
            heappush(self._turns, (day, life.place))

    def numbered(self, numbers: set[str]) -> list[Life]:
        """The cases with these numbers."""
        return [life for life in self._lives if life.number in numbers]


def live(order: Order, moved_clock: MovedClock, passed: Callable[[int], None]) -> Year:
    """Let the year pass; `passed` hears of every day (how many went by). Call `refuse_others` first."""
    first_id = db.session.scalar(select(func.max(Case.id))) or 0
    stage = Stage(moved_clock, order.seed)
    chance = Random(order.seed)  # noqa: S311 -- a simulation, no secret
    roads = allotted(order.cases, chance)
    firms = Firms(order.cases // CASES_A_FIRM, order.seed)
    lives = [Life(place, stage, road, Random(f"{order.seed}|{place}"), firms) for place, road in enumerate(roads)]  # noqa: S311
    agenda = Agenda(lives, [_filing_day(road, chance, order) for road in roads])
    oversight = Oversight(stage, first_id)
    day = order.first
    while day <= order.until:
        _one_day(day, stage, agenda, oversight)
        day += timedelta(days=1)
        passed(1)
    return _summary(order, first_id, roads)


def _filing_day(road: Road, chance: Random, order: Order) -> date:
    span = order.days * (LAST_LONG_FILING if road.long else LAST_FILING)
    return working_day(order.first + timedelta(days=int(chance.random() * span)))


def _one_day(day: date, stage: Stage, agenda: Agenda, oversight: Oversight) -> None:
    """Offices act on working days; limits run out on any."""
    due = agenda.of(day) if working_day(day) == day else []
    stage.begin_day(day, len(due))
    for life in due:
        stage.between_deeds()
        wait = _turn(life)
        if wait is not None:
            agenda.again(life, later(day, max(wait, 1)))
        db.session.expire_all()
    stage.behind()
    if working_day(day) == day:
        oversight.look()
        if stage.draw_rechecks():
            _call_for_rechecks(agenda, day)
        stage.behind()


def _turn(life: Life) -> int | None:
    """Whoever's turn it is acts; where a case has ended early nobody has one."""
    if not life.number:
        return intake.file(life)
    turn = TURNS.get(Status(life.case.status))
    return turn(life) if turn else None


def _call_for_rechecks(agenda: Agenda, day: date) -> None:
    """Whatever was drawn today is looked at within the next weeks."""
    today = (Clock.id == Recheck.clock_id, Clock.started_on == day, Clock.met_at.is_(None))
    drawn = select(Case.number).join(Recheck, Recheck.case_id == Case.id).join(Clock, Clock.id == Recheck.clock_id)
    for life in agenda.numbered(set(db.session.scalars(drawn.where(*today)))):
        agenda.again(life, later(day, life.days(2, 20)))


def _summary(order: Order, first_id: int, roads: list[Road]) -> Year:
    made = select(func.count()).select_from(Event).where(Event.case_id > first_id)
    count = {road.name: 0 for road in roads}
    for road in roads:
        count[road.name] += 1
    cases = db.session.scalar(select(func.count()).select_from(Case).where(Case.id > first_id)) or 0
    return Year(cases, db.session.scalar(made) or 0, order.first, order.until, count, digest(first_id))
