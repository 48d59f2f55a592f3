"""代录 and 认领: what a clerk writes down is a case like any other, and only number and query code make it the firm's."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from caseflow.acceptance.jobs import lapse_overdue
from caseflow.core.access import Role
from caseflow.core.chinese import SHANGHAI
from caseflow.core.deadlines import due_date
from caseflow.demo.people import PASSWORD
from caseflow.local.roles import Urls
from caseflow.notices.actions import write_notices
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Clock,
    Company,
    Event,
    Letter,
    LetterService,
    Notice,
    Person,
    Reception,
    Unreached,
)
from caseflow.store.query_code import query_code
from caseflow.store.unit_of_work import transaction
from tests.handling.scene import move_clock
from tests.harness.pages import submit
from tests.intake.entering import CALLER, CODE, begin_entry, enter_case
from tests.intake.filing import CHECK, PDF, file_case, fill

Sign = Callable[[str], FlaskClient]
CLERK = "gansu.sl"
FIRM = {
    "name": CALLER["name"], "credit_code": CODE, "size": "小型", "industry": "建筑业", "region": "620702",
    "address": "", "contact_name": "王磊", "phone": "13900005678", "password": PASSWORD, "again": PASSWORD,
}  # fmt: skip


def received(app: Flask, days_ago: int) -> str:
    """A day before today, as a date field takes it."""
    with app.app_context():
        return (clock.today() - timedelta(days=days_ago)).isoformat()


def row(number: str) -> Case:
    """The case."""
    return db.session.scalars(select(Case).where(Case.number == number)).one()


def test_a_clerk_enters_what_was_received_days_ago_and_all_clocks_go_by_that_day(app: Flask, client: Sign) -> None:
    clerk, day = client(CLERK), received(app, 5)
    number = enter_case(clerk, ("合同.pdf", PDF), received_on=day)
    receipt = clerk.get(f"/cases/{number}/entry-receipt").get_data(as_text=True)
    assert "甘肃省工业和信息化厅代为登记" in receipt
    assert "12345 热线转来，对方编号 20261120-0001" in receipt
    assert "合同.pdf" in receipt
    with app.app_context():
        case, edition = row(number), editions.current()
        kept = db.session.get_one(Reception, case.id)
        filed = db.session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id)).first()
        assert filed is not None
        assert (filed.kind, filed.data["filed_on"], case.channel) == ("ComplaintFiled", day, "hotline")
        assert case.filed_at.astimezone(SHANGHAI).date().isoformat() == day
        assert kept.entered_at > case.filed_at, "the day of receipt is not the day of entry"
        review = db.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.key == "review")).one()
        rule = edition.deadlines.get("review", "A")
        assert review.due == due_date(rule, edition.calendar, clock.day_of(case.filed_at)).due
        assert query_code(number, filed.data["content"]) in receipt
    listing = clerk.get("/entry").get_data(as_text=True)
    assert number in listing
    assert CALLER["name"] in listing
    assert clerk.get(f"/cases/{number}").status_code == 200
    assert client("ningxia.sl").get(f"/cases/{number}/entry-receipt").status_code == 404


def test_who_has_no_account_is_written_to_and_nothing_is_served_where_nobody_signs_in(app: Flask, client: Sign) -> None:
    clerk, day = client(CLERK), received(app, 0)
    written = enter_case(clerk, received_on=day)
    silent = enter_case(clerk, received_on=day, external_number="20261120-0002", email="")
    with app.app_context():
        for number in (written, silent):
            filed = db.session.scalars(select(Event).where(Event.case_id == row(number).id)).first()
            assert filed is not None
            with transaction(None) as work:
                write_notices(work, filed)
        mails = select(Notice).join(Case, Case.id == Notice.case_id).where(Notice.channel == "mail", Notice.audience == "complainant")
        told = {n.address: n for n in db.session.scalars(mails)}
        assert set(told) == {"qingyuan@example.org", ""}
        assert f"/progress?number={written}" in told["qingyuan@example.org"].body
        task = db.session.scalars(select(Unreached)).one()
        assert task.person_id == db.session.get_one(Reception, row(silent).id).contact_id
        assert task.closed_at is None, "nobody has an address: a task for the office"
    page = submit(clerk, f"/cases/{written}/accept", {"note": "材料齐全。"}, at=f"/cases/{written}/examine")
    assert page.status_code == 302, page.get_data(as_text=True)
    assert "请另行送达" in clerk.get(page.headers["Location"]).get_data(as_text=True)
    with app.app_context():
        letter = db.session.scalars(select(Letter).where(Letter.case_id == row(written).id)).one()
        assert db.session.scalar(select(LetterService.id).where(LetterService.letter_id == letter.id)) is None
    address = f"/letters/{letter.id}/service"
    refused = submit(clerk, address, {"method": "platform", "served_on": day})
    assert "没有可以使用的账号" in refused.get_data(as_text=True)


def test_what_a_firm_without_account_brings_is_entered_for_it(app: Flask, client: Sign) -> None:
    clerk = client(CLERK)
    number = enter_case(clerk, received_on=received(app, 0))
    asked = {"items": "验收单\n对账单"}
    submit(clerk, f"/cases/{number}/supplement-request", asked, at=f"/cases/{number}/examine")
    assert "替企业补充材料" in clerk.get(f"/cases/{number}").get_data(as_text=True)
    address = f"/cases/{number}/entry-supply"
    assert client("gansu.sl2").get(address).status_code == 200
    assert client("ningxia.sl").get(address).status_code == 404
    done = submit(clerk, address, {"answers-0": "已寄来。", "answers-1": "没有对过账。"})
    assert done.status_code == 302, done.get_data(as_text=True)
    with app.app_context():
        assert row(number).status == "under_review"
    assert clerk.get(address).status_code == 404
    evidence = f"/cases/{number}/evidence"
    sent = {"kind": "contract", "files": FileStorage(io.BytesIO(PDF), "寄来的合同.pdf")}
    assert submit(clerk, evidence, sent).status_code == 302
    assert "寄来的合同.pdf" in clerk.get(f"/cases/{number}").get_data(as_text=True)
    firm = client("runhe@example.com")
    own = file_case(firm)
    submit(clerk, f"/cases/{own}/supplement-request", asked, at=f"/cases/{own}/examine")
    assert clerk.get(f"/cases/{own}/entry-supply").status_code == 404, "a firm with an account answers itself"


def test_what_was_never_served_takes_no_complaint_away(app: Flask, client: Sign, database: Urls) -> None:
    clerk, day = client(CLERK), received(app, 0)
    number = enter_case(clerk, received_on=day)
    asked = submit(clerk, f"/cases/{number}/supplement-request", {"items": "补交验收单"}, at=f"/cases/{number}/examine")
    assert asked.status_code == 302, asked.get_data(as_text=True)
    with app.app_context():
        letter_id = db.session.scalars(select(Letter.id).where(Letter.case_id == row(number).id)).one()
        move_clock(database, 40)
        assert lapse_overdue() == 0
        today = clock.today()
    paper = {"method": "post", "served_on": today.isoformat(), "receipt": (io.BytesIO(PDF), "回执.pdf")}
    served = submit(client(CLERK), f"/letters/{letter_id}/service", paper)
    assert served.status_code == 302, served.get_data(as_text=True)
    with app.app_context():
        move_clock(database, 50)
        assert lapse_overdue() == 0, "fifteen working days from the service"
        move_clock(database, 70)
        assert lapse_overdue() == 1
        assert row(number).status == "lapsed"


def test_only_number_and_code_make_it_the_firms(app: Flask, client: Sign) -> None:
    clerk = client(CLERK)
    number = enter_case(clerk, received_on=received(app, 0))
    with app.app_context():
        code = query_code(number, db.session.scalars(select(Event).where(Event.case_id == row(number).id)).first().data["content"])  # type: ignore[union-attr]
    firm = client("")
    answer = submit(firm, "/register", FIRM | {"email": "qingyuan2@example.org"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert number not in firm.get("/mine").get_data(as_text=True), "a credit code is printed on every invoice"
    assert firm.get(f"/cases/{number}").status_code == 404
    stranger = client("runhe@example.com")
    assert submit(stranger, "/claim", {"number": number, "code": code}).status_code == 422, "another credit code"
    wrong = submit(firm, "/claim", {"number": number, "code": "AAAA-BBBB-CCCC-DDDD"})
    assert (wrong.status_code, "对不上" in wrong.get_data(as_text=True)) == (422, True)
    taken = submit(firm, "/claim", {"number": number.lower(), "code": code.lower().replace("-", " ")})
    assert taken.headers["Location"] == f"/cases/{number}"
    assert "您认领了这件投诉" in firm.get(f"/cases/{number}").get_data(as_text=True)
    assert number in firm.get("/mine").get_data(as_text=True)
    with app.app_context():
        case = row(number)
        assert db.session.get_one(Company, case.company_id).entered_by_unit_id is None
    assert submit(firm, "/claim", {"number": number, "code": code}).status_code == 422, "once is enough"
    assert "企业已认领" in clerk.get("/entry").get_data(as_text=True)


def test_the_same_number_of_the_same_sender_is_entered_once_and_days_are_checked(app: Flask, client: Sign) -> None:
    clerk, day = client(CLERK), received(app, 1)
    number = enter_case(clerk, received_on=day)
    draft = begin_entry(clerk)
    for typed, sentence in (
        ({"external_number": ""}, "请填写对方的编号"),
        ({"received_on": received(app, -1)}, "不能晚于今天"),
        ({"received_on": received(app, 400)}, "不能早于"),
        ({"credit_code": CODE[:-1] + "0"}, "校验"),
    ):
        answer = fill(clerk, draft, "caller", CALLER | {"received_on": day} | typed)
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True), typed
    known = fill(clerk, draft, "caller", {"credit_code": CODE, "channel": "letter"}, go="look")
    assert known.status_code == 302
    page = clerk.get(f"{draft}/caller").get_data(as_text=True)
    assert f'value="{CALLER["name"]}"' in page, "looked up by credit code"
    assert CALLER["contact_name"] not in page, "whom to write to is asked anew"
    with app.app_context():
        people = select(Person).where(Person.role == Role.COMPLAINANT, Person.password_hash == "")
        contact = db.session.scalars(people).one()
    assert submit(client(""), "/sign-in", {"login": contact.login, "password": ""}).status_code != 302
    assert submit(client(""), "/sign-in", {"login": contact.login, "password": "x"}).status_code != 302
    with pytest.raises(AssertionError, match=f"已经登记为 {number}"):
        enter_case(clerk, received_on=day)


def test_firms_have_no_first_step_of_clerks_and_clerks_no_firm(app: Flask, client: Sign) -> None:
    firm, clerk = client("runhe@example.com"), client(CLERK)
    assert firm.get("/entry").status_code == 403
    assert clerk.get("/file").status_code == 403
    assert clerk.get("/claim").status_code == 403
    draft = begin_entry(clerk)
    fill(clerk, draft, "check", CHECK)
    assert firm.get(f"{draft}/caller").status_code == 404
    assert client("gansu.sl2").get(f"{draft}/check").status_code == 404
    assert client("zhangye.sh").get("/entry").status_code == 403
