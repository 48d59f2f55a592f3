"""我的通知设置, the unit's page with its robots, and 确认收到, in a browser: phone and desk."""

from dataclasses import replace
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.browser.window import DESK, PHONE, Window
from tests.documents.test_confirming import letter_of
from tests.handling.scene import dispatched
from tests.notices.robot_server import RobotServer


def test_settings_robots_and_receipts_on_a_phone_and_at_a_desk(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    group = RobotServer()
    group.start()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhook_hosts=(group.host,))
    with app.app_context():
        scene = dispatched()
        letters = {width: letter_of(scene, "supplement_notice", "platform") for width in (PHONE, DESK)}
    faults: list[str] = []
    for width in (PHONE, DESK):
        firm = Window.open(chromium, address, width, faults, album=tmp_path)
        firm.sign_in("runhe@example.com")
        assert "不能关闭的通知" in firm.menu("通知设置")
        firm.look(f"mine-{width}")
        firm.fill({"免打扰从几点起": "20:00"})
        assert "都填" in firm.press("保存", f"mine-wrong-{width}")
        firm.fill({"到几点止": "09:30"})
        assert "现在按您自己的设置" in firm.press("保存", f"mine-own-{width}")
        assert "系统的默认设置" in firm.press("改回")
        firm.go(f"/letters/{letters[width]}", f"letter-{width}")
        assert "确认收到。" in firm.press("确认收到", f"letter-confirmed-{width}")
        firm.close()

        head = Window.open(chromium, address, width, faults, album=tmp_path)
        head.sign_in("shandan.caizheng.fz")
        head.menu("通知设置")
        assert "还没有群机器人" in head.link("本单位的通知设置", f"unit-empty-{width}")
        head.link("添加群机器人", f"robot-add-{width}")
        head.fill({"种类": "其他系统", "机器人地址（Webhook）": "https://elsewhere.example/x"})
        assert "不在允许的主机上" in head.press("添加", f"robot-wrong-{width}")
        head.fill({"种类": "其他系统", "机器人地址（Webhook）": f"http://{group.host}/in?token=verysecret"})
        assert "请发一条测试消息" in head.press("添加", f"unit-{width}")
        assert "测试消息已发出" in head.press("发送测试消息", f"unit-tested-{width}")
        head.link("移除", f"robot-remove-{width}")
        assert "地址已经删除" in head.press("移除")
        head.close()
    group.stop()
    assert len(group.calls) == 2
    assert faults == []
