"""公示 in a browser: somebody of the public reads and objects, the reviewer answers; phone and desk."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.browser.window import DESK, PHONE, Window
from tests.closure.test_publication import listed


def test_from_the_front_page_to_the_answer(app: Flask, address: str, chromium: Chromium, tmp_path: Path) -> None:
    with app.app_context():
        number = listed().number
    faults: list[str] = []
    for count, width in enumerate((PHONE, DESK), start=1):
        public = Window.open(chromium, address, width, faults, album=tmp_path)
        public.go()
        assert "怎样提出异议" in public.menu("销号公示")
        public.look(f"list-{width}")
        public.link("查看，提出异议", f"show-{width}")
        assert "请写明您的异议" in public.press("提交异议")
        public.fill({"您的异议": "款项没有付清", "联系方式": "0931-0000000"})
        assert "已收到您的异议" in public.press("提交异议", f"thanks-{width}")
        public.close()

        reviewer = Window.open(chromium, address, width, faults, album=tmp_path)
        reviewer.sign_in("zhangye.sh")
        reviewer.go(f"/cases/{number}/review", f"review-{width}")
        assert f"{count} 条，其中 1 条没有答复" in reviewer.words()
        reviewer.link("答复这条异议", f"objection-{width}")
        reviewer.choose("核实结论", "异议不成立")
        reviewer.fill({"核实情况和答复": "已看银行回单，款项全部到账。"})
        assert f"{count} 条，其中 0 条没有答复" in reviewer.press("记录答复", f"answered-{width}")
        reviewer.close()
    assert faults == []
