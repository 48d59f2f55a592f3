"""Sessions as rows: revoked for good, and forgotten once nobody can use them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from caseflow.store import clock, sessions
from caseflow.store.db import db
from caseflow.store.models import Session
from caseflow.worker import _forget_visits

LONG = timedelta(hours=8)


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def test_a_revoked_session_stays_revoked_when_a_slow_request_saves_it() -> None:
    sessions.save("a", {"n": 1}, None)
    sessions.revoke("a")
    sessions.save("a", {"n": 2}, None)
    assert sessions.load("a", LONG, LONG, LONG) is None


def test_unused_sessions_are_forgotten_after_a_day() -> None:
    sessions.save("old", {}, None)
    sessions.save("new", {}, None)
    old = clock.now() - timedelta(days=1, minutes=1)
    with db.engine.begin() as connection:
        connection.execute(update(Session).where(Session.id_hash == sessions.digest("old")).values(last_seen=old))
    _forget_visits()
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1
    assert sessions.load("new", LONG, LONG, LONG) == {}
