"""The two roads of measures on a respondent, referrals and questions to the leading group, through the real actions."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, update

from caseflow.casefile.queries import case_page
from caseflow.core.access import Actor
from caseflow.core.chinese import chinese_date
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.working_days import working_days_between
from caseflow.dispatch.actions import decide_objection
from caseflow.documents.queries import letters_of, to_sign
from caseflow.documents.serving import Service
from caseflow.documents.signing import Verdict as Decided
from caseflow.documents.signing import decide_draft
from caseflow.evidence.queries import files_of
from caseflow.handling import actions as handling
from caseflow.local.roles import Urls
from caseflow.notices.queries import delivery_of
from caseflow.store import editions
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Clock,
    Company,
    Event,
    Letter,
    LetterDraft,
    Measure,
    Notice,
    Person,
    Result,
    Unit,
)
from caseflow.store.unit_of_work import transaction
from caseflow.supervision import asked as board
from caseflow.supervision import drafting, measures, queries, replies, roads
from caseflow.supervision.panel import panel
from tests.handling.scene import Scene, actor, dispatched, key, move_clock, pdf
from tests.harness.pages import sign_in, submit
from tests.supervision.rungs import newest, settle_down, sign

MEETING = {"when": "2026年12月20日上午9时", "place": "办公室会议室", "attendees": "单位主要负责人"}
DETAILS = {
    "order_interview": MEETING,
    "order_circular": {"demand": "十日内书面反馈。"},
    "rectification": {"demand": "三十日内支付无分歧的货款。"},
    "debt_interview": MEETING,
    "debt_circular": {"demand": "立即制定付款计划。"},
    "debt_advice": {"addressee": "山丹县人民政府", "recommendation": "责令限期支付。"},
    "refer_market": {"addressee": "甘肃省市场监督管理局", "materials": "合同复印件\n催款函", "contact": "承办人 0936-0000000"},
    "refer_discipline": {"addressee": "某某纪律检查委员会", "materials": "来信一份", "contact": "承办人 0936-0000000"},
    "coordination": {"addressee": "张掖市促进中小企业发展工作领导小组办公室"},
}
RESPONDENT = "山丹县某某服务中心"


def take(scene: Scene, who: Actor, kind: str, criterion: str, signer: str = "", **changes: object) -> Measure:
    """The measure is taken by `who`, signed by the login `signer` where it needs a signature."""
    rung = editions.current().supervision.rung(kind)
    given: dict[str, object] = {
        "facts": "多次联系没有结果。",
        "details": DETAILS.get(kind, {}),
        "due": scene.today + timedelta(days=20) if rung.days else None,
    }
    made = drafting.Order(scene.version, kind, criterion, **(given | changes))  # type: ignore[arg-type]
    measures.take(who, scene.number, made, key())
    if signer:
        sign(scene.number, signer)
    settle_down()
    return newest(scene)


def serve(scene: Scene, who: Actor, row: Measure, method: str = "post") -> None:
    """Served today, with the receipt."""
    measures.serve(who, scene.number, row.id, Service(scene.version, method, scene.today, "", pdf("回执.pdf")), key())


def record(scene: Scene, who: Actor, row: Measure, text: str = "已收到书面材料。") -> None:
    """What came back is recorded."""
    replies.record_return(who, scene.number, row.id, replies.Reply(scene.version, text, pdf("材料.pdf")), key())


def judge(scene: Scene, who: Actor, row: Measure, accepted: bool) -> None:
    """What came back is judged."""
    measures.judge(who, scene.number, row.id, measures.Verdict(scene.version, accepted, "没有写明付款日期。"), key())


def refused(scene: Scene, who: Actor, kind: str, criterion: str) -> str:
    """Why it is refused."""
    with pytest.raises((IllegalMove, Denied, BadInput)) as refusal:
        take(scene, who, kind, criterion)
    return str(refusal.value)


def told(scene: Scene, kind: str) -> set[str]:
    """Whom an event of this kind was told."""
    rows = select(Notice.audience).join(Event, Event.id == Notice.event_id)
    return set(db.session.scalars(rows.where(Event.kind == kind, Event.case_id == scene.case.id)))


def state(scene: Scene, who: Actor) -> str:
    """Where the newest measure stands, in words."""
    found = panel(who, scene.case)
    assert found is not None
    return found.measures[0].state


def test_road_of_the_supervision_order_from_the_inquiry_to_the_order_to_rectify(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        assert "承办单位在签收以后" in refused(scene, scene.handler, "verification", "verify")
        scene.sign()
        for kind in ("order", "order_interview", "order_circular", "rectification"):
            assert "没有“期满没有反馈”" in refused(scene, scene.handler, kind, "no_reply")
        assert "由承办单位采取" in refused(scene, scene.clerk, "verification", "verify")
        assert "由承办单位采取" in refused(scene, actor("shandan.sh"), "verification", "verify")
        inquiry = _no_proper_reply(scene, database)
        order = _order_refused(scene, database, inquiry)
        _talked_named_and_rectified(scene, order)
        assert not scene.case.ever_overdue, "the respondent's silence is not the unit's lateness"
        assert verify().fault is None


def _no_proper_reply(scene: Scene, database: Urls) -> Measure:
    row = take(scene, scene.handler, "verification", "verify", facts="合同是否属实。\n何时付款。")
    letter = db.session.get_one(Letter, row.letter_id)
    assert (letter.addressee, letter.addressee_name) == ("respondent", RESPONDENT)
    assert "1. 合同是否属实。\n2. 何时付款。" in letter.body
    running = running_clock(scene.case.id, "reply")
    assert running is not None
    assert running.due == scene.today + timedelta(days=10)
    assert f"请于{chinese_date(running.due_rolled)}前书面答复" in letter.body, "the day by which nobody is late"
    assert "正在执行" in refused(scene, scene.handler, "verification", "verify")
    with pytest.raises(BadInput, match="没有可以使用的账号"):
        serve(scene, scene.handler, row, "platform")
    serve(scene, scene.handler, row)
    assert running_clock(scene.case.id, "reply").id == running.id  # type: ignore[union-attr]
    assert "没有“期满没有反馈”" in refused(scene, scene.handler, "order", "no_reply")
    record(scene, scene.handler, row)
    assert "没有“没有按规定反馈”" in refused(scene, scene.handler, "order", "improper_reply")
    judge(scene, scene.handler, row, accepted=False)
    assert state(scene, scene.head) == "答复不符合要求"
    assert "没有“期满没有反馈”" in refused(scene, scene.handler, "order", "no_reply")
    return row


def _order_refused(scene: Scene, database: Urls, inquiry: Measure) -> Measure:
    assert to_sign(scene.head) == 0
    row = take(scene, scene.handler, "order", "improper_reply")
    assert row.id == inquiry.id, "a 督办书 stands once the head has signed it"
    assert (to_sign(scene.head), to_sign(scene.handler)) == (1, 0)
    assert told(scene, "LetterDrafted") == {"signers"}
    sign(scene.number, "shandan.caizheng.fz")
    assert to_sign(scene.head) == 0
    row = newest(scene)
    body = db.session.get_one(Letter, row.letter_id).body
    assert "自收到本文书次日起5个工作日内" in body
    assert "第二十五条" in body
    assert running_clock(scene.case.id, "order") is None
    assert "没有“期满没有反馈”" in refused(scene, scene.handler, "rectification", "no_reply")
    serve(scene, scene.handler, row)
    running = running_clock(scene.case.id, "order")
    assert running is not None
    assert running.id == newest(scene).clock_id
    assert working_days_between(editions.current().calendar, scene.today, running.due) == 5
    move_clock(database, 14)
    settle_down()
    assert state(scene, scene.handler) == "期满没有答复"
    assert told(scene, "ClockOverdue") == {"issuing"}
    return row


def _talked_named_and_rectified(scene: Scene, order: Measure) -> None:
    assert "没有“没有按规定反馈”" in refused(scene, scene.handler, "order_interview", "improper_reply")
    complainant = db.session.get_one(Company, scene.case.company_id).name
    with pytest.raises(BadInput, match="不能写投诉人是谁"):
        take(scene, scene.handler, "order_circular", "no_reply", facts=f"不答复{complainant}的投诉。")
    saturday = scene.today + timedelta(days=19 - scene.today.weekday())
    for kind, article in (("order_interview", "二十五"), ("order_circular", "二十五"), ("rectification", "二十五")):
        row = take(scene, scene.handler, kind, "no_reply", "shandan.caizheng.fz", due=saturday)
        letter = db.session.get_one(Letter, row.letter_id)
        assert f"第{article}条" in letter.body, kind
        assert (letter.addressee, letter.addressee_name) == ("respondent", RESPONDENT)
        serve(scene, scene.handler, row)
        assert db.session.get_one(Clock, newest(scene).clock_id).due == row.due == _working_day(saturday)
        record(scene, scene.handler, row, "主要负责人到场，承诺月底付款。")
        assert (newest(scene).settlement is None) is (kind == "rectification")
    assert db.session.get_one(Letter, order.letter_id).number in db.session.scalars(
        select(Letter.body).where(Letter.kind == "circular")
    ).one()
    assert f"请于{chinese_date(_working_day(saturday))}前完成整改" in db.session.get_one(Letter, newest(scene).letter_id).body
    judge(scene, scene.handler, newest(scene), accepted=True)
    settle_down()
    assert told(scene, "InterviewHeld") == {"complainant"}
    assert told(scene, "RespondentMeasureTaken") == {"complainant", "lead"}
    mine = panel(scene.firm, scene.case)
    assert mine is not None
    assert [line.name for line in mine.measures] == ["责令整改", "通报", "约谈", "督办书", "核实函"]
    assert {(line.facts, line.replies, line.steps) for line in mine.measures} == {("", (), ())}
    titles = [line["title"] for line in case_page(scene.firm, scene.case).timeline]
    assert "已约谈被投诉单位：约谈" in titles
    assert not [title for title in titles if "超过了期限" in title]
    events = db.session.scalars(select(Event).where(Event.kind.like("Respondent%")))
    assert not [event for event in events if "联系没有结果" in str(event.data)]


def _working_day(day: date) -> date:
    return editions.current().calendar.next_working_day(day)


def unpaid(scene: Scene, signed: bool = False) -> None:
    """The result says 欠款属实未清偿 and was served; `signed` where the unit has signed for the case before."""
    if not signed:
        scene.sign()
    with transaction(None) as work:
        case = db.session.scalars(select(Case).where(Case.number == scene.number)).one()
        work.add(
            Result(
                case_id=case.id, round=1, outcome="confirmed_unpaid", amount_recognised=case.amount, findings="属实",
                basis="第二十三条", author_id=scene.handler.user_id, submitted_at=work.now, signer_id=scene.head.user_id,
                signed_at=work.now, served_at=work.now,
            )
        )  # fmt: skip


def test_road_of_a_confirmed_debt_belongs_to_the_sme_department(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        office = actor("shandan.sh")
        assert "没有“处理结果认定欠款属实" in refused(scene, office, "debt_inquiry", "confirmed_unpaid")
        unpaid(scene)
        assert "由县级以上中小企业综合管理部门采取" in refused(scene, scene.handler, "debt_inquiry", "confirmed_unpaid")
        assert "没有采取“函询”或者“约谈”" in refused(scene, office, "debt_circular", "serious")
        assert [p.rung.key for line in queries.todo(office, 0).lines for p in line.proposals] == [
            "debt_inquiry", "debt_interview",
        ]  # fmt: skip
        row = take(scene, office, "debt_inquiry", "confirmed_unpaid", "shandan.sh2")
        letter = db.session.get_one(Letter, row.letter_id)
        assert (letter.issuer_name, letter.addressee_name) == ("山丹县工业和信息化局", RESPONDENT)
        assert "第二十三条" in letter.body
        assert "还没有到期" in refused(scene, office, "debt_circular", "serious")
        assert [line.measure_id for line in queries.waiting(office)] == [row.id]
        serve(scene, office, row)
        record(scene, office, row)
        judge(scene, actor("shandan.sh2"), row, accepted=False)
        named = take(scene, office, "debt_circular", "serious", "shandan.sh2")
        body = db.session.get_one(Letter, named.letter_id)
        assert (body.addressee, letter.number in body.body) == ("respondent", True)
        assert "督办书" not in body.body
        lines, total = queries.on_respondents(office, "某某服务", 1)
        assert (total, lines[0].name, lines[0].respondent) == (2, "督办通报", RESPONDENT)
        assert queries.on_respondents(office, "没有这个单位", 1)[1] == 0
        _paid_meanwhile(scene, office, named)


def _paid_meanwhile(scene: Scene, office: Actor, named: Measure) -> None:
    scene.pay("100000.00")
    assert "已经结清" in refused(scene, office, "debt_interview", "confirmed_unpaid")
    serve(scene, office, named)
    record(scene, office, named)
    assert newest(scene).settlement == "accepted", "a measure has its end although the debt was paid"


@pytest.mark.parametrize(
    ("about", "article"), [("机关", "第三十一条"), ("国有大型企业(县属)", "第三十三条"), ("民营大型企业", "")]
)
def test_the_superior_is_advised_by_the_article_that_fits_the_respondent(app: Flask, about: str, article: str) -> None:
    with app.app_context():
        scene, office = dispatched(about=about), actor("zhangye.sh")
        unpaid(scene)
        if not article:
            assert "没有规定“建议函”" in refused(scene, office, "debt_advice", "confirmed_unpaid")
            return
        with pytest.raises(BadInput, match="不能发给被投诉单位"):
            take(scene, office, "debt_advice", "confirmed_unpaid", details=DETAILS["debt_advice"] | {"addressee": RESPONDENT})
        row = take(scene, office, "debt_advice", "confirmed_unpaid", "zhangye.sh2")
        letter = db.session.get_one(Letter, row.letter_id)
        assert (letter.issuer_name, letter.addressee_name) == ("张掖市工业和信息化局", "山丹县人民政府")
        assert article in letter.body
        serve(scene, office, row, "exchange")
        assert running_clock(scene.case.id, "measure").due == row.due  # type: ignore[union-attr]
        record(scene, office, row, "已责令限期支付。")
        settle_down()
        assert (told(scene, "SuperiorReplied"), told(scene, "RespondentAnswered")) == ({"complainant"}, set()), "it said nothing"
        assert state(scene, office) == "已登记回复"


def test_a_referral_stays_with_who_sent_it_and_above_and_changes_no_status(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        before, office = scene.case.status, actor("zhangye.sh")
        county = DETAILS["refer_market"] | {"addressee": "山丹县市场监督管理局"}
        with pytest.raises(BadInput, match="只能移送省级"):
            take(scene, office, "refer_market", "dominance", details=county)
        with pytest.raises(BadInput, match="从列表中选择"):
            take(scene, office, "refer_market", "dominance", details=county | {"addressee": "甘肃省财政厅"})
        own = roads.issuer(office, roads.road_of("refer_market"))
        assert roads.bodies(scene.case, editions.current().supervision.rung("refer_market"), own) == [
            "山丹县市场监督管理局", "张掖市市场监督管理局", "甘肃省市场监督管理局",
        ]  # fmt: skip
        take(scene, office, "refer_market", "dominance", "zhangye.sh2")
        row = take(scene, office, "refer_discipline", "accusation", "zhangye.sh2", facts="有人索要好处。")
        serve(scene, office, row)
        _kept_from_the_unit(scene, office, row)
        record(scene, office, row, "已经立案。")
        _kept_from_the_unit(scene, office, row)
        assert newest(scene).settlement == "accepted"
        assert scene.case.status == before
        assert told(scene, "Referred") == told(scene, "ReferralAnswered") == set()
        assert not [event for event in db.session.scalars(select(Event)) if "索要好处" in str(event.data)]


def test_what_goes_over_the_head_of_the_unit_bars_nobody_and_no_conflict_tells_it(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
    browser = app.test_client()
    sign_in(browser, "shandan.caizheng.cb")
    address = f"/cases/{scene.number}/supervision/refer_discipline"
    page = browser.get(address).get_data(as_text=True)
    values = dict(re.findall(r'name="(csrf_token|idempotency_key|version)"[^>]*value="([^"]*)"', page))
    letter = browser.get(f"/cases/{scene.number}/supervision/verification").get_data(as_text=True)
    assert re.search(r'name="criterion" value="verify" checked', letter), "the only reason there is"
    assert re.search(r"期限：从发出的次日起 \d+ (个工作)?日。", letter)
    with app.app_context():
        office = actor("zhangye.sh")
        row = take(scene, office, "refer_discipline", "accusation", "zhangye.sh2")
        serve(scene, office, row)
        sent = newest(scene).id
    typed = {"criterion": "accusation", "facts": "另有线索。", "due": "2027-01-29", **DETAILS["refer_discipline"]}
    stale = browser.post(address, data=values | typed)
    told = stale.get_data(as_text=True)
    assert (stale.status_code, "另有线索" in told) == (409, True)
    assert not [word for word in ("文书送签", "签发", "张掖市") if word in told]
    assert browser.get(address).status_code == 200, "what another office sent is no obstacle, and so not betrayed"
    with app.app_context():
        own = take(scene, scene.handler, "refer_discipline", "accusation", "shandan.caizheng.fz")
        assert (own.id > sent, own.unit_id) == (True, scene.handler.unit_id)
        objecting = handling.Objecting(scene.version, "not_competent", "不属于本单位职责，建议转县工信局。")
        handling.object_to_case(scene.handler, scene.number, objecting, key())
        decide_objection(scene.clerk, scene.number, scene.version, True, "理由成立。", key())
        settle_down()
        ends = {found: db.session.get_one(Measure, found).settlement for found in (sent, own.id)}
        assert ends == {sent: None, own.id: "ended"}, "nobody else could bring it to its end"


def test_a_referral_is_not_read_under_the_roof_of_the_unit_it_may_be_about(app: Flask) -> None:
    with app.app_context():
        scene = dispatched("jiayuguan.gongxin")
        scene.sign()
        row = take(scene, actor("gansu.sh"), "refer_discipline", "accusation", "gansu.sh2")
        number = db.session.get_one(Letter, row.letter_id).number
        for who, reads in ((actor("jiayuguan.sh"), False), (actor("gansu.sh"), True)):
            assert (number in [line.number for line in letters_of(who, scene.case)]) is reads
            assert any("等您签发" in line.subject for line in delivery_of(who, scene.case)) is reads
            found = panel(who, scene.case)
            assert (row.id in [line.id for line in found.measures] if found else False) is reads


def _kept_from_the_unit(scene: Scene, office: Actor, row: Measure) -> None:
    """Neither letter, measure, file, clock nor line of the trail reaches the unit or the firm."""
    number = db.session.get_one(Letter, row.letter_id).number
    for who, sees in ((scene.handler, False), (scene.head, False), (scene.firm, False), (office, True), (actor("gansu.sj"), True)):
        page = case_page(who, scene.case)
        assert (number in [line.number for line in letters_of(who, scene.case)]) is sees
        shown = [line["title"] for line in page.timeline]
        assert ("移送：移送纪检监察机关" in shown) is sees
        assert ("文书送签" in shown) is sees
        assert ("measure" in {line.clock.key for line in page.clocks}) is sees
        assert ("回执.pdf" in [file.name for file in files_of(who, scene.case)]) is sees
        word = [line.subject for line in delivery_of(who, scene.case)]
        assert any("等您签发" in line for line in word) is sees
        found = panel(who, scene.case)
        assert (row.id in [line.id for line in found.measures] if found else False) is sees


def test_a_question_to_the_leading_group_is_asked_and_its_outcome_kept(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        row = take(scene, scene.handler, "coordination", "several_offices", "shandan.caizheng.fz", facts="验收意见不一致。")
        letter = db.session.get_one(Letter, row.letter_id)
        assert "验收意见不一致" in letter.body
        assert told(scene, "Escalated") == {"asked"}
        office, above = actor("zhangye.sh"), actor("gansu.sh")
        assert "没有收到" not in board.asked(office, 1)[0][0].state
        assert [board.asked(who, 1)[1] for who in (office, above, actor("shandan.sh"))] == [1, 0, 0]
        with pytest.raises(IllegalMove, match="还没有送达"):
            record(scene, office, row, "会议确定由住建部门组织验收。")
        serve(scene, scene.handler, row, "platform")
        assert [line.open for line in board.asked(office, 1)[0]] == [True]
        assert "由采取这项措施的单位处理" in _not_theirs(scene, above, row)
        record(scene, office, row, "会议确定由住建部门组织验收。")
        settle_down()
        assert told(scene, "Coordinated") == {"lead"}, "who asked is the lead here, and hears once"
        assert board.count_open(office) == 0
        for who in (scene.handler, office):
            found = panel(who, scene.case)
            assert found is not None
            assert [reply.text for reply in found.measures[0].replies] == ["会议确定由住建部门组织验收。"]
            assert found.measures[0].steps == ()
        names = [line.name for line in case_page(scene.handler, scene.case).clocks]
        assert "提请领导小组会议协调的期限" in names
        assert len(set(names)) == len(names), "no two limits are called the same"
        assert scene.case.status == "handling"


def test_only_an_office_that_may_be_asked_is_and_only_one_with_accounts_is_served_here(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        for name in ("某某领导小组办公室", "高台县促进中小企业发展工作领导小组办公室", "张掖市财政局"):
            with pytest.raises(BadInput, match="从列表中选择"):
                take(scene, scene.handler, "coordination", "several_offices", details={"addressee": name})
        row = take(scene, scene.handler, "coordination", "several_offices", "shandan.caizheng.fz")
        letter = db.session.get_one(Letter, row.letter_id)
        theirs = Person.unit_id == letter.addressee_unit_id
        with transaction(None):
            db.session.execute(update(Person).where(theirs).values(disabled_at=func.now()))
        with pytest.raises(BadInput, match="没有可以使用的账号"):
            serve(scene, scene.handler, row, "platform")
        serve(scene, scene.handler, row, "exchange")


def _not_theirs(scene: Scene, who: Actor, row: Measure) -> str:
    with pytest.raises(Denied) as denied:
        record(scene, who, row)
    return str(denied.value)


def test_whoever_belongs_to_the_respondent_takes_no_measure(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        for name in ("张掖市财政局", "山丹县人民政府", "甘肃省财政厅"):
            _respondent(scene, name)
            if name == "山丹县人民政府":
                assert "不由您的单位办理" in refused(scene, actor("shandan.sh"), "refer_discipline", "accusation")
            assert "不由您的单位办理" in refused(scene, scene.handler, "verification", "verify")
        _respondent(scene, "高台县财政局")
        assert take(scene, scene.handler, "verification", "verify").kind == "verification"


def _respondent(scene: Scene, name: str) -> None:
    with transaction(None):
        unit = db.session.scalars(select(Unit.id).where(Unit.name == name)).one()
        db.session.execute(update(Case).where(Case.number == scene.number).values(respondent_unit_id=unit))


def test_a_complaint_of_unfair_treatment_has_the_inquiry_the_order_and_the_advice_alone(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched(track="B")
        scene.sign()
        asked = take(scene, scene.handler, "verification", "verify")
        record(scene, scene.handler, asked)
        judge(scene, scene.handler, asked, accepted=False)
        ordered = take(scene, scene.handler, "order", "improper_reply", "shandan.caizheng.fz")
        assert "第五十一条" in db.session.get_one(Letter, ordered.letter_id).body
        serve(scene, scene.handler, ordered)
        move_clock(database, 14)
        settle_down()
        assert "不适用于这类投诉" in refused(scene, scene.handler, "rectification", "no_reply")
        details = DETAILS["debt_advice"]
        advised = take(scene, scene.handler, "order_advice", "no_reply", "shandan.caizheng.fz", details=details)
        assert "第五十一条" in db.session.get_one(Letter, advised.letter_id).body


def test_an_inquiry_of_an_old_complaint_cites_the_rules_of_its_day(app: Flask, database: Urls) -> None:
    with app.app_context():
        said = {}
        for year, track in ((2024, "A"), (2026, "A"), (2026, "B")):
            scene = dispatched(track=track)
            scene.sign()
            engine = create_engine(database.owner)  # nobody else changes the day of filing
            with engine.begin() as connection:
                filed = {"filed_at": datetime(year, 7, 1, tzinfo=UTC)}
                connection.execute(update(Case).where(Case.number == scene.number).values(filed))
            engine.dispose()
            row = take(scene, scene.handler, "verification", "verify")
            said[year, track] = db.session.get_one(Letter, row.letter_id).body
        old, new, other = said.values()
        assert ("〔2021〕224号" in old, "802号" in old, "督办书" in old) == (True, False, False)
        assert ("802号第二十五条" in new, "将发出督办书" in new) == (True, True)
        assert ("促进法第五十一条" in other, "802号" in other) == (True, False)


def test_a_draft_that_was_sent_back_is_told_to_who_wrote_it_and_goes_on_from_what_was_written(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        asked = take(scene, scene.handler, "verification", "verify")
        record(scene, scene.handler, asked)
        judge(scene, scene.handler, asked, accepted=False)
        take(scene, scene.handler, "order", "improper_reply")
        draft_id = db.session.scalars(select(LetterDraft.id).where(LetterDraft.state == "submitted")).one()
        decide_draft(scene.head, scene.number, draft_id, Decided(scene.version, False, "请写明联系的日期。"), key())
        settle_down()
        assert told(scene, "LetterSentBack") == {"drafter"}
        assert to_sign(scene.head) == 0
        assert newest(scene).kind == "verification"
        number = scene.number
    writer, head = app.test_client(), app.test_client()
    sign_in(writer, "shandan.caizheng.cb")
    sign_in(head, "shandan.caizheng.fz")
    again = f"/cases/{number}/drafts/{draft_id}/rewrite"
    assert again in writer.get(f"/cases/{number}").get_data(as_text=True)
    assert head.get(again).status_code == 404, "another's draft"
    form = writer.get(again).headers["Location"]
    page = writer.get(form).get_data(as_text=True)
    assert "多次联系没有结果。" in page
    assert "请写明联系的日期。" in page
    changed = {"criterion": "improper_reply", "facts": "11月3日联系没有结果。"}
    assert submit(writer, form, changed).status_code == 302
    assert again not in writer.get(f"/cases/{number}").get_data(as_text=True), "the new one took its place"
    with app.app_context():
        assert "11月3日" in db.session.scalars(select(LetterDraft.body).where(LetterDraft.state == "submitted")).one()
