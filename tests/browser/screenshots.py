"""Makes the pictures of the users' manuals again: `python -m tests.browser.screenshots [folder]`.

The pictures are of the journeys that the tests click through, so they cannot show what the pages no longer are.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from caseflow.local.chromium import find_chromium
from caseflow.settings import ROOT
from tests.browser.complaints import LINXIA, SHANDAN
from tests.browser.conftest import SWITCHES
from tests.browser.way import Way
from tests.browser.window import DESK, PHONE
from tests.harness.servers import Servers
from tests.journeys.stack import Stack

IMAGES = ROOT / "docs" / "manual" / "images"
OF_THE_FIRM = {
    "首页": "firm-1-home", "注册": "firm-2-register", "合同与欠款": "firm-3-claims", "证据": "firm-4-evidence",
    "承诺与确认": "firm-5-confirm", "回执": "firm-6-receipt", "案件页": "firm-7-case",
}  # fmt: skip
OF_THE_OFFICES = {
    "审查": "office-1-examine", "转办": "office-2-dispatch", "办理台": "office-3-desk", "登记还款": "office-4-payment",
    "拟写处理结果": "office-5-result", "申请销号": "office-6-apply", "审核": "office-7-review",
}  # fmt: skip
"""Moment of a journey -> name of its picture."""


def take(stack: Stack, album: Path) -> list[str]:
    """Travel both ways and keep the pictures; returns the faults the pages showed."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(find_chromium()), args=SWITCHES)
        for complaint, width, pictures in ((SHANDAN, PHONE, OF_THE_FIRM), (LINXIA, DESK, OF_THE_OFFICES)):
            faults += _travel(Way(stack, chromium, complaint, width, album=album, pictures=pictures))
        chromium.close()
    return faults


def _travel(way: Way) -> list[str]:
    try:
        for step in (way.register, way.file, way.accept, way.dispatch, way.handle, way.resolve, way.write_off):
            step()
    finally:
        way.close()
    return way.faults


def main() -> None:
    """Start servers, travel, stop."""
    album = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    album.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers.start(Path(folder))
        stack = Stack(servers, servers.fresh(), Path(folder) / "log.txt")
        try:
            stack.start()
            faults = take(stack, album)
        finally:
            stack.stop()
            servers.stop()
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201 -- a script for people


if __name__ == "__main__":
    main()
