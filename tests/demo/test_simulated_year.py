"""A shortened year of a province, lived through the real actions, and everything that must hold afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from caseflow.app import create_app
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.recounting import same_count
from caseflow.demo.year.roads import ROADS
from caseflow.demo.year.run import Order, Year, live, moved
from caseflow.local.roles import Urls
from caseflow.settings import ROOT
from caseflow.store import clock, editions
from caseflow.store.audit import verify
from caseflow.store.clocks import ended_pauses
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Outbox, Person
from caseflow.store.recounting import counted_again
from caseflow.store.replaying import replay
from caseflow.store.unit_of_work import transaction
from tests.harness.servers import Servers

SMALL = Order(cases=28, months=5, seed=7, until=date(2026, 11, 20))
AFTER_THE_END = {"recheck"}
"""What may still run on a case that has ended."""

KINDS = (
    "SupplementSupplied", "SupplementLapsed", "Declined", "DeclineAppealed", "Determined", "ObjectionUpheld",
    "ObjectionOverruled", "ExtensionApproved", "ResultSentBack", "ResultReturned", "PaymentRecorded",
    "PaymentReversed", "ReviewApproved", "ReviewReturned", "PublicationObjectionAnswered", "PublicationEnded",
    "Relapsed", "Rehandled", "ListingRaised", "Withdrawn", "WrittenOff", "ClockOverdue", "MeasureTaken",
    "MeasureAnswered", "AnswerRefused", "CaseListed", "ListingReported", "Rechecked",
)  # fmt: skip


@pytest.fixture(scope="module")
def year(servers: Servers) -> Iterator[tuple[Flask, Urls, Year]]:
    """The small year, simulated once for this module."""
    urls = servers.fresh()
    app = create_app(servers.settings(urls))
    with app.app_context(), moved(urls.owner) as moved_clock:
        made = live(SMALL, moved_clock, lambda _days: None)
    yield app, urls, made
    with app.app_context():
        db.engine.dispose()


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


def test_every_road_is_walked_and_the_ledger_holds_together(year: tuple[Flask, Urls, Year]) -> None:
    app, _urls, made = year
    assert made.cases == SMALL.cases
    assert set(made.roads) == {road.name for road in ROADS[: SMALL.cases]}
    with app.app_context():
        kinds = set(db.session.scalars(select(Event.kind).distinct()))
        assert [kind for kind in KINDS if kind not in kinds] == []
        holds_together()
        offset = db.session.scalar(text("select value from clock_offset"))
    assert offset == timedelta(0)


def test_nobody_acts_out_of_turn_and_time_never_runs_back(year: tuple[Flask, Urls, Year]) -> None:
    app, _urls, made = year
    with app.app_context():
        query = (
            select(Event.case_id, Event.at).where(Event.case_id.is_not(None)).order_by(Event.case_id, Event.sequence)
        )
        for _case, rows in groupby(db.session.execute(query), lambda row: row.case_id):
            moments = [row.at for row in rows]
            assert moments == sorted(moments)
            assert made.first <= clock.day_of(moments[0]) <= clock.day_of(moments[-1]) <= made.last


def _command(servers: Servers, urls: Urls, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **servers.environment(urls), "DATABASE_OWNER_URL": urls.owner, **more}
    call = [sys.executable, "-m", "caseflow", "simulate", *words]
    return subprocess.run(call, capture_output=True, text=True, check=False, env=env, cwd=ROOT)


def test_it_refuses_a_production_and_a_second_year(servers: Servers, year: tuple[Flask, Urls, Year]) -> None:
    _app, urls, _made = year
    again = _command(servers, urls, "--cases", "1", "--months", "1")
    assert (again.returncode, "已经模拟过" in again.stderr) == (2, True)
    production = _command(servers, urls, "--cases", "1", CASEFLOW_PRODUCTION="1")
    assert (production.returncode, "生产环境" in production.stderr) == (2, True)


def test_it_refuses_where_cases_of_others_stand_and_repeats_itself_elsewhere(servers: Servers) -> None:
    words = ("--cases", "4", "--months", "1", "--seed", "3", "--until", "2026-11-20", "--json")
    first, second = servers.fresh(), servers.fresh()
    told = [_command(servers, urls, *words, PYTHONHASHSEED=str(n)) for n, urls in enumerate((first, second), 1)]
    assert [one.returncode for one in told] == [0, 0], told[0].stderr
    digests = [json.loads(one.stdout)["digest"] for one in told]
    assert digests[0] == digests[1]
    app = create_app(servers.settings(second))
    with app.app_context():
        with transaction(None):
            someone = db.session.scalars(
                select(Person).where(Person.login.like("moni%"), Person.company_id.is_not(None))
            )
            for person in someone:
                person.login = f"real-{person.id}@firm.example"
        db.session.remove()
        db.engine.dispose()
    refused = _command(servers, second, *words)
    assert (refused.returncode, "以外的案件" in refused.stderr) == (2, True)


@pytest.mark.long
def test_a_whole_year_is_the_same_for_the_same_seed_and_holds_together(servers: Servers) -> None:
    order = Order(cases=600, months=12, seed=2026, until=date(2026, 11, 20))
    digests = []
    for _run in range(2):
        urls = servers.fresh()
        app = create_app(servers.settings(urls))
        with app.app_context(), moved(urls.owner) as moved_clock:
            digests.append(live(order, moved_clock, lambda _days: None).digest)
            holds_together()
            db.session.remove()
            db.engine.dispose()
    assert digests[0] == digests[1]
