"""代收转报 and 逐级转办: who has the complaint changes, the day it was received and its one clock do not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.audiences import Audience
from caseflow.notices.audiences import people
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Handover, Letter, Unit
from caseflow.store.replaying import replay
from caseflow.store.unit_of_work import transaction
from tests.harness.pages import hidden_values, submit
from tests.intake.entering import CALLER, begin_entry, enter_case
from tests.intake.filing import PLEDGE, RESPONDENT, fill, number_in

Sign = Callable[[str], FlaskClient]
UNFAIR = {"category": "乱罚款", "proceedings": "no", "size_disputed": "no"}
MATTER = {"happened_on": "2026-10-08", "amount": "", "narrative": "罚款没有依据。", "request": "请纠正。"}


def case_of(number: str) -> Case:
    """The case."""
    return db.session.scalars(select(Case).where(Case.number == number)).one()


def office_of(number: str) -> str:
    """Who has it."""
    return db.session.get_one(Unit, case_of(number).receiving_unit_id).name


def pass_on(app: Flask, browser: FlaskClient, number: str, office: str) -> int:
    """Pass the case on to the office of that name; the status, 0 where it is not offered."""
    with app.app_context():
        unit = db.session.scalars(select(Unit.id).where(Unit.name == office)).one()
    address = f"/cases/{number}/pass-on"
    if f'value="{unit}"' not in browser.get(address).get_data(as_text=True):
        return 0
    return submit(browser, address, {"unit_id": str(unit), "reason": "由它审查。"}).status_code


def test_a_county_hands_up_what_only_the_province_takes(app: Flask, client: Sign) -> None:
    county, province = client("shandan.sl"), client("gansu.sl")
    with app.app_context():
        day = clock.today() - timedelta(days=3)
    number = enter_case(county, received_on=day.isoformat())
    assert "代收单位（将转报省级受理部门审查）" in county.get(f"/cases/{number}/entry-receipt").get_data(as_text=True)
    typed = hidden_values(county.get(f"/cases/{number}/pass-on").get_data(as_text=True))
    refused = county.post(f"/cases/{number}/accept", data=typed | {"note": "齐全"})
    assert (refused.status_code, "请代收转报" in refused.get_data(as_text=True)) == (422, True)
    assert "代收转报" in county.get(f"/cases/{number}/examine").get_data(as_text=True)
    with app.app_context():
        assert (office_of(number), number[:6]) == ("山丹县工业和信息化局", "GS0725")
        review = db.session.scalars(select(Clock).where(Clock.case_id == case_of(number).id)).one()
        before = (review.id, review.due, review.started_on)
    assert pass_on(app, county, number, "甘肃省工业和信息化厅") == 302
    with app.app_context():
        case, hop = case_of(number), db.session.scalars(select(Handover)).one()
        assert (office_of(number), hop.received_on) == ("甘肃省工业和信息化厅", day)
        again = db.session.scalars(select(Clock).where(Clock.case_id == case.id)).one()
        assert (again.id, again.due, again.started_on, again.met_at) == (*before, None), "all hops in the same clock"
        event = db.session.scalars(select(Event).where(Event.kind == "HandedUp")).one()
        assert {person.unit_id for person in people(event, case, Audience.RECEIVING)} == {hop.to_unit_id}
        assert [person.email for person in people(event, case, Audience.COMPLAINANT)] == [CALLER["email"]]
    followed = county.get(f"/cases/{number}").get_data(as_text=True)
    assert "已转报有权受理的部门审查" in followed, "it may follow what becomes of it"
    assert "本单位已经转出，只看进展" in followed
    assert "由谁办理" not in followed, "a box without a word in it is none"
    assert county.get(f"/cases/{number}/entry-receipt").status_code == 200
    assert county.get(f"/cases/{number}/pass-on").status_code == 403
    assert number not in county.get("/acceptance").get_data(as_text=True)
    assert number in province.get("/acceptance").get_data(as_text=True)
    assert pass_on(app, province, number, "山丹县工业和信息化局") == 0, "nobody above the province"
    done = submit(province, f"/cases/{number}/accept", {"note": "材料齐全。"}, at=f"/cases/{number}/examine")
    assert done.status_code == 302, done.get_data(as_text=True)
    with app.app_context():
        assert replay().differences == ()
        letter = db.session.scalars(select(Letter.id)).one()
    assert province.get(f"/letters/{letter}").status_code == 200
    assert county.get(f"/letters/{letter}").status_code == 404, "it reads what the firm reads, once it is served"


def test_unfair_treatment_goes_from_office_to_office_and_never_back(app: Flask, client: Sign) -> None:
    province, city, county = client("gansu.sl"), client("zhangye.sl"), client("shandan.sl")
    with app.app_context():
        today = clock.today().isoformat()
    draft = begin_entry(province)
    fill(province, draft, "caller", CALLER | {"received_on": today})
    fill(province, draft, "check", UNFAIR)
    fill(province, draft, "respondent", RESPONDENT)
    fill(province, draft, "claims", MATTER)
    number = number_in(fill(province, draft, "confirm", PLEDGE).headers["Location"])
    assert pass_on(app, province, number, "张掖市工业和信息化局") == 302
    assert pass_on(app, city, number, "甘肃省工业和信息化厅") == 0, "it was there before"
    assert pass_on(app, city, number, "山丹县工业和信息化局") == 302
    assert "没有可以接收的单位" in county.get(f"/cases/{number}/pass-on").get_data(as_text=True)
    note = {"note": "属实。", "complexity": "simple"}
    done = submit(county, f"/cases/{number}/accept", note, at=f"/cases/{number}/examine")
    assert done.status_code == 302, "unfair treatment is the county's to take"
    with app.app_context():
        assert office_of(number) == "山丹县工业和信息化局"
        reviews = select(Clock).where(Clock.case_id == case_of(number).id, Clock.key == "review")
        assert len(list(db.session.scalars(reviews))) == 1
        kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.step == "relay"))]
        assert kinds == ["Relayed", "Relayed"]
        assert replay().differences == ()


def test_an_office_under_the_respondent_neither_writes_down_nor_judges_the_complaint_against_it(app: Flask, client: Sign) -> None:
    city, county = client("zhangye.sl"), client("shandan.sl")
    with app.app_context():
        today = clock.today().isoformat()
    draft = begin_entry(city)
    fill(city, draft, "caller", CALLER | {"received_on": today})
    fill(city, draft, "check", UNFAIR)
    fill(city, draft, "respondent", RESPONDENT)
    fill(city, draft, "claims", MATTER)
    number = number_in(fill(city, draft, "confirm", PLEDGE).headers["Location"])
    assert pass_on(app, city, number, "山丹县工业和信息化局") == 302
    with app.app_context():
        government = text("update \"case\" set respondent_unit_id = (select id from unit where name = '山丹县人民政府')")
        with transaction(None):
            db.session.execute(government)
    at = f"/cases/{number}/examine"
    for step, values in (
        ("accept", {"note": "属实。", "complexity": "simple"}), ("decline", {"ground": "N10", "reason": "不属实。"}),
        ("supplement-request", {"items": "补交处罚决定书"}),
    ):  # fmt: skip
        answer = submit(county, f"/cases/{number}/{step}", values, at=at)
        assert (answer.status_code, "须回避" in answer.get_data(as_text=True)) == (422, True), step
    own = begin_entry(county)
    fill(county, own, "caller", CALLER | {"received_on": today, "external_number": "2"})
    fill(county, own, "check", UNFAIR)
    fill(county, own, "respondent", RESPONDENT | {"name": "山丹县人民政府"})
    fill(county, own, "claims", MATTER)
    refused = fill(county, own, "confirm", PLEDGE)
    assert (refused.status_code, "不能代录" in refused.get_data(as_text=True)) == (422, True)


def test_the_database_takes_no_office_that_no_handover_names(app: Flask, client: Sign) -> None:
    with app.app_context():
        today = clock.today().isoformat()
    number = enter_case(client("shandan.sl"), received_on=today)
    with app.app_context():
        other = db.session.scalars(select(Unit.id).where(Unit.name == "张掖市工业和信息化局")).one()
        with pytest.raises(DBAPIError, match="passed on by a handover"):
            db.session.execute(text('update "case" set receiving_unit_id = :unit'), {"unit": other})
        db.session.rollback()
        firm = db.session.scalars(text("select id from company where entered_by_unit_id is null limit 1")).one()
        with pytest.raises(DBAPIError, match="keeps its complainant"):
            db.session.execute(text('update "case" set company_id = :firm'), {"firm": firm})
        db.session.rollback()
        assert case_of(number).company_id != firm
