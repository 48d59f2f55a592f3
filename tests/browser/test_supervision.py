"""督办 in a browser: from the overdue notice to the delisting, office and unit in turn; phone and desk."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from tests.browser.window import DESK, PHONE, Window
from tests.handling.scene import PDF, dispatched, move_clock
from tests.supervision.rungs import settle_down, sign

REPLY = {"name": "答复.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_whole_ladder(
    app: Flask, database: Urls, address: str, chromium: Chromium, tmp_path: Path, width: int
) -> None:
    with app.app_context():
        number = dispatched().number
        move_clock(database, 5)
        settle_down()
    faults: list[str] = []
    office, unit, firm = (
        Window.open(chromium, address, width, faults, album=tmp_path).sign_in(login)
        for login in ("shandan.sh", "shandan.caizheng.cb", firm_login("runhe"))
    )
    assert "没有符合条件的挂牌案件" in office.menu("督办")
    office.link("建议采取的措施", f"todo-{width}")
    office.link("督办函", f"take-{width}")
    office.press("送签督办函")
    assert "请写明事由" in office.look(f"refused-{width}")
    office.choose("理由", "承办超过期限")
    office.fill({"事由": "转办后一直没有签收。"})
    office.press("送签督办函", f"taken-{width}")
    with app.app_context():
        sign(number, "shandan.sh2")
    office.go(f"/cases/{number}")
    _serve(office)

    unit.go(f"/cases/{number}")
    unit.link("答复督办", f"answer-{width}")
    unit.fill({"办理情况": "已签收，正在核实。"})
    unit.page.locator("input[type=file]").set_input_files(REPLY)
    assert "答复待审核" in unit.press("提交", f"answered-{width}")

    office.menu("督办")
    office.link(re.compile("待送达、待审核"), f"waiting-{width}")
    office.link("审核答复", f"judge-{width}")
    office.choose("审核决定", "不认可")
    office.fill({"审核意见": "没有写明时限。"})
    assert "答复未认可" in office.press("提交审核决定")
    office.link("采取重点挂牌", f"list-{width}")
    office.choose("理由", "前一级措施的答复不予认可")
    office.fill({"事由": "答复没有写明时限。", "包抓领导": "分管副局长"})
    office.press("送签重点挂牌")
    with app.app_context():
        sign(number, "shandan.sh2")
    office.go(f"/cases/{number}")
    _serve(office)

    assert "重点挂牌（县级）" in firm.go(f"/cases/{number}", f"firm-{width}")
    unit.go(f"/cases/{number}")
    unit.link("报告进展")
    unit.fill({"内容": "已付清，凭证附后。"})
    unit.press("提交", f"reported-{width}")

    office.menu("督办")
    assert number in office.look(f"board-{width}")
    office.link(number, f"case-{width}")
    office.link("摘牌", f"delist-{width}")
    office.fill({"摘牌的理由": "款项已付清。"})
    assert "签发后摘牌" in office.press("送签摘牌通知书", f"delisted-{width}")
    with app.app_context():
        sign(number, "shandan.sh2")
    assert "挂牌督办" not in firm.go(f"/cases/{number}").split("办理经过", maxsplit=1)[0]
    for window in (office, unit, firm):
        window.close()
    assert faults == []


def _serve(office: Window) -> None:
    office.link("登记送达")
    office.fill({"送达方式": "公文交换"})
    office.press("登记送达")
