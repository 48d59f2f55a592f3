"""反弹 and 重新办理: the same number, the next round, and money that did not hold counts no more."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.accounts import actions as accounts
from caseflow.closure import actions
from caseflow.closure.jobs import end_publications
from caseflow.core.errors import BadInput, Denied, IllegalMove, Incomplete, NotFound
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Event, Payment
from tests.closure.way import (
    apply,
    approve,
    assert_status,
    back_to_resolved,
    call,
    offices,
    requested,
    resolved,
    the_request,
)
from tests.handling.scene import Scene, actor, key, move_clock


def _reopen(scene: Scene, login: str, reason: str, payments: frozenset[int] = frozenset()) -> None:
    reopening = actions.Reopening(scene.version, reason, "企业来电反映。", payments)
    actions.reopen(actor(login), scene.number, reopening, key())


def _written_off() -> Scene:
    scene = requested()
    approve(scene, "shandan.sh")
    return scene


def _payment_ids(scene: Scene) -> frozenset[int]:
    return frozenset(db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id)))


def test_a_payment_taken_back_reopens_the_case_and_counts_no_more(app: Flask) -> None:
    with app.app_context():
        scene = _written_off()
        number = scene.number
        _reopen(scene, "shandan.sh", "payment_reversed", _payment_ids(scene))
        case = scene.case
        assert (case.number, case.status, case.round) == (number, Status.HANDLING, 2)
        assert (case.amount_paid, case.closed_at, case.satisfied) == (Decimal(0), None, None)
        clock = running_clock(case.id, "round")
        assert clock is not None
        assert case.result_until == clock.due
        kinds = list(db.session.scalars(select(Event.kind).where(Event.case_id == case.id).order_by(Event.sequence)))
        assert kinds[-3:] == ["PaymentReversed", "Relapsed", "ListingRaised"]
        assert case.listing == "县级"
        assert verify().fault is None


def test_a_case_that_comes_back_after_its_handler_left_is_the_units(app: Flask) -> None:
    with app.app_context():
        scene = _written_off()
        accounts.disable(actor("xitong"), scene.handler.user_id, key())
        _reopen(scene, "shandan.sh", "new_facts")
        assert (scene.case.status, scene.case.handler_id) == (Status.HANDLING, None)


def test_the_next_round_starts_from_nothing_and_one_level_higher(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _written_off()
        _reopen(scene, "shandan.sh", "payment_reversed", _payment_ids(scene))
        scene.submit()
        scene.sign_off()
        scene.serve()
        with pytest.raises(Incomplete) as refused:
            apply(scene)
        assert "回访" in "".join(refused.value.missing)
        call(scene)
        apply(scene)
        assert [entry["level"] for entry in the_request(scene).plan] == ["县级", "市级"]
        approve(scene, "shandan.sh")
        with pytest.raises(Incomplete):
            approve(scene, "zhangye.sh")
        move_clock(database, 30)
        assert end_publications() == 1
        approve(scene, "zhangye.sh")
        assert_status(scene, Status.WRITTEN_OFF)
        _reopen(scene, "gansu.sl", "firm_objected")
        assert (scene.case.round, scene.case.listing) == (3, "市级")


@pytest.mark.parametrize(
    "login", ["gansu.sl", "shandan.sh", "zhangye.sh", "shandan.caizheng.cb", "shandan.caizheng.fz"]
)
def test_who_answers_for_the_case_may_reopen_it(app: Flask, login: str) -> None:
    with app.app_context():
        scene = resolved()
        _reopen(scene, login, "new_facts")
        assert (scene.case.status, scene.case.round, scene.case.listing) == (Status.HANDLING, 2, None)
        back_to_resolved(scene)
        apply(scene)
        assert len(offices(scene)) == 1


def test_nobody_else_may(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        for login, kind in (
            (firm_login("runhe"), Denied), ("gansu.sj", Denied), ("gaotai.sh", NotFound), ("xitong", NotFound),
        ):  # fmt: skip
            with pytest.raises(kind):
                _reopen(scene, login, "new_facts")
        assert_status(scene, Status.RESOLVED)


def test_a_bounced_payment_must_be_named_and_of_this_case(app: Flask) -> None:
    with app.app_context():
        other = _payment_ids(resolved())
        scene = _written_off()
        for payments in (frozenset(), other, frozenset({10**9})):
            with pytest.raises(BadInput):
                _reopen(scene, "shandan.sh", "bill_dishonoured", payments)
        with pytest.raises(BadInput):
            _reopen(scene, "shandan.sh", "because", frozenset())
        assert scene.case.amount_paid == Decimal("100000.00")


def test_a_case_under_review_cannot_be_reopened(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        with pytest.raises(IllegalMove):
            _reopen(scene, "shandan.sh", "new_facts")
