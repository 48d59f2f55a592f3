"""The complainant's answer by the link of its notice: signed, expiring, once, and never by merely opening it."""

import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.closure import actions
from caseflow.core.errors import BadInput, IllegalMove, Incomplete, NotFound
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.intake.actions import Arrivals, Outcome, confirm_outcome
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import reply_link
from caseflow.store.audit import verify
from caseflow.store.clocks import running_clock
from caseflow.store.db import db
from caseflow.store.models import Company, Event, FollowUp, Notice, Person, Result
from caseflow.store.query_code import query_code
from tests.closure.way import apply, approve, assert_status, back_to_resolved, call, give_back, requested, resolved
from tests.handling.scene import Scene, actor, key, move_clock
from tests.harness.onstage import person
from tests.harness.pages import hidden_values, submit

Client = Callable[[str], FlaskClient]
REVIEWING = "山丹县促进中小企业发展工作领导小组办公室"


def link_of(scene: Scene) -> str:
    """The path of the link in the newest mail to the firm about its result."""
    while relay(100):
        pass
    told = select(Notice.body).join(Event, Event.id == Notice.event_id).where(Event.kind == "ResultServed")
    mine = told.where(Notice.case_id == scene.case.id, Notice.audience == "complainant", Notice.channel == "mail")
    found = re.search(
        r"https?://[^/\s]+(/reply/\S+)", db.session.scalars(mine.order_by(Notice.id.desc()).limit(1)).one()
    )
    assert found
    return found.group(1)


def _count(kind: type[FollowUp] | type[Event]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_opening_the_link_records_nothing_and_the_answer_counts_once(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = resolved()
        path = link_of(scene)
        firm = db.session.scalars(select(Company).where(Company.id == scene.case.company_id)).one()
        names = {firm.name, firm.credit_code, *db.session.scalars(select(Person.name))}
        before = (_count(FollowUp), _count(Event), scene.version)
    stranger = client("")
    for _visit in range(3):
        opened = stranger.get(path)
        page = opened.get_data(as_text=True)
        assert (opened.status_code, opened.headers["Cache-Control"]) == (200, "no-store")
        assert scene.number in page
        assert not [name for name in names if name in page]
        assert stranger.head(path).status_code == 200
    with app.app_context():
        assert (_count(FollowUp), _count(Event), scene.version) == before
        assert running_clock(scene.case.id, "follow_up") is not None

    assert submit(stranger, path, {"words": "还差利息"}).status_code == 422
    answers: list[int] = []
    windows = [client(""), client("")]
    forms = [hidden_values(window.get(path).get_data(as_text=True)) for window in windows]

    def press(window: FlaskClient, form: dict[str, str], said: str) -> None:
        answers.append(window.post(path, data={**form, "answer": said, "words": "还差利息"}).status_code)

    threads = [
        threading.Thread(target=press, args=(*pair, said))
        for pair, said in zip(zip(windows, forms, strict=True), ("satisfied", "unsatisfied"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    again = stranger.get(path)
    assert "只能答复一次" in again.get_data(as_text=True)
    once_more = windows[0].post(
        path, data={**forms[0], "idempotency_key": "another", "answer": "satisfied", "words": "改主意"}
    )
    assert once_more.status_code == 409
    for words in ("只能答复一次", "改主意", "没有记录"):
        assert words in once_more.get_data(as_text=True)
    with app.app_context():
        row = db.session.scalars(select(FollowUp)).one()
        assert (row.by_id, row.link_result_id) == (None, db.session.scalars(select(Result.id)).one())
        event = db.session.scalars(select(Event).where(Event.kind == "FollowedUp")).one()
        assert (event.actor_id, event.data["by_link"], event.data["answer"]) == (None, True, row.answer)
        assert scene.case.satisfied is (row.answer == "satisfied")
        assert running_clock(scene.case.id, "follow_up") is None
        assert verify().fault is None
        while relay(100):
            pass
    told = client("gansu.sl").get("/messages").get_data(as_text=True)
    assert "有新的回访答复" in told
    page = client("gansu.sl").get(f"/cases/{scene.number}").get_data(as_text=True)
    assert "投诉企业（通过链接答复）" in page
    assert "还差利息" in page


def test_an_unsatisfied_answer_needs_an_explanation_and_stops_a_review_that_did_not_know_it(
    app: Flask, client: Client
) -> None:
    with app.app_context():
        scene = requested()
        path = link_of(scene)
    assert submit(client(""), path, {"answer": "unsatisfied", "words": "少付一万"}).status_code == 302
    with app.app_context():
        with pytest.raises(Incomplete) as refused:
            approve(scene, "shandan.sh")
        assert "不满意" in "".join(refused.value.missing)
        give_back(scene, "shandan.sh")
        back_to_resolved(scene)
    again = client("").get(path).get_data(as_text=True)
    assert "不满意" in again, "what was answered stays to be read"
    with app.app_context():
        fresh = link_of(scene)
        assert fresh != path
    assert submit(client(""), fresh, {"answer": "unsatisfied"}).status_code == 302
    with app.app_context():
        with pytest.raises(Incomplete):
            apply(scene)
        apply(scene, "差额是保证金，未到期。")
        approve(scene, "shandan.sh")
        approve(scene, "zhangye.sh")
        assert_status(scene, Status.WRITTEN_OFF)


def test_what_is_forged_expired_or_overtaken_is_not_taken(app: Flask, client: Client, database: Urls) -> None:
    with app.app_context():
        scene, late = resolved(), resolved()
        path, slow = link_of(scene), link_of(late)
        token = path.removeprefix("/reply/")
        assert reply_link.read_token(token) is not None
    stranger = client("")
    for wrong in (
        "x",
        token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        "W10." + token.partition(".")[2],
        token + "A",
    ):
        assert stranger.get(f"/reply/{wrong}").status_code == 404, wrong
    with app.app_context():
        with pytest.raises(NotFound):
            actions.reply("forged", actions.Answered("satisfied"), key())
        with pytest.raises(BadInput):
            actions.reply(token, actions.Answered("unreached"), key())
        call(scene)
        apply(scene)
        approve(scene, "shandan.sh")
        with pytest.raises(IllegalMove):
            actions.reply(token, actions.Answered("unsatisfied"), key())
        held = hidden_values(stranger.get(slow).get_data(as_text=True))
        move_clock(database, 30)
        assert "满意吗" in stranger.get(slow).get_data(as_text=True), "the thirtieth day is still in time"
        move_clock(database, 31)
    assert "不再使用" in stranger.get(path).get_data(as_text=True)
    assert "已经过期" in stranger.get(slow).get_data(as_text=True)
    spoken = f"/cases/{late.number}"
    assert "没有收到答复" in client("shandan.caizheng.cb").get(spoken).get_data(as_text=True)
    with app.app_context():
        call(late)
    page = client("shandan.caizheng.cb").get(spoken).get_data(as_text=True)
    assert ("在回访时答复：<strong>满意</strong>" in page, "没有收到答复" in page) == (True, False)
    held["csrf_token"] = hidden_values(stranger.get("/progress").get_data(as_text=True))["csrf_token"]
    assert stranger.post(slow, data={**held, "answer": "satisfied"}).status_code == 409
    with app.app_context():
        assert [row.by_id is None for row in db.session.scalars(select(FollowUp))] == [False, False]


def test_an_answer_after_signing_in_is_known_everywhere_until_the_case_has_ended(app: Flask, client: Client) -> None:
    with app.app_context():
        scene = resolved()
        code = query_code(scene.number, "0" * 64)
    here = f"/cases/{scene.number}"
    firm, handler = client(firm_login("runhe")), client("shandan.caizheng.cb")
    assert "请告诉我们您是否满意" in firm.get(here).get_data(as_text=True)
    assert submit(firm, f"{here}/confirm", {"answer": "satisfied", "words": ""}).status_code == 302
    page = firm.get(here).get_data(as_text=True)
    for words, shown in (
        ("您已答复：满意", True),
        ("更改答复", True),
        ("请告诉我们您是否满意", False),
        ("告诉我们钱到没到", False),
    ):
        assert (words in page) is shown, words
    again = firm.get(f"{here}/confirm").get_data(as_text=True)
    assert "登录后答复：<strong>满意</strong>" in again
    assert 'value="satisfied" checked' in again
    assert "您已答复“满意”" in firm.get("/mine").get_data(as_text=True)
    page = handler.get(here).get_data(as_text=True)
    for words, shown in (
        ("登录后答复：<strong>满意</strong>", True),
        ("现在还没有答复", False),
        ("回访投诉企业，", False),
    ):
        assert (words in page) is shown, words
    with app.app_context():
        apply(scene)
    asked = {"number": scene.number, "code": code}
    for told in (client("shandan.caizheng.cb").get(here), submit(client(""), "/progress", asked)):
        assert f"<dd>{REVIEWING}</dd>" in told.get_data(as_text=True)
    with app.app_context():
        approve(scene, "shandan.sh")
        if scene.case.status != Status.WRITTEN_OFF:
            approve(scene, "zhangye.sh")
    page = submit(client(""), "/progress", asked).get_data(as_text=True)
    assert "<dd>已结束</dd>" in page
    assert "等待办理" not in page


def test_an_office_never_sees_the_link_nor_answers_by_it_and_the_receiving_unit_has_it_sent_again(
    app: Flask, client: Client
) -> None:
    with app.app_context():
        scene = resolved()
        path = link_of(scene)
    here = f"/cases/{scene.number}"
    for login in ("gansu.sl", "shandan.caizheng.cb", "shandan.caizheng.fz", "shandan.sh"):
        page = client(login).get(here).get_data(as_text=True)
        assert "现在还没有答复" in page, login
        assert path not in page, login
        assert ("再发一次答复链接" in page) is (login == "gansu.sl"), login
        opened = client(login).get(path)
        assert (opened.status_code, "不能代企业答复" in opened.get_data(as_text=True)) == (200, True), login
    assert path not in client("shandan.caizheng.cb").get(f"{here}/follow-up").get_data(as_text=True)
    assert client("shandan.caizheng.fz").get(f"{here}/reply-link").status_code == 403
    clerk = client("gansu.sl")
    forged = hidden_values(client("").get(path).get_data(as_text=True))
    forged["csrf_token"] = hidden_values(clerk.get("/profile").get_data(as_text=True))["csrf_token"]
    assert clerk.post(path, data={**forged, "answer": "satisfied"}).status_code == 403
    assert submit(clerk, f"{here}/reply-link", {}).status_code == 302
    with app.app_context():
        assert _count(FollowUp) == 0
        sent = db.session.scalars(select(Event).where(Event.kind == "ReplyLinkSent")).one()
        assert (sent.actor_id, sent.unit_id) == (person("gansu.sl").user_id, scene.case.receiving_unit_id)
        while relay(100):
            pass
        mail = db.session.scalars(select(Notice).where(Notice.event_id == sent.id, Notice.channel == "mail")).one()
        assert (path in mail.body, mail.audience) == (True, "complainant")
        with pytest.raises(IllegalMove):
            actions.send_link(actor("gansu.sl"), scene.number, scene.version, key())
    told = client(firm_login("runhe")).get("/messages").get_data(as_text=True)
    assert ("处理结果" in told, path in told) == (True, False), "who has signed in needs no link"


def test_what_the_firm_said_signed_in_is_not_overridden_by_the_link_and_the_reviewers_hear_of_an_answer(
    app: Flask, client: Client
) -> None:
    with app.app_context():
        scene, reviewed = resolved(), requested()
        path, other = link_of(scene), link_of(reviewed)
        firm = person(firm_login("runhe"))
        confirm_outcome(
            firm, scene.number, Outcome(scene.version, satisfied=False, words="差利息", arrivals=Arrivals()), key()
        )
        before = reviewed.version
    said = client("").get(path).get_data(as_text=True)
    assert "以那次答复为准" in said
    assert submit(client(""), other, {"answer": "unsatisfied"}).status_code == 302
    with app.app_context():
        assert reviewed.version == before + 1
        with pytest.raises(IllegalMove):
            actions.reply(path.removeprefix("/reply/"), actions.Answered("satisfied"), key())
        assert scene.case.satisfied is False
        while relay(100):
            pass
        rows = select(Notice.audience).join(Event, Event.id == Notice.event_id).where(Event.kind == "FollowedUp")
        heard = [set(db.session.scalars(rows.where(Event.case_id == s.case.id))) for s in (scene, reviewed)]
        assert ["reviewers" in audiences for audiences in heard] == [False, True]
