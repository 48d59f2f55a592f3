"""A shortened year of a province, lived through the real actions, and everything that must hold afterwards."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from itertools import groupby

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from caseflow.app import create_app
from caseflow.core.figures import SETS, FigureRules, Tally
from caseflow.demo.year.roads import ROADS
from caseflow.demo.year.run import Order, Year, live, moved
from caseflow.ledger.counting import Period, Place, cases_of, tallies_by_territory, tallies_by_unit
from caseflow.local.roles import Urls
from caseflow.settings import ROOT
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Event, Person
from caseflow.store.unit_of_work import transaction
from tests.demo import oracle
from tests.handling.scene import actor
from tests.harness.pages import sign_in
from tests.harness.servers import Servers
from tests.harness.year import SMALL, holds_together

KINDS = (
    "SupplementSupplied", "SupplementLapsed", "Declined", "DeclineAppealed", "Determined", "ObjectionUpheld",
    "ObjectionOverruled", "ExtensionApproved", "ResultSentBack", "ResultReturned", "PaymentRecorded",
    "PaymentReversed", "ReviewApproved", "ReviewReturned", "PublicationObjectionAnswered", "PublicationEnded",
    "Relapsed", "Rehandled", "ListingRaised", "Withdrawn", "WrittenOff", "ClockOverdue", "MeasureTaken",
    "MeasureAnswered", "AnswerRefused", "CaseListed", "ListingReported", "Rechecked",
)  # fmt: skip

PERIODS = (
    Period(date(2026, 1, 1), date(2026, 11, 20)),
    Period(date(2026, 7, 15), date(2026, 9, 2)),
    Period(date(2026, 11, 1), date(2026, 11, 20)),
)
SCOPES = {"gansu.sh": "62%", "zhangye.sh": "6207%", "ningxia.sh": "64%", "gansu.sj": "62%"}
SPAN = "since=2026-01-01&until=2026-11-20"

Lived = tuple[Flask, Urls, Year]
RULES = FigureRules.parse((ROOT / "policies" / "figures.toml").read_text(encoding="utf-8"))


def test_every_road_is_walked_and_the_ledger_holds_together(year: Lived) -> None:
    app, _urls, made = year
    assert made.cases == SMALL.cases
    assert set(made.roads) == {road.name for road in ROADS[: SMALL.cases]}
    with app.app_context():
        kinds = set(db.session.scalars(select(Event.kind).distinct()))
        assert [kind for kind in KINDS if kind not in kinds] == []
        holds_together()
        offset = db.session.scalar(text("select value from clock_offset"))
    assert offset == timedelta(0)


def test_nobody_acts_out_of_turn_and_time_never_runs_back(year: Lived) -> None:
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


def test_it_refuses_a_production_and_a_second_year(servers: Servers, year: Lived) -> None:
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
    order = Order(cases=100, months=12, seed=2026, until=date(2026, 11, 20))
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


def _counted(key: str, period: Period, scope: str, column: str, today: date) -> dict[object, Tally]:
    values = {"since": period.since, "until": period.until, "scope": scope, "today": today}
    return {
        name: Tally(count, Decimal(amount))
        for name, count, amount in db.session.execute(text(oracle.counting(key, column)), values)
    }


@pytest.mark.parametrize("key", sorted(SETS))
def test_every_set_is_what_plain_sql_counts_from_the_trail(year: Lived, key: str) -> None:
    app, _urls, _made = year
    with app.app_context():
        today = db.session.scalar(text("select current_date"))
        seen = 0
        for login, scope in SCOPES.items():
            for period in PERIODS:
                who = actor(login)
                by_unit = tallies_by_unit(who, key, period, Place())
                assert by_unit == _counted(key, period, scope, "m.unit", today), (login, period)
                by_place = tallies_by_territory(who, key, period, Place())
                assert by_place == _counted(key, period, scope, "k.territory", today), (login, period)
                lines, total = cases_of(who, key, period, Place(), 1, 1000)
                assert total == len(lines) == sum(tally.count for tally in by_unit.values())
                seen += total
        assert seen > 0
        db.session.rollback()


def _browser(year: Lived, login: str) -> FlaskClient:
    browser = year[0].test_client()
    sign_in(browser, login)
    return browser


def _page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


def test_the_pages_lead_from_every_figure_to_its_cases(year: Lived) -> None:
    browser = _browser(year, "gansu.sh")
    for by in ("unit", "territory"):
        page = _page(browser, f"/figures?{SPAN}&by={by}")
        assert all(figure.formula in page and figure.basis in page for figure in RULES.figures)
        links = sorted(set(re.findall(r'href="(/figures/cases/[^"]+)">\s*(\d+)/(\d+)</a>', page)))
        assert links
        for address, numerator, denominator in links[:25]:
            count = numerator if int(numerator) else denominator
            assert f"共 {count} 项" in _page(browser, address), address
    card = re.search(r'href="(/figures/units/\d+[^"]*)"', _page(browser, f"/figures?{SPAN}"))
    assert card is not None
    assert "考核表" in _page(browser, card.group(1))
    assert "这段时间没有案件" in _page(browser, "/figures?since=2019-01-01&until=2019-02-01")
    wrong = browser.get("/figures?since=2026-05-01&until=2026-04-01")
    assert (wrong.status_code, "不能早于" in wrong.get_data(as_text=True)) == (422, True)


def test_a_circular_names_public_bodies_alone(year: Lived) -> None:
    app, _urls, _made = year
    page = _page(_browser(year, "gansu.sh"), f"/figures/circular?{SPAN}")
    assert "草稿，未编号，不具效力" in page
    assert "办理情况的通报" in page
    with app.app_context():
        private = [
            *db.session.scalars(select(Company.name)), *db.session.scalars(select(Company.credit_code)),
            *db.session.scalars(select(Case.respondent_name)), *db.session.scalars(select(Case.number)),
            *db.session.scalars(select(Person.name)), *db.session.scalars(select(Person.login)),
        ]  # fmt: skip
        db.session.rollback()
    assert [name for name in private if name in page] == []


def test_files_say_what_the_page_says(year: Lived) -> None:
    browser = _browser(year, "gansu.sj")
    answer = browser.get(f"/figures/export.csv?{SPAN}")
    assert answer.headers["Content-Disposition"] == "attachment; filename=figures-2026-01-01-2026-11-20.csv"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[-1][0] == "合计"
    assert int(rows[-1][1]) == sum(int(row[1]) for row in rows[1:-1])
    book = browser.get(f"/figures/export.xlsx?{SPAN}&by=territory")
    assert zipfile.ZipFile(io.BytesIO(book.get_data())).testzip() is None
    assert browser.get("/figures/export.pdf").status_code == 404


def test_only_supervisors_and_auditors_and_only_in_reach(year: Lived) -> None:
    for login in ("gansu.sl", "shandan.caizheng.fz", "xitong"):
        assert _browser(year, login).get("/figures").status_code == 403
    assert _browser(year, "gansu.sj").get("/figures/circular").status_code == 403
    app, _urls, _made = year
    with app.app_context():
        elsewhere = actor("yinchuan.weijian.fz").unit_id
        db.session.rollback()
    assert _browser(year, "zhangye.sh").get(f"/figures/units/{elsewhere}").status_code == 404
    assert _browser(year, "zhangye.sh").get("/figures/cases/nothing").status_code == 404
