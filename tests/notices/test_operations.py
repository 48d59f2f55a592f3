"""The operator's lists: queues by channel, filters, pages, the history of one reader, signs of life; and no secrets."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update
from werkzeug.test import TestResponse

from caseflow.notices.operating.figures import figures
from caseflow.notices.operating.processes import Life, living
from caseflow.notices.operating.troubles import PAGE, veiled
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import BackgroundProcess, Company, Notice, Outbox, Person, Unit
from caseflow.store.unit_of_work import transaction
from caseflow.worker import sweep_once
from tests.harness.pages import browser, hidden_values
from tests.notices.scene import add_case_of, record_payments

FIRM = "runhe@example.com"
OPERATOR = "xitong"
PHONE = "13912345678"
FIRM_NAME = "甘肃润禾水利水电工程有限公司"
PAGES = ("/operations", "/operations/notices", "/operations/events", "/operations/recipients")


def get(visitor: FlaskClient, address: str, status: int = 200) -> str:
    """A page, which answers with `status`."""
    answer = visitor.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def look_up(visitor: FlaskClient, words: str) -> TestResponse:
    """Look for somebody in the form."""
    address = "/operations/recipients"
    return visitor.post(address, data={**hidden_values(get(visitor, address)), "words": words})


def trouble(site: Flask, settings: Settings) -> Person:
    """22 refused mails, whose reasons quote all they can, an SMS that waits for three hours, a stuck event; the reader."""
    with site.app_context():
        case_id, _number = add_case_of(FIRM)
        record_payments([case_id], PAGE + 2)
        relay(200, settings.retry_seconds)
        with transaction(None) as work:
            reader = db.session.scalars(select(Person).where(Person.login == FIRM)).one()
            mails = db.session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.channel == "mail")).all()
            for mail in mails:
                quoted = f"收件地址被拒收:550 <{mail.address}> {PHONE} {FIRM_NAME}: {mail.subject} of runhe"
                mail.status, mail.attempts, mail.failure = "permanent_failure", 1, quoted
            like = {
                column.key: getattr(mails[0], column.key) for column in Notice.__table__.columns if column.key != "id"
            }
            waits = {"channel": "sms", "status": "created", "reference": "sms", "failure": None, "address": PHONE}
            db.session.execute(insert(Notice).values(like | waits | {"created_at": work.now - timedelta(hours=3)}))
            late = {"done_at": None, "attempts": 2, "failure": f"ValueError:{FIRM_NAME} {PHONE}", "next_try": work.now}
            db.session.execute(update(Outbox).where(Outbox.event_id == mails[0].event_id).values(late))
            db.session.expunge_all()
        return reader


def secrets_of(site: Flask) -> set[str]:
    """Whatever must not stand on an operator's page: texts and addresses of all notices, firms, numbers."""
    with site.app_context():
        rows = db.session.execute(select(Notice.subject, Notice.body, Notice.address, Notice.channel))
        told = {
            word
            for subject, body, address, _way in rows
            for word in (subject, body, address)
            if "@" in word or len(word) > 9
        }
        firms = set(db.session.scalars(select(Company.name))) | set(db.session.scalars(select(Company.contact_phone)))
        return told | firms | {PHONE, FIRM, FIRM_NAME}


def test_the_operator_sees_queues_filters_pages_and_histories_and_no_secret(site: Flask, settings: Settings) -> None:
    reader = trouble(site, settings)
    operator = browser(site, OPERATOR)
    with site.app_context():
        mail, sms = (
            next(row for row in figures(with_queue=False).queues if row.channel == way) for way in ("mail", "sms")
        )
        assert (mail.waiting, mail.failed, sms.waiting, sms.age) == (0, PAGE + 2, 1, "3 小时")
    pages = [get(operator, address) for address in PAGES]
    assert f"共 {PAGE + 2} 条，本页第 1–{PAGE} 条" in pages[1]
    assert "登记还款" in pages[1]
    assert "收件地址被拒收" in pages[1]
    assert "共 1 件" in pages[2]
    second = get(operator, "/operations/notices?channel=mail&status=permanent_failure&kind=PaymentRecorded&page=2")
    assert second.count("重新发送</button>") == 2
    assert "channel=mail&amp;status=permanent_failure&amp;kind=PaymentRecorded&amp;page=1" in second
    assert get(operator, "/operations/notices?page=99").count("重新发送</button>") == 2
    assert "没有符合条件的通知" in get(operator, "/operations/notices?channel=sms")
    assert "共 1 条" in get(operator, "/operations/notices?channel=sms&status=created")
    assert "没有卡住的事件" in get(operator, "/operations/events?kind=Accepted")
    get(operator, "/operations/notices?kind=nonsense", 422)
    own = f"/operations/recipients/person/{reader.id}"
    for words in (FIRM.upper(), reader.name):
        found = look_up(operator, words).get_data(as_text=True)
        assert own in found
        pages.append(found.replace(words, ""))
    assert own not in look_up(operator, "example.com").get_data(as_text=True)
    pages += [second, get(operator, own), get(operator, f"{own}?status=delivered&page=2")]
    assert "站内消息" in pages[-1]
    assert "已送达" in pages[-1]
    leaks = {secret for secret in secrets_of(site) for page in pages if secret in page}
    assert leaks == set()


def test_an_offices_history_is_that_of_its_people(site: Flask, settings: Settings) -> None:
    with site.app_context():
        unit = db.session.scalars(select(Unit).where(Unit.name == "山丹县财政局")).one()
        people = select(Person.id).where(Person.unit_id == unit.id)
        count = db.session.scalar(select(func.count()).where(Notice.recipient_id.in_(people)))
        address = f"/operations/recipients/unit/{unit.id}"
    operator = browser(site, OPERATOR)
    assert address in look_up(operator, "山丹县财政").get_data(as_text=True)
    page = get(operator, address)
    assert f"共 {count} 条" in page
    get(operator, "/operations/recipients/unit/999999", 404)
    for login in (FIRM, "gansu.sl"):
        visitor = browser(site, login)
        for closed in (*PAGES, address):
            get(visitor, closed, 403)


def test_each_process_is_a_row_until_it_ends_or_falls_silent(house: Flask) -> None:
    first, second, worker = Life("sweep"), Life("sweep"), Life("worker")
    sweep_once(first)
    second.show(3)
    worker.show()
    shown = {row.name.split()[1]: row for row in living(clock.now(), timedelta(minutes=2))}
    assert set(shown) == {first.name, second.name, worker.name}
    assert shown[second.name].done == 3
    assert shown[worker.name].done_at is None
    second.show()
    second.end()
    with transaction(None) as work:
        db.session.execute(update(BackgroundProcess).values(at=work.now - timedelta(minutes=5)))
    assert [row.late for row in living(clock.now(), timedelta(minutes=2))] == [True, True]
    with transaction(None) as work:
        long_ago = work.now - timedelta(hours=2)
        db.session.execute(update(BackgroundProcess).where(BackgroundProcess.name == worker.name).values(at=long_ago))
    first.show()
    assert list(db.session.scalars(select(BackgroundProcess.name))) == [first.name]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("550 <zhang@example.com>: unknown", "550 <…>: unknown"),
        ("拨打 +86 139 1234 5678 无人", "拨打 … 无人"),
        ("550 5.1.1 用户不存在", "550 5.1.1 用户不存在"),
        ("已尝试 8 次。某公司", "已尝试 8 次。…"),
    ],
)
def test_a_reason_keeps_its_sense_without_who_it_is_about(told: str, left: str) -> None:
    assert veiled(told, ["某公司", ""]) == left
