"""销号: complete dossier, ordered review by different people, and the end of the case."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from caseflow.closure import actions, dossier
from caseflow.closure.words import RETURNED
from caseflow.core.access import Role
from caseflow.core.errors import BadInput, Denied, IllegalMove, Incomplete, NotFound, Stale
from caseflow.core.lifecycle import Status
from caseflow.local.roles import Urls
from caseflow.store.audit import verify
from caseflow.store.clocks import clocks_of, running_clock
from caseflow.store.db import db
from caseflow.store.models import Letter, LetterService, Person, Review
from caseflow.store.unit_of_work import transaction
from tests.closure.way import (
    apply,
    approve,
    assert_status,
    back_to_resolved,
    call,
    change_case,
    give_back,
    offices,
    remove_evidence,
    requested,
    resolved,
    served,
    the_request,
)
from tests.handling.scene import Scene, actor, dispatched, key, move_clock, pdf

COUNTY = "山丹县促进中小企业发展工作领导小组办公室"
CITY = "张掖市促进中小企业发展工作领导小组办公室"
PROVINCE = "甘肃省促进中小企业发展工作领导小组办公室"


def _lacks(scene: Scene, explanation: str = "") -> str:
    with pytest.raises(Incomplete) as refused:
        apply(scene, explanation)
    assert_status(scene, Status.RESOLVED)
    return "".join(refused.value.missing)


def test_one_review_ends_a_case_that_was_paid(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        assert offices(scene) == [COUNTY]
        assert running_clock(scene.case.id, "review_level") is not None
        approve(scene, "shandan.sh")
        case = scene.case
        assert (case.status, case.closed_at is None) == (Status.WRITTEN_OFF, False)
        assert all(row.met_at is not None for row in clocks_of(case.id))
        letter = db.session.scalars(select(Letter).where(Letter.kind == "write_off_notice")).one()
        assert letter.addressee == "complainant"
        assert "全额清偿" in letter.body
        assert db.session.scalars(select(LetterService).where(LetterService.letter_id == letter.id)).one()
        assert the_request(scene).outcome == "written_off"
        assert verify().fault is None


def test_what_was_late_needs_the_next_level_too_and_in_order(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        change_case(scene, ever_overdue=True)
        call(scene)
        apply(scene)
        assert offices(scene) == [COUNTY, CITY]
        with pytest.raises(Denied):
            approve(scene, "zhangye.sh")
        approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITE_OFF_REQUESTED)
        first, second = [row for row in clocks_of(scene.case.id) if row.key == "review_level"]
        assert (first.met_at is None, second.met_at is None) == (False, True)
        with pytest.raises(Denied):
            approve(scene, "shandan.sh2")
        approve(scene, "zhangye.sh")
        assert_status(scene, Status.WRITTEN_OFF)


def test_without_a_call_back_nothing_may_be_asked_for(app: Flask) -> None:
    with app.app_context():
        assert "回访" in _lacks(resolved())


def test_missing_evidence_is_named(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        call(scene)
        remove_evidence(scene, "payment_proof")
        assert "缺少付款凭证" in _lacks(scene)
        actions.supply(scene.handler, scene.number, actions.Supply("payment_proof", pdf(), scene.claim_id), key())
        apply(scene)
        assert_status(scene, Status.WRITE_OFF_REQUESTED)


def test_money_still_owed_is_no_end_without_a_lawful_outcome(app: Flask) -> None:
    with app.app_context():
        agreed = served(dispatched(), "agreement", "40000.00", ("agreement", "repayment_plan"), "100000.00")
        call(agreed)
        assert "尚欠 60000.00 元" in _lacks(agreed)
        partly = served(dispatched(), "partly_paid", "40000.00", ("repayment_plan",), "100000.00")
        call(partly)
        assert "不得销号" in _lacks(partly)
        agreed.pay("60000.00")
        apply(agreed)
        assert_status(agreed, Status.WRITE_OFF_REQUESTED)


def test_a_dispute_may_go_to_court_once_the_undisputed_part_is_paid(app: Flask) -> None:
    with app.app_context():
        scene = served(dispatched(), "disputed", "0", ("finding_report",), "50000.00")
        call(scene)
        lacks = _lacks(scene)
        assert "无分歧部分尚欠 100000.00 元" in lacks
        assert "调解或协商记录" in lacks
        assert "缺少以下之一" in lacks


def test_three_attempts_count_only_on_different_days(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = resolved()
        for _ in range(3):
            call(scene, "unreached")
        assert "不同日期的 3 次" in _lacks(scene)
        for day in (1, 2):
            move_clock(database, day)
            call(scene, "unreached")
        apply(scene)
        assert_status(scene, Status.WRITE_OFF_REQUESTED)


def test_an_unsatisfied_firm_needs_an_explanation_and_a_second_review(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        call(scene, "unsatisfied")
        assert scene.case.satisfied is False
        assert "说明" in _lacks(scene)
        apply(scene, "企业另有诉求，不在本案范围。")
        assert offices(scene) == [COUNTY, CITY]
        approve(scene, "shandan.sh")
        approve(scene, "zhangye.sh2")
        assert_status(scene, Status.WRITTEN_OFF)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ("yuanzhou.gongxin", ["固原市"]),
        ("jiayuguan.gongxin", ["甘肃省"]),
        ("gansu.guozi", ["甘肃省"]),
    ],
)
def test_who_hosts_the_office_does_not_review_itself(app: Flask, office: str, expected: list[str]) -> None:
    with app.app_context():
        scene = requested(office)
        assert [name.removesuffix("促进中小企业发展工作领导小组办公室") for name in offices(scene)] == expected


def test_a_province_case_of_two_levels_takes_two_people_of_the_provincial_office(app: Flask) -> None:
    with app.app_context():
        scene = requested("gansu.guozi", "6000000.00")
        assert offices(scene) == [PROVINCE, PROVINCE]
        approve(scene, "gansu.sh")
        with pytest.raises(Denied, match="另一级"):
            approve(scene, "gansu.sh")
        approve(scene, "gansu.sh2")
        assert_status(scene, Status.WRITTEN_OFF)


@pytest.mark.parametrize("hand", ["handler", "head"])
def test_whoever_had_a_hand_in_the_case_may_not_review_it_from_a_new_chair(app: Flask, hand: str) -> None:
    with app.app_context():
        scene = requested()
        moved = getattr(scene, hand)
        with transaction(None):
            office = actor("shandan.sh").unit_id
            values = {"role": Role.SUPERVISOR, "unit_id": office}
            db.session.execute(update(Person).where(Person.id == moved.user_id).values(values))
        login = "shandan.caizheng.cb" if hand == "handler" else "shandan.caizheng.fz"
        with pytest.raises(Denied, match="申请人、承办人"):
            approve(scene, login)
        assert db.session.scalars(select(Review)).all() == []


def test_a_return_needs_its_reasons_and_gives_time_again(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        bare = actions.Decision(scene.version, False, "退回。")
        for decision in (bare, replace(bare, opinion="", lacking=("回单",))):
            with pytest.raises(BadInput):
                actions.review(actor("shandan.sh"), scene.number, decision, key())
        give_back(scene, "shandan.sh")
        assert_status(scene, Status.HANDLING)
        assert (the_request(scene).outcome, the_request(scene).closed_at is None) == (RETURNED, False)
        assert running_clock(scene.case.id, "rework") is not None
        assert running_clock(scene.case.id, "review_level") is None


def test_twice_returned_goes_one_level_up(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        give_back(scene, "shandan.sh")
        back_to_resolved(scene)
        apply(scene)
        assert offices(scene) == [COUNTY]
        give_back(scene, "shandan.sh2")
        back_to_resolved(scene)
        apply(scene)
        assert offices(scene) == [CITY]
        approve(scene, "zhangye.sh")
        assert_status(scene, Status.WRITTEN_OFF)


def test_a_dossier_that_no_longer_holds_cannot_be_approved(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        remove_evidence(scene, "payment_proof")
        with pytest.raises(Incomplete):
            approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITE_OFF_REQUESTED)
        give_back(scene, "shandan.sh")
        assert_status(scene, Status.HANDLING)


def test_a_priority_listing_must_be_published_before_the_last_approval(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        change_case(scene, listing="省级")
        call(scene)
        apply(scene)
        assert offices(scene) == [COUNTY, PROVINCE]
        approve(scene, "shandan.sh")
        with pytest.raises(Incomplete) as refused:
            approve(scene, "gansu.sh")
        assert "公示" in refused.value.missing[0]


def test_only_the_right_people_in_the_right_state(app: Flask) -> None:
    with app.app_context():
        scene = requested()
        fresh = actions.Decision(scene.version, True, "同意。")
        for login, kind in (("gaotai.sh", NotFound), ("zhangye.sh", Denied), ("gansu.sl", Denied)):
            with pytest.raises(kind):
                actions.review(actor(login), scene.number, fresh, key())
        with pytest.raises(Stale):
            actions.review(actor("shandan.sh"), scene.number, replace(fresh, version=fresh.version - 1), key())
        with pytest.raises(IllegalMove):
            apply(scene)
        with pytest.raises(IllegalMove):
            call(scene)
        approve(scene, "shandan.sh")
        with pytest.raises(IllegalMove):
            approve(scene, "shandan.sh2")


def test_a_handler_cannot_ask_in_the_place_of_the_head(app: Flask) -> None:
    with app.app_context():
        scene = resolved()
        call(scene)
        with pytest.raises(Denied):
            actions.apply(scene.handler, scene.number, actions.Application(scene.version), key())
        assert dossier.open_request(scene.case.id) is None
