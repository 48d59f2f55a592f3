"""登记还款: proved, never beyond what is owed, balanced under threads."""

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from caseflow.core.errors import BadInput, IllegalMove
from caseflow.handling import actions, desk
from caseflow.store.db import db
from caseflow.store.models import Evidence, Payment
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


def test_sixteen_threads_never_pay_more_than_is_owed(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000.00",))
        scene.sign()
        note = scene.payment("150.00")
    outcomes: list[str] = []
    start = threading.Barrier(16)

    def pay() -> None:
        with app.app_context():
            start.wait()
            mine = replace(note, version=None, proof=pdf())  # no version: the lock alone must hold
            try:
                actions.record_payment(scene.handler, scene.number, mine, key())
                outcomes.append("paid")
            except BadInput:
                outcomes.append("refused")

    threads = [threading.Thread(target=pay) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (outcomes.count("paid"), outcomes.count("refused")) == (6, 10)
        assert scene.case.amount_paid == Decimal("900.00")
        assert db.session.scalar(select(func.sum(Payment.amount))) == Decimal("900.00")
