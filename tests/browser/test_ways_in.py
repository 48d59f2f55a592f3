"""The other ways in, in a browser: what anybody may reckon, a clerk's entry, and a spreadsheet worked off by real workers."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.browser.window import DESK, PHONE, Window
from tests.harness.pages import wall_calendar
from tests.intake.entering import CALLER
from tests.intake.filing import PDF
from tests.intake.sheets import row, workbook
from tests.journeys.stack import Stack

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLERK = "gansu.sl"


def test_anybody_reckons_before_filing(app: Flask, address: str, chromium: Chromium, tmp_path: Path) -> None:
    faults: list[str] = []
    for width in (PHONE, DESK):
        public = Window.open(chromium, address, width, faults, album=tmp_path)
        public.go()
        public.link("自助测算")
        public.link("企业规模自测")
        public.fill({"所属行业": "建筑业", "营业收入": "7000"})
        assert "建筑业按资产总额划型，请填写" in public.press("看看是哪一档")
        public.fill({"资产总额": "4000"})
        assert "是小型企业" in public.press("看看是哪一档")
        public.link("工信部联企业")
        public.page.go_back()
        public.follow(public.page.get_by_role("link", name="付款到期日").first)
        public.fill({"付款的一方是": "机关", "这笔款是": "货款", "合同签订日期": "2025-07-01", "从哪一天起算": "交付",
                     "起算的日期": "2026-09-01", "合同约定的付款天数": "90"})  # fmt: skip
        assert "最晚应在2026年11月2日付款" in public.press("算到期日")
        public.link("接着算逾期利息")
        public.fill({"拖欠的本金": "1000000", "算到哪一天": "2026-11-12"})
        assert "5,000.00 元" in public.press("试算利息"), "ten days of a million at 0.05 %"
        public.close()
    assert faults == []


@pytest.mark.parametrize("width", [DESK, pytest.param(PHONE, marks=pytest.mark.long)])
def test_a_clerk_enters_what_was_phoned_in(
    app: Flask, address: str, chromium: Chromium, tmp_path: Path, width: int
) -> None:
    faults: list[str] = []
    clerk = Window.open(chromium, address, width, faults, album=tmp_path).sign_in(CLERK)
    clerk.menu("代录")
    clerk.press("登记一件投诉")
    assert "请选择来件渠道" in clerk.press("保存并进入下一步")
    clerk.fill({"来件渠道": "12345", "对方编号": f"T-{width}", "收到日期": wall_calendar(), "企业名称": CALLER["name"],
                "统一社会信用代码": CALLER["credit_code"], "企业规模": "小型", "所属行业": "建筑业",
                "企业所在地": "甘州区", "联系人姓名": "王磊", "联系电话": "13900005678"})  # fmt: skip
    clerk.press("保存并进入下一步")
    clerk.fill({"投诉的是什么": "拖欠工程款"})
    clerk.choose("这件事是否已由", "否")
    clerk.press("保存并进入下一步")
    clerk.fill({"单位全称": "山丹县水务局", "单位类型": "机关", "归哪一级管": "县、区", "单位所在地": "山丹县"})
    clerk.press("保存并进入下一步")
    clerk.choose("投诉企业与被投诉单位之间", "有")
    clerk.fill({"合同、订单或项目名称": "管道工程", "这笔款是": "工程", "合同签订日期": "2025-07-01",
                "约定的付款日期": "2026-01-31", "拖欠金额": "500000", "事情经过": "工程验收后没有付清。",
                "投诉企业的要求": "支付工程款。"})  # fmt: skip
    clerk.press("保存并进入下一步")
    clerk.fill({"这是什么材料": "合同"})
    clerk.labelled("选择文件").set_input_files([{"name": "合同.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    assert "审查时限从这一天起算" in clerk.press("进入下一步")
    clerk.tick("投诉企业承诺：所投诉")
    clerk.tick("投诉企业承诺：所说")
    clerk.fill({"作出承诺的法定代表人": "王磊"})
    receipt = clerk.press("登记为投诉", f"receipt-{width}")
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt), "the query code is there to be handed over"
    clerk.follow(clerk.page.get_by_role("link", name="去看这件投诉"))
    clerk.menu("代录")
    assert "12345 热线转来" in clerk.words()
    clerk.close()
    assert faults == []


@pytest.mark.parametrize("rows", [300, pytest.param(10_000, marks=pytest.mark.long)])
def test_a_spreadsheet_is_entered_while_its_clerk_is_elsewhere(stack: Stack, chromium: Chromium, rows: int) -> None:
    faults: list[str] = []
    clerk = Window.open(chromium, stack.address, DESK, faults).sign_in(CLERK)
    clerk.menu("代录")
    clerk.link("批量导入")
    day = wall_calendar()
    told = [row(rows * 10 + serial, day) for serial in range(rows - 1)] + [row(rows * 20, day, 单位类型="衙门")]
    sheet = {"name": f"来件{rows}.xlsx", "mimeType": XLSX, "buffer": workbook(told)}
    clerk.labelled("填好的表格").set_input_files([sheet])
    clerk.press("上传并开始检查")
    clerk.menu("代录")  # away, and found again
    clerk.link("批量导入")
    clerk.link(f"来件{rows}.xlsx")
    deadline = time.monotonic() + 60 + rows * 0.3
    while "部分行没有登记" not in clerk.words():
        assert time.monotonic() < deadline, clerk.words()
        time.sleep(1)
        clerk.page.reload()
    assert f"已登记{rows - 1}行" in "".join(clerk.look().split())
    assert "不在可选的内容里" in clerk.link("有错误，没有登记")
    clerk.close()
    assert faults == []
