"""Chromium and the running house."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from caseflow.local.chromium import WHAT_TO_DO, find_chromium
from tests.harness.servers import Servers
from tests.journeys.stack import Stack

SWITCHES = ["--no-sandbox", "--disable-background-networking"]


@pytest.fixture(scope="module")
def stack(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker and sweep as processes on a fresh database."""
    log: Path = tmp_path_factory.mktemp("browser") / "log.txt"
    servers.sink.mails.clear()
    running = Stack(servers, servers.fresh(), log)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A Chromium that starts on this machine."""
    found = find_chromium()
    assert found is not None, WHAT_TO_DO
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=SWITCHES)
        yield browser
        browser.close()
