"""规模认定: the review stands still while the SME department of the firm's place determines; each clock shows it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, create_engine, select, text, update
from sqlalchemy.exc import DBAPIError

from caseflow.acceptance import determining
from caseflow.acceptance.actions import Acceptance, Refusal, accept_case, decline_case, request_supplement
from caseflow.acceptance.determinations import asked_of, determination_of, offices_for
from caseflow.acceptance.determining import Finding, Question, Recall
from caseflow.accounts.actions import NewPerson, add_person
from caseflow.core.access import Actor, Role
from caseflow.core.deadlines import due_date
from caseflow.core.derivation import derivation_lines
from caseflow.core.errors import BadInput, IllegalMove, NotFound, Stale
from caseflow.core.offices import GOVERNMENT
from caseflow.demo.cases import DemoCase
from caseflow.demo.people import PASSWORD, firm_login
from caseflow.intake.actions import Withdrawal, appeal, withdraw
from caseflow.local.roles import Urls
from caseflow.store import clock, editions
from caseflow.store.clocks import pauses_of, running_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, ClockPause, Determination, Event, Notice, RoutingDecision, Unit
from caseflow.store.standing import in_plain_words
from caseflow.store.unit_of_work import transaction
from caseflow.supervision.jobs import recompute_clocks, sweep_clocks
from tests.harness.onstage import case_of, filed, key, person
from tests.harness.pages import submit
from tests.supervision.calendars import coming_year, notice, publish, settle, with_files
from tests.supervision.test_sweep import said, set_days

OFFICE = "山丹县工业和信息化局"
DISPUTE = "对方称该企业从业人员超过一千人，请核实。"
GROUND = "制造业，从业人员 85 人，营业收入 3200 万元，依据统计年报。"


@pytest.fixture(autouse=True)
def office(app: Flask) -> None:
    """Two people of the county's SME department."""
    with app.app_context():
        for login, role in (("shandan.gongxin.cb", Role.HANDLER), ("shandan.gongxin.fz", Role.UNIT_HEAD)):
            add_person(None, NewPerson(login, "某甲", role, f"{login}@example.com", OFFICE), PASSWORD)


def today() -> date:
    """The day of the database."""
    db.session.rollback()
    return clock.today()


def running(play: DemoCase, name: str) -> Clock:
    """The clock of this name that runs on the case."""
    db.session.rollback()
    found = running_clock(case_of(play).id, name)
    assert found is not None
    return found


def ask(play: DemoCase, clerk: Actor | None = None) -> Determination:
    """Put the question to the firm's own city."""
    case = case_of(play)
    unit_id = db.session.scalars(select(Unit.id).where(Unit.name == OFFICE)).one()
    question = Question(case.version, unit_id, DISPUTE)
    determining.request_determination(clerk or person("gansu.sl"), play.number, question, key())
    row = determination_of(case.id)
    assert row is not None
    return row


def test_the_review_stands_still_while_the_size_is_determined(app: Flask, database: Urls) -> None:
    with app.app_context():
        play = filed()
        case_id, filed_on = case_of(play).id, today()
        before = running(play, "review").due_rolled
        assert [unit.name for unit in offices_for(case_of(play))] == [
            OFFICE,
            "张掖市工业和信息化局",
            "甘肃省工业和信息化厅",
        ]
        set_days(database, 3)
        row_id, stopped = ask(play).id, today()
        (pause,) = pauses_of(running(play, "review").id)
        assert (pause.cause, pause.from_on, pause.until_on) == ("determination", stopped, None)
        assert running(play, "determination").started_on == stopped
        assert "认定您的企业规模" in in_plain_words(case_of(play))
        _nothing_may_be_decided(play)
        set_days(database, 45)
        sweep_clocks()
        late = list(db.session.scalars(select(Event.data["clock"].as_string()).where(Event.kind == "ClockOverdue")))
        assert late == ["determination"], "what stands still is neither due soon nor overdue"
        assert said(case_id, "ClockDueSoon") == 0
        _who_is_late(play)
        finding = Finding(case_of(play).version, "小型", GROUND)
        determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
        resumed, review = today(), running(play, "review")
        rule, calendar = editions.current().deadlines.get("review", "A"), editions.current().calendar
        due = due_date(rule, calendar, filed_on, ((stopped, resumed),))
        assert (review.due, review.derivation) == (due.due, due.as_json())
        assert review.due > before
        paused = [str(stopped + timedelta(days)) for days in range((resumed - stopped).days + 1)]
        assert review.derivation["paused"] == paused
        assert any(f"暂停期间不数（{len(paused)} 天）" in line for line in derivation_lines(review.derivation))
        assert running_clock(case_id, "determination") is None
        sweep_clocks()
        assert review.overdue_at is None
        set_days(database, (review.due_rolled - today()).days + 46)
        sweep_clocks()
        assert running(play, "review").overdue_at is not None


def _who_is_late(play: DemoCase) -> None:
    """The department and those above it, not the office that waits for it."""
    assert not case_of(play).ever_overdue
    settle()
    late = select(Notice).join(Event).where(Event.kind == "ClockOverdue")
    told = {notice.address: notice for notice in db.session.scalars(late.where(Notice.channel == "inbox"))}
    assert f"责任单位：{OFFICE}" in told["shandan.sh"].body
    assert set(told) == {"shandan.gongxin.cb", "shandan.gongxin.fz", "shandan.sl", "shandan.sh", "shandan.sh2"}


def _nothing_may_be_decided(play: DemoCase) -> None:
    clerk, version = person("gansu.sl"), case_of(play).version
    with pytest.raises(BadInput, match="规模"):
        accept_case(clerk, play.number, Acceptance(version, None, "同意"), key())
    with pytest.raises(BadInput, match="规模"):
        decline_case(clerk, play.number, Refusal(version, "N5", "未到期。"), key())
    with pytest.raises(BadInput, match="规模"):
        request_supplement(clerk, play.number, version, ("营业执照",), key())


def test_who_asks_whom_and_who_answers(app: Flask) -> None:
    with app.app_context():
        play = filed()
        with pytest.raises(NotFound):
            ask(play, person("ningxia.sl"))
        case = case_of(play)
        elsewhere = db.session.scalars(select(Unit.id).where(Unit.name == "山丹县财政局")).one()
        question = Question(case.version, elsewhere, DISPUTE)
        with pytest.raises(BadInput, match="主管部门"):
            determining.request_determination(person("gansu.sl"), play.number, question, key())
        row_id = ask(play).id
        with pytest.raises(BadInput, match="一次"):
            ask(play)
        settle()
        told = set(db.session.scalars(select(Notice.address).join(Event).where(Event.kind == "DeterminationRequested")))
        assert {"shandan.gongxin.cb", "shandan.gongxin.fz", firm_login("runhe")} <= told
        finding = Finding(case_of(play).version, "中型", GROUND)
        for stranger in ("shandan.caizheng.cb", "ningxia.sl"):
            with pytest.raises(NotFound):
                determining.determine(person(stranger), row_id, finding, key())
        with pytest.raises(Stale):
            determining.determine(person("gansu.sl"), row_id, Finding(0, "中型", GROUND), key())
        determining.determine(person("gansu.sl"), row_id, finding, key())
        with pytest.raises(IllegalMove):
            determining.determine(person("gansu.sl2"), row_id, Finding(case_of(play).version, "大型", GROUND), key())
        settle()
        newest = db.session.scalars(select(RoutingDecision).order_by(RoutingDecision.id.desc())).first()
        assert newest is not None
        assert newest.facts["complainant"]["size"] == "中型", "the proposal follows what was determined"


def test_the_answer_decides_what_the_rules_propose(app: Flask) -> None:
    with app.app_context():
        play = filed()
        row_id = ask(play).id
        finding = Finding(case_of(play).version, "大型", "从业人员 1200 人，营业收入 9 亿元。")
        determining.determine(person("shandan.gongxin.fz"), row_id, finding, key())
        settle()
        newest = db.session.scalars(select(RoutingDecision).order_by(RoutingDecision.id.desc())).first()
        assert newest is not None
        assert newest.answer["decision"] == "not_accept"


def test_a_case_that_ends_leaves_nothing_waiting(app: Flask) -> None:
    with app.app_context():
        play = filed()
        row_id = ask(play).id
        withdraw(play.firm, play.number, Withdrawal(case_of(play).version, "other", "双方已经谈妥。"), key())
        assert list(db.session.scalars(select(ClockPause.id).where(ClockPause.until_on.is_(None)))) == []
        finding = Finding(case_of(play).version, "小型", GROUND)
        with pytest.raises(IllegalMove):
            determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
        settle()
        assert "determining" in _told("Withdrawn")


def test_what_was_accepted_without_the_answer_waits_for_none(app: Flask) -> None:
    with app.app_context():
        play = filed()
        ask(play)
        with transaction(None) as work:
            db.session.execute(update(Case).where(Case.number == play.number).values(accepted_at=work.now))
        withdraw(play.firm, play.number, Withdrawal(case_of(play).version, "other", "双方已经谈妥。"), key())
        settle()
        assert "determining" not in _told("Withdrawn")


def test_a_question_may_be_recalled_once_and_who_was_asked_hears_of_it(app: Flask) -> None:
    with app.app_context():
        play, clerk = filed(), person("gansu.sl")
        with pytest.raises(IllegalMove, match="没有等待"):
            determining.recall_determination(clerk, play.number, Recall(case_of(play).version, "误提。"), key())
        row_id = ask(play).id
        with pytest.raises(BadInput, match="理由"):
            determining.recall_determination(clerk, play.number, Recall(case_of(play).version, ""), key())
        determining.recall_determination(clerk, play.number, Recall(case_of(play).version, "误提。"), key())
        assert list(db.session.scalars(select(ClockPause.id).where(ClockPause.until_on.is_(None)))) == []
        assert running_clock(case_of(play).id, "determination") is None
        assert pauses_of(running(play, "review").id)[0].until_on == today()
        finding = Finding(case_of(play).version, "小型", GROUND)
        with pytest.raises(IllegalMove, match="撤回"):
            determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
        settle()
        assert _told("DeterminationRecalled") == {"determining", "complainant"}
        by = select(Notice.channel).join(Event).where(Event.kind == "DeterminationRecalled", Notice.audience == "complainant")
        assert "mail" in set(db.session.scalars(by)), "as it was told that the review stands still"
        (line,) = asked_of(person("shandan.gongxin.cb"), 1)[0]
        assert (line.waits, line.recalled) == (False, "误提。")
        again = ask(play)
        determining.determine(clerk, again.id, Finding(case_of(play).version, "小型", GROUND), key())
        settle()
        assert _told("Determined") == {"complainant", "determining", "receiving"}
        with pytest.raises(IllegalMove, match="撤回"):
            determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
        with pytest.raises(BadInput, match="次数已经用完"):
            ask(play)
        row = db.session.get_one(Determination, row_id)
        with pytest.raises(DBAPIError):
            db.session.execute(update(Determination).where(Determination.id == row.id).values(recalled_at=None))
        db.session.rollback()


def _told(kind: str) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Notice.audience).join(Event).where(Event.kind == kind)))


def test_asked_on_the_last_day_the_review_is_not_late_by_the_time_it_stood_still(app: Flask, database: Urls) -> None:
    with app.app_context():
        play = filed()
        review = running(play, "review")
        last = review.due_rolled
        set_days(database, (last - today()).days)
        row_id = ask(play).id
        set_days(database, (last - _true_today(database)).days + 12)
        finding = Finding(case_of(play).version, "小型", GROUND)
        determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
        sweep_clocks()
        review, answered = running(play, "review"), today()
        assert review.overdue_at is None
        assert review.due == editions.current().calendar.next_working_day(answered + timedelta(days=1))


def _true_today(database: Urls) -> date:
    set_days(database, 0)
    return today()


def test_after_an_appeal_the_question_stops_its_clock_and_the_clerk_who_declined_has_no_part(
    app: Flask, client: Callable[[str], FlaskClient], database: Urls
) -> None:
    with app.app_context():
        receiving = person("gansu.sl").unit_name
        add_person(None, NewPerson("gansu.cb", "某乙", Role.HANDLER, "gansu.cb@example.com", receiving), PASSWORD)
        play, first, second = filed(), person("gansu.sl"), person("gansu.sl2")
        decline_case(first, play.number, Refusal(case_of(play).version, "N2", "不是中小企业。"), key())
        appeal(play.firm, play.number, case_of(play).version, "我们是中小企业。", key())
        with pytest.raises(BadInput, match="另一位"):
            ask(play, first)
        row_id, appealed = ask(play, second).id, running(play, "appeal").id
        large = Finding(case_of(play).version, "大型", GROUND)
        with pytest.raises(BadInput, match="另一位"):
            determining.determine(first, row_id, large, key())
        with pytest.raises(NotFound):
            determining.determine(person("gansu.cb"), row_id, large, key())
        set_days(database, 30)
        sweep_clocks()
        assert (running(play, "appeal").id, running(play, "appeal").overdue_at) == (appealed, None)
    assert "由另一位受理员录入" in client("gansu.sl").get(f"/determinations/{row_id}").get_data(as_text=True)
    assert client("gansu.cb").get(f"/determinations/{row_id}").status_code == 404
    with app.app_context():
        determining.determine(second, row_id, Finding(case_of(play).version, "小型", GROUND), key())
        sweep_clocks()
        assert running(play, "appeal").overdue_at is None
        accept_case(second, play.number, Acceptance(case_of(play).version, None, "已认定为小型企业"), key())


def test_where_it_is_not_about_payment_the_firm_counts_as_it_is_when_it_complains(
    app: Flask, client: Callable[[str], FlaskClient], database: Urls
) -> None:
    with app.app_context():
        play = filed()
        engine = create_engine(database.owner)
        with engine.begin() as connection:
            connection.execute(text("update \"case\" set track = 'B'"))
        engine.dispose()
        case = case_of(play)
        clerk = client("gansu.sl")
        page = clerk.get(f"/cases/{play.number}/determination").get_data(as_text=True)
        unit_id = offices_for(case)[0].id
        determining.request_determination(person("gansu.sl"), play.number, Question(case.version, unit_id, "x"), key())
        assert "中小企业促进法" in running(play, "determination").derivation["basis"]
        row = determination_of(case.id)
        assert row is not None
        asked = clerk.get(f"/determinations/{row.id}").get_data(as_text=True)
    assert "提出投诉时的规模类型" in asked
    for shown in (page, asked):
        assert "提出投诉时的情况认定（中小企业促进法第二条）" in shown
        assert "802" not in shown
        assert "签订合同" not in shown


def test_a_new_calendar_knows_the_days_that_stood_still_and_leaves_alone_what_still_does(
    app: Flask, database: Urls
) -> None:
    with app.app_context():
        year = coming_year()
        set_days(database, (date(year - 1, 12, 18) - _true_today(database)).days)
        filed_on = date(year - 1, 12, 18)
        play, still = filed(), filed("xinyuan")
        last = running(play, "review").due_rolled
        set_days(database, (last + timedelta(days=3) - _true_today(database)).days)
        row_id, asked_on = ask(play).id, today()
        case = case_of(still)
        question = Question(case.version, offices_for(case)[0].id, DISPUTE)
        determining.request_determination(person("gansu.sl"), still.number, question, key())
        set_days(database, (asked_on + timedelta(days=4) - _true_today(database)).days)
        determining.determine(person("gansu.sl"), row_id, Finding(case_of(play).version, "小型", GROUND), key())
        answered_on = today()
        assert (running(play, "review").due_rolled, running(play, "review").derivation["paused"]) == (last, [])
        untouched = (running(still, "review").due_rolled, running(still, "review").derivation)
        publish(with_files(**{f"y{year}": notice(year)}))
        settle()
        recompute_clocks()
        review = running(play, "review")
        rule = editions.current().deadlines.get("review", "A")
        due = due_date(rule, editions.current().calendar, filed_on, ((asked_on, answered_on),))
        assert review.due == due.due > answered_on
        moved = set(db.session.scalars(select(Event.data["clock_id"].as_integer()).where(Event.kind == "ClockMoved")))
        assert running(still, "review").id not in moved
        assert (running(still, "review").due_rolled, running(still, "review").derivation) == untouched


def test_no_office_of_the_respondent_says_whether_the_firm_is_small(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        play = filed()
        _against(play, Unit.competence == GOVERNMENT, Unit.territory == _place(OFFICE))
        assert [unit.name for unit in offices_for(case_of(play))] == ["张掖市工业和信息化局", "甘肃省工业和信息化厅"]
        with pytest.raises(BadInput, match="主管部门"):
            ask(play)
        _against(play, Unit.supervises, Unit.territory == _place("张掖市工业和信息化局"))
        assert [unit.name for unit in offices_for(case_of(play))] == ["甘肃省工业和信息化厅"]
        _against(play, Unit.name == "山丹县财政局")
        row_id = ask(play).id
        reader = person("shandan.gongxin.cb")
        assert asked_of(reader, 1)[1] == 1
        _against(play, Unit.competence == GOVERNMENT, Unit.territory == _place(OFFICE))
        assert asked_of(reader, 1) == ([], 0)
        with pytest.raises(NotFound):
            determining.determine(reader, row_id, Finding(case_of(play).version, "大型", GROUND), key())
        other = filed("xinyuan")
        _against(other, Unit.competence == GOVERNMENT, Unit.territory == _place("甘肃省工业和信息化厅"))
    page = client("gansu.sl").get(f"/cases/{other.number}/determination").get_data(as_text=True)
    assert "没有可以提请的单位" in page


def _place(office: str) -> str:
    return db.session.scalars(select(Unit.territory).where(Unit.name == office)).one()


def _against(play: DemoCase, *which: ColumnElement[bool]) -> None:
    """Somebody found out since which office is the respondent."""
    with transaction(None):
        case_of(play).respondent_unit_id = db.session.scalars(select(Unit.id).where(*which)).one()


def test_the_database_keeps_an_answer_and_a_pause(app: Flask, database: Urls) -> None:
    with app.app_context():
        play = filed()
        row_id = ask(play).id
        finding = Finding(case_of(play).version, "小型", GROUND)
        determining.determine(person("shandan.gongxin.cb"), row_id, finding, key())
    engine = create_engine(database.app)
    for change in (
        "update determination set size = '大型'",
        "update clock_pause set until_on = until_on + 1",
        "delete from determination",
        "delete from clock_pause",
        "update determination set due = due + 1",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(change))
    engine.dispose()


def test_the_pages_of_both_offices_and_of_the_firm(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        play = filed()
        settle()
        unit_id = db.session.scalars(select(Unit.id).where(Unit.name == OFFICE)).one()
    clerk, office = client("gansu.sl"), client("shandan.gongxin.cb")
    assert "提请规模认定" in clerk.get(f"/cases/{play.number}/examine").get_data(as_text=True)
    path = f"/cases/{play.number}/determination"
    assert submit(clerk, path, {"unit_id": str(unit_id), "reason": ""}).status_code == 422
    assert submit(clerk, path, {"unit_id": str(unit_id), "reason": DISPUTE}).status_code == 302
    for browser in (clerk, client(firm_login("runhe"))):
        page = browser.get(f"/cases/{play.number}").get_data(as_text=True)
        assert "暂停计时" in page
        assert "起等待规模认定，从当天起暂停计时" in page
        assert "规模认定</p>" in page, "the other clock beside it"
    assert "暂停计时" in clerk.get("/acceptance").get_data(as_text=True)
    examined = clerk.get(f"/cases/{play.number}/examine").get_data(as_text=True)
    assert "录入书面认定结果" in examined
    decisions = ("accept", "decline", "supplement-request")
    assert not any(f'action="/cases/{play.number}/{step}"' in examined for step in decisions), "none that can only be refused"
    with app.app_context():
        settle()
    inbox = office.get("/messages").get_data(as_text=True)
    assert 'href="/determinations">查看规模认定' in inbox
    assert f'href="/cases/{play.number}"' not in inbox, "which is a 404 here"
    assert f'href="/cases/{play.number}"' in client(firm_login("runhe")).get("/messages").get_data(as_text=True)
    listed = office.get("/determinations").get_data(as_text=True)
    assert "甘肃润禾水利水电工程有限公司" in listed
    link = listed.partition('href="/determinations/')[2].partition('"')[0]
    asked = office.get(f"/determinations/{link}").get_data(as_text=True)
    assert DISPUTE in asked
    assert "签订合同时的规模类型" in asked
    assert "国务院令第802号第三条、第二十九条" in asked
    assert office.get(f"/cases/{play.number}").status_code == 404, "the complaint itself is not this office's"
    assert client("shandan.caizheng.cb").get(f"/determinations/{link}").status_code == 404
    assert submit(office, f"/determinations/{link}", {"reason": GROUND}).status_code == 422
    assert submit(office, f"/determinations/{link}", {"size": "小型", "reason": GROUND}).status_code == 302
    assert GROUND in office.get(f"/determinations/{link}").get_data(as_text=True)
    assert "暂停期间不数" not in client(firm_login("runhe")).get(f"/cases/{play.number}").get_data(as_text=True)
    examined = clerk.get(f"/cases/{play.number}/examine").get_data(as_text=True)
    assert "认定为<strong>小型</strong>" in examined
    assert all(f'action="/cases/{play.number}/{step}"' in examined for step in decisions)
