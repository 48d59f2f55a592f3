"""Somebody notices when the background stands still: `/healthz`, the operator's page and `caseflow notices stuck`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.app import create_app
from caseflow.local.children import send, wait_until
from caseflow.local.processes import Program
from caseflow.local.roles import Urls
from caseflow.notices.operating.figures import figures
from caseflow.reactions import relay
from caseflow.settings import ROOT, Settings
from caseflow.store.db import db
from tests.harness.pages import sign_in
from tests.harness.servers import Servers
from tests.notices.scene import add_cases, record

SILENT = 5.0


@pytest.fixture
def environment(servers: Servers, database: Urls) -> dict[str, str]:
    """Of the sweep and of the command; two minutes are five seconds here, and no queue is needed."""
    plain = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    own = servers.environment(database) | {"CASEFLOW_SILENT_SECONDS": str(SILENT), "CASEFLOW_STUCK_SECONDS": "6"}
    return plain | own | {"REDIS_URL": ""}


@pytest.fixture
def sweep(environment: dict[str, str], tmp_path: Path) -> Iterator[Program]:
    """A real sweep of this test."""
    made = Program(
        "sweep", [sys.executable, "-m", "caseflow", "sweep"], cwd=ROOT, env=environment, log=tmp_path / "sweep"
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def site(environment: dict[str, str]) -> Iterator[Flask]:
    """The pages beside it."""
    app = create_app(Settings.from_env(environment))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def stuck(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`caseflow notices stuck`."""
    command = [sys.executable, "-m", "caseflow", "notices", "stuck"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def color(visitor: FlaskClient) -> int:
    """The status of `/healthz`."""
    return visitor.get("/healthz").status_code


def test_a_killed_sweep_is_red_and_alarmed_within_the_limit(
    site: Flask, sweep: Program, environment: dict[str, str]
) -> None:
    visitor = site.test_client()
    sign_in(visitor, "xitong")
    assert wait_until(lambda: color(visitor) == 200, 60)
    assert "没有运行" not in visitor.get("/operations").get_data(as_text=True)
    assert stuck(environment).returncode == 0
    send(sweep.pid, signal.SIGKILL)
    assert wait_until(lambda: color(visitor) == 503, SILENT + 5)
    page = visitor.get("/operations").get_data(as_text=True)
    assert "“定时检查”超过 5 秒没有运行" in page
    assert page.count("（已停顿）") == 1
    with site.app_context():
        [case_id] = add_cases(1)
        record(case_id)
    assert wait_until(lambda: "有事件等待超过 6 秒" in visitor.get("/operations").get_data(as_text=True), 15)
    told = stuck(environment)
    assert told.returncode == 1
    assert "“定时检查”超过 5 秒没有运行。" in told.stdout
    assert "有事件等待超过 6 秒仍未处理。" in told.stdout


def test_a_due_notice_that_nobody_sends_is_an_alarm(house: Flask, settings: Settings) -> None:
    [case_id] = add_cases(1)
    record(case_id)
    relay(200, settings.retry_seconds)
    house.config["SETTINGS"] = replace(settings, stuck_seconds=0.01)
    answer = house.test_client().get("/healthz").get_json()
    assert answer["ok"] is False
    assert figures(with_queue=False).standstill[-1].startswith("有 1 条通知到了发送时间")
