"""Two complaints from the front page to the write-off, clicked in a real Chromium: one on a phone, one on a desk."""

import json
import os
import subprocess
import sys

import pytest
from playwright.sync_api import Browser as Chromium

from caseflow.settings import ROOT
from tests.browser.complaints import LINXIA, SHANDAN
from tests.browser.way import Complaint, Way
from tests.browser.window import DESK, PHONE
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

LETTERS = ("受理通知书", "处理结果告知书", "销号告知书")
MAILS = ("已受理", "承办单位", "处理结果", "销号")


@pytest.mark.parametrize(
    ("complaint", "width", "citations"),
    [
        (SHANDAN, PHONE, (("张促中民办发〔2021〕9号", "（三十）"), ("甘工信发〔2020〕351号", "（三十五）"))),
        (LINXIA, DESK, (("甘工信发〔2020〕351号", "（三十五）"), ("甘工信发〔2023〕75号", "(八)"))),
    ],
    ids=["phone", "desk"],
)
def test_from_the_front_page_to_the_write_off(
    stack: Stack, chromium: Chromium, complaint: Complaint, width: int, citations: tuple[tuple[str, str], ...]
) -> None:
    way = Way(stack, chromium, complaint, width)
    way.register()
    receipt = way.file()
    assert complaint.respondent in receipt
    assert "查询码" in receipt
    examined = way.accept()
    assert complaint.lead in examined
    for document, clause in citations:
        assert f"{document}{clause}" in examined
    way.dispatch()
    way.handle()
    way.resolve()
    way.write_off()
    _ended(way)
    _letters_print(way)
    _notices_came(way)
    _chain_holds(stack)
    way.close()
    assert way.faults == []


def _ended(way: Way) -> None:
    way.open_case(way.firm, "我的投诉")
    page = way.firm.await_words("已销号")
    assert way.complaint.lead in page
    assert "已结案" in page


def _letters_print(way: Way) -> None:
    firm = way.firm
    for letter in LETTERS:
        words = firm.link(letter)
        assert way.complaint.firm in words
        firm.page.emulate_media(media="print")
        assert firm.page.get_by_text("返回", exact=True).is_hidden()
        firm.page.emulate_media(media="screen")
        firm.follow(firm.page.get_by_role("link", name="返回", exact=True))


def _notices_came(way: Way) -> None:
    way.firm.menu("消息")
    messages = way.firm.await_words("销号")
    assert messages.count(way.number) >= len(MAILS)
    subjects = " ".join(str(mail["Subject"]) for mail in way.stack.servers.sink.to(way.complaint.mail))
    for words in MAILS:
        assert words in subjects, words


def _chain_holds(stack: Stack) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "caseflow", "audit", "verify", "--json"],
        cwd=ROOT,
        env={**os.environ, **stack.servers.environment(stack.urls)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["fault"] is None
