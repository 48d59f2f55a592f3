"""A house of its own for each test: fresh database, an SMTP gateway with moods, short leases and pauses."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from caseflow.app import create_app
from caseflow.local.ports import LOOPBACK
from caseflow.local.roles import Urls
from caseflow.settings import Settings
from caseflow.store.db import db
from tests.harness.servers import Servers
from tests.notices.gateway import Gateway
from tests.notices.scene import settle
from tests.notices.sms_gateway import SmsServer


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The SMTP server of this test."""
    made = Gateway()
    made.controller.start()
    yield made
    made.controller.stop()


@pytest.fixture
def sms_gateway() -> Iterator[SmsServer]:
    """The SMS gateway of this test."""
    made = SmsServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def settings(servers: Servers, database: Urls, gateway: Gateway) -> Settings:
    """Settings of this test's house; pauses are a hundred times shorter than in life."""
    plain = servers.settings(database)
    return replace(plain, mail=replace(plain.mail, host=LOOPBACK, port=gateway.port), retry_seconds=0.01)


@pytest.fixture
def house(settings: Settings) -> Iterator[Flask]:
    """The application inside its context, with what the preparation left behind already carried out."""
    app = create_app(settings)
    with app.app_context():
        settle(settings)
        yield app
        db.session.remove()
        db.engine.dispose()
