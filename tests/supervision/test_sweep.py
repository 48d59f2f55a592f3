"""Due soon and overdue are said once each, whatever the clock does and however many sweeps run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from caseflow.acceptance import jobs as acceptance_jobs
from caseflow.acceptance.actions import lapse_supplement, request_supplement
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Event, Supplement
from caseflow.supervision.jobs import sweep_clocks
from tests.harness.onstage import case_of, filed, key, person


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def set_days(database: Urls, days: int) -> None:
    """Put the clock so many days ahead, as the owner role may."""
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("update clock_offset set value = make_interval(days => :days)"), {"days": days})
    engine.dispose()
    db.session.rollback()


def said(case_id: int, kind: str) -> int:
    """How often the trail says it."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Event.case_id == case_id, Event.kind == kind)) or 0


def test_jumps_of_the_clock_say_each_thing_once(database: Urls) -> None:
    play = filed()
    case_id = case_of(play).id
    assert sweep_clocks() == 0
    set_days(database, 12)
    sweep_clocks()
    assert (said(case_id, "ClockDueSoon"), said(case_id, "ClockOverdue")) == (1, 0)
    for days in (43, 12, 43):
        set_days(database, days)
        sweep_clocks()
    assert (said(case_id, "ClockDueSoon"), said(case_id, "ClockOverdue")) == (1, 1)
    assert case_of(play).ever_overdue


def test_three_sweeps_at_once_say_it_once(house: Flask, database: Urls) -> None:
    plays = [filed(firm) for firm in ("runhe", "xinyuan", "luda")]
    ids = [case_of(play).id for play in plays]
    set_days(database, 60)

    def sweep(_number: int) -> None:
        with house.app_context():
            sweep_clocks()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(sweep, range(3)))
    assert [said(case_id, "ClockOverdue") for case_id in ids] == [1, 1, 1]


def test_a_case_that_somebody_holds_is_left_for_the_next_round(database: Urls) -> None:
    held, free = (case_of(filed(firm)).id for firm in ("runhe", "xinyuan"))
    set_days(database, 60)
    engine = create_engine(database.owner)
    with engine.connect() as desk, desk.begin():
        desk.execute(text("select 1 from \"case\" where id = :id for update"), {"id": held})
        sweep_clocks()
        assert (said(held, "ClockOverdue"), said(free, "ClockOverdue")) == (0, 1)
    engine.dispose()
    assert sweep_clocks() == 1
    assert (said(held, "ClockOverdue"), said(free, "ClockOverdue")) == (1, 1)


def test_a_held_case_lapses_in_the_next_round_and_a_row_that_fails_keeps_no_other_from_its_turn(
    database: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, failing, free = (filed(firm) for firm in ("runhe", "xinyuan", "luda"))
    for play in (held, failing, free):
        request_supplement(person("gansu.sl"), play.number, case_of(play).version, ("补交验收单",), key())
    set_days(database, 40)
    row = db.session.scalars(select(Supplement.id).where(Supplement.case_id == case_of(failing).id)).one()

    def breaks(supplement_id: int) -> bool:
        if supplement_id == row:
            raise ZeroDivisionError
        return lapse_supplement(supplement_id)

    monkeypatch.setattr(acceptance_jobs, "lapse_supplement", breaks)
    engine = create_engine(database.owner)
    with engine.connect() as desk, desk.begin():
        desk.execute(text("select 1 from \"case\" where id = :id for update"), {"id": case_of(held).id})
        assert acceptance_jobs.lapse_overdue() == 1
    engine.dispose()
    assert [case_of(play).status for play in (held, failing, free)] == ["awaiting_supplement", "awaiting_supplement", "lapsed"]
    monkeypatch.undo()
    assert acceptance_jobs.lapse_overdue() == 2


def test_was_overdue_is_not_erased_by_a_late_step(database: Urls) -> None:
    play = filed()
    set_days(database, 60)
    sweep_clocks()
    play.accept()
    case = case_of(play)
    assert case.ever_overdue
    assert said(case.id, "ClockOverdue") == 1


def test_a_firm_that_is_late_does_not_make_the_case_overdue(database: Urls) -> None:
    play = filed()
    request_supplement(person("gansu.sl"), play.number, case_of(play).version, ("补交验收单",), key())
    set_days(database, 40)
    sweep_clocks()
    case = case_of(play)
    assert said(case.id, "ClockOverdue") == 1
    assert not case.ever_overdue
