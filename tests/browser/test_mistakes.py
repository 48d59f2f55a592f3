"""What people get wrong: each mistake is answered by a sentence in Chinese, and what they typed is still there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from tests.browser.complaints import LINXIA, SHANDAN
from tests.browser.way import Way
from tests.browser.window import DESK, PHONE, Window
from tests.journeys.journey import credit_code
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

LARGE = 30 * 1024 * 1024


@pytest.fixture
def way(stack: Stack, chromium: Chromium) -> Iterator[Way]:
    """A firm of its own that makes mistakes."""
    made = Way(stack, chromium, SHANDAN.of_another_firm(71), DESK)
    yield made
    made.close()


def test_mistakes_are_told_where_they_are_made(way: Way, tmp_path: Path) -> None:
    _wrong_code(way)
    way.register()
    _missing_fields(way)
    _files(way, tmp_path)
    _expired_page(way)
    assert way.faults == []


def _wrong_code(way: Way) -> None:
    window = way.windows["stranger"] = way.window()
    window.go()
    window.follow(window.page.get_by_role("link", name="登录", exact=True).first)
    window.link("注册企业账号")
    right = credit_code(72)
    window.fill({"企业名称": "某建筑公司", "统一社会信用代码": right[:-1] + ("A" if right[-1] != "A" else "B")})
    page = window.press("注册并登录")
    assert "第18位校验不符" in _at(window, "统一社会信用代码")
    assert "请填写联系人姓名" in page
    assert window.labelled("企业名称").input_value() == "某建筑公司"
    assert window.labelled("统一社会信用代码").input_value().startswith(right[:-1])


def _missing_fields(way: Way) -> None:
    window = way.firm
    window.press("开始填写新的投诉")
    window.fill({"您要投诉的是什么": "拖欠工程款"})
    window.press("保存并进入下一步")
    assert "请选择“是”或“否”" in window.words()
    window.choose("这件事是否已由", "否")
    window.press("保存并进入下一步")
    window.fill({"单位全称": "山丹县水务局", "联系电话": "没有电话"})
    window.press("保存并进入下一步")
    assert "请选择单位类型" in _at(window, "单位类型")
    assert "电话只写数字" in _at(window, "联系电话")
    assert window.labelled("单位全称").input_value() == "山丹县水务局"
    assert window.labelled("联系电话").input_value() == "没有电话"
    window.follow(window.page.locator(".steps").get_by_role("link", name="证据"))


def _files(way: Way, folder: Path) -> None:
    window = way.firm
    large = folder / "录像.pdf"
    large.write_bytes(b"%PDF-1.7\n" + b"0" * LARGE)
    program = folder / "合同.pdf"
    program.write_bytes(b"MZ\x90\x00" + b"\x00" * 4096)
    for chosen, sentence in ((large, "20 MB"), (program, "合同.pdf")):
        window.fill({"这是什么材料": "合同"})
        window.labelled("选择文件").set_input_files(chosen)
        window.press("上传，接着再添加")
        assert "第 4 步" in window.words()
        assert sentence in _at(window, "选择文件")
        assert window.labelled("这是什么材料").input_value() == "contract"
    window.press("进入下一步")
    window.link("补全“被投诉单位”")
    assert window.labelled("单位全称").input_value() == "山丹县水务局"


def _expired_page(way: Way) -> None:
    """The session ends while the page stands open: nothing is saved, what was typed is shown."""
    window = way.firm
    window.fill({"单位全称": "山丹县水务局（改）"})
    window.page.context.clear_cookies()
    page = window.press("保存并进入下一步")
    assert "页面已过期" in page or "请先登录" in page
    assert "山丹县水务局（改）" in page


def test_two_clerks_decide_at_once(stack: Stack, chromium: Chromium) -> None:
    way = Way(stack, chromium, LINXIA.of_another_firm(73), DESK)
    way.register()
    way.file()
    first, second = way.person("gansu.sl"), way.person("gansu.sl2")
    for clerk in (first, second):
        way.open_case(clerk, "待受理")
        clerk.await_words(way.complaint.lead)
    second.fill({"需要补充的材料": "请补充验收单"})
    first.fill({"审查意见": "材料齐全。"})
    first.press("受理")
    page = second.press("发出补正通知")
    assert "没有保存" in page
    assert "请补充验收单" in page
    assert "受理" in page
    second.link("打开最新页面")
    way.close()
    assert way.faults == []


def test_filing_needs_no_script(stack: Stack, chromium: Chromium) -> None:
    way = Way(stack, chromium, LINXIA.of_another_firm(74), PHONE, scripts=False)
    way.register()
    assert "查询码" in way.file()
    way.close()
    assert way.faults == []


def _at(window: Window, label: str) -> str:
    """The sentence at a field."""
    name = window.labelled(label).get_attribute("id")
    return window.page.locator(f"[id='{name}-error']").inner_text()
