"""处理结果: written, sent back, signed by somebody else, served, returned once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from caseflow.core.errors import BadInput, Denied, IllegalMove, Incomplete
from caseflow.core.lifecycle import Status
from caseflow.handling import actions, desk, queries
from caseflow.local.roles import Urls
from caseflow.store.clocks import clocks_of, running_clock
from caseflow.store.db import db
from caseflow.store.models import Clock, Event, Letter, LetterService, Result
from tests.handling.scene import Scene, dispatched, key, move_clock, pdf


def _submitted() -> Scene:
    scene = dispatched()
    scene.sign()
    scene.submit()
    return scene


def _reason(scene: Scene, reason: str = "没有写清付款日期。") -> actions.Reasoned:
    return actions.Reasoned(scene.version, reason)


def test_the_whole_way_from_signing_to_service(app: Flask) -> None:
    with app.app_context():
        scene = _submitted()
        assert scene.case.status == Status.RESULT_SUBMITTED
        scene.sign_off()
        case = scene.case
        assert case.status == Status.AWAITING_SERVICE
        notice, feedback = db.session.scalars(
            select(Letter).where(Letter.kind.in_(("result_notice", "result_feedback"))).order_by(Letter.id)
        )
        assert (notice.addressee, feedback.addressee) == ("complainant", "office")
        assert notice.addressee_name == "甘肃润禾水利水电工程有限公司"
        assert feedback.addressee_name == "甘肃省工业和信息化厅"
        for word in ("12348", "调解", "仲裁", "诉讼", "信访"):
            assert word in notice.body
        assert notice.number in feedback.body
        scene.serve()
        case = scene.case
        assert (case.status, case.resolved_at is not None) == (Status.RESOLVED, True)
        assert {clock.key for clock in clocks_of(case.id) if clock.met_at is None} == {"follow_up"}
        kinds = select(Letter.kind).join(LetterService, LetterService.letter_id == Letter.id).order_by(Letter.id)
        assert db.session.scalars(kinds).all() == ["dispatch_letter", "result_notice", "result_feedback"]


def test_figures_and_kind_of_result_must_agree(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        scene.pay("40000.00")
        for changes, field in (
            ({"outcome": "unfounded"}, "outcome"),
            ({"outcome": "paid_in_full"}, "outcome"),
            ({"outcome": "no_arrears"}, "amount_recognised"),
            ({"outcome": "partly_paid", "amount_recognised": Decimal("100000.01")}, "amount_recognised"),
        ):
            with pytest.raises(BadInput) as refused:
                actions.submit_result(scene.handler, scene.number, replace(scene.draft(), **changes), key())
            assert refused.value.field == field
        assert scene.case.status == Status.HANDLING


def test_a_result_needs_the_proof_of_its_kind(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        draft = scene.draft("agreement")
        with pytest.raises(Incomplete) as refused:
            actions.submit_result(scene.handler, scene.number, draft, key())
        assert refused.value.missing == ("缺少还款协议。", "缺少还款计划。")
        proofs = (actions.Proof("agreement", pdf("协议.pdf")), actions.Proof("repayment_plan", pdf("计划.pdf")))
        actions.submit_result(scene.handler, scene.number, replace(draft, proofs=proofs), key())
        assert scene.case.status == Status.RESULT_SUBMITTED


def test_the_author_does_not_sign_and_the_database_agrees(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        scene.pay("100000.00")
        actions.submit_result(scene.head, scene.number, scene.draft(), key())
        with pytest.raises(Denied, match="拟稿人以外"):
            scene.sign_off()
        shown = queries.panel(scene.head, scene.case)
        assert shown is not None
        assert shown.next is None
        with pytest.raises(IntegrityError, match="signer_is_not_author"):
            db.session.execute(update(Result).values(signer_id=scene.head.user_id))
        db.session.rollback()


def test_a_handler_does_not_sign_off(app: Flask) -> None:
    with app.app_context():
        scene = _submitted()
        with pytest.raises(Denied):
            actions.sign_off(scene.handler, scene.number, scene.version, key())


def test_sent_back_in_time_keeps_its_clock(app: Flask) -> None:
    with app.app_context():
        scene = _submitted()
        with pytest.raises(BadInput):
            actions.send_back(scene.head, scene.number, _reason(scene, ""), key())
        actions.send_back(scene.head, scene.number, _reason(scene), key())
        case = scene.case
        assert case.status == Status.HANDLING
        assert running_clock(case.id, "rework") is None
        actions.submit_result(scene.handler, scene.number, scene.draft(), key())
        assert len(list(db.session.scalars(select(Result)))) == 2


def test_sent_back_late_starts_the_rework_clock_until_submitted_again(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _submitted()
        move_clock(database, 60)
        actions.send_back(scene.head, scene.number, _reason(scene), key())
        assert running_clock(scene.case.id, "rework") is not None
        actions.submit_result(scene.handler, scene.number, scene.draft(), key())
        assert running_clock(scene.case.id, "rework") is None


def test_the_result_clock_is_met_on_the_day_of_the_later_service(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _submitted()
        scene.sign_off()
        signed_on = scene.today
        move_clock(database, 6)
        later = signed_on + timedelta(days=2)
        record = actions.ServiceRecord(scene.version, "post", later, "exchange", signed_on)
        actions.serve(scene.handler, scene.number, record, key())
        met = db.session.scalars(select(Clock).where(Clock.key == "result")).one()
        assert met.met_at is not None
        assert met.met_at.date() == later
        assert running_clock(scene.case.id, "follow_up").started_on == later  # type: ignore[union-attr]


@pytest.mark.parametrize("shift", [-1, 1])
def test_service_before_the_letter_or_after_today_is_refused(app: Flask, shift: int) -> None:
    with app.app_context():
        scene = _submitted()
        scene.sign_off()
        day = scene.today + timedelta(days=shift)
        record = actions.ServiceRecord(scene.version, "post", day, "exchange", scene.today)
        with pytest.raises(BadInput):
            actions.serve(scene.handler, scene.number, record, key())
        assert scene.case.status == Status.AWAITING_SERVICE
        results = Letter.kind.in_(("result_notice", "result_feedback"))
        served = select(LetterService).join(Letter, Letter.id == LetterService.letter_id).where(results)
        assert db.session.scalars(served).all() == []


def test_the_receiving_unit_returns_a_result_once(app: Flask) -> None:
    with app.app_context():
        scene = _submitted()
        scene.sign_off()
        scene.serve()
        with pytest.raises(Denied):
            actions.return_result(scene.handler, scene.number, _reason(scene), key())
        actions.return_result(scene.clerk, scene.number, _reason(scene, "没有核实有分歧的部分。"), key())
        case = scene.case
        assert (case.status, case.resolved_at, case.result_returned) == (Status.HANDLING, None, True)
        assert {clock.key for clock in clocks_of(case.id) if clock.met_at is None} == {"result", "result_max"}
        actions.submit_result(scene.handler, scene.number, scene.draft(), key())
        scene.sign_off()
        scene.serve()
        with pytest.raises(IllegalMove, match="只能退回重办一次"):
            actions.return_result(scene.clerk, scene.number, _reason(scene), key())


def test_a_fair_treatment_case_ends_without_money(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(track="B", amounts=())
        scene.sign()
        assert desk.result_clock(scene.case.id).key == "result_simple"  # type: ignore[union-attr]
        draft = replace(
            scene.draft("wrong_corrected", "0"), proofs=(actions.Proof("correction_proof", pdf("退费凭证.pdf")),)
        )
        actions.submit_result(scene.handler, scene.number, draft, key())
        scene.sign_off()
        scene.serve()
        assert desk.result_clock(scene.case.id) is None


def test_each_step_has_its_event_and_the_trail_holds_no_text(app: Flask) -> None:
    with app.app_context():
        scene = _submitted()
        actions.send_back(scene.head, scene.number, _reason(scene, "请写清付款日期。"), key())
        note = actions.ContactNote(scene.version, "call", "office", scene.today, "电话联系会计，答复本周付款。")
        actions.record_contact(scene.handler, scene.number, note, key())
        trail = select(Event.kind, Event.data).where(Event.case_id == scene.case.id).order_by(Event.sequence)
        rows = db.session.execute(trail).all()
        kinds = [kind for kind, _data in rows]
        assert kinds == [
            "Dispatched", "LetterServed", "SignedFor", "EvidenceAdded", "PaymentRecorded", "ResultSubmitted",
            "ResultSentBack", "ContactRecorded",
        ]  # fmt: skip
        assert "付款" not in str([data for _kind, data in rows])


def test_a_result_returned_after_its_limit_gets_the_rework_clock(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _submitted()
        scene.sign_off()
        scene.serve()
        move_clock(database, 60)
        actions.return_result(scene.clerk, scene.number, _reason(scene, "没有核实有分歧的部分。"), key())
        running = {clock.key for clock in clocks_of(scene.case.id) if clock.met_at is None}
        assert running == {"rework", "result_max"}
