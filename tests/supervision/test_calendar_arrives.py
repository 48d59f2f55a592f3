"""A calendar that arrives late: all dates that were provisional, and only those, are counted again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from caseflow.core.audiences import BOTH
from caseflow.core.notices import HOLDERS
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Notice, Outbox
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks
from tests.harness.onstage import case_of, filed
from tests.supervision.calendars import Start, coming_year, december, notice, publish, put_in, settle, with_files
from tests.supervision.test_sweep import said, set_days

KEYS = (("review", "A"), ("review", "B"), ("sign", "A"), ("supplement", "A"), ("result_max", "A"), ("round", "B"))


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


@dataclass(frozen=True)
class Was:
    """A clock as it was."""

    due: date
    rolled: date
    provisional: bool
    row: str


def state(ids: list[int]) -> dict[int, Was]:
    """The clocks as the database has them, each with its whole row as text."""
    db.session.rollback()
    query = select(Clock.id, Clock.due, Clock.due_rolled, Clock.provisional, text("clock::text")).where(
        Clock.id.in_(ids)
    )
    return {row[0]: Was(*row[1:]) for row in db.session.execute(query)}


def moves() -> dict[int, tuple[str, str]]:
    """Clock -> (before, after), of every ClockMoved on the trails; twice for one clock is an error."""
    db.session.rollback()
    events = list(db.session.scalars(select(Event.data).where(Event.kind == "ClockMoved")))
    assert len({data["clock_id"] for data in events}) == len(events)
    return {data["clock_id"]: (data["before"], data["due"]) for data in events}


def starts(count: int) -> list[Start]:
    """Clocks of several kinds started over December."""
    year = coming_year() - 1
    return [Start(*KEYS[n % len(KEYS)], december(year, n % 31)) for n in range(count)]


def by_hand(start: Start, year: int) -> date:
    """The postponed end, counted without the code under test: weekends, the invented notice, nothing else."""
    off = {date(year, 1, day) for day in (1, 2, 3)}
    known = editions.current().calendar

    def works(day: date) -> bool:
        if day.year < year:
            return known.is_working(day)
        return day not in off and (day.weekday() < 5 or (day.month == 1 and 4 <= day.day <= 12))

    length, kind = {"review": (10, 1), "sign": (1, 1), "supplement": (15, 1), "result_max": (90, 0), "round": (30, 0)}[
        start.key
    ]
    length = 3 if (start.key, start.track) == ("review", "B") else length
    day = start.on
    while length:
        day += timedelta(days=1)
        length -= works(day) if kind else 1
    while not works(day):
        day += timedelta(days=1)
    return day


def loaded(database: Urls, count: int) -> None:
    """`count` cases, the calendar published, everything compared with a count by hand."""
    year, wanted = coming_year(), starts(count)
    ids = put_in(database, wanted)
    before = state(ids)
    publish(with_files(**{f"y{year}": notice(year)}))
    settle()
    after, moved = state(ids), moves()
    reaching = {n for n, was in before.items() if was.provisional}
    assert 0 < len(reaching) < count
    assert [n for n in ids if after[n].provisional] == []
    assert {n for n in ids if after[n].row != before[n].row} == reaching
    assert [after[n].rolled for n in ids] == [by_hand(start, year) for start in wanted]
    assert moved == {
        n: (str(before[n].rolled), str(after[n].rolled)) for n in ids if before[n].rolled != after[n].rolled
    }
    earlier = {n for n, (old, new) in moved.items() if new < old}
    assert 0 < len(earlier) < len(moved)
    keys = dict(zip(ids, (start.key for start in wanted), strict=True))
    assert told() == {n for n in earlier if keys[n] in HOLDERS}, "these cases have no handler yet who could be told"


def told() -> set[int]:
    """The clocks of whose move somebody heard, by inbox and by mail."""
    query = (
        select(Event.data["clock_id"].as_integer(), func.count(Notice.channel.distinct()))
        .join(Notice, Notice.event_id == Event.id)
        .where(Event.kind == "ClockMoved")
        .group_by(Event.id)
    )
    heard = list(db.session.execute(query))
    assert {count for _, count in heard} == {len(BOTH)}
    return {clock_id for clock_id, _ in heard}


def test_all_and_only_provisional_dates_are_counted_again(database: Urls) -> None:
    loaded(database, 420)


@pytest.mark.long
def test_ten_thousand_cases(database: Urls) -> None:
    loaded(database, 10_000)


def test_a_calendar_that_says_the_same_moves_nothing(database: Urls) -> None:
    ids = put_in(database, starts(40))
    before = state(ids)
    files = editions.current().files
    publish(type(editions.current())({**files, "acceptance.toml": files["acceptance.toml"] + "# neu\n"}))
    settle()
    assert state(ids) == before
    assert db.session.scalar(select(func.count()).where(Event.kind == "ClocksRecounted")) == 0


def test_a_corrected_calendar_moves_what_it_changes_alone(database: Urls) -> None:
    year = coming_year()
    publish(with_files(**{f"y{year}": notice(year)}))
    settle()
    ids = put_in(database, [Start("review", "A", december(year - 1, 27)), Start("review", "A", date(year, 3, 1))])
    before = state(ids)
    text_ = notice(year)
    first = text_.partition("working = [")[2][:10]
    publish(with_files(**{f"y{year}": text_.replace(f"working = [{first}, ", "working = [").replace(first, "")}))
    settle()
    after = state(ids)
    assert after[ids[0]].rolled > before[ids[0]].rolled
    assert after[ids[1]] == before[ids[1]]
    assert set(moves()) == {ids[0]}
    assert not told_anybody()


def told_anybody() -> bool:
    """Whether any notice tells of a moved date."""
    query = select(func.count()).join(Event, Event.id == Notice.event_id).where(Event.kind == "ClockMoved")
    return bool(db.session.scalar(query.select_from(Notice)))


def test_a_step_that_is_killed_or_done_twice_changes_nothing_else(house: Flask, database: Urls) -> None:
    year = coming_year()
    ids = put_in(database, starts(400))
    before = state(ids)
    settle()
    edition_id = publish(with_files(**{f"y{year}": notice(year)}))
    assert relay(1) == 1, "the first batch alone, as if the process had died after it"
    first = set(moves())
    assert 0 < len(first) < len([n for n in ids if before[n].provisional])

    def go_on(_number: int) -> None:
        with house.app_context():
            while relay(50):
                pass
            recompute_clocks()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(go_on, range(3)))
    settle()
    after = state(ids)
    assert not any(was.provisional for was in after.values())
    assert set(moves()) == {n for n in ids if before[n].rolled != after[n].rolled}
    steps = list(db.session.scalars(select(Event.data).where(Event.kind == "ClocksRecounted").order_by(Event.id)))
    assert [step["more"] for step in steps] == [True] * (len(steps) - 1) + [False]
    assert {step["edition_id"] for step in steps} == {edition_id}
    assert db.session.scalar(select(func.count()).where(Outbox.failure.is_not(None))) == 0


def test_the_sweep_finds_what_the_publication_could_not_see(database: Urls) -> None:
    year = coming_year()
    ids = put_in(database, starts(30))
    publish(with_files(**{f"y{year}": notice(year)}))
    with transaction(None):
        db.session.execute(update(Clock).where(Clock.id.in_(ids)).values(met_at=func.now()))
    settle()
    assert recompute_clocks() == 0
    with transaction(None):
        db.session.execute(update(Clock).where(Clock.id.in_(ids)).values(met_at=None))
    assert recompute_clocks() > 0
    assert not any(was.provisional for was in state(ids).values())
    assert recompute_clocks() == 0


def test_what_was_said_stays_said(database: Urls) -> None:
    """Filed before the holidays, late by the week, in time by the calendar that came afterwards."""
    year = coming_year()
    set_days(database, (date(year - 1, 12, 18) - today()).days)
    play = filed()
    clock = db.session.scalars(select(Clock).where(Clock.case_id == case_of(play).id)).one()
    clock_id, rolled = clock.id, clock.due_rolled
    assert clock.provisional
    set_days(database, (rolled + timedelta(days=1) - true_today(database)).days)
    assert sweep_clocks() == 1
    off = ", ".join(str(date(year, 1, day)) for day in range(1, 29))
    publish(with_files(**{f"y{year}": f'year = {year}\nnotices = ["测试"]\noff = [{off}]\nworking = []\n'}))
    settle()
    db.session.rollback()
    moved = db.session.get_one(Clock, clock_id)
    assert moved.due_rolled > rolled
    assert moved.overdue_at is not None
    assert case_of(play).ever_overdue
    sweep_clocks()
    set_days(database, (moved.due_rolled + timedelta(days=1) - true_today(database)).days)
    sweep_clocks()
    assert said(case_of(play).id, "ClockOverdue") == 1


def test_the_day_told_to_the_firm_follows_the_clock(database: Urls) -> None:
    year = coming_year()
    clock_id = put_in(database, [Start("result_ordinary", "B", december(year - 1, 20))])[0]
    with transaction(None):
        clock = db.session.get_one(Clock, clock_id)
        case = db.session.get_one(Case, clock.case_id)
        case.result_until, promised, case_id = clock.due, clock.due, case.id
    publish(with_files(**{f"y{year}": notice(year)}))
    settle()
    db.session.rollback()
    case = db.session.get_one(Case, case_id)
    assert case.result_until == db.session.get_one(Clock, clock_id).due != promised


def today() -> date:
    """The day of the database as it is shifted now."""
    db.session.rollback()
    with transaction(None) as work:
        return work.today


def true_today(database: Urls) -> date:
    """The day of the database without any shift; leaves the shift at nothing."""
    set_days(database, 0)
    return today()
