"""What a firm does once it has filed: supply, withdraw, appeal, confirm."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from caseflow.core.events import Code, Declined, SupplementRequested
from caseflow.store.cases import lock_case
from caseflow.store.clocks import running_clock, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Event, Evidence, FollowUp, Payment, Person, Supplement
from caseflow.store.unit_of_work import transaction
from tests.handling.scene import dispatched
from tests.harness.pages import hidden_values, submit
from tests.intake.filing import PDF, file_case

FIRM = "runhe@example.com"
Sign = Callable[[str], FlaskClient]


def the_case(app: Flask) -> Case:
    """The only case, read anew."""
    with app.app_context():
        return db.session.scalars(select(Case)).one()


def ask_for(app: Flask, *items: str) -> None:
    """The office asks for a supplement."""
    with app.app_context(), transaction(None) as work:
        clerk = db.session.scalars(select(Person).where(Person.login == "gansu.sl")).one()
        case = lock_case(db.session.scalars(select(Case.id)).one())
        row = work.add(
            Supplement(
                case_id=case.id,
                items=list(items),
                requested_by_id=clerk.id,
                requested_at=work.now,
                due=date(2026, 12, 14),
            )
        )
        work.record(SupplementRequested(supplement_id=row.id, items=len(items), due=row.due), case)
        start_clock(work, case, "supplement")


def test_a_supplement_is_answered_item_by_item_with_files(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser)
    ask_for(app, "请提供合同复印件", "请写明验收日期")
    page = browser.get(f"/cases/{number}/supply").get_data(as_text=True)
    assert "1．请提供合同复印件" in page
    half = {"answers-0": "见附件", "answers-1": ""}
    assert submit(browser, f"/cases/{number}/supply", half).status_code == 422
    given = {**half, "answers-1": "2023年9月28日", "files": (io.BytesIO(PDF), "合同.pdf")}
    assert submit(browser, f"/cases/{number}/supply", given).status_code == 302
    case = the_case(app)
    with app.app_context():
        assert running_clock(case.id, "supplement") is None
        assert running_clock(case.id, "review") is not None
        assert db.session.scalars(select(Evidence)).one().case_id == case.id
        assert db.session.scalars(select(Supplement)).one().answers == ["见附件", "2023年9月28日"]
    assert case.status == "under_review"
    assert browser.get(f"/cases/{number}/supply").status_code == 404


def test_withdrawing_needs_a_reason_and_a_tick_and_ends_every_clock(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    address = f"/cases/{file_case(browser)}/withdraw"
    assert submit(browser, address, {"reason_code": "agreed"}).status_code == 422
    assert submit(browser, address, {"reason_code": "agreed", "sure": "y", "reason": "已和解"}).status_code == 302
    case = the_case(app)
    assert case.status == "withdrawn"
    assert case.closed_at is not None
    with app.app_context():
        assert running_clock(case.id, "review") is None
        data = db.session.scalars(select(Event.data).where(Event.kind == "Withdrawn")).one()
    assert "已和解" not in str(data)


def test_withdrawing_because_it_was_paid_needs_the_proof_and_the_outcome_first(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser)
    address = f"/cases/{number}/withdraw"
    paid = {"reason_code": "paid", "sure": "y"}
    assert "写明结果" in submit(browser, address, paid).get_data(as_text=True)
    paid["reason"] = "2026年11月20日转账付清。"
    refused = submit(browser, address, paid)
    assert refused.status_code == 422
    assert "到账凭证" in refused.get_data(as_text=True)
    assert "转账付清" in refused.get_data(as_text=True)
    assert the_case(app).status == "under_review"
    slip = {"kind": "bank_slip", "files": (io.BytesIO(PDF), "银行流水.pdf")}
    assert submit(browser, f"/cases/{number}/evidence", slip).status_code == 302
    assert submit(browser, address, paid).status_code == 302
    assert the_case(app).status == "withdrawn"


def test_a_stranger_withdraws_nothing(client: Sign) -> None:
    number = file_case(client(FIRM))
    for step in ("withdraw", "supply", "appeal", "confirm"):
        assert client("xinyuan@example.com").get(f"/cases/{number}/{step}").status_code == 404


def test_a_decline_is_appealed_once(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    address = f"/cases/{file_case(browser)}/appeal"
    assert submit(browser, address, {"reason": "还没有决定"}).status_code == 409
    for _ in range(2):
        with app.app_context(), transaction(None) as work:
            case = lock_case(db.session.scalars(select(Case.id)).one())
            work.record(Declined(ground=Code("N5"), letter_id=1), case)
        answer = submit(browser, address, {"reason": "已经过了付款日期"})
    assert answer.status_code == 409
    assert "只能提出一次" in answer.get_data(as_text=True)
    assert the_case(app).status == "declined"


def test_the_firm_says_how_it_ended_and_which_payment_came(app: Flask, client: Sign) -> None:
    browser = client(FIRM)
    number = file_case(browser)
    address = f"/cases/{number}/confirm"
    held = hidden_values(browser.get(f"/cases/{number}/withdraw").get_data(as_text=True))
    assert browser.post(address, data={**held, "answer": "satisfied"}).status_code == 409
    with app.app_context(), transaction(None) as work:
        case = lock_case(db.session.scalars(select(Case.id)).one())
        claim = db.session.scalars(select(Claim)).one()
        clerk = db.session.scalars(select(Person).where(Person.login == "gansu.sl")).one()
        common = {"case_id": case.id, "claim_id": claim.id, "method": "transfer", "recorded_by_id": clerk.id}
        came, missing = (
            work.add(Payment(**common, amount=Decimal(n), paid_on=work.today, recorded_at=work.now)).id
            for n in (10, 20)
        )
        paid = {"status": "resolved", "lead_unit_id": case.receiving_unit_id, "amount_paid": 30}
        db.session.execute(update(Case).values(paid))
    given = {"answer": "unsatisfied", "payments": str(came), "words": "还差 20 元"}
    assert submit(browser, address, {**given, "payments": "999999"}).status_code == 422
    assert submit(browser, address, given).status_code == 302
    with app.app_context():
        assert db.session.get_one(Payment, came).confirmed_at is not None
        assert db.session.get_one(Payment, missing).confirmed_at is None
        assert db.session.scalars(select(FollowUp.answer)).one() == "unsatisfied"
    assert the_case(app).satisfied is False


def test_a_recorded_payment_is_confirmed_while_the_case_is_handled(app: Flask, client: Sign) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        number = scene.number
    browser, address = client(FIRM), f"/cases/{number}/confirm"
    assert browser.get(address).location == f"/cases/{number}", "nothing to fill in before a payment was recorded"
    with app.app_context():
        scene.pay("40000.00")
    assert "核对还款是否到账" in browser.get(f"/cases/{number}").get_data(as_text=True)
    assert "银行回单.pdf" not in browser.get(f"/cases/{number}/receipt").get_data(as_text=True), "only what was filed"
    assert "不满意" not in browser.get(address).get_data(as_text=True)
    assert submit(browser, address, {}).status_code == 422
    with app.app_context():
        payment = db.session.scalars(select(Payment.id)).one()
    assert submit(browser, address, {"payments": str(payment)}).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Payment.confirmed_at)).one() is not None
        assert db.session.scalars(select(Event.kind).order_by(Event.id.desc())).first() == "PaymentConfirmed"
    assert "核对还款是否到账" not in browser.get(f"/cases/{number}").get_data(as_text=True)
