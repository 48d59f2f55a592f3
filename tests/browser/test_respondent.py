"""The respondent opens the link of its mail, answers two claims and submits; the handler reads it and judges: phone and desk."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from caseflow.notices.sending.delivery import deliver
from tests.browser.window import DESK, PHONE, Window
from tests.handling.scene import PDF, Scene, dispatched
from tests.harness.servers import Sink
from tests.supervision.rungs import settle_down

MAIL = "caiwu@respondent.example"
PROOF = {"name": "银行回单.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_a_respondent_answers_two_claims_by_the_link_of_its_mail_and_the_handler_judges_the_reply(
    app: Flask, address: str, chromium: Chromium, smtp_sink: Sink, tmp_path: Path
) -> None:
    with app.app_context():
        scene = dispatched(amounts=("100000.00", "58000.50"))
        scene.sign()
    faults: list[str] = []
    handler = Window.open(chromium, address, PHONE, faults, album=tmp_path).sign_in("shandan.caizheng.cb")
    _asked(handler, scene)
    with app.app_context():
        settle_down()
        deliver(app.config["SETTINGS"])
    respondent = Window.open(chromium, address, PHONE, faults, album=tmp_path)
    _answered(respondent, _link_in(smtp_sink))
    with app.app_context():
        settle_down()
    _judged(handler, scene)
    assert "印在函的末页" in respondent.go("/respond", "enter")
    respondent.fill({"答复码": "AAAA-BBBB-CCCC-DDDD-9"})
    assert "没有与这个答复码相符的文书" in respondent.press("打开答复页面")
    handler.close()
    respondent.close()
    assert faults == []


def _at_both(window: Window, picture: str) -> str:
    """Look at the same page at a desk too; returns the words of the phone."""
    words = window.look(f"{picture}-{PHONE}")
    for width in (DESK, PHONE):
        window.page.set_viewport_size({"width": width, "height": 800})
        window.width = width
        if width == DESK:
            window.look(f"{picture}-{DESK}")
    return words


def _asked(handler: Window, scene: Scene) -> None:
    """The handler sends the 核实函 and says where it goes."""
    handler.go(f"/cases/{scene.number}")
    handler.link("采取核实函")
    _at_both(handler, "take")
    handler.choose("理由", "办理投诉需要核实")
    handler.fill({"被投诉单位的邮箱": MAIL, "被投诉单位的通讯地址": "山丹县某某路1号"})
    assert "等待答复" in handler.press("发出核实函")


def _link_in(sink: Sink) -> str:
    """The path that the one mail to the respondent leads to."""
    (mail,) = sink.to(MAIL)
    address = next(line for line in mail.get_content().splitlines() if "/respond/" in line)
    return "/respond/" + address.partition("/respond/")[2].strip()


def _answered(window: Window, path: str) -> None:
    """Two visits: the first saves what there is, the second finishes and submits it."""
    assert "供货合同2" in window.go(path)
    _at_both(window, "open")
    window.choose("第 1 笔：这笔款", "认可")
    assert "已保存，还没有提交" in window.press("保存，以后再填")
    window.choose("第 2 笔：这笔款", "部分认可")
    wrong = window.press("核对并提交", "wrong")
    for words in ("请选择理由", "请填写答复人姓名", "大于 0"):
        assert words in wrong, words
    window.fill(
        {
            "第 2 笔：认可的金额": "20000", "第 2 笔：不全部认可的理由": "正在履行内部付款流程", "第 2 笔：说明": "余款等待内部审批。",
            "总的说明": "第一笔款年底前付清。", "第 1 笔付款：付款日期": "2030-12-30", "第 1 笔付款：金额": "100000",
            "答复人姓名": "某某", "部门和职务": "财务科科长", "联系电话": "0936-2720000",
        }
    )  # fmt: skip
    window.labelled("选择文件").set_input_files([PROOF])
    assert "银行回单.pdf" in window.press("上传材料")
    window.press("核对并提交")
    checked = _at_both(window, "check")
    for words in ("法定不成立理由", "国务院令第728号第十三条", "请再看一遍理由", "认可 20,000.00"):
        assert words in checked, words
    window.tick("以上答复经本单位确认")
    assert "已收到您单位的答复" in window.press("提交答复")
    assert "不能修改" in window.asked[-1]
    assert "法定不成立理由" in _at_both(window, "receipt")


def _judged(handler: Window, scene: Scene) -> None:
    """The handler sees it claim by claim and does not accept it."""
    assert "法定不成立理由" in handler.go(f"/cases/{scene.number}", "case")
    handler.link("审核答复")
    seen = _at_both(handler, "judge")
    for words in ("余款等待内部审批", "法定不成立理由", "银行回单.pdf", "财务科科长", "提出的付款安排"):
        assert words in seen, words
    handler.choose("审核决定", "不认可")
    handler.fill({"审核意见": "第二笔的理由法律规定不能成立。"})
    assert "督办书" in handler.press("提交审核决定")
