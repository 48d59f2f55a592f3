"""Fixtures on real servers. Tests of the core use none of them and start nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from caseflow.app import create_app
from caseflow.demo.year.run import Year, live, moved
from caseflow.local import postgres
from caseflow.local.roles import Urls
from caseflow.store.db import db
from tests.harness.pages import sign_in
from tests.harness.servers import Servers, Sink
from tests.harness.year import SMALL

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: also what takes longer than an ordinary run may."""
    parser.addoption("--long", action="store_true", help="run the long checks too")
    parser.addoption("--shift", metavar="SPAN", help="move the database's time, as +10h or -3d (needs libfaketime)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long checks out of an ordinary run, and those of a tool that is not installed (deselected, not skipped)."""
    left_out = set() if config.getoption("--long") else {"long"}
    left_out |= set() if FAKETIME else {"faketime"}
    others = [item for item in items if any(item.get_closest_marker(mark) for mark in left_out)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """PostgreSQL, Valkey and an SMTP sink, real ones, for the whole run."""
    folder: Path = tmp_path_factory.mktemp("servers")
    shift = pytestconfig.getoption("--shift")
    with pytest.MonkeyPatch.context() as patch:
        if shift:
            faked = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            plain = postgres._environment()
            patch.setattr(postgres, "_environment", lambda: plain | faked)
        running = Servers.start(folder)
        yield running
        running.stop()


@pytest.fixture
def smtp_sink(servers: Servers) -> Sink:
    """The SMTP sink, emptied."""
    servers.sink.mails.clear()
    return servers.sink


@pytest.fixture
def database(servers: Servers) -> Urls:
    """A fresh database: migrated, rules published, units and demo people in place."""
    return servers.fresh()


@pytest.fixture
def app(servers: Servers, database: Urls) -> Iterator[Flask]:
    """The application on the fresh database, as the application role."""
    made = create_app(servers.settings(database))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Callable[[str], FlaskClient]:
    """`client(login)` is a test client signed in as that demo person; `client("")` nobody."""

    def make(login: str) -> FlaskClient:
        browser = app.test_client()
        if login:
            sign_in(browser, login)
        return browser

    return make


@pytest.fixture(scope="session")
def year(servers: Servers) -> Iterator[tuple[Flask, Urls, Year]]:
    """The small year of harness/year.py, simulated once a run; to be looked at alone."""
    urls = servers.fresh()
    made = create_app(servers.settings(urls))
    with made.app_context(), moved(urls.owner) as moved_clock:
        lived = live(SMALL, moved_clock, lambda _days: None)
    yield made, urls, lived
    with made.app_context():
        db.engine.dispose()
