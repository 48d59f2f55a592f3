"""A complaint from the first step to the receipt, and everything that may go wrong on the way."""

import html
import re
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.acceptance.actions import Acceptance, accept_case
from caseflow.core.events import MAX_CODE
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Clock, Complaint, Draft, Event, Evidence, Letter, Unit
from caseflow.store.query_code import query_code, same_code
from tests.harness.onstage import key, person
from tests.harness.pages import hidden_values
from tests.intake.filing import (
    CHECK,
    CLAIM,
    PDF,
    PLEDGE,
    RESPONDENT,
    STATEMENT,
    begin,
    claims,
    file_case,
    fill,
    number_in,
    ready,
    upload,
)

FIRM = "runhe@example.com"
Sign = Callable[[str], FlaskClient]


def only(app: Flask, kind: Any) -> Any:
    """The one row of that kind."""
    with app.app_context():
        return db.session.scalars(select(kind)).one()


def test_a_complaint_becomes_a_case_with_everything_that_belongs_to_it(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser, ("合同 扫描件.pdf", PDF))
    case, complaint, claim = only(app, Case), only(app, Complaint), only(app, Claim)
    assert (case.number, case.status, case.track) == (number, "under_review", "A")
    assert (case.territory, case.amount) == ("620725", Decimal("3127500.00"))
    assert (claim.undisputed, claim.disputed) == (Decimal("3126500.00"), Decimal("1000.00"))
    assert only(app, Evidence).case_id == case.id
    assert only(app, Clock).key == "review"
    with app.app_context():
        assert db.session.get_one(Unit, case.receiving_unit_id).name == "甘肃省工业和信息化厅"
        assert db.session.get_one(Unit, case.respondent_unit_id).name == "山丹县水务局"
        kinds = list(db.session.scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.sequence)))
        book = editions.current().book
        decision = book.decide(book.read(complaint.facts))
    assert kinds == ["ComplaintFiled", "EvidenceAdded"]
    assert (decision.decision, decision.lead and decision.lead.name) == ("accept", "山丹县财政局")


def test_the_receipt_shows_the_code_and_stores_it_nowhere(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser)
    page = browser.get(f"/cases/{number}/receipt").get_data(as_text=True)
    complaint = only(app, Complaint)
    with app.app_context():
        code = query_code(number, complaint.content_hash)
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert code in page
    assert complaint.content_hash in page
    assert same_code(code.lower().replace("-", " "), code)
    assert not same_code(code[:-1] + ("A" if code[-1] != "A" else "B"), code)
    assert len(complaint.content_hash) <= MAX_CODE


def test_a_foreign_receipt_does_not_exist(client: Sign) -> None:
    number = file_case(client(FIRM))
    for stranger in ("xinyuan@example.com", "gansu.sl"):
        assert client(stranger).get(f"/cases/{number}/receipt").status_code in {403, 404}


def test_a_draft_is_kept_as_typed_even_where_it_does_not_pass(client: Sign) -> None:
    draft = begin(client(FIRM))
    answer = fill(client(FIRM), draft, "respondent", {**RESPONDENT, "credit_code": "12345", "name": ""})
    assert answer.status_code == 422
    page = html.unescape(client(FIRM).get(f"{draft}/respondent").get_data(as_text=True))
    assert 'value="12345"' in page
    assert '<option selected value="620725">' in page


def test_claims_are_added_and_dropped_without_losing_the_others(client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    second = {**CLAIM, "contract_name": "第二份", "amount": "abc"}
    fill(browser, draft, "claims", claims(CLAIM, second), go="more")
    page = browser.get(f"{draft}/claims").get_data(as_text=True)
    assert page.count("拖欠金额") == 3
    assert 'value="abc"' in page
    fill(browser, draft, "claims", claims(CLAIM, second, CLAIM), go="drop-0")
    page = browser.get(f"{draft}/claims").get_data(as_text=True)
    assert page.count("拖欠金额") == 2
    assert 'value="第二份"' in page


def test_no_more_than_five_claims(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    fill(browser, draft, "claims", claims(*[CLAIM] * 5), go="more")
    assert browser.get(f"{draft}/claims").get_data(as_text=True).count("拖欠金额") == 5
    assert fill(browser, draft, "claims", claims(*[CLAIM] * 40)).status_code < 500


def test_an_older_window_gets_409_with_what_it_typed(client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    address = f"{draft}/respondent"
    old = hidden_values(browser.get(address).get_data(as_text=True), address)
    fill(browser, draft, "respondent", RESPONDENT)
    answer = browser.post(address, data={**old, **RESPONDENT, "name": "另一个窗口写的"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="另一个窗口写的"' in page
    again = browser.post(address, data={**hidden_values(page, address), **RESPONDENT, "name": "另一个窗口写的"})
    assert again.status_code == 302
    assert "另一个窗口写的" in browser.get(address).get_data(as_text=True)


def test_the_same_step_twice_is_no_conflict(client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    address = f"{draft}/respondent"
    values = {**hidden_values(browser.get(address).get_data(as_text=True), address), **RESPONDENT}
    assert [browser.post(address, data=values).status_code for _ in range(2)] == [302, 302]


def test_filing_twice_makes_one_case(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = ready(browser)
    address = f"{draft}/confirm"
    values = {**hidden_values(browser.get(address).get_data(as_text=True), address), **PLEDGE}
    places = [browser.post(address, data=values).headers["Location"] for _ in range(2)]
    assert number_in(places[0]) == number_in(places[1]) == only(app, Case).number


def test_many_at_once_make_one_case(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = ready(browser)
    address = f"{draft}/confirm"
    values = {**hidden_values(browser.get(address).get_data(as_text=True), address), **PLEDGE}
    cookie = browser.get_cookie("caseflow")
    assert cookie is not None
    statuses: list[int] = []

    def press() -> None:
        one = app.test_client()
        one.set_cookie("caseflow", cookie.value)
        statuses.append(one.post(address, data=values).status_code)

    presses = [threading.Thread(target=press) for _ in range(12)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert only(app, Case).number
    assert len(statuses) == 12
    assert max(statuses) < 500


def test_unfinished_steps_are_named_and_nothing_is_filed(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    answer = fill(browser, draft, "confirm", PLEDGE)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "补全“被投诉单位”" in page
    assert "补全“合同与欠款”" in page
    assert 'value="李四"' in page
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_without_pledge_nothing_is_filed(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    answer = fill(browser, ready(browser), "confirm", {"pledged_by": "李四"})
    assert answer.status_code == 422
    assert "请勾选这项承诺" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": ""}, "请填写拖欠的金额"),
        ({"amount": "三百万"}, "请只填数字"),
        ({"amount": "0"}, "应大于 0"),
        ({"amount": "-5"}, "大于或等于 0"),
        ({"amount": "1.234"}, "最多两位小数"),
        ({"amount": "1e400"}, "金额"),
        ({"amount": "NaN"}, "金额"),
        ({"amount": "9" * 400}, "金额"),
        ({"disputed": "4000000"}, "不能大于拖欠金额"),
        ({"contract_date": "2022-02-30"}, "日期写得不对"),
        ({"contract_date": "99999-01-01"}, "日期写得不对"),
        ({"contract_date": "1492-01-01"}, "1990 年到 2100 年之间"),
        ({"due_on": "2021-01-01"}, "不能早于合同签订日期"),
        ({"contract_name": "\x00 "}, "请填写合同或项目名称"),
        ({"contract_name": "长" * 5000}, "最多写 120 个字"),
        ({"price_of": "别的"}, "field-error"),
    ],
)
def test_a_wrong_claim_is_said_at_the_field(client: Sign, change: dict[str, str], sentence: str) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    answer = fill(browser, draft, "claims", claims({**CLAIM, **change}))
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.get_data(as_text=True))
    assert STATEMENT["narrative"] in browser.get(f"{draft}/claims").get_data(as_text=True)


def test_odd_posts_never_break_the_page(client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    address = f"{draft}/claims"
    hidden = hidden_values(browser.get(address).get_data(as_text=True), address)
    odd = [
        {"narrative": "a\x00b\x01\ufffe", "request": "\u202e"},
        {"claims-x-amount": "1", "claims-99999999999999999999-amount": "1", "claims": "1", "claims--": "x"},
        {"version": "abc"},
        {"version": "9" * 60},
        {"go": "drop-" + "9" * 30},
        {"go": "drop-²"},
        {"go": "more", "claims-²-amount": "1"},
        {"narrative": "长" * 200_000},
    ]
    for values in odd:
        assert browser.post(address, data={**hidden, **values}).status_code < 500, values
        assert browser.get(address).status_code == 200


def test_track_b_is_filed_without_contract(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", {**CHECK, "category": "乱罚款"})
    fill(browser, draft, "respondent", {**RESPONDENT, "name": "山丹县市场监督管理局"})
    answer = fill(browser, draft, "claims", {**STATEMENT, "happened_on": "2026-10-08", "amount": "5000"})
    assert answer.headers["Location"].endswith("/evidence")
    assert "60 日内可以申请行政复议" in browser.get(f"{draft}/confirm").get_data(as_text=True)
    answer = fill(browser, draft, "confirm", PLEDGE)
    case, complaint = only(app, Case), only(app, Complaint)
    assert (case.track, case.amount) == ("B", Decimal("5000.00"))
    assert number_in(answer.headers["Location"]) == case.number
    with app.app_context():
        book = editions.current().book
        assert book.decide(book.read(complaint.facts)).decision == "accept"
        accept_case(person("gansu.sl"), case.number, Acceptance(case.version, "simple", ""), key())
        notice = db.session.scalars(select(Letter.body)).one()
        assert "60 日内可以申请行政复议" in notice
        assert "不停止其计算" in notice


@pytest.mark.parametrize(
    ("region", "prefix", "decision"),
    [("640104", "NX", "accept"), ("陕西省", "GS", "not_accept"), ("620171", "GS", "accept")],
)
def test_the_receiving_office_follows_the_respondent(
    app: Flask, client: Sign, region: str, prefix: str, decision: str
) -> None:
    browser = client(FIRM)
    draft = ready(browser)
    fill(browser, draft, "respondent", {**RESPONDENT, "name": "某单位", "region": region, "industry": "水利"})
    fill(browser, draft, "confirm", PLEDGE)
    case, complaint = only(app, Case), only(app, Complaint)
    assert case.number.startswith(f"{prefix}-2026-") or case.number.startswith(prefix)
    with app.app_context():
        book = editions.current().book
        assert book.decide(book.read(complaint.facts)).decision == decision


def test_a_complaint_against_the_receiving_department_goes_to_the_government(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = ready(browser)
    itself = {"name": "甘肃省工业和信息化厅", "level": "省级", "region": "620000"}
    fill(browser, draft, "respondent", {**RESPONDENT, **itself})
    assert fill(browser, draft, "confirm", PLEDGE).status_code == 302
    case = only(app, Case)
    with app.app_context():
        assert db.session.get_one(Unit, case.receiving_unit_id).name == "甘肃省人民政府"


def test_the_outlook_is_shown_and_binds_nobody(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = ready(browser)
    fill(browser, draft, "check", {**CHECK, "proceedings": "yes", "proceedings_where": "某区人民法院"})
    assert "可能不会受理" in browser.get(f"{draft}/confirm").get_data(as_text=True)
    assert fill(browser, draft, "confirm", PLEDGE).status_code == 302
    assert only(app, Complaint).facts["declared"]["proceedings"] == "某区人民法院"


def test_a_large_file_is_refused_on_the_step_and_the_rest_stays(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = ready(browser, ("合同.pdf", PDF))
    answer = upload(browser, draft, ("大.pdf", PDF + b"0" * (30 * 1024 * 1024)))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "文件超过 20 MB" in page
    assert "合同.pdf" in page
    assert CLAIM["contract_name"] in browser.get(f"{draft}/claims").get_data(as_text=True)


def test_one_bad_file_keeps_the_good_one_out_too(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    assert upload(browser, draft, ("好.pdf", PDF), ("坏.pdf", b"MZ" + b"\0" * 99)).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_a_draft_is_discarded_and_a_foreign_one_does_not_exist(app: Flask, client: Sign) -> None:
    browser, stranger = client(FIRM), client("xinyuan@example.com")
    draft = begin(browser)
    assert stranger.get(f"{draft}/check").status_code == 404
    page = browser.get("/mine").get_data(as_text=True)
    assert browser.post(f"{draft}/discard", data=hidden_values(page, f"{draft}/discard")).status_code == 302
    assert browser.get(f"{draft}/check").status_code == 404
    assert only(app, Draft).answers == {}


def test_going_back_a_step_keeps_what_was_typed_so_far(client: Sign) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    back = fill(browser, draft, "respondent", {"name": "山丹县水"}, go="back")
    assert (back.status_code, back.headers["Location"].endswith("/check")) == (302, True), "also what is not complete"
    assert 'value="山丹县水"' in browser.get(f"{draft}/respondent").get_data(as_text=True)
