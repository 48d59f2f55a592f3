"""The ladder on a unit through the real actions: letters, clocks, notices, and who may not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from caseflow.casefile.queries import case_page
from caseflow.closure import dossier
from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound, Stale
from caseflow.core.supervision import Road
from caseflow.dispatch.actions import decide_objection
from caseflow.documents.queries import letters_of
from caseflow.handling import actions as handling
from caseflow.local.roles import Urls
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Clock, Event, Letter, Measure, Notice
from caseflow.store.replaying import replay
from caseflow.supervision import drafting, measures, queries, replies
from caseflow.supervision.panel import panel
from tests.handling.scene import Scene, actor, dispatched, key, move_clock
from tests.supervision.rungs import answer, delist, judge, newest, order, serve, settle_down, sign, take

UNITS = Road("units", "督办", "lead", "office", "")


def verify_first(scene: Scene) -> None:
    """The unit asked the respondent before it objects."""
    asked = drafting.Order(scene.version, "verification", "verify", "合同是否属实。")
    measures.take(scene.handler, scene.number, asked, key())


def _proposed(scene: Scene, login: str) -> list[str]:
    return [proposal.rung.key for proposal in queries.proposals(actor(login), scene.case, UNITS)[0]]


def _audiences(scene: Scene, kind: str) -> set[str]:
    rows = select(Notice.audience).join(Event, Event.id == Notice.event_id)
    return set(db.session.scalars(rows.where(Event.kind == kind, Event.case_id == scene.case.id)))


def _state(scene: Scene) -> str:
    found = panel(actor("zhangye.sh"), scene.case)
    assert found is not None
    return found.measures[0].state


def test_one_case_climbs_the_whole_ladder(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        assert _proposed(scene, "shandan.sh") == []
        move_clock(database, 5)
        settle_down()
        assert _proposed(scene, "shandan.sh") == ["supervision_letter"]
        assert [line.number for line in queries.todo(actor("shandan.sh"), 0).lines] == [scene.number]
        _letter_and_bad_answer(scene)
        listing = _listed_by_the_city(scene)
        _past_the_day(scene, database, listing)
        _talked_to_named_and_referred(scene, database)
        _delisted(scene, listing)
        assert verify().fault is None


def _letter_and_bad_answer(scene: Scene) -> None:
    stale = order(scene, "supervision_letter", "overdue")
    first = take(scene, "shandan.sh", "supervision_letter", "overdue")
    with pytest.raises(Stale):
        measures.take(actor("shandan.sh2"), scene.number, stale, key())
    assert len(db.session.scalars(select(Measure).where(Measure.case_id == scene.case.id)).all()) == 1
    letter = db.session.get_one(Letter, first.letter_id)
    assert "承办超过期限。多次催办没有进展。" in letter.body
    assert letter.addressee_name == "山丹县财政局"
    assert running_clock(scene.case.id, "supervision") is None
    with pytest.raises(IllegalMove, match="送达"):
        answer(scene, first)
    serve(scene, "shandan.sh", first)
    running = running_clock(scene.case.id, "supervision")
    assert running is not None
    assert (running.id, running.due) == (newest(scene).clock_id, first.due)
    with pytest.raises(IllegalMove):
        serve(scene, "shandan.sh", first)
    with pytest.raises(BadInput, match="公章"):
        replies.answer(scene.handler, scene.number, first.id, replies.Reply(scene.version, "正在办理"), key())
    with pytest.raises(IllegalMove, match="还没有收到答复"):
        judge(scene, "shandan.sh", first, accepted=True)
    answer(scene, first)
    assert running_clock(scene.case.id, "supervision") is None
    assert [line.answered for line in queries.waiting(actor("shandan.sh"))] == [True]
    with pytest.raises(Denied):
        judge(scene, "zhangye.sh", first, accepted=True)
    judge(scene, "shandan.sh", first, accepted=False)
    for changes in ({"settlement": "accepted"}, {"served_on": None}, {"clock_id": None}, {"answered_at": None}):
        with pytest.raises(ProgrammingError, match="once"):
            db.session.execute(update(Measure).where(Measure.id == first.id).values(changes))
        db.session.rollback()
    settle_down()
    assert _audiences(scene, "MeasureTaken") == {"lead"}
    assert _audiences(scene, "LetterDrafted") == {"signers"}
    assert _audiences(scene, "MeasureAnswered") == {"issuing"}
    assert _audiences(scene, "AnswerRefused") == {"lead"}


def _listed_by_the_city(scene: Scene) -> Measure:
    with pytest.raises(IllegalMove, match="没有“前一级"):
        take(scene, "zhangye.sh", "interview", "unanswered")
    bare = order(scene, "priority_listing", "not_accepted", details={})
    with pytest.raises(BadInput, match="包抓领导"):
        measures.take(actor("zhangye.sh"), scene.number, bare, key())
    row = take(scene, "zhangye.sh", "priority_listing", "not_accepted")
    assert (scene.case.listing, row.level, row.leader) == ("市级", "市级", "副局长某某")
    with pytest.raises(IllegalMove, match="正在执行"):
        take(scene, "zhangye.sh", "priority_listing", "decision")
    serve(scene, "zhangye.sh", row)
    first = running_clock(scene.case.id, "listing_report")
    with pytest.raises(IllegalMove, match="不用答复"):
        answer(scene, row)
    replies.report(scene.handler, scene.number, row.id, replies.Reply(scene.version, "已付三成。"), key())
    second = running_clock(scene.case.id, "listing_report")
    assert first is not None
    assert second is not None
    assert first.id < second.id
    settle_down()
    assert _audiences(scene, "CaseListed") == {"complainant", "lead", "receiving"}
    shown = panel(scene.firm, scene.case)
    assert shown is not None
    assert [(line.name, line.facts, line.replies) for line in shown.measures] == [("重点挂牌（市级）", "", ())]
    lines, total = queries.listed(actor("zhangye.sh"), queries.Narrowed("市级"), 1)
    assert (total, lines[0].number, lines[0].leader, lines[0].reported) == (1, scene.number, "副局长某某", scene.today)
    assert queries.listed(actor("zhangye.sh"), queries.Narrowed("县级"), 1)[1] == 0
    return row


def _past_the_day(scene: Scene, database: Urls, listing: Measure) -> None:
    (line,) = queries.listed(actor("zhangye.sh"), queries.Narrowed(late=True), 1)[0]
    assert (line.late, (line.remaining or -1) > 0) == (True, True), "late by what it was listed for, not by the listing"
    due = listing.due
    assert due is not None
    assert "interview" not in _proposed(scene, "zhangye.sh")
    move_clock(database, 25)
    settle_down()
    assert scene.today > due + timedelta(days=1)
    assert _state(scene) == "挂牌已超期"
    (line,) = queries.listed(actor("zhangye.sh"), queries.Narrowed(late=True), 1)[0]
    assert (line.remaining or 0) < 0


def _talked_to_named_and_referred(scene: Scene, database: Urls) -> None:
    assert "interview" in _proposed(scene, "zhangye.sh")
    talk = take(scene, "zhangye.sh", "interview", "unanswered")
    serve(scene, "zhangye.sh", talk)
    answer(scene, talk, "已约谈，整改措施附后。")
    judge(scene, "zhangye.sh", talk, accepted=False)
    named = take(scene, "zhangye.sh", "circular", "not_accepted")
    body = db.session.get_one(Letter, named.letter_id).body
    assert "督办函" in body
    assert "十日内提出整改措施" in body
    serve(scene, "zhangye.sh", named)
    move_clock(database, 45)
    settle_down()
    assert _state(scene) == "逾期未答复"
    sent = take(scene, "zhangye.sh", "accountability", "unanswered")
    letter = db.session.get_one(Letter, sent.letter_id)
    assert (letter.addressee, letter.addressee_name) == ("competent", "某某机关")
    for reader, reads in ((scene.firm, False), (scene.handler, False), (scene.head, False), (actor("zhangye.sh"), True)):
        assert (letter.number in [line.number for line in letters_of(reader, scene.case)]) is reads
    shown = {who: panel(who, scene.case) for who in (scene.handler, actor("zhangye.sh"))}
    assert ["问责建议移送" in [line.name for line in found.measures] for found in shown.values() if found] == [False, True]
    serve(scene, "zhangye.sh", sent)
    with pytest.raises(IllegalMove):
        answer(scene, sent)
    reply = replies.Reply(scene.version, "已收到，正在核查。")
    replies.record_return(actor("zhangye.sh"), scene.number, sent.id, reply, key())
    judge(scene, "zhangye.sh", sent, accepted=True)
    settle_down()
    about = set(db.session.scalars(select(Event.kind).where(Event.data["measure_id"].as_integer() == sent.id)))
    assert about == {"Referred", "ReferralAnswered", "ReplyJudged"}
    assert all(_audiences(scene, kind) == set() for kind in about), "no word of it to the unit"
    titles = {who.name: [line["title"] for line in case_page(who, scene.case).timeline] for who in (scene.head, actor("zhangye.sh"))}
    assert [any("移送" in title for title in lines) for lines in titles.values()] == [False, True]


def _delisted(scene: Scene, listing: Measure) -> None:
    with pytest.raises(Denied):
        delist(scene, actor("shandan.sh"), listing)
    delist(scene, actor("zhangye.sh"), listing)
    sign(scene.number, "zhangye.sh2")
    assert scene.case.listing is None
    assert running_clock(scene.case.id, "listing_report") is None
    assert db.session.get_one(Clock, db.session.get_one(Measure, listing.id).clock_id).met_at is not None
    letter = db.session.scalars(select(Letter).where(Letter.kind == "delisting_notice")).one()
    assert "款项已付大半" in letter.body
    reasons = [str(level["reason"]) for level in dossier.plan(scene.case)]
    assert any("重点挂牌" in reason for reason in reasons), "delisting must not spare the second review"
    settle_down()
    assert _audiences(scene, "Delisted") == {"complainant", "lead"}


def test_what_was_asked_of_a_unit_ends_when_its_objection_is_upheld(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        verify_first(scene)
        asked = take(scene, "zhangye.sh", "priority_listing", "decision")
        serve(scene, "zhangye.sh", asked)
        objecting = handling.Objecting(scene.version, "not_competent", "不属于本单位职责，建议转县工信局。")
        handling.object_to_case(scene.handler, scene.number, objecting, key())
        decide_objection(scene.clerk, scene.number, scene.version, True, "理由成立。", key())
        settle_down()
        ends = select(Measure.kind, Measure.settlement).where(Measure.case_id == scene.case.id).order_by(Measure.id)
        assert db.session.execute(ends).all() == [("verification", "ended"), ("priority_listing", "ended")], (
            "an open one would bar the same measure on or by the next unit"
        )
        assert (scene.case.listing, running_clock(scene.case.id, "listing_report")) == (None, None)
        assert "listing" not in {each.where for each in replay(scene.number).differences}, "the trail tells it"
        left = db.session.get_one(Measure, asked.id).clock_id
        assert db.session.get_one(Clock, left).met_at is not None


def test_only_the_right_office_supervises(app: Flask) -> None:
    with app.app_context():
        scene, hosted = dispatched(), dispatched("jiayuguan.gongxin")
        for who, case, refused in (
            (actor("gaotai.sh"), scene, NotFound),
            (scene.handler, scene, Denied),
            (scene.clerk, scene, Denied),
            (actor("gansu.sj"), scene, Denied),
            (actor("jiayuguan.sh"), hosted, Denied),
        ):
            with pytest.raises(refused):
                measures.take(who, case.number, order(case, "supervision_letter", "decision"), key())
        with pytest.raises(Denied, match="上一级"):
            _decide(actor("jiayuguan.sh"), hosted)
        _decide(actor("gansu.sh"), hosted)
        _decide(actor("gansu.sh"), scene)
        assert newest(hosted).level == "省级"
        assert panel(scene.clerk, scene.case) is not None
        assert panel(scene.firm, scene.case) is None, "a letter between offices is nothing the firm reads"


def _decide(who: Actor, scene: Scene) -> None:
    measures.take(who, scene.number, order(scene, "supervision_letter", "decision"), key())
    sign(scene.number, "gansu.sh2")
