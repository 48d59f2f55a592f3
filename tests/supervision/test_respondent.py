"""The respondent answers claim by claim behind the code of its letter: by link or on paper, once, and never by opening it."""

import io
import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.errors import BadInput
from caseflow.demo.people import firm_login
from caseflow.intake.actions import Withdrawal, withdraw
from caseflow.local.roles import Urls
from caseflow.notices.sending.delivery import claim, close, deliver
from caseflow.notices.sending.mail import Undelivered
from caseflow.store import clock, editions
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import (
    ClaimReply,
    Clock,
    Event,
    Evidence,
    Letter,
    MeasureReport,
    Notice,
    OfferedPayment,
    RespondentDraft,
)
from caseflow.store.respondent_code import reply_code
from caseflow.supervision import claims, replies
from caseflow.supervision.respondent import drafts, places
from tests.documents.printed import read
from tests.handling.scene import PDF, Scene, dispatched, key, move_clock, pdf
from tests.harness.pages import hidden_values, submit
from tests.harness.servers import Sink
from tests.supervision.rungs import newest, settle_down
from tests.supervision.test_roads import judge, refused, state, take, told

Client = Callable[[str], FlaskClient]
MAIL = "caiwu@respondent.example"
SIGNED = {"signer": "答复人某", "post": "财务科科长", "phone": "0936-2720000"}


def asked(amounts: tuple[str, ...] = ("100000.00", "50000.00"), track: str = "A", mail: str = MAIL) -> tuple[Scene, str]:
    """A case whose respondent was sent a 核实函; and the path behind its code."""
    scene = dispatched(track=track, amounts=amounts)
    scene.sign()
    row = take(scene, scene.handler, "verification", "verify", facts="合同是否属实。", mail=mail, postal="山丹县某某路1号")
    return scene, path_of(row.letter_id)


def path_of(letter_id: int | None) -> str:
    """The page behind the code of this letter."""
    return f"/respond/{reply_code(db.session.get_one(Letter, letter_id))}"


def written(**changes: str) -> dict[str, str]:
    """A whole reply to two claims: one admitted, one refused on a ground that the law does not let stand."""
    return {
        "claims-0-stance": "admits",
        "claims-1-stance": "denies",
        "claims-1-ground": "internal_process",
        "claims-1-words": "等财务审批",
        "text": "第一笔年内付清",
        **SIGNED,
        **changes,
    }


def press(browser: FlaskClient, path: str, go: str, **values: object) -> tuple[int, str]:
    """Press a button of the page; the status and the words of what comes back, a redirect followed."""
    answer = submit(browser, path, {"go": go, **values})
    if answer.status_code in {302, 303}:
        return answer.status_code, browser.get(answer.headers["Location"]).get_data(as_text=True)
    return answer.status_code, answer.get_data(as_text=True)


def send_in(browser: FlaskClient, path: str) -> int:
    """Submit what is kept."""
    return submit(browser, f"{path}/check", {"sure": "y"}).status_code


def count(kind: type[Event] | type[MeasureReport] | type[ClaimReply]) -> int:
    """How many rows."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_respondent_answers_two_claims_by_link_and_the_handler_judges_them(
    app: Flask, client: Client, smtp_sink: Sink, database: Urls
) -> None:
    with app.app_context():
        scene, path = asked()
        deliver(app.config["SETTINGS"])
        mails = [mail for mail in smtp_sink.mails if path in mail.get_content()]
        assert [mail["To"] for mail in mails] == [MAIL], "the link is mailed to the respondent and nobody else"
    case_page = client("shandan.caizheng.cb").get(f"/cases/{scene.number}").get_data(as_text=True)
    assert f"答复链接已发到 {MAIL}" in case_page
    with app.app_context():
        before = (count(Event), scene.version)
    stranger = client("")
    _opening_changes_nothing(app, scene, path, stranger, before)
    _what_was_typed_is_kept(app, path, stranger, client(""))
    status, page = press(stranger, path, "check", **written())
    assert status == 303
    assert "法定不成立理由" in page
    assert "国务院令第728号第十三条" in page, "the law of the day of the contract"
    assert "银行回单.pdf" in page
    _submitted_once(app, path, client)
    with app.app_context():
        assert scene.version > before[1], "who works on the case notices"
        _rows(scene)
        settle_down()
        assert told(scene, "RespondentAnswered") == {"complainant", "handler", "heads"}
        assert running_clock(scene.case.id, "reply") is None
        assert verify().fault is None
    _receipt_and_what_the_others_read(scene, path, client)
    with app.app_context():
        judge(scene, scene.handler, newest(scene), accepted=False)
        assert "不符合要求" in state(scene, scene.head)
        order = take(scene, scene.handler, "order", "improper_reply", "shandan.caizheng.fz", mail=MAIL)
        assert order.kind == "order", "an improper reply opens the 督办书"
    closed = stranger.get(path).get_data(as_text=True)
    assert "等财务审批" in closed, "a receipt stays with its sender while the link runs"
    with app.app_context():
        move_clock(database, 15)
    late = stranger.get(path).get_data(as_text=True)
    assert ("等财务审批" in late, "已收到答复" in late) == (False, True)


def _opening_changes_nothing(app: Flask, scene: Scene, path: str, stranger: FlaskClient, before: tuple[int, int]) -> None:
    for _visit in range(2):
        opened = stranger.get(path)
        page = opened.get_data(as_text=True)
        assert (opened.status_code, opened.headers["Cache-Control"]) == (200, "no-store")
        assert opened.headers["X-Robots-Tag"].startswith("noindex")
        assert opened.headers["Referrer-Policy"] == "same-origin"
        for words in (scene.number, "供货合同1", "供货合同2", "100,000.00", "合同是否属实"):
            assert words in page, words
        assert stranger.head(path).status_code == 200
    with app.app_context():
        assert (count(Event), scene.version) == before
        assert db.session.scalar(select(func.count()).select_from(RespondentDraft)) == 0


def _what_was_typed_is_kept(app: Flask, path: str, first: FlaskClient, second: FlaskClient) -> None:
    half = {"claims-0-stance": "partly", "claims-0-admitted": "abc", "text": "写到一半", "offers-0-amount": "1000"}
    assert press(first, path, "save", **half)[0] == 303
    page = second.get(path).get_data(as_text=True)
    for words in ("写到一半", 'value="abc"', 'value="1000"'):
        assert words in page, "another visit goes on where the last one stopped"
    stale = hidden_values(page)
    status, wrong = press(first, path, "check", **half)
    assert status == 422
    for words in ("请只填数字", "请选择理由", "请填写哪一天付", "请填写答复人姓名", "写到一半"):
        assert words in wrong, words
    assert press(first, path, "save", **half, signer="改过")[0] == 303
    clash = second.post(path, data={**stale, "go": "save", "text": "另一个窗口写的"})
    assert clash.status_code == 409
    assert "另一个窗口写的" in clash.get_data(as_text=True)
    status, page = press(first, path, "upload", files=(io.BytesIO(b"MZ not a paper"), "凭证.exe"), text="写到一半")
    assert (status, "没有上传" in page, "写到一半" in page) == (422, True, True)
    status, page = press(first, path, "upload", files=(io.BytesIO(PDF), "银行回单.pdf"), file_kind="respondent_proof")
    assert (status, "银行回单.pdf" in page) == (303, True)
    with app.app_context():
        row = db.session.scalars(select(Evidence)).one()
        assert (row.case_id, row.uploaded_by_id, row.audience) == (None, None, "office")


def _submitted_once(app: Flask, path: str, client: Client) -> None:
    windows = [client(""), client("")]
    forms = [hidden_values(window.get(f"{path}/check").get_data(as_text=True)) for window in windows]
    answers: list[int] = []

    def send(window: FlaskClient, form: dict[str, str]) -> None:
        answers.append(window.post(f"{path}/check", data={**form, "sure": "y"}).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(windows, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    again = windows[0].post(f"{path}/check", data={**forms[0], "sure": "y"})
    assert again.status_code == 302
    typed_late = windows[1].post(path, data={**forms[1], "go": "save", "text": "改主意"})
    assert (typed_late.status_code, "改主意" in typed_late.get_data(as_text=True)) == (409, True)
    with app.app_context():
        assert count(MeasureReport) == 1


def _rows(scene: Scene) -> None:
    report = db.session.scalars(select(MeasureReport)).one()
    assert (report.by_link, report.by_id, report.unit_id) == (True, None, None)
    rows = db.session.scalars(select(ClaimReply).order_by(ClaimReply.claim_id)).all()
    assert [(row.stance, row.admitted, row.ground, row.void_basis) for row in rows] == [
        ("admits", Decimal(100000), "", ""),
        ("denies", Decimal(0), "internal_process", "国务院令第728号第十三条"),
    ]
    events = db.session.scalars(select(Event).where(Event.kind.in_(("ClaimAnswered", "RespondentAnswered", "EvidenceAdded")))).all()
    assert [(event.kind, event.actor_id, event.data["by_link"]) for event in events] == [
        ("EvidenceAdded", None, True), ("ClaimAnswered", None, True), ("ClaimAnswered", None, True), ("RespondentAnswered", None, True),
    ]  # fmt: skip
    assert not [event for event in events if "财务" in str(event.data) or "年内" in str(event.data)]
    assert db.session.scalars(select(Evidence)).one().case_id == scene.case.id
    assert db.session.scalars(select(RespondentDraft)).one().answers == {}
    for statement in ("update claim_reply set admitted = 1", "delete from claim_reply", "delete from respondent_link"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def _receipt_and_what_the_others_read(scene: Scene, path: str, client: Client) -> None:
    receipt = client("").get(path).get_data(as_text=True)
    for words in ("已收到您单位的答复", "等财务审批", "法定不成立理由", "银行回单.pdf", "答复人某"):
        assert words in receipt, words
    handler = client("shandan.caizheng.cb")
    case_page = handler.get(f"/cases/{scene.number}").get_data(as_text=True)
    judging = handler.get(re.search(r'href="([^"]+/judge)"', case_page)[1]).get_data(as_text=True)  # type: ignore[index]
    for words in ("等财务审批", "法定不成立理由", "第一笔年内付清", "银行回单.pdf", "答复人某", "通过链接答复"):
        assert words in judging, words
    firm = client(firm_login("runhe")).get(f"/cases/{scene.number}").get_data(as_text=True)
    assert "被投诉单位的答复" in firm
    for words in ("等财务审批", "年内付清", "答复人某", "2720000", MAIL, "某某路1号", "内部付款流程"):
        assert words not in firm, words
    for login in ("shandan.caizheng.cb", "shandan.sh", firm_login("runhe")):
        browser = client(login)
        opened = browser.get(path).get_data(as_text=True)
        assert ("不能代被投诉单位答复" in opened, "等财务审批" in opened) == (True, False), login
        assert path not in browser.get(f"/cases/{scene.number}").get_data(as_text=True), login


def test_what_is_forged_signed_in_expired_or_over_is_not_taken(app: Flask, client: Client, database: Urls) -> None:
    with app.app_context():
        scene, path = asked(mail="")
        gone, other = asked()
        silent, third = asked()
        assert db.session.scalar(select(Notice).where(Notice.link_id.is_not(None), Notice.case_id == scene.case.id)) is None
    stranger = client("")
    code = path.removeprefix("/respond/")
    for wrong in ("x", code[:-3] + "AA" + code[-1], code.partition("-")[2], f"{code}9", "A" * 90):
        assert stranger.get(f"/respond/{wrong}").status_code == 404, wrong
    shuffled = code.replace("-", "").lower()
    assert stranger.get(f"/respond/{shuffled}").status_code == 200, "typed from paper"
    assert stranger.get(f"/respond?code={code}").headers["Location"] == path
    for _try in range(25):
        last = client("").get("/respond/AAAA-BBBB-CCCC-DDDD-1")
    assert last.status_code == 429
    handler = client("shandan.caizheng.cb")
    held = hidden_values(stranger.get(path).get_data(as_text=True))
    held["csrf_token"] = hidden_values(handler.get("/profile").get_data(as_text=True))["csrf_token"]
    assert handler.post(path, data={**held, **written(), "go": "check"}).status_code == 403
    assert handler.post(f"{path}/check", data={**held, "sure": "y"}).status_code == 302
    with app.app_context():
        assert count(MeasureReport) == 0
        replies.record_return(
            gone.handler, gone.number, newest(gone).id, replies.Reply(gone.version, "已收到复函", pdf("复函.pdf")), key()
        )
    answered = stranger.get(other).get_data(as_text=True)
    assert ("已收到答复" in answered, "供货合同" in answered, "已收到复函" in answered) == (True, False, False)
    with app.app_context():
        settle_down()
        last = db.session.scalars(select(Clock.due_rolled).where(Clock.key == "reply").order_by(Clock.due_rolled.desc())).first()
        assert last is not None
        move_clock(database, (last - clock.today()).days + 1)
        settle_down()
    late = stranger.get(third)
    assert ("期限已过" in late.get_data(as_text=True), late.status_code) == (True, 200)
    assert "供货合同" not in late.get_data(as_text=True)
    held["csrf_token"] = hidden_values(stranger.get("/progress").get_data(as_text=True))["csrf_token"]
    kept = stranger.post(third, data={**held, **written(), "go": "save"})
    assert (kept.status_code, "第一笔年内付清" in kept.get_data(as_text=True)) == (409, True)
    assert stranger.post(third, data={**held, "x": "y" * 2_000_000}).status_code == 303, "a closed link brings no files"
    with app.app_context():
        with pytest.raises(BadInput, match="投诉企业的邮箱"):
            take(silent, silent.handler, "order", "no_reply", mail="Runhe@example.com")
        order = take(silent, silent.handler, "order", "no_reply", "shandan.caizheng.fz")
        fresh = path_of(order.letter_id)
    page = stranger.get(fresh).get_data(as_text=True)
    assert "从函件送达的次日起算" in page
    assert press(stranger, fresh, "check", **written())[0] == 303
    assert send_in(stranger, fresh) == 302
    with app.app_context():
        assert "答复待审核" in state(silent, silent.handler)


def test_a_stamped_reply_on_paper_makes_the_same_rows(app: Flask, client: Client) -> None:
    with app.app_context():
        scene, _path = asked()
        url = f"/cases/{scene.number}/measures/{newest(scene).id}/return"
        day = scene.today + timedelta(days=30)
    handler = client("shandan.caizheng.cb")
    said = {
        "text": "复函：第二笔只认一半。", "file": (io.BytesIO(PDF), "复函.pdf"), "claims-0-stance": "silent",
        "claims-1-stance": "partly", "claims-1-admitted": "20,000", "claims-1-ground": "person_changed",
        "offers-0-due_on": day.isoformat(), "offers-0-amount": "20000",
    }  # fmt: skip
    answer = submit(handler, url, said | {"claims-1-admitted": "50000", "file": (io.BytesIO(PDF), "复函.pdf")})
    assert (answer.status_code, "小于 50,000.00 元" in answer.get_data(as_text=True)) == (422, True)
    assert submit(handler, url, said).status_code == 302
    with app.app_context():
        row = db.session.scalars(select(ClaimReply)).one()
        assert (row.stance, row.admitted, row.void_basis) == ("partly", Decimal(20000), "国务院令第728号第十三条")
        offer = db.session.scalars(select(OfferedPayment)).one()
        assert (offer.due_on, offer.amount) == (day, Decimal(20000))
        strange = claims.Substance((claims.ClaimAnswer(dispatched().claim_id, "admits"),))
        other, _path = asked()
        given = replies.Reply(other.version, "复函", None, strange)
        with pytest.raises(BadInput, match="不属于"):
            replies.record_return(other.handler, other.number, newest(other).id, given, key())
    page = handler.get(f"/cases/{scene.number}").get_data(as_text=True)
    for words in ("只认一半", "法定不成立理由", "部分认可，认可", "提出的付款安排"):
        assert words in page, words


def test_who_presses_too_often_waits_and_keeps_what_was_typed_and_the_code_is_on_the_issuers_copy_alone(
    app: Flask, client: Client
) -> None:
    with app.app_context():
        scene, path = asked(mail="")
        letter_id = newest(scene).letter_id
        refused_mail, _path = asked(mail="nobody@refused.example")
        _refuse(refused_mail)
        place = places.place_at(path.removeprefix("/respond/"))
        assert place is not None
        for _press in range(drafts.PRESSED.tries - 1):
            drafts.admit_press(place, "192.0.2.1")
    told_so = client("shandan.caizheng.cb").get(f"/cases/{refused_mail.number}").get_data(as_text=True)
    assert "发往 nobody@refused.example 的邮件没有送达，请下载 PDF 打印送达" in told_so
    stranger = client("")
    assert press(stranger, path, "save", text="第一次")[0] == 303
    status, page = press(stranger, path, "save", text="第二次写的")
    assert (status, "第二次写的" in page, "次数太多" in page) == (429, True, True)
    code = path.removeprefix("/respond/")
    for login, bears in (("shandan.caizheng.cb", True), ("shandan.sh", False), ("gansu.sl", False)):
        browser = client(login)
        paper = read(browser.get(f"/letters/{letter_id}.pdf").get_data())
        assert (code in "".join(page.extract_text() for page in paper.pages)) is bears, login
        assert ("答复码只印在" in browser.get(f"/letters/{letter_id}").get_data(as_text=True)) is bears, login
        assert "没有登记邮箱，请下载 PDF 打印送达" in browser.get(f"/cases/{scene.number}").get_data(as_text=True), login
    assert client(firm_login("runhe")).get(f"/letters/{letter_id}.pdf").status_code == 404


def test_a_case_that_ended_asks_no_more_and_forgets_what_was_never_submitted(app: Flask, client: Client) -> None:
    with app.app_context():
        scene, path = asked(mail="")
    stranger = client("")
    upload = {"files": (io.BytesIO(PDF), "凭证.pdf")}
    assert press(stranger, path, "save", **written(), **upload)[0] == 303
    form = hidden_values(stranger.get(path).get_data(as_text=True))
    checking = hidden_values(stranger.get(f"{path}/check").get_data(as_text=True))
    with app.app_context():
        withdraw(scene.firm, scene.number, Withdrawal(scene.version, "mistaken", ""), key())
    over = stranger.get(path).get_data(as_text=True)
    for words, there in (("不再接受网上答复", True), ("山丹县财政局", True), ("供货合同", False), ("财务审批", False)):
        assert (words in over) is there, words
    late = stranger.post(path, data={**form, **written(), "go": "check"})
    assert (late.status_code, "第一笔年内付清" in late.get_data(as_text=True)) == (409, True)
    assert stranger.post(f"{path}/check", data={**checking, "sure": "y"}).status_code == 302
    with app.app_context():
        assert count(MeasureReport) == 0
        settle_down()
        db.session.rollback()
        assert db.session.scalars(select(RespondentDraft)).one().answers == {}
        assert db.session.scalars(select(Evidence)).one().removed_at is not None


def _refuse(scene: Scene) -> None:
    """The mail server refuses the address for good."""
    row = db.session.scalars(select(Notice).where(Notice.link_id.is_not(None), Notice.case_id == scene.case.id)).one()
    token = "a" * 32
    (claimed,) = [each for each in claim(token, 60, 20) if each.id == row.id]
    assert close(claimed, token, Undelivered("permanent_failure", "550 unknown"), 1)
    settle_down()
    assert told(scene, "RespondentUnreached") == {"issuing"}


def test_complaints_without_claims_are_answered_in_words_and_the_law_follows_the_contract(app: Flask, client: Client) -> None:
    with app.app_context():
        scene, path = asked((), "B")
        law = editions.current().supervision.grounds
        barred = {key: ground for key, ground in law.items() if ground.void}
        assert sorted(barred) == ["completion_filing", "final_audit", "internal_process", "person_changed"]
        days = {date(2020, 8, 31): "", date(2020, 9, 1): "国务院令第728号第十三条", date(2025, 5, 31): "国务院令第728号第十三条",
                date(2025, 6, 1): "国务院令第802号第十四条"}  # fmt: skip
        assert {day: barred["final_audit"].void_basis(day) for day in days} == days
    stranger = client("")
    assert "付款安排" not in stranger.get(path).get_data(as_text=True)
    assert press(stranger, path, "check", **SIGNED)[0] == 422
    assert press(stranger, path, "check", **SIGNED, text="收费有依据，附文件。")[0] == 303
    assert send_in(stranger, path) == 302
    with app.app_context():
        assert count(ClaimReply) == 0
        assert told(scene, "RespondentAnswered") == set()
        settle_down()
        assert "handler" in told(scene, "RespondentAnswered")
        assert refused(scene, scene.handler, "order", "no_reply")
