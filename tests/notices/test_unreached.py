"""An address that refuses notices becomes one task, for the right person, and ends in one of two ways."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, NotFound
from caseflow.notices.reaching.actions import close_reached, repeat_notices
from caseflow.notices.reaching.listing import listing
from caseflow.notices.sending.delivery import deliver
from caseflow.notices.sending.receipts import Report, receive
from caseflow.settings import Settings
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Entry, Event, Notice, Person, Unreached
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import transaction
from tests.harness.pages import browser, hidden_values
from tests.notices.gateway import Gateway
from tests.notices.scene import add_case_of, add_cases, mails, record, record_payments, settle
from tests.notices.sms_gateway import SmsServer

FIRM, OFFICE, OTHER, OPERATOR = "runhe@example.com", "gansu.sl", "ningxia.sl", "xitong"
NUMBER = "13900001234"


def person(login: str) -> Person:
    """The account with this login, as it stands now."""
    db.session.rollback()
    return db.session.scalars(select(Person).where(Person.login == login)).one()


def actor(login: str) -> Actor:
    """The actor behind a login."""
    found = actor_of(person(login).id)
    assert found is not None
    return found


def tasks() -> list[Unreached]:
    """Every task as it stands now."""
    db.session.rollback()
    return list(db.session.scalars(select(Unreached).order_by(Unreached.id)))


def told(kind: str) -> list[str]:
    """Who has a message about an event of this kind."""
    query = select(Person.login).join(Notice, Notice.recipient_id == Person.id)
    query = query.join(Event, Event.id == Notice.event_id).where(Event.kind == kind, Notice.channel == "inbox")
    return list(db.session.scalars(query.order_by(Person.login)))


def kinds() -> dict[str, int]:
    """How many events there are of each kind about unreached people."""
    query = select(Event.kind, func.count()).where(Event.data.has_key("unreached_id")).group_by(Event.kind)
    return dict(list(db.session.execute(query)))


def test_three_workers_that_are_refused_at_once_make_one_task_and_tell_once(
    house: Flask, settings: Settings, gateway: Gateway
) -> None:
    gateway.mode = "refused"
    case_ids = [add_case_of(FIRM)[0] for _ in range(12)]
    record_payments(case_ids, 1)
    settle(replace(settings, mail=replace(settings.mail, host="")))
    with transaction(None):
        db.session.execute(update(Notice).where(Notice.channel == "mail").values(status="created", attempts=0))
    start = threading.Barrier(3)

    def work() -> None:
        with house.app_context():
            start.wait()
            while deliver(settings, limit=1):
                pass
            db.session.remove()

    crew = [threading.Thread(target=work) for _ in range(3)]
    for worker in crew:
        worker.start()
    for worker in crew:
        worker.join()
    settle(settings)
    assert {(row.status, row.attempts) for row in mails()} == {("permanent_failure", 1)}
    assert gateway.attempts == {FIRM: 12}
    [task] = tasks()
    assert (task.person_id, task.channel, task.closed_at) == (person(FIRM).id, "mail", None)
    assert {row.unreached_id for row in mails()} == {task.id}
    assert kinds() == {"CompanyUnreached": 1}
    assert told("CompanyUnreached") == [OFFICE, f"{OFFICE}2"]
    [event] = db.session.scalars(select(Event).where(Event.kind == "CompanyUnreached"))
    for word in db.session.scalars(select(Notice).where(Notice.event_id == event.id)):
        assert "请打开“联系不上的人”" in word.body
        assert "example.com" not in f"{word.subject}{word.body}{event.data}"


def test_numbers_and_missing_addresses_make_tasks_of_their_own(
    house: Flask, settings: Settings, gateway: Gateway, sms_gateway: SmsServer
) -> None:
    ringing = replace(settings, sms=sms_gateway.sms)
    house.config["SETTINGS"] = ringing
    sms_gateway.mode = "refused"
    [first, second] = add_cases(2)
    with transaction(None):
        firms = update(Person).where(Person.login == "firm0@example.com")
        db.session.execute(firms.values(sms_number=NUMBER))
        db.session.execute(update(Person).where(Person.login == "firm1@example.com").values(email=""))
    record(first)
    record(second)
    record(second)
    settle(ringing)
    found = {(task.person_id, task.channel) for task in tasks()}
    assert found == {(person("firm0@example.com").id, "sms"), (person("firm1@example.com").id, "mail")}
    [taken] = db.session.scalars(select(Notice).where(Notice.address == NUMBER))
    with transaction(None):
        db.session.execute(update(Notice).where(Notice.id == taken.id).values(status="sent", unreached_id=None))
        db.session.execute(update(Unreached).values(closed_at=clock.now(), means="phone", reached_on=clock.today()))
    for _ in range(2):
        receive(Report(taken.reference, "permanent"))
    assert [task.channel for task in tasks() if task.closed_at is None] == ["sms"]
    settle(ringing)
    assert kinds() == {"CompanyUnreached": 3}


def test_a_task_is_seen_by_whose_it_is_and_closes_by_another_way(
    house: Flask, settings: Settings, gateway: Gateway
) -> None:
    gateway.mode = "refused"
    case_id, number = add_case_of(FIRM)
    record(case_id)
    settle(settings)
    [task] = tasks()
    [shown], total = listing(actor(OFFICE), done=False, page=1)
    assert (total, shown.case_number, [row.event for row in shown.failed]) == (1, number, ["登记还款"])
    assert "550" in shown.failed[0].why
    assert "@" not in str(shown)
    for stranger in (OTHER, OPERATOR):
        assert listing(actor(stranger), done=False, page=1) == ((), 0)
        with pytest.raises(NotFound):
            close_reached(actor(stranger), task.id, "phone", clock.today(), "")
    clerk = actor(OFFICE)
    with pytest.raises(BadInput):
        repeat_notices(clerk, task.id)
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(BadInput):
            close_reached(clerk, task.id, "phone", day, "")
    close_reached(clerk, task.id, "phone", clock.today(), "已在电话里逐条告知")
    with pytest.raises(BadInput):
        close_reached(clerk, task.id, "post", clock.today(), "")
    assert listing(clerk, done=False, page=1) == ((), 0)
    [done], _total = listing(clerk, done=True, page=1)
    assert (done.means, done.remark, done.repeatable) == ("电话", "已在电话里逐条告知", 0)
    closing = db.session.scalars(select(Event).where(Event.kind == "UnreachedClosed")).one()
    assert (closing.data["means"], closing.actor_id) == ("phone", clerk.user_id)
    assert "逐条" not in str(closing.data)
    with transaction(None):
        db.session.execute(update(Entry).where(Entry.event_id == closing.id).values(text=None))
    assert listing(clerk, done=True, page=1)[0][0].remark == "（已按规定删除）"
    record(case_id)
    settle(settings)
    assert [row.means for row in tasks()] == ["phone", None], "the address still refuses: a new task"


def send(visitor: FlaskClient, page: str, url: str, **more: str) -> int:
    """Fill in and send the form of `page` that posts to `url`; returns the status of the answer."""
    values = hidden_values(visitor.get(page).get_data(as_text=True), url if url != page else None)
    return visitor.post(url, data=values | more).status_code


def text_of(visitor: FlaskClient, page: str) -> str:
    """What stands on a page."""
    answer = visitor.get(page)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_firm_corrects_its_address_and_what_failed_is_sent_again(
    site: Flask, settings: Settings, gateway: Gateway
) -> None:
    gateway.modes[FIRM] = "refused"
    with site.app_context():
        case_id, _number = add_case_of(FIRM)
        for _ in range(3):
            record(case_id)
        settle(settings)
        [task] = tasks()
        oldest = mails()[0].id
        with transaction(None) as work:
            long_ago = work.now - timedelta(days=31)
            db.session.execute(update(Notice).where(Notice.id == oldest).values(created_at=long_ago))
        task_id = task.id
    clerk, firm = browser(site, OFFICE), browser(site, FIRM)
    page = text_of(clerk, "/unreached")
    assert "登记已用别的方式联系上" in page
    assert FIRM not in page
    assert FIRM not in text_of(clerk, f"/unreached/{task_id}/reached")
    assert firm.get("/unreached").status_code == 403
    assert browser(site, OTHER).get(f"/unreached/{task_id}/reached").status_code == 404
    new = {"name": "赵润", "email": "new@example.com", "phone": "13900001234", "address": ""}
    assert send(firm, "/profile", "/profile", **new) == 302
    with site.app_context():
        settle(settings)
        assert [row.means for row in tasks()] == ["corrected"]
        assert kinds() == {"CompanyUnreached": 1, "UnreachedClosed": 1}
    assert "补发 2 条通知" in text_of(clerk, "/unreached")
    assert send(clerk, "/unreached", f"/unreached/{task_id}/repeat") == 302
    assert "现在没有联系不上的人" in text_of(clerk, "/unreached")
    assert "地址已更正" in text_of(clerk, "/unreached?state=done")
    with site.app_context():
        settle(settings)
        assert [row.status for row in mails()] == ["permanent_failure", "sent", "sent"]
        assert {mail["To"] for mail in gateway.taken} == {"new@example.com"}
        with pytest.raises(BadInput):
            repeat_notices(actor(OFFICE), task_id)
        assert kinds()["NoticesRepeated"] == 1


def test_staff_are_the_administrators_task_and_corrected_by_them(
    site: Flask, settings: Settings, gateway: Gateway
) -> None:
    with site.app_context():
        clerk_id, mail = person(OFFICE).id, person(OFFICE).email
        gateway.modes[mail] = "refused"
    operator = browser(site, OPERATOR)
    assert send(operator, "/people", f"/people/{clerk_id}/reset") == 200
    with site.app_context():
        settle(settings)
        assert told("StaffUnreached") == [OPERATOR]
        [task] = tasks()
        assert task.person_id == clerk_id
    page = text_of(operator, "/unreached")
    assert "更正地址" in page
    assert mail not in page
    assert operator.get(f"/people/{person_id(site, FIRM)}/contact").status_code == 404
    form = f"/people/{clerk_id}/contact"
    assert send(operator, form, form, email="not an address") == 422
    assert send(operator, form, form, email="right@example.com") == 302
    with site.app_context():
        settle(settings)
        assert [row.means for row in tasks()] == ["corrected"]
        assert listing(actor(OPERATOR), done=False, page=1) == ((), 0), "an old password notice is not worth repeating"


def person_id(site: Flask, login: str) -> int:
    """The id of an account."""
    with site.app_context():
        return person(login).id
