"""登记还款: proved, never beyond what is owed, balanced under threads."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.errors import BadInput, IllegalMove
from caseflow.handling import actions, desk
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Event, Evidence, Payment
from tests.handling.scene import Scene, dispatched, key, pdf


def _refused(scene: Scene, note: actions.PaymentNote, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.record_payment(scene.handler, scene.number, note, key())
    assert refused.value.field == field
    assert scene.case.amount_paid == 0


def test_a_payment_lowers_what_is_owed_and_keeps_its_proof(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("60000.00", "40000.00"))
        scene.sign()
        scene.pay("25000.50")
        assert scene.case.amount_paid == Decimal("25000.50")
        first, second = desk.claims_of(scene.case.id)
        assert (first.outstanding, second.outstanding) == (Decimal("34999.50"), Decimal("40000.00"))
        proof = db.session.scalars(select(Evidence).where(Evidence.kind == "payment_proof")).one()
        payment = db.session.scalars(select(Payment)).one()
        assert (payment.evidence_id, proof.audience, proof.claim_id) == (proof.id, "parties", first.id)


def test_what_cannot_be_counted_is_refused_at_its_field(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("60000.00", "40000.00"))
        scene.sign()
        good = scene.payment("1000.00")
        _refused(scene, replace(good, amount=Decimal("60000.01")), "amount")
        _refused(scene, replace(good, amount=Decimal(0)), "amount")
        _refused(scene, replace(good, amount=Decimal("0.001")), "amount")
        _refused(scene, replace(good, paid_on=scene.today + timedelta(days=1)), "paid_on")
        _refused(scene, replace(good, claim_id=good.claim_id + 100), "claim_id")
        _refused(scene, replace(good, proof=None), "proof")
        _refused(scene, replace(good, proof=replace(pdf(), file_name="回单.exe", stream=pdf("x").stream)), "proof")


@pytest.mark.parametrize("method", ["bill", "e_claim", "property"])
def test_nothing_but_money_counts_without_written_consent(app: Flask, method: str) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _refused(scene, scene.payment("1000.00", method=method), "consent")
        with_consent = replace(scene.payment("1000.00", method=method), consent=pdf("书面同意.pdf"))
        actions.record_payment(scene.handler, scene.number, with_consent, key())
        assert scene.case.amount_paid == Decimal("1000.00")
        kinds = set(db.session.scalars(select(Evidence.kind)))
        assert kinds == {"payment_proof", "non_cash_consent"}


def test_no_payment_before_the_case_is_in_hand(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(IllegalMove):
            scene.pay("1.00")


def _at_once(app: Flask, deeds: list[Callable[[], None]]) -> list[str]:
    """Every deed in a thread of its own, all let go together; what became of each."""
    outcomes: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                deed()
                outcomes.append("done")
            except BadInput:
                outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _pays(scene: Scene, note: actions.PaymentNote) -> Callable[[], None]:
    mine = replace(note, version=None, proof=pdf())  # no version: the lock alone must hold
    return lambda: actions.record_payment(scene.handler, scene.number, mine, key())


def test_sixteen_threads_never_pay_more_than_is_owed(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000.00",))
        scene.sign()
        note = scene.payment("150.00")
    outcomes = _at_once(app, [_pays(scene, note) for _ in range(16)])
    with app.app_context():
        assert (outcomes.count("done"), outcomes.count("refused")) == (6, 10)
        assert scene.case.amount_paid == Decimal("900.00")
        assert db.session.scalar(select(func.sum(Payment.amount))) == Decimal("900.00")


def _takes_back(scene: Scene, payment_id: int) -> Callable[[], None]:
    taken = actions.Reversal(None, payment_id, "bill_dishonoured", "银行退票。")
    return lambda: actions.reverse_payment(scene.handler, scene.number, taken, key())


def _promises(scene: Scene, today: date, claim_id: int, amount: str) -> Callable[[], None]:
    promise = actions.Promise(claim_id, today + timedelta(days=9), Decimal(amount))
    note = actions.PlanNote(None, today, (promise,), pdf("还款计划.pdf"))
    return lambda: actions.agree_plan(scene.handler, scene.number, note, key())


def test_sixteen_threads_pay_promise_and_take_back_and_the_ledger_balances(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000.00",))
        scene.sign()
        for _ in range(4):
            scene.pay("100.00")
        bounced = db.session.scalars(select(Payment.id).order_by(Payment.id)).all()
        note, today, claim = scene.payment("90.00"), scene.today, scene.claim_id
    outcomes = _at_once(
        app,
        [
            *(_takes_back(scene, payment_id) for payment_id in bounced),
            *(_pays(scene, note) for _ in range(8)),
            # each fits at one moment of some orders, most of them at none
            *(_promises(scene, today, claim, amount) for amount in ("600.00", "510.00", "700.00", "610.00")),
        ],
    )
    with app.app_context():
        assert len(outcomes) == 16
        assert outcomes.count("done") >= 10, "the bounces and all payments but two fit in any order"
        counting = db.session.scalar(select(func.sum(Payment.amount)).where(Payment.reversed_at.is_(None)))
        assert scene.case.amount_paid == counting
        assert counting in {Decimal(540), Decimal(630), Decimal(720)}


def test_a_payment_that_did_not_hold_is_taken_back_by_an_entry(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000.00",))
        scene.sign()
        scene.pay("400.00")
        scene.pay("300.00")
        first, second = db.session.scalars(select(Payment.id).order_by(Payment.id)).all()
        for wrong in (("because", "退票"), ("bill_dishonoured", "")):
            with pytest.raises(BadInput):
                _reverse(scene, first, *wrong)
        _reverse(scene, first, "bill_dishonoured", "银行退票，理由是账户余额不足。")
        for gone in (first, second + 100):
            with pytest.raises(BadInput):
                _reverse(scene, gone, "bill_dishonoured", "银行退票。")
        assert scene.case.amount_paid == Decimal("300.00")
        lines = desk.payments_of(scene.case.id)
        assert [(line.id, line.amount, line.reversed) for line in lines] == [
            (first, Decimal("400.00"), True), (second, Decimal("300.00"), False)
        ]  # fmt: skip
        entry = db.session.scalars(select(Event).where(Event.kind == "PaymentReversed")).one()
        assert (entry.data["payment_id"], entry.data["reason_code"]) == (first, "bill_dishonoured")
        scene.pay("700.00")
        actions.submit_result(scene.handler, scene.number, scene.draft(recognised="1000.00"), key())
        scene.sign_off()
        scene.serve()
        with pytest.raises(IllegalMove):
            _reverse(scene, second, "bill_dishonoured", "银行退票。")


def _reverse(scene: Scene, payment_id: int, code: str, reason: str) -> None:
    actions.reverse_payment(scene.handler, scene.number, actions.Reversal(scene.version, payment_id, code, reason), key())


def test_the_database_keeps_the_ledger_balanced_and_payments_as_they_were(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched(amounts=("600.00", "400.00"))
        scene.sign()
        scene.pay("500.00")
    owner = create_engine(database.owner)
    more = (
        "insert into payment (case_id, claim_id, amount, paid_on, method, recorded_by_id, recorded_at)"
        " select case_id, claim_id, {amount}, paid_on, '{method}', recorded_by_id, recorded_at from payment limit 1;"
    )
    counted = 'update "case" set amount_paid = amount_paid + {amount};'
    refused = {
        "sum of the payments": [
            more.format(amount=50, method="transfer"), counted.format(amount=1), "update payment set reversed_at = now()"
        ],
        "more was paid on a claim": [more.format(amount=200, method="transfer") + counted.format(amount=200)],
        "written consent": [more.format(amount=50, method="bill") + counted.format(amount=50)],
        "payment is a fact": [
            "update payment set amount = 1", "update payment set paid_on = paid_on - 1", "update payment set method = 'cash'",
            "update payment set confirmed_at = now(); update payment set confirmed_at = null",
        ],
        "append-only": ["delete from payment"],
    }  # fmt: skip
    for words, statements in refused.items():
        for statement in statements:
            with pytest.raises(DBAPIError, match=words), owner.begin() as connection:
                connection.execute(text(statement))
    with owner.begin() as connection:
        connection.execute(text(more.format(amount=50, method="transfer") + counted.format(amount=50)))
    owner.dispose()
