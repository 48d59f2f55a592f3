"""The inbox and the operator's page through the browser's eyes."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.notices.queries import delivery_of
from caseflow.notices.sending.mail import NO_SERVER
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Case, Notice, Person
from caseflow.store.people import actor_of
from tests.harness.pages import browser, hidden_values
from tests.notices.scene import add_case_of, add_cases, mails, record, settle, statuses

FIRM = "runhe@example.com"
OPERATOR = "xitong"


@pytest.fixture
def no_server(settings: Settings) -> Settings:
    """Settings as they are before anybody configured SMTP."""
    return replace(settings, mail=replace(settings.mail, host=""))


def tell(site: Flask, settings: Settings) -> str:
    """Record something on a case of the demo firm and send the notices; returns the number of the case."""
    with site.app_context():
        case_id, number = add_case_of(FIRM)
        record(case_id)
        settle(settings)
        return number


def press(visitor: FlaskClient, page: str, url: str) -> int:
    """Press the button of `page` that posts to `url`; returns the status of the answer."""
    values = hidden_values(visitor.get(page).get_data(as_text=True), url)
    return visitor.post(url, data=values).status_code


def message_of(site: Flask) -> Notice:
    """The one inbox message about a case, as it stands now."""
    with site.app_context():
        message = db.session.scalars(select(Notice).where(Notice.channel == "inbox", Notice.case_id.is_not(None))).one()
        db.session.expunge(message)  # it is read after the context has ended its session
        return message


def test_a_message_is_read_by_its_reader_alone(site: Flask, settings: Settings) -> None:
    number = tell(site, settings)
    firm, other = browser(site, FIRM), browser(site, "gansu.sl")
    page = firm.get("/messages").get_data(as_text=True)
    assert f"登记了一笔还款，请核对：{number}" in page
    assert "请勿直接回复" not in page
    assert number not in other.get("/messages").get_data(as_text=True)
    url = f"/messages/{message_of(site).id}/read"
    token = hidden_values(other.get("/messages").get_data(as_text=True))
    assert other.post(url, data=token).status_code == 404
    assert message_of(site).read_at is None
    assert press(firm, "/messages", url) == 302
    assert message_of(site).read_at is not None
    assert press(firm, "/messages", "/messages/read") == 302
    assert "没有未读消息" in firm.get("/messages").get_data(as_text=True)


def test_the_operator_sees_what_stands_still_and_sends_it_again(
    site: Flask, settings: Settings, no_server: Settings
) -> None:
    number = tell(site, no_server)
    operator = browser(site, OPERATOR)
    overview = operator.get("/operations").get_data(as_text=True)
    assert "有 1 条通知没有送达" in overview
    assert "从未运行" in overview
    page = overview + operator.get("/operations/notices").get_data(as_text=True)
    assert NO_SERVER in page
    assert number not in page
    assert FIRM not in page
    with site.app_context():
        retry = f"/operations/notices/{mails()[0].id}/retry"
    assert press(operator, "/operations/notices", retry) == 302
    with site.app_context():
        settle(settings)
        assert statuses() == {"sent": 1}
    assert "没有符合条件的通知" in operator.get("/operations/notices").get_data(as_text=True)


def test_everything_that_failed_can_be_sent_again_at_once(site: Flask, settings: Settings, no_server: Settings) -> None:
    with site.app_context():
        for case_id in add_cases(3):
            record(case_id)
        settle(no_server)
        assert statuses() == {"technical_failure": 3}
    assert press(browser(site, OPERATOR), "/operations", "/operations/retry") == 302
    with site.app_context():
        settle(settings)
        assert statuses() == {"sent": 3}


@pytest.mark.parametrize("login", [FIRM, "gansu.sl", "shandan.sh"])
def test_the_operators_page_is_the_administrators(site: Flask, login: str) -> None:
    assert browser(site, login).get("/operations").status_code == 403


def test_delivery_stands_on_the_case(site: Flask, settings: Settings) -> None:
    number = tell(site, settings)
    with site.app_context():
        case = db.session.scalars(select(Case).where(Case.number == number)).one()
        for login in (FIRM, "gansu.sl"):
            found = delivery_of(actor_named(login), case)
            assert {(line.channel, line.status) for line in found} == {("站内消息", "已送达"), ("电子邮件", "已发出")}
            assert {line.audience for line in found} == {"投诉企业"}


def actor_named(login: str) -> Actor:
    """The actor behind a login."""
    person = db.session.scalars(select(Person).where(Person.login == login)).one()
    actor = actor_of(person.id)
    assert actor is not None
    return actor
