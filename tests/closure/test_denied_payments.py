"""A payment that the firm says never came is no confirmation: the unit explains, another level looks, or it is taken back."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.closure.queries import dossier_of
from caseflow.core.audiences import Audience
from caseflow.core.errors import BadInput, Incomplete
from caseflow.core.lifecycle import Status
from caseflow.handling import actions as handling
from caseflow.intake.actions import Arrivals, Outcome, confirm_arrival, confirm_outcome
from caseflow.reactions import relay
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Payment
from tests.closure.way import apply, approve, assert_status, offices, requested, resolved
from tests.handling.scene import Scene, dispatched, key


def _payment(scene: Scene) -> int:
    return db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id)).one()


def _answer(scene: Scene, arrivals: Arrivals) -> None:
    confirm_outcome(scene.firm, scene.number, Outcome(scene.version, True, "", arrivals), key())


def test_a_denied_payment_needs_an_explanation_and_a_second_level(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        payment = _payment(scene)
        with pytest.raises(BadInput):
            _answer(scene, Arrivals(frozenset({payment}), frozenset({payment})))
        _answer(scene, Arrivals(missing=frozenset({payment})))
        view = dossier_of(scene.head, scene.case)
        assert [line.denied for claim in view.claims for line in claim.payments] == [True]
        with pytest.raises(Incomplete) as refused:
            apply(scene)
        assert "投诉企业说没有收到" in "".join(refused.value.missing)
        apply(scene, "已核对银行流水，款项于当日入账。")
        assert len(offices(scene)) == 2
        approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITE_OFF_REQUESTED)


def test_what_was_said_of_one_payment_explains_no_other(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        scene.pay("40000.00")
        served_paid(scene, "60000.00")
        first, second = db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id).order_by(Payment.id)).all()
        _answer(scene, Arrivals(missing=frozenset({first})))
        apply(scene, "第一笔已核对银行流水，款项于当日入账。")
        _answer(scene, Arrivals(frozenset(), frozenset({first, second})))
        with pytest.raises(Incomplete) as refused:
            approve(scene, "shandan.sh")
        (lacking,) = refused.value.missing
        assert ("60,000.00" in lacking, "40,000.00" in lacking) == (True, False)


def served_paid(scene: Scene, rest: str) -> None:
    """The rest is paid, and the result 全额清偿 is served."""
    scene.pay(rest)
    draft = handling.ResultDraft(scene.version, "paid_in_full", Decimal("100000.00"), "经核实，已付清。", "条例第二十五条", ())
    handling.submit_result(scene.handler, scene.number, draft, key())
    scene.sign_off()
    scene.serve()


def test_a_denial_during_the_review_holds_it_until_the_firm_confirms(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        payment = _payment(scene)
        _answer(scene, Arrivals(missing=frozenset({payment})))
        _answer(scene, Arrivals(missing=frozenset({payment})))
        while relay(100):
            pass
        denials = select(Event.id).where(Event.kind == "PaymentDenied")
        assert len(db.session.scalars(denials).all()) == 1, "said once"
        told = set(db.session.scalars(select(Notice.audience).where(Notice.event_id.in_(denials))))
        assert told == {Audience.HANDLER, Audience.HEADS, Audience.REVIEWERS}
        with pytest.raises(Incomplete):
            approve(scene, "shandan.sh")
        confirm_arrival(scene.firm, scene.number, scene.version, Arrivals(frozenset({payment})), key())
        approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITTEN_OFF)
