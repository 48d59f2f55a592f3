"""Drafts of rules: everything typed is kept, other windows and other people do not overwrite it."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.policybook.actions import drafting
from caseflow.policybook.forms.drafting import rule_text
from caseflow.policybook.queries import drafts
from caseflow.store import editions
from tests.harness.pages import hidden_values, submit
from tests.policybook.scene import actor, key, other_lead

Client = Callable[[str], FlaskClient]
FILE = "/rules/draft/file?name=deadlines.toml"
NOTICE = """关于支持中小企业发展的若干措施

甘试发〔2026〕12号

一、优化环境

（一）建立投诉机制。受理中小企业投诉。（责任单位：省工信厅、省财政厅）

（二）清理拖欠账款。督促付款。（责任单位：省财政厅等）

甘肃省工业和信息化厅

2026年3月1日
"""


@pytest.fixture
def administrator(client: Client) -> FlaskClient:
    """A signed-in administrator with a draft open."""
    browser = client("xitong")
    answer = submit(browser, "/rules/draft", {}, at="/rules")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return browser


def draft_text(app: Flask, name: str) -> str | None:
    """The text of a file kept in the administrator's draft."""
    with app.app_context():
        draft = drafts.open_draft(actor("xitong").user_id)
        return draft.files.get(name) if draft else None


@pytest.mark.parametrize("login", ["gansu.sl", "gansu.sh", "gansu.sj", "anquan", "runhe@example.com"])
@pytest.mark.parametrize("address", ["/rules", "/rules/draft", "/rules/texts", "/rules/1"])
def test_rules_are_the_administrators_alone(client: Client, login: str, address: str) -> None:
    assert client(login).get(address).status_code == 403


def test_a_second_press_opens_no_second_draft(app: Flask, administrator: FlaskClient) -> None:
    with app.app_context():
        first = drafts.open_draft(actor("xitong").user_id)
        drafting.begin(actor("xitong"), key())
        again = drafts.open_draft(actor("xitong").user_id)
        assert first is not None
        assert again is not None
        assert first.id == again.id


def test_faulty_text_is_kept_and_its_place_is_said(app: Flask, administrator: FlaskClient) -> None:
    answer = submit(administrator, FILE, {"text": "a = 1\r\nb = \r\n"})
    assert answer.status_code == 302
    assert draft_text(app, "deadlines.toml") == "a = 1\nb = \n"
    page = administrator.get(FILE).get_data(as_text=True)
    assert "deadlines.toml 第 2 行" in page
    assert "读不通" in administrator.get("/rules/draft").get_data(as_text=True)


def test_text_that_equals_the_edition_is_no_change(app: Flask, administrator: FlaskClient) -> None:
    with app.app_context():
        text = editions.current().text("deadlines.toml")
    assert rule_text(text.replace("\n", "\r\n")) == text
    submit(administrator, FILE, {"text": text.replace("\n", "\r\n")})
    assert draft_text(app, "deadlines.toml") is None


def test_an_upload_stands_in_for_what_was_typed(app: Flask, administrator: FlaskClient) -> None:
    upload = (io.BytesIO("# 上传的\n".encode("gb18030")), "deadlines.toml")
    submit(administrator, FILE, {"text": "typed", "source": upload})
    assert draft_text(app, "deadlines.toml") == "# 上传的\n"


def test_an_upload_that_is_no_text_is_refused_and_what_was_typed_stays(app: Flask, administrator: FlaskClient) -> None:
    answer = submit(administrator, FILE, {"text": "typed = 1", "source": (io.BytesIO(b"\x00\x01\xff"), "x.toml")})
    assert answer.status_code == 422
    assert "typed = 1" in answer.get_data(as_text=True)
    assert draft_text(app, "deadlines.toml") is None


@pytest.mark.parametrize("text", ["", " \r\n "])
def test_an_empty_file_is_refused(app: Flask, administrator: FlaskClient, text: str) -> None:
    assert submit(administrator, FILE, {"text": text}).status_code == 422
    assert draft_text(app, "deadlines.toml") is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "expected/routing.csv", "", "documents/X.toml"])
def test_files_that_are_no_rules_are_not_found(administrator: FlaskClient, name: str) -> None:
    assert administrator.get("/rules/draft/file", query_string={"name": name}).status_code == 404


def test_another_window_gets_a_conflict_with_what_was_typed(app: Flask, administrator: FlaskClient) -> None:
    old = hidden_values(administrator.get(FILE).get_data(as_text=True))
    submit(administrator, FILE, {"text": "first = 1"})
    answer = administrator.post(FILE, data={**old, "text": "second = 2"})
    assert answer.status_code == 409
    assert "second = 2" in answer.get_data(as_text=True)
    assert draft_text(app, "deadlines.toml") == "first = 1\n"


def test_restoring_takes_back_one_file(app: Flask, administrator: FlaskClient) -> None:
    submit(administrator, FILE, {"text": "x = 1"})
    submit(administrator, "/rules/draft/restore?name=deadlines.toml", {}, at="/rules/draft")
    assert draft_text(app, "deadlines.toml") is None


def test_a_discarded_draft_is_gone_and_a_new_one_starts_clean(app: Flask, administrator: FlaskClient) -> None:
    submit(administrator, FILE, {"text": "x = 1"})
    assert submit(administrator, "/rules/draft/discard", {}, at="/rules/draft").status_code == 302
    assert administrator.get("/rules/draft").status_code == 302
    submit(administrator, "/rules/draft", {}, at="/rules")
    assert draft_text(app, "deadlines.toml") is None


def test_a_document_is_read_into_the_draft_with_its_doubts(app: Flask, administrator: FlaskClient) -> None:
    answer = submit(administrator, "/rules/draft/document", {"key": "gan-shi-12", "text": NOTICE})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    kept = draft_text(app, "documents/gan-shi-12.toml")
    assert kept is not None
    assert "甘试发〔2026〕12号" in kept
    assert "省工信厅" in kept
    assert "受理中小企业投诉。" not in kept, "the wording of a document stays out of the rules"


def test_a_document_that_cannot_be_read_is_refused_and_kept_on_the_page(app: Flask, administrator: FlaskClient) -> None:
    answer = submit(administrator, "/rules/draft/document", {"key": "gan-shi-12", "text": "只有一句话"})
    assert answer.status_code == 422
    assert "只有一句话" in answer.get_data(as_text=True)
    answer = submit(administrator, "/rules/draft/document", {"key": "大写 KEY", "text": NOTICE})
    assert answer.status_code == 422
    assert "小写字母" in answer.get_data(as_text=True)


def test_the_draft_shows_what_changed_line_by_line(app: Flask, administrator: FlaskClient) -> None:
    with app.app_context():
        text = other_lead(editions.current().text("routing.toml"))
    submit(administrator, "/rules/draft/file?name=routing.toml", {"text": text})
    page = administrator.get("/rules/draft").get_data(as_text=True)
    assert "转办规则（routing.toml）" in page
    assert page.count("diff-new") == page.count("diff-old") == 3
