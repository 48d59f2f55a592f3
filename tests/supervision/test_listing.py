"""一般挂牌: by itself for what the Gansu provincial office takes, and gone with the end of the case."""

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.acceptance.queries import queue
from caseflow.casefile.queries import case_page
from caseflow.closure import actions as closure
from caseflow.core.errors import IllegalMove
from caseflow.core.lifecycle import Status
from caseflow.demo.cases import DemoCase
from caseflow.intake.actions import Withdrawal, withdraw
from caseflow.ledger.queries import Filter, Window, cases
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import editions
from caseflow.store.clock import day_of
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.listing import listing_office
from caseflow.store.models import Clock, Event, Letter, Measure, Notice
from caseflow.store.unit_of_work import transaction
from caseflow.supervision import ladder, measures, queries
from caseflow.supervision.jobs import sweep_clocks
from caseflow.supervision.listing import list_accepted
from tests.closure.way import apply, approve, back_to_resolved, change_case, requested, resolved
from tests.handling.scene import Scene, actor, key, move_clock
from tests.harness.onstage import case_of, filed, person
from tests.supervision.rungs import delist, order, serve, settle_down, sign, take


def _listings() -> list[Measure]:
    db.session.rollback()
    return list(db.session.scalars(select(Measure).where(Measure.kind == "listing").order_by(Measure.id)))


def _relay() -> None:
    while relay(100):
        pass


def test_what_the_provincial_office_takes_is_listed_once_and_ends_with_the_case(app: Flask, database: Urls) -> None:
    with app.app_context():
        plays = [filed("runhe"), filed("xinyuan")]
        for play in plays:
            play.accept()
        move_clock(database, 1)
        _relay()
        first, second = _listings()
        assert [first.number, second.number] == [f"甘肃促中小办挂牌〔2026〕{n}号" for n in (1, 2)]
        case = case_of(plays[0])
        assert (case.listing, first.level, first.case_id) == ("一般挂牌", "省级", case.id)
        clock = running_clock(case.id, "listing")
        assert clock is not None
        assert (clock.id, clock.derivation["counted"]) == (first.clock_id, 60)
        assert clock.started_on == day_of(case.accepted_at or first.issued_at) < day_of(first.issued_at)
        told = db.session.scalars(
            select(Notice.subject).join(Event, Event.id == Notice.event_id)
            .where(Event.kind == "CaseListed", Event.case_id == case.id)
        ).all()  # fmt: skip
        assert told
        assert all("一般挂牌" in subject for subject in told)
        _told_to_those_who_dispatch_and_handle(plays[1])
        _nobody_is_late_for(database, plays[0])
        play, case = plays[0], case_of(plays[0])
        withdraw(play.firm, play.number, Withdrawal(case.version, "other", "不再投诉"), key())
        _relay()
        case = case_of(play)
        assert (case.status, case.listing) == (Status.WITHDRAWN, "一般挂牌")
        assert [row.settlement for row in _listings()] == ["ended", None]
        assert running_clock(case.id, "listing") is None


def _told_to_those_who_dispatch_and_handle(play: DemoCase) -> None:
    case = case_of(play)
    listed = select(Notice.audience).join(Event, Event.id == Notice.event_id)
    heard = db.session.scalars(listed.where(Event.kind == "CaseListed", Event.case_id == case.id))
    assert set(heard) == {"complainant", "receiving"}
    play.dispatch()
    _relay()
    letter = db.session.scalars(select(Letter.body).where(Letter.case_id == case.id, Letter.kind == "dispatch_letter"))
    assert "本案已列入一般挂牌" in letter.one()
    unit = select(Notice.body).join(Event, Event.id == Notice.event_id)
    bodies = db.session.scalars(
        unit.where(Event.kind == "Dispatched", Notice.audience == "lead", Event.case_id == case.id)
    )
    assert all("本案已列入一般挂牌" in body for body in bodies)


def _nobody_is_late_for(database: Urls, play: DemoCase) -> None:
    """802号25条 leaves more than the 60 days of a listing: its passing is no fact against anybody."""
    board = person("gansu.sh")
    assert queries.listed(board, queries.Narrowed(late=True), 1)[1] == 0
    move_clock(database, 70)
    sweep_clocks()
    case = case_of(play)
    late = set(db.session.scalars(select(Clock.key).where(Clock.case_id == case.id, Clock.overdue_at.is_not(None))))
    warned = set(db.session.scalars(select(Clock.key).where(Clock.case_id == case.id, Clock.reminded_at.is_not(None))))
    assert (late, warned) == ({"dispatch"}, set())
    lines = queries.listed(board, queries.Narrowed(late=True), 1)[0]
    assert [(line.remaining, line.passed, line.late) for line in lines] == [(None, True, True)] * 2, "late by other limits"
    assert [line.case.number for line in queue(person("gansu.sl"), "dispatch") if (line.remaining or 0) < 0] == [play.number]
    page = case_page(person("gansu.sl"), case)
    assert {line.clock.key: line.state for line in page.clocks}["listing"] == "passed"
    (row,) = [row for row in cases(person("gansu.sl"), Filter(), Window()).rows if row.number == play.number]
    limit = running_clock(case.id, "dispatch")
    assert limit is not None
    assert row.due == limit.due_rolled


def test_each_round_has_its_days_and_a_number_only_when_the_listing_had_ended(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = resolved()
        _relay()
        _begin(scene)
        (first,) = _listings()
        move_clock(database, 3)
        _reopen(scene)
        _relay()
        (again,) = _listings()
        clock = running_clock(scene.case.id, "listing")
        assert clock is not None
        assert (again.number, again.clock_id, clock.started_on) == (first.number, clock.id, scene.today)
        back_to_resolved(scene)
        apply(scene)
        approve(scene, "shandan.sh")
        assert scene.case.status == Status.WRITTEN_OFF
        _reopen(scene)
        _relay()
        ended, fresh = _listings()
        clock = running_clock(scene.case.id, "listing")
        assert clock is not None
        assert (ended.settlement, fresh.settlement, fresh.round, fresh.clock_id) == ("ended", None, 3, clock.id)
        assert scene.case.listing == "县级", "the end did not last: one up from the general listing"
        host = scene.case.receiving_unit_id
        with transaction(None) as work:
            assert listing_office(work, scene.case) is not None
        change_case(scene, respondent_unit_id=host)
        with transaction(None) as work:
            assert listing_office(work, scene.case) is None, "its host is the respondent"


def test_what_was_raised_stays_over_rounds_until_an_office_of_that_level_takes_it_off(
    app: Flask, database: Urls
) -> None:
    with app.app_context():
        scene = requested()
        approve(scene, "shandan.sh")
        change_case(scene, listing="县级")
        _reopen(scene, "new_facts")
        settle_down()
        assert scene.case.listing == "市级", "new facts overturn an end as well"
        assert "priority_listing" not in _proposed(scene, "shandan.sh")
        with pytest.raises(IllegalMove, match="提高到市级"):
            measures.take(actor("shandan.sh"), scene.number, order(scene, "priority_listing", "reopened"), key())
        back_to_resolved(scene)
        _reopen(scene)
        settle_down()
        assert (scene.case.round, scene.case.listing) == (3, "市级"), "reopening a result lifts nothing"
        assert scene.number in [line.number for line in queries.todo(actor("zhangye.sh"), 0).lines]
        assert "priority_listing" in _proposed(scene, "zhangye.sh")
        listed = take(scene, "zhangye.sh", "priority_listing", "reopened")
        serve(scene, "zhangye.sh", listed)
        assert "priority_listing" not in _proposed(scene, "zhangye.sh")
        delist(scene, actor("zhangye.sh"), listed)
        sign(scene.number, "zhangye.sh2")
        assert scene.case.listing in (None, "一般挂牌")
        assert ladder.raising(scene.case.id) is None


def _proposed(scene: Scene, login: str) -> list[str]:
    units = editions.current().supervision.roads["units"]
    return [proposal.rung.key for proposal in queries.proposals(actor(login), scene.case, units)[0]]


def _begin(scene: Scene) -> None:
    event = db.session.scalars(select(Event).where(Event.case_id == scene.case.id).order_by(Event.id)).first()
    assert event is not None
    with transaction(None) as work:
        list_accepted(work, event)


def _reopen(scene: Scene, reason: str = "plan_broken") -> None:
    closure.reopen(actor("shandan.sh"), scene.number, closure.Reopening(scene.version, reason, "企业来电。"), key())


def test_the_other_province_lists_nothing_by_itself(app: Flask) -> None:
    with app.app_context():
        play = filed("kangrui")
        play.accept()
        _relay()
        assert _listings() == []
        assert case_of(play).listing is None
