"""Money in a browser: a plan that is agreed, paid in part and broken; a dispute of which the rest is paid."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import FilePayload

from caseflow.app import create_app
from caseflow.core.chinese import chinese_date
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store.db import db
from caseflow.supervision.jobs import sweep_clocks
from tests.browser.test_ends import HANDLER, HEAD, Seats
from tests.browser.window import DESK, PHONE, Window
from tests.closure.test_breaking import serve_agreement
from tests.closure.way import approve
from tests.handling.scene import dispatched, move_clock
from tests.harness.servers import Servers
from tests.journeys.journey import picture

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def urls(servers: Servers) -> Urls:
    """One database for all of these journeys; each brings its own case."""
    return servers.fresh()


@pytest.fixture(scope="module")
def app(servers: Servers, urls: Urls) -> Iterator[Flask]:
    """The application on it."""
    made = create_app(servers.settings(urls))
    yield made
    with made.app_context():
        db.engine.dispose()


def _paper(window: Window, label: str) -> None:
    window.labelled(label).set_input_files([_picture()])


def _picture() -> FilePayload:
    return {"name": "盖章件.png", "mimeType": "image/png", "buffer": picture("plan")}


def _instalment(window: Window, at: int, day: str, yuan: str) -> None:
    line = window.page.get_by_role("group", name=f"第 {at} 期")
    line.get_by_label("最迟付款日期").fill(day)
    line.get_by_label("金额").fill(yuan)


def _pay(window: Window, yuan: str, day: date) -> str:
    window.link("登记还款")
    window.fill({"付款金额": yuan, "付款日期": day.isoformat()})
    window.choose("付款方式", "银行转账")
    _paper(window, "付款凭证")
    return window.press("登记还款")


def test_a_plan_is_agreed_paid_in_part_and_broken_and_the_case_comes_back(
    app: Flask, urls: Urls, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        today, soon, later = (scene.today + timedelta(days=days) for days in (0, 10, 60))
    seats = Seats(chromium, address, PHONE, scene.number, tmp_path)
    handler = seats.on_case(HANDLER)
    _pay(handler, "20000", today)
    handler.link("登记还款计划", "plan-360")
    handler.fill({"约定日期": today.isoformat()})
    _instalment(handler, 1, soon.isoformat(), "30000")
    _instalment(handler, 2, later.isoformat(), "40000")
    handler.press("再加三期")
    _paper(handler, "还款计划")
    assert "各期合计 70,000.00 元，与尚欠的 80,000.00 元不相等" in handler.press("登记还款计划", "plan-refused-360")
    _instalment(handler, 2, later.isoformat(), "50000")
    _paper(handler, "还款计划")
    page = handler.press("登记还款计划", "planned-360")
    for words in ("还款计划", "计划合计", "第 1 期", "30,000.00", "未到期", "计划与实际付款"):
        assert words in page
    _pay(handler, "12000", today)
    firm = seats.on_case(firm_login("runhe"))
    firm.link("核对还款是否到账", "arrival-360")
    firm.page.get_by_role("group", name="哪些款没有到账").get_by_label(re.compile("12,000.00")).check()
    assert "企业说没有到账" in firm.press("提交核对结果")
    seats.on_case(HANDLER).link("冲回还款", "reversal-360")
    handler.choose("哪一笔还款", f"{chinese_date(today)} 银行转账 12,000.00 元")
    handler.choose("原因", "登记有误")
    handler.fill({"具体情况": "回单是一万元，登记成了一万二千元。"})
    assert "已冲回，不再计入" in handler.press("冲回这笔还款")
    _pay(handler, "10000", today)
    with app.app_context():
        serve_agreement(scene)
        move_clock(urls, 20)
        sweep_clocks()
        while relay(100):
            pass
        assert (scene.case.status, scene.case.round) == (Status.HANDLING, 2)
    handler.sign_in(HANDLER)
    page = seats.on_case(HANDLER, "broken").words()
    for words in (scene.number, "办理中", "逾期未付，已付 10,000.00 元", "反弹，同号重启", "还款计划一期逾期未付"):
        assert words in page
    firm.sign_in(firm_login("runhe"))
    page = seats.on_case(firm_login("runhe"), "firm-broken").words()
    assert "还款计划第1期应在" in page
    assert "尚欠 20,000.00 元" in page
    seats.close()
    with app.app_context():
        move_clock(urls, 0)


def test_the_undisputed_half_is_paid_and_the_dispute_goes_to_court(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = dispatched(disputed="40000.00")
        scene.sign()
        today = scene.today
    seats = Seats(chromium, address, DESK, scene.number, tmp_path)
    handler = seats.on_case(HANDLER)
    _pay(handler, "60000", today)
    assert "每日万分之五" in handler.link("试算单", "interest-1440")
    handler.fill({"合同约定的逾期年利率": "1.5"})
    assert "按 LPR 试算" in handler.press("重新试算", "interest-floor-1440")
    handler.follow(handler.page.get_by_role("link", name="回到案件"))
    handler.link("拟写处理结果")
    handler.choose("处理结果", "有分歧")
    handler.fill({"认定金额": "60000", "查明的情况": "无分歧的六万元已付；其余四万元双方对验收数量有分歧。", "依据": "国务院令第802号第十五条"})
    handler.fill({"补交佐证的种类": "核查情况及依据", "再补交一份的种类": "调解或协商记录"})
    _paper(handler, "补交的佐证")
    handler.page.get_by_label("再补交一份（选填）").set_input_files([_picture()])
    assert "待审签" in handler.press("报负责人审签", "result-1440")
    with app.app_context():
        scene.sign_off()
        scene.serve()
    seats.width = PHONE
    firm = seats.on_case(firm_login("runhe"), "firm-result")
    firm.link("试算单", "interest-360")
    firm = seats.on_case(firm_login("runhe"))
    firm.link("告诉我们钱到没到")
    firm.page.get_by_role("group", name="哪些款已经到账").get_by_role("checkbox").check()
    firm.choose("您对处理结果", "满意")
    firm.press("提交答复", "answered-360")
    head = seats.on_case(HEAD)
    assert "引导诉讼、仲裁的书面告知及送达证明" in head.link("申请销号", "apply-lacking-360")
    head.link("补充材料")
    _paper(head, "选择文件")
    head.fill({"这是什么材料": "引导诉讼、仲裁的书面告知"})
    head.press("上传")
    head.link("申请销号")
    head.press("申请销号")
    with app.app_context():
        approve(scene, "shandan.sh")
        assert (scene.case.status, scene.case.amount_paid) == (Status.WRITTEN_OFF, Decimal("60000.00"))
    assert "诉讼" in seats.on_case(firm_login("runhe"), "ended").words()
    seats.close()
