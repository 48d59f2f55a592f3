"""The inbox and the operator's page through the browser's eyes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.notices.mail import NO_SERVER
from caseflow.notices.queries import delivery_of
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Case, Notice, Person
from caseflow.store.people import actor_of
from tests.harness.pages import hidden_values, sign_in
from tests.notices.gateway import Gateway
from tests.notices.scene import add_case_of, add_cases, mails, record, settle, statuses

FIRM = "runhe@example.com"


@pytest.fixture
def seated(house: Flask) -> Callable[[str], FlaskClient]:
    """A browser signed in as somebody of the demo."""

    def make(login: str) -> FlaskClient:
        browser = house.test_client()
        sign_in(browser, login)
        return browser

    return make


@pytest.fixture
def told(house: Flask, settings: Settings, gateway: Gateway) -> str:
    """The number of a case of the demo firm, with one notice about it sent."""
    case_id, number = add_case_of(FIRM)
    record(case_id)
    settle(settings)
    return number


def press(browser: FlaskClient, page: str, url: str) -> int:
    """Press the button of `page` that posts to `url`; returns the status of the answer."""
    values = hidden_values(browser.get(page).get_data(as_text=True), url)
    return browser.post(url, data=values).status_code


def test_a_message_is_read_by_its_reader_alone(told: str, seated: Callable[[str], FlaskClient]) -> None:
    firm, other = seated(FIRM), seated("gansu.sl")
    page = firm.get("/messages").get_data(as_text=True)
    assert f"登记了一笔还款，请核对：{told}" in page
    assert "请勿直接回复" not in page
    notice = db.session.scalars(
        select(Notice).where(Notice.channel == "inbox", Notice.case_id.is_not(None))
    ).one()
    assert told not in other.get("/messages").get_data(as_text=True)
    token = hidden_values(other.get("/messages").get_data(as_text=True))
    assert other.post(f"/messages/{notice.id}/read", data=token).status_code == 404
    assert press(firm, "/messages", f"/messages/{notice.id}/read") == 302
    db.session.refresh(notice)
    assert notice.read_at is not None
    assert press(firm, "/messages", "/messages/read") == 302
    assert "没有未读消息" in firm.get("/messages").get_data(as_text=True)


def test_the_operator_sees_what_stands_still_and_sends_it_again(
    house: Flask, settings: Settings, gateway: Gateway, seated: Callable[[str], FlaskClient]
) -> None:
    case_id, number = add_case_of(FIRM)
    record(case_id)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    [notice] = mails()
    operator = seated("admin")
    page = operator.get("/operations").get_data(as_text=True)
    assert NO_SERVER in page
    assert "有 1 条通知没有送达" in page
    assert "从未运行" in page
    assert number not in page
    assert FIRM not in page
    assert press(operator, "/operations", f"/operations/notices/{notice.id}/retry") == 302
    settle(settings)
    assert statuses() == {"sent": 1}
    assert "没有失败的通知" in operator.get("/operations").get_data(as_text=True)


def test_everything_that_failed_can_be_sent_again_at_once(
    house: Flask, settings: Settings, gateway: Gateway, seated: Callable[[str], FlaskClient]
) -> None:
    for case_id in add_cases(3):
        record(case_id)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    assert statuses() == {"technical_failure": 3}
    assert press(seated("admin"), "/operations", "/operations/retry") == 302
    settle(settings)
    assert statuses() == {"sent": 3}


@pytest.mark.parametrize("login", [FIRM, "gansu.sl", "shandan.sh"])
def test_the_operators_page_is_the_administrators(house: Flask, seated: Callable[[str], FlaskClient], login: str) -> None:
    assert seated(login).get("/operations").status_code == 403


def test_delivery_stands_on_the_case(told: str, house: Flask) -> None:
    case = db.session.scalars(select(Case).where(Case.number == told)).one()
    firm, clerk = (actor_named(login) for login in (FIRM, "gansu.sl"))
    for actor in (firm, clerk):
        found = delivery_of(actor, case)
        assert {(line.channel, line.status) for line in found} == {("站内消息", "已送达"), ("电子邮件", "已发出")}
        assert {line.audience for line in found} == {"投诉企业"}


def actor_named(login: str) -> Actor:
    """The actor behind a login."""
    person = db.session.scalars(select(Person).where(Person.login == login)).one()
    actor = actor_of(person.id)
    assert actor is not None
    return actor
