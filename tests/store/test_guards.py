"""What the database itself refuses, whoever asks through the application's role; and what a tampering leaves behind."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from caseflow.local.roles import Urls
from caseflow.store import audit, schema
from caseflow.store.db import db
from tests.harness.onstage import case_of, filed

REFUSED = (
    "update event set kind = 'Nothing'",
    "delete from event",
    "truncate event",
    "update letter set body = 'x'",
    "delete from letter",
    "update complaint set narrative = 'x'",
    "update review set decision = 'approve'",
    "update routing_decision set rule = 'x'",
    "update edition set version = 'x'",
    "update \"case\" set number = 'X'",
    'update "case" set event_count = 0',
    'delete from "case"',
    "update clock_offset set value = interval '1 day'",
    "create table x (id int)",
    "alter table event disable trigger all",
    "drop trigger event_chain on event",
    "set role caseflow_owner",
)


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


@pytest.fixture
def owner(database: Urls) -> Iterator[Engine]:
    """A connection of the owner role: somebody who may do more than the application."""
    engine = create_engine(database.owner)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("statement", REFUSED)
def test_the_application_role_may_not(database: Urls, statement: str) -> None:
    engine = create_engine(database.app)
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))
    engine.dispose()


def test_even_the_owner_cannot_change_events_while_the_triggers_stand(house: Flask, owner: Engine) -> None:
    filed()
    for statement in ("update event set kind = 'X'", "delete from event", "truncate event cascade"):
        with owner.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))


def test_the_chain_holds_and_every_tampering_is_named(house: Flask, owner: Engine) -> None:
    play = filed()
    play.accept()
    case_id = case_of(play).id
    assert audit.verify().fault is None
    tampering = {
        "第 2 条": f'update event set data = data || \'{{"rule": "x"}}\' where case_id = {case_id} and sequence = 2',
        "缺少第 3 条": f"delete from event where case_id = {case_id} and sequence = 3",
        "末尾被删去": f"delete from event where case_id = {case_id} and sequence ="
        f" (select max(sequence) from event where case_id = {case_id})",
    }
    for words, statement in tampering.items():
        with owner.connect() as connection:
            outer = connection.begin()
            connection.execute(text("alter table event disable trigger user"))
            connection.execute(text("delete from entry"))
            connection.execute(text("delete from notice"))
            connection.execute(text("delete from outbox"))
            connection.execute(text(statement))
            rows = [tuple(row) for row in connection.execute(audit.LINKS)]
            short = [tuple(row) for row in connection.execute(audit.COUNTS)]
            outer.rollback()
        assert words in (audit.judge(rows, short).fault or ""), words
    db.session.rollback()
    assert audit.verify().fault is None


def test_the_schema_is_what_the_models_say_and_goes_down_and_up(database: Urls) -> None:
    assert schema.differences(database.owner) == []
    schema.downgrade(database.owner, "0001")
    schema.downgrade(database.owner, "base")
    schema.migrate(database.owner)
    assert schema.differences(database.owner) == []
