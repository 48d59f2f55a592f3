"""A group chat, and a house whose rules know its host as that of every kind of robot."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from caseflow.app import create_app
from caseflow.core.edition import Edition
from caseflow.local.roles import Urls
from caseflow.settings import Settings
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.unit_of_work import transaction
from tests.notices.robot_server import RobotServer
from tests.notices.scene import settle


@pytest.fixture
def group() -> Iterator[RobotServer]:
    """The group chat of this test."""
    made = RobotServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def settings(settings: Settings, group: RobotServer) -> Settings:
    """A deployment that lets webhooks be on the host of the test."""
    return replace(settings, webhook_hosts=(group.host,), lease_seconds=60)


@pytest.fixture
def site(database: Urls, settings: Settings, group: RobotServer) -> Iterator[Flask]:
    """The application, whose rules know the test's host as that of every kind of robot, outside any context."""
    app = create_app(settings)
    with app.app_context():
        files = dict(editions.current().files)
        for host in ("qyapi.weixin.qq.com", "oapi.dingtalk.com"):
            files["notices.toml"] = files["notices.toml"].replace(f'["{host}"]', f'["{group.host}"]')
        with transaction(None) as work:
            editions.publish(work, Edition(files), "测试")
        settle(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
