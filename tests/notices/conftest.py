"""A house of its own for each test: fresh database, an SMTP gateway with moods, short leases and pauses."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from caseflow.app import create_app
from caseflow.local.ports import LOOPBACK
from caseflow.local.roles import Urls
from caseflow.local.valkey import EmbeddedValkey
from caseflow.settings import Settings
from caseflow.store.db import db
from caseflow.supervision.alarms import warn_of_missing_calendar
from tests.harness.servers import Servers
from tests.notices.crew import Crew
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


@pytest.fixture
def site(database: Urls, settings: Settings) -> Iterator[Flask]:
    """The application, its preparation carried out, outside any context: a request must not share one with a test."""
    app = create_app(settings)
    with app.app_context():
        settle(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A Redis of this test's own, to be stopped and emptied."""
    server = EmbeddedValkey(tmp_path / "queue")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def crew(
    house: Flask, settings: Settings, servers: Servers, database: Urls, gateway: Gateway, queue: EmbeddedValkey,
    tmp_path: Path,
) -> Iterator[Crew]:  # fmt: skip
    """Nobody yet; whoever is started works on this test's database, queue and gateway.

    The day's word on a missing calendar, which a sweep would say from 15 November on, has been said.
    """
    assert house
    warn_of_missing_calendar()
    settle(settings)
    gateway.taken.clear()
    environment = dict(os.environ) | servers.environment(database)
    environment |= {"REDIS_URL": queue.url, "SMTP_PORT": str(gateway.port), "CASEFLOW_RETRY_SECONDS": "0.05"}
    # long enough that a busy machine is not taken for a dead server, short enough to wait for after a kill
    environment["CASEFLOW_LEASE_SECONDS"] = "6"
    made = Crew(environment, tmp_path)
    yield made
    made.stop()
