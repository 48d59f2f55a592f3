"""规模认定 in a browser: the clerk asks, both clocks are shown, the county's department answers; phone and desk."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from caseflow.accounts.actions import NewPerson, add_person
from caseflow.core.access import Role
from caseflow.demo.people import PASSWORD, firm_login
from tests.browser.window import DESK, PHONE, Window
from tests.harness.onstage import filed
from tests.supervision.calendars import settle

OFFICE = "山丹县工业和信息化局"


def test_from_the_question_to_the_answer(app: Flask, address: str, chromium: Chromium, tmp_path: Path) -> None:
    with app.app_context():
        add_person(None, NewPerson("shandan.gongxin", "某甲", Role.HANDLER, "gongxin@example.com", OFFICE), PASSWORD)
    faults: list[str] = []
    for firm, width in (("runhe", PHONE), ("xinyuan", DESK)):
        with app.app_context():
            play = filed(firm)
            settle()

        def sit(login: str, width: int = width) -> Window:
            window = Window.open(chromium, address, width, faults, album=tmp_path)
            window.sign_in(login)
            return window

        clerk = sit("gansu.sl")
        clerk.go(f"/cases/{play.number}/examine", f"examine-{width}")
        clerk.link("提请规模认定", f"ask-{width}")
        assert "请写明争议在哪里" in clerk.press("提请认定", f"refused-{width}")
        clerk.fill({"争议在哪里": "对方称该企业从业人员超过一千人，请核实。"})
        shown = clerk.press("提请认定", f"paused-{width}")
        assert "（暂停计时）" in shown
        if firm == "runhe":
            _recalled_and_asked_again(clerk, play.number, width)
        clerk.go("/acceptance", f"queue-{width}")
        clerk.close()

        reader = sit(firm_login(firm))
        shown = reader.go(f"/cases/{play.number}", f"firm-{width}")
        assert "正在请主管部门认定企业规模" in shown
        assert (OFFICE if firm == "runhe" else "高台县工业和信息化局") in shown
        reader.close()

        office = sit("shandan.gongxin" if firm == "runhe" else "gansu.sl2")
        listed = office.go("/determinations", f"list-{width}")
        if firm == "runhe":
            assert "甘肃润禾水利水电工程有限公司" in listed
            office.link("甘肃润禾水利水电工程有限公司", f"determine-{width}")
        else:
            office.go(f"/cases/{play.number}/examine")
            office.link("录入书面认定结果", f"determine-{width}")
        office.choose("签订合同时的规模类型", "小型")
        office.fill({"认定依据": "建筑业，从业人员 85 人，营业收入 3200 万元，依据统计年报。"})
        assert "已作出规模认定" in office.press("作出认定", f"determined-{width}")
        office.close()
    assert faults == []


def _recalled_and_asked_again(clerk: Window, number: str, width: int) -> None:
    clerk.go(f"/cases/{number}/examine")
    clerk.link("撤回提请", f"recall-{width}")
    clerk.fill({"撤回的理由": "选错了认定单位。"})
    assert "暂停计时" not in clerk.press("撤回提请", f"recalled-{width}")
    clerk.go(f"/cases/{number}/examine")
    clerk.link("提请规模认定")
    clerk.fill({"争议在哪里": "对方称该企业从业人员超过一千人，请核实。"})
    assert "（暂停计时）" in clerk.press("提请认定")
