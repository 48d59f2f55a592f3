"""Confirm or override the proposal, and decide on a unit's objection."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from caseflow.core.chinese import chinese_date
from caseflow.core.errors import BadInput, IllegalMove, Incomplete, NotFound
from caseflow.demo.cases import DemoCase
from caseflow.dispatch.actions import Confirmation, decide_objection, dispatch_case
from caseflow.handling.actions import Objecting, object_to_case
from caseflow.local.roles import Urls
from caseflow.store import clock
from caseflow.store.cases import read_case
from caseflow.store.clocks import clocks_of, running_clock
from caseflow.store.db import db
from caseflow.store.models import Case, CoUnit, Dispatch, Letter, LetterService, RoutingDecision, Unit
from caseflow.store.unit_of_work import transaction
from caseflow.store.units import unit_named
from tests.handling.scene import move_clock
from tests.harness.onstage import case_of, filed, key, person


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def accepted(firm: str = "runhe") -> DemoCase:
    """A case that waits for its dispatch."""
    play = filed(firm)
    play.accept()
    return play


def unit_id(name: str) -> int:
    """The office with this name."""
    unit = unit_named(name)
    assert unit is not None
    return unit.id


def test_the_proposal_names_rule_clauses_and_trace() -> None:
    play = filed()
    row = db.session.scalars(select(RoutingDecision).where(RoutingDecision.case_id == case_of(play).id)).one()
    assert row.answer["lead"]["name"] == "山丹县财政局"
    assert [c["document"] for c in row.answer["citations"]][:2] == ["张促中民办发〔2021〕9号", "甘工信发〔2020〕351号"]
    assert row.answer["trace"]
    assert row.answer["rejected"]
    assert row.edition


def test_confirming_hands_over_with_letter_helpers_and_clocks() -> None:
    play = accepted()
    play.dispatch()
    case = case_of(play)
    assert case.status == "dispatched"
    assert case.first_dispatched_on == clock.today()
    assert {c.key for c in clocks_of(case.id) if c.met_at is None} == {"sign", "objection", "result", "result_max"}
    helpers = set(db.session.scalars(select(CoUnit.unit_id).where(CoUnit.case_id == case.id)))
    assert unit_id("山丹县工业和信息化局") in helpers
    letter = db.session.scalars(select(Letter).where(Letter.case_id == case.id, Letter.kind == "dispatch_letter")).one()
    served = db.session.scalars(select(LetterService).where(LetterService.letter_id == letter.id)).one()
    assert (served.method, served.served_on) == ("platform", clock.today())
    assert read_case(person("shandan.caizheng.cb"), play.number).id == case.id
    with pytest.raises(NotFound):
        read_case(person("gaotai.guozi.cb"), play.number)


def test_overriding_needs_a_reason() -> None:
    play = accepted()
    other = unit_id("山丹县工业和信息化局")
    with pytest.raises(BadInput, match="理由"):
        dispatch_case(person("gansu.sl"), play.number, Confirmation(case_of(play).version, other, ""), key())
    dispatch_case(person("gansu.sl"), play.number, Confirmation(case_of(play).version, other, "县政府指定"), key())
    row = db.session.scalars(select(Dispatch).where(Dispatch.case_id == case_of(play).id)).one()
    assert row.overridden


def test_the_respondent_itself_cannot_lead() -> None:
    play = accepted()
    own = case_of(play).respondent_unit_id
    assert own == unit_id("山丹县水务局")
    with pytest.raises(BadInput, match="自己的案件"):
        dispatch_case(person("gansu.sl"), play.number, Confirmation(case_of(play).version, own or 0, "就是它"), key())


def test_an_unconfirmed_contact_gets_nothing() -> None:
    play = accepted()
    lead = unit_id("山丹县财政局")
    with transaction(None):
        db.session.execute(update(Unit).where(Unit.id == lead).values(contact_confirmed_at=None))
    with pytest.raises(Incomplete, match="联系方式"):
        dispatch_case(person("gansu.sl"), play.number, Confirmation(case_of(play).version, lead, ""), key())


def test_an_upheld_objection_brings_the_case_back_and_the_dispatch_clock_runs_on() -> None:
    play = accepted()
    play.dispatch()
    started = clocks_of(case_of(play).id)[1].started_on
    head, clerk = person("shandan.caizheng.fz"), person("gansu.sl")
    objecting = Objecting(case_of(play).version, "not_competent", "依职责分工应由县工业和信息化局办理。")
    object_to_case(head, play.number, objecting, key())
    assert case_of(play).status == "objected"
    decide_objection(clerk, play.number, case_of(play).version, True, "理由成立", key())
    case = case_of(play)
    assert case.status == "accepted"
    assert case.lead_unit_id is None
    running = running_clock(case.id, "dispatch")
    assert running is not None
    assert running.started_on == started
    with pytest.raises(NotFound):
        read_case(head, play.number)
    again = Confirmation(case.version, head.unit_id or 0, "再转一次")
    with pytest.raises(BadInput, match="不能再转"):
        dispatch_case(clerk, play.number, again, key())
    next_unit = unit_id("山丹县工业和信息化局")
    dispatch_case(clerk, play.number, Confirmation(case_of(play).version, next_unit, "退单成立"), key())
    assert case_of(play).lead_unit_id == next_unit


def test_an_overruled_objection_leaves_the_case_with_the_unit() -> None:
    play = accepted()
    play.dispatch()
    head = person("shandan.caizheng.fz")
    object_to_case(head, play.number, Objecting(case_of(play).version, "not_competent", "不归我局"), key())
    decide_objection(person("gansu.sl"), play.number, case_of(play).version, False, "条款点名财政部门", key())
    assert case_of(play).status == "handling"
    with pytest.raises(IllegalMove, match="不能再次退单"):
        object_to_case(head, play.number, Objecting(case_of(play).version, "not_competent", "再退一次"), key())


def test_a_second_unit_that_gets_the_case_late_has_what_is_left_of_the_ninety_days(database: Urls) -> None:
    play = accepted()
    play.dispatch()
    first = case_of(play).first_dispatched_on
    assert first is not None
    head, clerk = person("shandan.caizheng.fz"), person("gansu.sl")
    object_to_case(head, play.number, Objecting(case_of(play).version, "not_competent", "不归我局"), key())
    decide_objection(clerk, play.number, case_of(play).version, True, "理由成立", key())
    move_clock(database, 75)
    next_unit = unit_id("山丹县工业和信息化局")
    dispatch_case(clerk, play.number, Confirmation(case_of(play).version, next_unit, "退单成立"), key())
    case = case_of(play)
    assert case.result_until == first + timedelta(days=90)
    most = running_clock(case.id, "result_max")
    assert most is not None
    letters = select(Letter.body).where(Letter.case_id == case.id, Letter.kind == "dispatch_letter")
    newest = db.session.scalars(letters.order_by(Letter.id.desc())).first() or ""
    assert chinese_date(most.due_rolled) in newest


def test_an_office_under_the_respondent_never_leads() -> None:
    play = accepted()
    with transaction(None):
        case_of_play = db.session.scalars(select(Case).where(Case.number == play.number)).one()
        case_of_play.respondent_unit_id = unit_id("山丹县人民政府")
    below = Confirmation(case_of(play).version, unit_id("山丹县财政局"), "就近办理")
    with pytest.raises(BadInput, match="下级单位"):
        dispatch_case(person("gansu.sl"), play.number, below, key())
    above = Confirmation(case_of(play).version, unit_id("张掖市财政局"), "被投诉单位的上一级")
    dispatch_case(person("gansu.sl"), play.number, above, key())
    assert case_of(play).lead_unit_id == unit_id("张掖市财政局")
