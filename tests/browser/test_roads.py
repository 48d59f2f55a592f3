"""The two roads of measures on a respondent in a browser, at the handler's, the head's and the supervisor's desk."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from caseflow.demo.people import firm_login
from tests.browser.window import DESK, PHONE, Window
from tests.handling.scene import PDF, Scene, dispatched
from tests.supervision.rungs import settle_down, sign
from tests.supervision.test_roads import unpaid

SCAN = {"name": "回执.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_from_the_inquiry_to_the_order_to_rectify_and_from_the_confirmed_debt_to_the_circular(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
    faults: list[str] = []
    handler, head, office, firm = (
        Window.open(chromium, address, width, faults, album=tmp_path).sign_in(login)
        for width, login in (
            (PHONE, "shandan.caizheng.cb"), (DESK, "shandan.caizheng.fz"), (DESK, "shandan.sh"), (PHONE, firm_login("runhe")),
        )
    )  # fmt: skip
    _to_rectification(app, scene, handler, head)
    with app.app_context():
        unpaid(scene, signed=True)
    _to_the_circular(app, scene, office)
    ends = (("handler", handler, DESK), ("office", office, PHONE), ("firm", firm, PHONE), ("firm", firm, DESK))
    for who, window, width in ends:
        window.page.set_viewport_size({"width": width, "height": 800})
        words = window.go(f"/cases/{scene.number}", f"end-{who}-{width}")
        assert "责令整改" in words
        assert "督办通报" in words
    for window in (handler, head, office, firm):
        window.close()
    assert faults == []


def _to_rectification(app: Flask, scene: Scene, handler: Window, head: Window) -> None:
    handler.go(f"/cases/{scene.number}")
    handler.link("采取核实函", "verify")
    handler.choose("理由", "办理投诉需要核实")
    assert "等待答复" in handler.press("发出核实函", "verified")
    assert "不能修改或者收回" in handler.asked[-1]
    assert "答复不符合要求" in _badly_answered(handler, "答复", "只说资金紧张，没有附材料。", "judge")
    handler.link("督办书", "order")
    handler.choose("理由", "没有按规定反馈")
    handler.fill({"事由": "核实函的答复没有写明付款日期。"})
    assert "签发后生效" in handler.press("送签督办书", "ordered")
    head.go("/")
    head.menu("待签发文书（1）")
    head.link("审阅签发", "draft")
    head.choose("决定", "同意签发")
    head.press("提交决定")
    with app.app_context():
        settle_down()
    handler.go(f"/cases/{scene.number}")
    _served(handler, "serve")
    _badly_answered(handler, "答复", "仍没有付款日期。")
    handler.link("采取责令整改", "rectify")
    handler.choose("理由", "没有按规定反馈")
    handler.fill({"事由": "督办书的答复仍没有付款日期。", "整改要求": "支付无分歧的货款。"})
    handler.press("送签责令整改")
    with app.app_context():
        sign(scene.number, "shandan.caizheng.fz")
    assert "责令整改" in handler.go(f"/cases/{scene.number}", "handler")


def _to_the_circular(app: Flask, scene: Scene, office: Window) -> None:
    office.menu("督办")
    office.link("建议采取的措施", "todo")
    office.link("函询", "inquire")
    office.choose("理由", "处理结果认定欠款属实")
    office.fill({"事由": "处理结果已送达，货款没有支付。"})
    office.press("送签函询")
    with app.app_context():
        sign(scene.number, "shandan.sh2")
    assert "督办通报暂不能采取" not in office.go(f"/cases/{scene.number}")
    _served(office)
    _badly_answered(office, "说明", "没有说明资金来源。")
    office.link("采取督办通报", "name")
    office.choose("理由", "情节严重")
    office.fill({"事由": "多次函询，仍没有付款安排。", "要求": "立即制定付款计划。"})
    office.press("送签督办通报")
    with app.app_context():
        sign(scene.number, "shandan.sh2")
    office.go(f"/cases/{scene.number}", "office")
    office.menu("督办")
    assert "督办通报" in office.link("对被投诉单位的措施", "respondents")


def _badly_answered(window: Window, what: str, words: str, picture: str = "") -> str:
    """What came back is recorded and not accepted."""
    window.link(f"登记{what}")
    window.fill({"内容": words})
    window.press("提交")
    window.link(f"审核{what}", picture)
    window.choose("审核决定", "不认可")
    window.fill({"审核意见": "没有写明付款日期。"})
    return window.press("提交审核决定")


def _served(window: Window, picture: str = "") -> None:
    window.link("登记送达", picture)
    window.fill({"送达方式": "邮寄送达"})
    window.page.locator("input[type=file]").set_input_files(SCAN)
    window.press("登记送达")
