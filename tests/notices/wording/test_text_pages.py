"""The administrator changes the text of a notice in the browser; what was sent before keeps its words."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.events import NoticeTextChanged
from caseflow.notices.wording.texts import current, shipped
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, NoticeText
from tests.harness.pages import browser, hidden_values
from tests.notices.scene import add_case_of, record, settle

FIRM = "runhe@example.com"
NAME = "payment_recorded.complainant"
PAGE = f"/notice-texts/{NAME}/mail"
WORDS = {
    "subject": "请核对还款：{{ number }}",
    "body": "承办单位登记了一笔还款，付款日期 {{ data.paid_on | day }}，请登录核对。",
    "reason": "语句改短",
}


def save(visitor: FlaskClient, **words: Any) -> tuple[int, str]:
    """Open the form, write, press; returns the status and the page that came."""
    return post(visitor, hidden_values(visitor.get(f"{PAGE}/edit").get_data(as_text=True)), **words)


def post(visitor: FlaskClient, hidden: dict[str, str], **words: Any) -> tuple[int, str]:
    """The same from a page opened earlier."""
    answer = visitor.post(f"{PAGE}/edit", data={**hidden, **WORDS, **words})
    return answer.status_code, answer.get_data(as_text=True)


def mail_of(site: Flask, settings: Settings) -> Notice:
    """The mail of a payment recorded now."""
    with site.app_context():
        case_id, _number = add_case_of(FIRM)
        record(case_id)
        settle(settings)
        query = select(Notice).where(Notice.channel == "mail", Notice.case_id == case_id)
        mail = db.session.scalars(query).one()
        db.session.expunge(mail)  # it is read after the context has ended its session
        return mail


def test_a_change_is_a_new_edition_and_touches_no_notice_written_before(site: Flask, settings: Settings) -> None:
    admin = browser(site, "xitong")
    before = mail_of(site, settings)
    assert before.text_version == 0
    assert "随系统提供" in admin.get(PAGE).get_data(as_text=True)
    assert save(admin)[0] == 302
    after = mail_of(site, settings)
    assert (after.text_version, after.subject.partition("：")[0]) == (1, "请核对还款")
    assert "请登录核对。\n\n查看案件：" in after.body
    with site.app_context():
        kept = db.session.get_one(Notice, before.id)
        assert (kept.subject, kept.body, kept.text_version) == (before.subject, before.body, 0)
        assert current(NAME, "inbox") == shipped(NAME, "mail")
        event = db.session.scalars(select(Event).where(Event.kind == NoticeTextChanged.kind())).one()
        row = db.session.scalars(select(NoticeText)).one()
        assert event.data == {"text_id": row.id, "text": NAME, "channel": "mail", "version": 1}
    page = admin.get(PAGE).get_data(as_text=True)
    assert "第 1 版" in page
    assert "语句改短" in page
    assert "diff-old" in page
    assert "修改过" in (found := admin.get("/notice-texts?state=changed&channel=mail").get_data(as_text=True))
    assert found.count(f"/notice-texts/{NAME}/mail") == 1
    assert "/notice-texts/accepted.complainant/mail" not in found


def test_the_shipped_text_comes_back_as_a_new_edition(site: Flask, settings: Settings) -> None:
    admin = browser(site, "xitong")
    assert save(admin)[0] == 302
    hidden = hidden_values(admin.get(PAGE).get_data(as_text=True), f"{PAGE}/restore")
    assert admin.post(f"{PAGE}/restore", data=hidden).status_code == 422
    assert admin.post(f"{PAGE}/restore", data={**hidden, "reason": "改回去"}).status_code == 302
    with site.app_context():
        now = current(NAME, "mail")
        assert (now.subject, now.body, now.version) == (shipped(NAME, "mail").subject, shipped(NAME, "mail").body, 2)
    assert mail_of(site, settings).text_version == 2
    assert f"{PAGE}/restore" not in admin.get(PAGE).get_data(as_text=True)


def test_what_cannot_be_used_is_refused_and_stays_in_the_boxes(site: Flask) -> None:
    admin = browser(site, "xitong")
    status, page = save(admin, body="没有这个变量：{{ contact_phone }}，请登录核对。")
    assert status == 422
    assert "“contact_phone”不是这里能用的变量" in page
    assert "没有这个变量：{{ contact_phone }}" in page
    assert save(admin, reason="")[0] == 422
    costly = "{{ 'a' * 9999999999 }}，{{ 9 ** 99999999 }}。"
    assert save(admin, body=costly)[0] == 422
    assert "还不能填写" in save(admin, body=costly, preview="yes")[1]
    status, page = save(admin, subject=shipped(NAME, "mail").subject, body=shipped(NAME, "mail").body)
    assert (status, "文字没有变化" in page) == (422, True)
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(NoticeText)) == 0


def test_a_preview_shows_examples_and_the_newest_event_without_whom_it_concerns(
    site: Flask, settings: Settings
) -> None:
    mail = mail_of(site, settings)
    with site.app_context():
        number = mail.subject.partition("：")[2]
    status, page = save(
        browser(site, "xitong"), preview="yes", reason="", body="编号 {{ number }}，付款日期 {{ data.paid_on | day }}。"
    )
    assert status == 200
    assert "编号 GS-2026-000123，付款日期 2026年11月18日。" in page
    assert "编号 GS-2026-000123，付款日期 2026年11月20日。" in page
    assert number not in page
    assert FIRM not in page
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(NoticeText)) == 0


def test_the_later_of_two_administrators_sees_both_texts(site: Flask) -> None:
    first, second = browser(site, "xitong"), browser(site, "xitong")
    opened = hidden_values(second.get(f"{PAGE}/edit").get_data(as_text=True))
    assert save(first)[0] == 302
    typed = "这是第二位管理员写的话，请登录核对。"
    status, page = post(second, opened, body=typed)
    assert status == 409
    assert "有人修改了这段文字" in page
    assert page.count(typed) >= 2
    assert "承办单位登记了一笔还款" in page
    assert post(second, hidden_values(page), body=typed)[0] == 302
    with site.app_context():
        assert (current(NAME, "mail").body, current(NAME, "mail").version) == (typed, 2)


def test_pressing_twice_makes_one_edition(site: Flask) -> None:
    admin = browser(site, "xitong")
    opened = hidden_values(admin.get(f"{PAGE}/edit").get_data(as_text=True))
    assert [post(admin, opened)[0] for _ in range(2)] == [302, 302]
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(NoticeText)) == 1


@pytest.mark.parametrize("login", [FIRM, "gansu.sl", "shandan.sh"])
def test_texts_are_the_administrators(site: Flask, login: str) -> None:
    visitor = browser(site, login)
    assert visitor.get("/notice-texts").status_code == 403
    assert visitor.get(PAGE).status_code == 403


@pytest.mark.parametrize("address", ["/notice-texts/x.y/mail", "/notice-texts/accepted.complainant/fax"])
def test_a_text_nobody_asks_for_is_not_there(site: Flask, address: str) -> None:
    assert browser(site, "xitong").get(address).status_code == 404


def test_an_edition_is_never_changed(site: Flask) -> None:
    assert save(browser(site, "xitong"))[0] == 302
    for statement in ("update notice_text set body = 'x'", "delete from notice_text", "truncate notice_text"):
        with site.app_context(), pytest.raises(DBAPIError):
            db.session.execute(text(statement))
