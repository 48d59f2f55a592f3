"""What the database itself refuses to the application's role, whatever the code says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import errors

from caseflow.local.roles import Urls
from tests.closure.way import approve, requested, the_request
from tests.handling.scene import Scene, actor

INSERT = (
    "insert into review (request_id, level, reviewer_id, unit_id, applicant_id, handler_id, author_id, signer_id,"
    " decision, decided_at) values (%(request)s, %(level)s, %(reviewer)s, %(unit)s, %(applicant)s, %(handler)s,"
    " %(author)s, %(signer)s, %(decision)s, now())"
)


@contextmanager
def _as_application(database: Urls) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.app.replace("+psycopg", "")) as connection:
        yield connection
        connection.rollback()


def _row(scene: Scene, reviewer: int) -> dict[str, Any]:
    request = the_request(scene)
    return {
        "request": request.id,
        "level": 1,
        "reviewer": reviewer,
        "unit": actor("shandan.sh").unit_id,
        "applicant": request.applicant_id,
        "handler": request.handler_id,
        "author": request.author_id,
        "signer": request.signer_id,
        "decision": "approve",
    }


@pytest.mark.parametrize("hand", ["applicant", "handler", "author", "signer"])
def test_a_reviewer_with_a_hand_in_the_case(app: Flask, database: Urls, hand: str) -> None:
    with app.app_context():
        scene = requested()
        row = _row(scene, 0)
    row["reviewer"] = row[hand]
    with _as_application(database) as connection, pytest.raises(errors.CheckViolation):
        connection.execute(INSERT, row)


def test_copied_names_that_are_not_those_of_the_request(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = requested()
        row = _row(scene, scene.head.user_id) | dict.fromkeys(
            ("applicant", "handler", "author", "signer"), actor("shandan.sh").user_id
        )
    with _as_application(database) as connection, pytest.raises(errors.ForeignKeyViolation):
        connection.execute(INSERT, row)


def test_one_person_for_two_levels_and_one_level_twice(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = requested("gansu.guozi", "6000000.00")
        approve(scene, "gansu.sh")
        first, second = actor("gansu.sh").user_id, actor("gansu.sh2").user_id
        row = _row(scene, first)
    for wrong in ({"level": 2, "reviewer": first}, {"level": 1, "reviewer": second}):
        with _as_application(database) as connection, pytest.raises(errors.UniqueViolation):
            connection.execute(INSERT, row | wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "update review set decision = 'return'",
        "delete from review",
        "truncate review",
        "update follow_up set answer = 'satisfied'",
        "delete from write_off_request",
        "alter table review drop constraint ck_review_distinct_persons",
    ],
)
def test_a_decision_stays(app: Flask, database: Urls, statement: str) -> None:
    with app.app_context():
        scene = requested()
        approve(scene, "shandan.sh")
    with _as_application(database) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_two_open_requests_for_one_case(app: Flask, database: Urls) -> None:
    with app.app_context():
        requested()
    again = (
        "insert into write_off_request (case_id, round, levels, plan, dossier, applicant_id, handler_id, author_id,"
        " signer_id, requested_at) select case_id, round, levels, plan, dossier, applicant_id, handler_id, author_id,"
        " signer_id, now() from write_off_request"
    )
    with _as_application(database) as connection, pytest.raises(errors.UniqueViolation):
        connection.execute(again)
