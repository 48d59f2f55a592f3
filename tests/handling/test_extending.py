"""延期: before the end, by two people, never past ninety days."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from caseflow.core.chinese import chinese_date
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.dispatch.actions import Confirmation, decide_objection, dispatch_case
from caseflow.handling import actions, desk
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Extension, Letter, LetterService, Unit
from tests.handling.scene import Scene, dispatched, key, move_clock


def _ask(scene: Scene, days: int, by_head: bool = False) -> None:
    person = scene.head if by_head else scene.handler
    request = actions.ExtensionRequest(scene.version, days, "complex", "需要等待工程结算审核。")
    actions.request_extension(person, scene.number, request, key())


def _decide(scene: Scene, approved: bool = True, reason: str = "") -> None:
    actions.decide_extension(scene.head, scene.number, actions.Decision(scene.version, approved, reason), key())


def test_an_approved_extension_moves_the_clock_and_tells_the_firm_why(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        before = desk.result_clock(scene.case.id)
        assert before is not None
        _ask(scene, 15)
        assert desk.result_clock(scene.case.id) == before
        _decide(scene)
        after = desk.result_clock(scene.case.id)
        assert after is not None
        assert after.due == before.due + timedelta(days=15)
        assert (after.started_on, scene.case.result_until) == (before.started_on, after.due)
        letter = db.session.scalars(select(Letter).where(Letter.kind == "extension_notice")).one()
        assert letter.addressee == "complainant"
        assert "情况复杂（需要等待工程结算审核。）" in letter.body
        assert "第二十五条" in letter.body
        assert f"延长至{chinese_date(after.due_rolled)}。" in letter.body, "the day by which nobody is late"
        served = db.session.scalars(select(LetterService).where(LetterService.letter_id == letter.id)).one()
        assert (served.method, served.served_on) == ("platform", scene.today)


def test_two_extensions_together_stay_within_ninety_days(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 40)
        _decide(scene)
        with pytest.raises(BadInput):
            _ask(scene, 21)
        _ask(scene, 20)
        _decide(scene)
        case = scene.case
        assert case.first_dispatched_on is not None
        assert case.result_until == case.first_dispatched_on + timedelta(days=90)


def test_the_database_refuses_the_ninety_first_day(app: Flask) -> None:
    with app.app_context():
        case = dispatched().case
        assert case.first_dispatched_on is not None
        late = case.first_dispatched_on + timedelta(days=91)
        table = type(case)
        with pytest.raises(IntegrityError, match="ninety_days"):
            db.session.execute(update(table).where(table.id == case.id).values(result_until=late))
        db.session.rollback()


def test_ninety_days_count_from_the_first_dispatch_also_for_the_second_unit(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        clock = desk.result_clock(scene.case.id)
        assert clock is not None
        move_clock(database, 20)
        db.session.execute(update(type(clock)).where(type(clock).id == clock.id).values(started_on=scene.today))
        db.session.commit()
        with pytest.raises(BadInput, match="最晚只能到") as refused:
            _ask(scene, 60)
        assert refused.value.field == "days"


def test_who_asked_does_not_decide_and_the_database_agrees(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 10, by_head=True)
        with pytest.raises(Denied):
            _decide(scene)
        row = db.session.scalars(select(Extension)).one()
        same = {"decided_by_id": row.requested_by_id, "decided_at": row.requested_at, "approved": True}
        with pytest.raises(IntegrityError, match="other_person"):
            db.session.execute(update(Extension).values(**same))
        db.session.rollback()


def test_the_handler_may_not_decide(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 10)
        with pytest.raises(Denied):
            actions.decide_extension(scene.handler, scene.number, actions.Decision(scene.version, True), key())


def test_a_refusal_has_its_reason_and_leaves_the_clock(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 10)
        with pytest.raises(BadInput):
            _decide(scene, approved=False)
        _decide(scene, approved=False, reason="材料已齐，应按期办结。")
        clock = desk.result_clock(scene.case.id)
        assert clock is not None
        assert clock.due == scene.today + timedelta(days=30)
        assert db.session.scalar(select(Letter.id).where(Letter.kind == "extension_notice")) is None


def test_after_the_end_nothing_is_extended(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        move_clock(database, 40)
        with pytest.raises(IllegalMove, match="期限已过"):
            _ask(scene, 10)


def test_one_request_at_a_time(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 10)
        with pytest.raises(IllegalMove, match="等待批准"):
            _ask(scene, 10)


def test_what_an_earlier_unit_asked_does_not_bind_the_next_one(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        _ask(scene, 10)
        reason = actions.Objecting(scene.version, "not_competent", "应由县工业和信息化局办理。")
        actions.object_to_case(scene.head, scene.number, reason, key())
        decide_objection(scene.clerk, scene.number, scene.version, True, "理由成立", key())
        next_unit = db.session.scalars(select(Unit.id).where(Unit.name == "山丹县工业和信息化局")).one()
        dispatch_case(scene.clerk, scene.number, Confirmation(scene.version, next_unit, "退单成立"), key())
        assert desk.pending_extension(scene.case.id) is None
