"""The ends of a case in a browser, each begun close to its end: one review, returned twice, unsatisfied, relapsed, false."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from caseflow.app import create_app
from caseflow.closure.actions import Supply, supply
from caseflow.closure.jobs import draw_month
from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.store import clock
from caseflow.store.db import db
from tests.browser.window import DESK, PHONE, Window
from tests.closure.test_replying import link_of
from tests.closure.way import apply, approve, back_to_resolved, call, give_back, remove_evidence, requested, resolved
from tests.handling.scene import key, move_clock, pdf
from tests.harness.servers import Servers
from tests.journeys.journey import picture

pytestmark = pytest.mark.browser

HANDLER, HEAD = "shandan.caizheng.cb", "shandan.caizheng.fz"


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


class Seats:
    """Windows of several people on one case; what any page may not show is gathered in `faults`."""

    def __init__(self, chromium: Chromium, address: str, width: int, number: str, album: Path) -> None:
        self.chromium, self.address, self.width, self.number, self.album = chromium, address, width, number, album
        self.faults: list[str] = []
        self.windows: dict[str, Window] = {}

    def stranger(self) -> Window:
        """A window of somebody who has not signed in."""
        return self._open("")

    def sit(self, login: str) -> Window:
        """This person's window on the page of the case."""
        if login not in self.windows:
            self._open(login).sign_in(login)
        return self.windows[login]

    def on_case(self, login: str, picture_name: str = "") -> Window:
        """This person's window, on the newest page of the case; the page itself is looked at once in a journey."""
        window = self.sit(login)
        window.page.goto(f"/cases/{self.number}")
        if picture_name:
            window.look(f"{picture_name}-{self.width}")
        return window

    def close(self) -> None:
        """Everybody goes home; nothing was wrong with any page."""
        for window in self.windows.values():
            window.close()
        assert self.faults == []

    def _open(self, login: str) -> Window:
        opened = Window.open(self.chromium, self.address, self.width, self.faults, album=self.album)
        self.windows[login] = opened
        return opened


def _decide(window: Window, decision: str, opinion: str) -> str:
    window.choose("审核决定", decision)
    window.fill({"审核意见": opinion})
    return window.press("提交决定")


def test_one_review_ends_a_case_whose_dossier_was_completed_from_its_list(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = resolved()
        remove_evidence(scene, "payment_proof")
        supply(scene.head, scene.number, Supply("measure_record", pdf("函询和约谈的记录.pdf")), key())
    seats = Seats(chromium, address, PHONE, scene.number, tmp_path)
    head = seats.on_case(HEAD)
    assert "还缺 2 项" in head.link("申请销号", "apply-lacking-360")
    head.link("补充材料")
    head.labelled("选择文件").set_input_files(
        [{"name": "银行回单.png", "mimeType": "image/png", "buffer": picture("receipt")}]
    )
    assert head.labelled("这是什么材料").input_value() == "payment_proof"
    assert "还缺 1 项" in head.press("上传", "supplied-360")
    head.link("登记回访", "follow-up-360")
    head.choose("回访结果", "满意")
    head.fill({"联系经过": "电话联系企业，款已到账。"})
    head.press("记录")
    head.link("申请销号", "apply-complete-360")
    head.press("申请销号")

    reviewer = seats.sit("shandan.sh")
    reviewer.menu("销号审核")
    reviewer.follow(reviewer.page.locator(f'a[href="/cases/{scene.number}/review"]'), "review-360")
    assert "银行回单.png" in reviewer.words()
    assert "已销号" in _decide(reviewer, "同意", "对照银行回单和送达核对，同意销号。")
    assert "已结案" in seats.on_case(firm_login("runhe")).words()
    seats.close()


def test_returned_twice_the_case_is_reviewed_one_level_up(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = requested()
    seats = Seats(chromium, address, DESK, scene.number, tmp_path)
    seats.on_case("shandan.sh").link("审核", "review-1440")
    bare = _decide(seats.sit("shandan.sh"), "退回承办单位", "回单看不清。")
    assert "退回的，请逐项写明还缺什么" in bare
    seats.sit("shandan.sh").fill({"还缺什么": "清晰的银行回单\n收款人的说明"})
    assert "办理中" in seats.sit("shandan.sh").press("提交决定")
    handler = seats.on_case(HANDLER, "returned")
    for words in ("已退回", "回单看不清", "还缺：清晰的银行回单", "还缺：收款人的说明", "退回重办"):
        assert words in handler.words()
    with app.app_context():
        back_to_resolved(scene)
        apply(scene)
        give_back(scene, "shandan.sh2")
        back_to_resolved(scene)
    head = seats.on_case(HEAD)
    assert "已退回 2 次，提级审核" in head.link("申请销号", "apply-again-1440")
    head.press("申请销号")
    assert "已退回 2 次，提级审核" in seats.on_case(HEAD, "raised").words()
    city = seats.sit("zhangye.sh")
    city.menu("销号审核")
    city.follow(city.page.locator(f'a[href="/cases/{scene.number}/review"]'))
    assert "提级审核" in city.words()
    assert "已销号" in _decide(city, "同意", "新的回单清楚，同意销号。")
    seats.close()


def test_an_unsatisfied_answer_by_link_leads_to_an_explanation_and_a_second_level(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = resolved()
        path = link_of(scene)
    seats = Seats(chromium, address, PHONE, scene.number, tmp_path)
    seats.on_case("gansu.sl")
    assert path not in seats.sit("gansu.sl").words()
    firm = seats.stranger()
    firm.page.goto(path)
    assert "您满意吗" in firm.go(path, "reply-360")
    assert "请选择满意或不满意" in firm.press("提交答复", "reply-refused-360")
    assert firm.asked == [], "nothing is asked while nothing is chosen"
    firm.choose("您对处理结果", "不满意")
    firm.fill({"想说的话": "还差一笔保证金。"})
    assert "答复：不满意" in firm.press("提交答复", "reply-answered-360")
    assert firm.asked == ["只能答复一次，确定提交吗？"]

    head = seats.on_case(HEAD, "unsatisfied")
    assert "还差一笔保证金" in head.words()
    head.link("申请销号", "apply-unsatisfied-360")
    assert "投诉人不满意，缺少为什么仍应销号的说明" in head.press("申请销号", "apply-refused-360")
    head.fill({"说明": "保证金按合同明年到期，不在本次投诉范围。"})
    head.press("申请销号")
    with app.app_context():
        approve(scene, "shandan.sh")
    seats.on_case("zhangye.sh").link("审核", "review-unsatisfied-360")
    assert "保证金按合同明年到期" in seats.sit("zhangye.sh").words()
    assert "已销号" in _decide(seats.sit("zhangye.sh"), "同意", "说明成立，同意销号。")
    seats.close()


def test_a_bill_that_bounces_after_the_end_brings_the_case_back_under_its_number(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = requested()
        approve(scene, "shandan.sh")
    seats = Seats(chromium, address, DESK, scene.number, tmp_path)
    clerk = seats.on_case("gansu.sl")
    assert "提高一级重点挂牌" in clerk.link("反弹或重新办理", "reopen-1440")
    clerk.choose("原因", "票据没有兑付")
    clerk.fill({"具体情况": "银行退票，企业没有收到款。"})
    assert "请选择没有兑现或被追回的还款" in clerk.press("重新启动", "reopen-refused-1440")
    assert clerk.labelled("具体情况").input_value() == "银行退票，企业没有收到款。"
    clerk.page.get_by_role("group", name="没有兑现或被追回的还款").get_by_role("checkbox").check()
    page = clerk.press("重新启动", "reopened-1440")
    for words in (scene.number, "办理中", "重点挂牌", "销号后重新启动，提高挂牌级别", "已冲回，不再计入"):
        assert words in page
    firm = seats.on_case(firm_login("runhe"), "firm-reopened")
    assert "银行退票，企业没有收到款" in firm.words()
    with app.app_context():
        scene.submit()
        scene.sign_off()
        scene.serve()
        call(scene)
        apply(scene)
        assert (scene.case.round, scene.case.listing) == (2, "县级")
    assert "第 2 级（市级）：重点挂牌" in seats.on_case(HEAD, "next-round").words()
    seats.close()


def test_a_false_receipt_found_by_looking_again_has_its_consequences(
    app: Flask, urls: Urls, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = requested("jiayuguan.gongxin")
        approve(scene, "gansu.sh")
        today = clock.today()
        first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        move_clock(urls, (first - today).days + 8)
        assert draw_month() >= 1
    seats = Seats(chromium, address, DESK, scene.number, tmp_path)
    ender = seats.sit("gansu.sh")
    ender.menu("回头看")
    ender.page.locator("main table a").first.click()
    assert "您参与过本案的办理或者销号审核" in ender.look("draw-barred-1440")
    other = seats.on_case("gansu.sh2")
    other.link("记录回头看", "recheck-1440")
    for question, answer in (
        ("联系企业", "联系上了"), ("钱到没到", "款项没有到账"), ("佐证是否属实", "佐证不实"), ("有没有打击报复", "企业没有反映"),
    ):  # fmt: skip
        other.choose(question, answer)
    other.fill({"核实情况": "银行查无此单，回单系伪造。"})
    assert "请选择没有到账的还款" in other.press("记录结果", "recheck-refused-1440")
    other.page.get_by_role("group", name="没有到账的还款").get_by_role("checkbox").check()
    page = other.press("记录结果", "recheck-found-1440")
    for words in (scene.number, "办理中", "重点挂牌", "已冲回，不再计入", "银行查无此单"):
        assert words in page
    other.menu("回头看")
    other.page.locator("main table a").first.click()
    assert "不属实，已重新启动" in other.look("draw-done-1440")
    seats.close()
    with app.app_context():
        move_clock(urls, 0)
        assert (scene.case.round, scene.case.listing, scene.case.amount_paid) == (2, "省级", 0)
