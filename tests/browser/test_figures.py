"""考核数字 in a browser: from a figure to its cases, the scorecard, the draft of a circular; phone and desk."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.browser.window import DESK, PHONE, Window
from tests.closure.way import approve, requested


def test_figures_lead_to_their_cases_at_both_widths(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path
) -> None:
    with app.app_context():
        scene = requested()
        number = scene.number
        approve(scene, "shandan.sh")
    faults: list[str] = []
    for width in (PHONE, DESK):
        window = Window.open(chromium, address, width, faults, album=tmp_path)
        window.sign_in("shandan.sh")
        assert "按时签收的次数 ÷ 应签收的次数" in window.menu("考核数字")
        window.link("1/1", f"cases-{width}")
        assert number in window.look()
        window.go("/figures")
        assert "比率写明分子和分母" in window.link("山丹县财政局", f"scorecard-{width}")
        assert "草稿，未编号，不具效力" in window.go("/figures/circular")
        assert "这段时间没有案件" in window.go("/figures?since=2019-01-01&until=2019-02-01")
        assert "不能早于" in window.go("/figures?since=2026-05-01&until=2026-04-01")
        window.close()
    assert faults == []
