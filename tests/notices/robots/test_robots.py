"""Robots of group chats over real HTTP: what they are told, every mood of theirs, and what the program cannot be made to call."""

import base64
import hashlib
import hmac
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from caseflow.core.audiences import Channel
from caseflow.core.edition import Edition
from caseflow.notices.operating.troubles import failed
from caseflow.notices.sending.delivery import ATTEMPTS, claim, deliver
from caseflow.notices.sending.robots import Exchange, RobotCarrier, hosts_of
from caseflow.notices.settings.robots import remove_robot, robots_of
from caseflow.reactions import relay
from caseflow.settings import Settings
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Event, Notice, Robot
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import transaction
from caseflow.worker import drain
from tests.harness.pages import browser, hidden_values
from tests.notices.robot_server import RobotServer
from tests.notices.robots.scene import CLERK, HANDLER, HEAD, SECRET, assign, connect, key, messages, person_id
from tests.notices.scene import add_cases, mails, pending_events, record, settle

KEY = "693a91f6-7bbb-4bc4-97a0-0ec2sifa5aaa"
TOKEN = "0123456789abcdef"


def settle_patiently(settings: Settings) -> None:
    """Settle past the pauses between attempts."""
    for _ in range(80):
        settle(settings)
        if not [row for row in messages() if row.status in {"created", "sending", "temporary_failure"}]:
            return
        time.sleep(0.1)


def test_each_kind_of_robot_is_told_number_step_and_day_and_nothing_else(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    with site.app_context():
        for kind, path in (
            ("wecom", f"/cgi-bin/webhook/send?key={KEY}"), ("dingtalk", f"/robot/send?access_token={TOKEN}"),
            ("webhook", "/in?token=verysecret"),
        ):  # fmt: skip
            connect(group, kind, path=path)
        [case_id] = add_cases(1)
        assign(case_id)
        settle(settings)
        settle(settings)
        rows = messages()
        assert [(row.status, row.attempts, row.recipient_id) for row in rows] == [("sent", 1, None)] * 3
        assert len(group.calls) == 3
        paths = {urlsplit(path).path: parse_qs(urlsplit(path).query) for path, _content in group.calls}
        assert paths["/cgi-bin/webhook/send"] == {"key": [KEY]}
        assert paths["/in"] == {"token": ["verysecret"]}
        signed = paths["/robot/send"]
        own = hmac.new(SECRET.encode(), f"{signed['timestamp'][0]}\n{SECRET}".encode(), hashlib.sha256).digest()
        assert signed["sign"] == [base64.b64encode(own).decode()], "the signature arrives as 钉钉 computes it"
        assert signed["access_token"] == [TOKEN]
        for row in rows:
            assert (
                row.body == f"【投诉办件】TEST-2026-000000：分派承办人。请登录系统查看。（通知号 {row.reference[:8]}）"
            )
            assert row.body in group.texts()
            assert "token" not in row.address
        everything = str([event.data for event in db.session.scalars(select(Event))])
        for secret in (KEY, TOKEN, SECRET, "verysecret"):
            assert secret not in everything


def test_a_passing_failure_is_tried_eight_times_and_then_a_persons(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    group.pause = 0.7
    with site.app_context():
        connect(group, "wecom", path=f"/cgi-bin/webhook/send?key={KEY}")
        for mood, case_id in zip(("error", "crowded", "reset", "too_often", "slow"), add_cases(5), strict=True):
            group.mode = mood
            group.calls.clear()
            assign(case_id)
            settle_patiently(replace(settings, lease_seconds=3 if mood == "slow" else 60))
            row = messages()[-1]
            assert (row.status, row.attempts) == ("technical_failure", ATTEMPTS), mood
            assert len(group.calls) == ATTEMPTS, mood
            assert KEY not in str(row.failure)
        assert {(line.person, line.unit, line.channel) for line in failed().rows} == {
            ("群机器人", "山丹县财政局", "群机器人")
        }


def test_a_refusal_is_final_also_one_that_answers_200_and_no_redirect_is_followed(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    inside = RobotServer()
    inside.start()
    group.elsewhere = f"http://{inside.host}/operations"
    with site.app_context():
        connect(group, "wecom", path=f"/cgi-bin/webhook/send?key={KEY}")
        head = actor_of(person_id(HEAD))
        assert head is not None
        for mood, case_id in zip(("refused", "gone", "forbidden", "moved"), add_cases(4), strict=True):
            group.mode = mood
            group.calls.clear()
            assign(case_id)
            settle_patiently(settings)
            row = messages()[-1]
            assert (row.status, row.attempts, len(group.calls)) == ("permanent_failure", 1, 1), mood
            assert row.unreached_id is None
            assert "没有收下" in robots_of(head)[0].last
    inside.stop()
    assert inside.calls == []


def test_a_crash_after_the_sending_doubles_one_message_whose_number_says_so(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    with site.app_context():
        connect(group)
        for case_id in add_cases(3):
            assign(case_id)
        settle(replace(settings, webhook_hosts=("elsewhere.example",)))
        with transaction(None):
            robots = update(Notice).where(Notice.channel == "robot")
            db.session.execute(robots.values(status="created", attempts=0, claims=0, failure=None))
        group.calls.clear()
        claimed = claim("a worker that dies", 0.0, 20, Channel.ROBOT)
        with RobotCarrier(settings, 2.0) as carrier:
            carrier.send(claimed[0].letter)
        time.sleep(0.01)
        assert deliver(settings) == 3
        assert {row.status for row in messages()} == {"sent"}
        texts = group.texts()
        assert (len(texts), len(set(texts))) == (4, 3), "at least once: one more for the crash, with the same number"


def test_a_host_that_drips_is_left_after_its_time_and_not_called_again_in_this_round(
    site: Flask, settings: Settings, group: RobotServer
) -> None:
    with site.app_context():
        connect(group, "wecom", path=f"/cgi-bin/webhook/send?key={KEY}")
        connect(group, "dingtalk", path=f"/robot/send?access_token={TOKEN}")
        for mood, case_id in zip(("drip", "drip_head"), add_cases(2), strict=True):
            group.mode = mood
            group.calls.clear()
            assign(case_id)
            while relay(100, settings.retry_seconds):
                pass
            deliver(replace(settings, lease_seconds=3, retry_seconds=60))
            for row in messages()[-2:]:
                assert (row.status, row.attempts) == ("temporary_failure", 1), mood
                assert "连接中断" in str(row.failure)
            assert len(group.calls) == 1, mood


def test_nothing_is_said_to_a_machine_of_the_house_whose_name_the_rules_gave(group: RobotServer) -> None:
    address = f"http://{group.host}/robot"
    outside = Exchange(address, 2.0)
    with pytest.raises(httpx.ConnectError):
        outside.post(address, data="{}", headers={})
    assert (group.calls, outside.broken) == ([], "ConnectError")
    assert Exchange(address, 2.0, inside=True).post(address, data="{}", headers={}).status_code == 200
    assert len(group.calls) == 1


def test_robots_come_when_no_mail_waits_any_more(site: Flask, settings: Settings, group: RobotServer) -> None:
    with site.app_context():
        connect(group)
        cases = add_cases(25)
        assign(cases[0])
        for case_id in cases:
            record(case_id)
        drain(go_on=lambda: not group.calls)
        assert len(group.calls) == 1
        assert pending_events() == 0, "it was called after everything else"
        assert {row.status for row in mails()} == {"sent"}


def publish(notices: str) -> None:
    """The rules from now on, with this text of notices.toml."""
    files = dict(editions.current().files) | {"notices.toml": notices}
    with transaction(None) as work:
        editions.publish(work, Edition(files), "测试")


def without_robots(text: str) -> str:
    """notices.toml that knows no robots."""
    return text.partition("[[robot]]")[0] + "[[group]]" + text.partition("[[group]]")[2]


def test_rules_of_today_decide_at_the_moment_of_sending(site: Flask, settings: Settings, group: RobotServer) -> None:
    with site.app_context():
        robot_id = connect(group)
        [first, second] = add_cases(2)
        whole = editions.current()
        publish(notices=without_robots(whole.files["notices.toml"]))
        assign(first)
        settle(settings)
        assert [row.status for row in messages()] == ["permanent_failure"], "a kind the rules know no more"
        watcher = actor_of(person_id(HEAD))
        assert watcher is not None
        assert robots_of(watcher)[0].name == "webhook"
        publish(notices=whole.files["notices.toml"])
        assert hosts_of(replace(settings, webhook_hosts=()), "webhook") == frozenset()
        assert hosts_of(settings, "wecom") == {group.host}
        publish(notices=whole.files["notices.toml"].replace(f'["{group.host}"]', "[]"))
        assert hosts_of(settings, "wecom") == frozenset(), "what the rules leave out, the deployment does not give"
        assign(first)
        site.config["SETTINGS"] = narrowed = replace(settings, webhook_hosts=("other.example",))
        settle(narrowed)
        assert [row.status for row in messages()] == ["permanent_failure"] * 2
        head = actor_of(person_id(HEAD))
        assert head is not None
        remove_robot(head, robot_id, key())
        assert db.session.scalars(select(Robot)).one().address == ""
        assign(second)
        settle(settings)
        assert len(messages()) == 2
        assert group.calls == []


def test_the_head_connects_tests_and_removes_and_nobody_sees_the_address_again(
    site: Flask, settings: Settings, group: RobotServer, capfd: pytest.CaptureFixture[str]
) -> None:
    head, handler, clerk = (browser(site, login) for login in (HEAD, HANDLER, CLERK))
    address = f"http://{group.host}/cgi-bin/webhook/send?key={KEY}"
    assert handler.get("/unit/notices").status_code == 403
    assert handler.get("/unit/robots/add").status_code == 403
    form = "/unit/robots/add"
    for wrong, said in (
        (f"http://127.0.0.1:1/x?key={KEY}", "不在允许的主机上"), (f"file:///{KEY}", "https://"), (f"https://{group.host} {KEY}", "写法不对"),
        (f"http://{group.host}/cgi-bin/webhook/send?key=%26{KEY}", "没有可用的口令"),
    ):  # fmt: skip
        refused = head.post(form, data={**hidden_values(head.get(form).text), "kind": "wecom", "robot_address": wrong})
        assert (refused.status_code, said in refused.text, KEY in refused.text) == (422, True, False)
    assert "还没有群机器人" in head.get("/unit/notices").text
    sent = head.post(form, data={**hidden_values(head.get(form).text), "kind": "wecom", "robot_address": address})
    assert sent.status_code == 302
    page = head.get("/unit/notices").text
    assert "企业微信群机器人" in page
    assert "localhost，末尾 5aaa" in page
    second = head.post(form, data={**hidden_values(head.get(form).text), "kind": "wecom", "robot_address": address})
    assert (second.status_code, "已经接了一个" in second.text) == (422, True)
    with site.app_context():
        robot_id = db.session.scalars(select(Robot.id)).one()
    test = f"/unit/robots/{robot_id}/test"
    assert clerk.post(test, data=hidden_values(clerk.get("/unit/notices").text)).status_code == 404, "another unit's"
    assert head.post(test, data=hidden_values(page, test)).status_code == 302
    assert "测试消息已发出" in head.get("/unit/notices").text
    assert group.texts() == ["【投诉办件】这是一条测试消息，山丹县财政局的提醒会发到这个群。"]
    head.post(test, data=hidden_values(head.get("/unit/notices").text, test))
    assert "请过 10 秒再试" in head.get("/unit/notices").text
    assert len(group.calls) == 1
    with site.app_context():
        group.mode = "gone"
        [case_id] = add_cases(1)
        assign(case_id)
        settle(settings)
        unit_id = db.session.scalars(select(Robot.unit_id)).one()
    operator = browser(site, "xitong")
    for address_ in ("/operations", "/operations/notices", f"/operations/recipients/unit/{unit_id}"):
        shown = operator.get(address_)
        assert (shown.status_code, "群机器人" in shown.text, KEY in shown.text) == (200, True, False), address_
    assert "没有收下" in head.get("/unit/notices").text
    remove = f"/unit/robots/{robot_id}/remove"
    confirm = head.get(remove).text
    assert "要移除企业微信群机器人" in confirm
    assert head.post(remove, data=hidden_values(confirm)).status_code == 302
    assert head.get(remove).status_code == 404
    with site.app_context():
        kinds = select(Event.kind, func.count()).where(Event.kind.like("Robot%")).group_by(Event.kind)
        assert dict(list(db.session.execute(kinds))) == {"RobotAdded": 1, "RobotTested": 1, "RobotRemoved": 1}
        assert KEY not in str(list(db.session.scalars(select(Event.data))))
    out, err = capfd.readouterr()
    assert KEY not in page + confirm + out + err
