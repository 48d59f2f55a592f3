"""Chromium and the running house."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from caseflow.local.chromium import WHAT_TO_DO, find_chromium
from caseflow.local.ports import LOOPBACK, free_port
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


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a port of its own, in this process: a few pages need no more."""
    server = make_server(LOOPBACK, free_port(), app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    serving.join()
