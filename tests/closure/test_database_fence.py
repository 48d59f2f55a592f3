"""What the database itself refuses to the application's role, whatever the code says: every way to a false write-off."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import errors

from caseflow.closure.jobs import draw_month
from caseflow.local.roles import Urls
from caseflow.store.db import db
from tests.closure.test_rechecks import to_next_month
from tests.closure.way import approve, call, requested, resolved, the_request
from tests.handling.scene import Scene, actor

INSERT = (
    "insert into review (request_id, level, reviewer_id, unit_id, applicant_id, handler_id, author_id, signer_id,"
    " decision, decided_at) values (%(request)s, %(level)s, %(reviewer)s, %(unit)s, %(applicant)s, %(handler)s,"
    " %(author)s, %(signer)s, %(decision)s, now())"
)
ASK = (
    "insert into write_off_request (case_id, round, levels, plan, dossier, applicant_id, handler_id, author_id,"
    " signer_id, requested_at, closed_at, outcome) values (%(case)s, %(round)s, %(levels)s, %(plan)s, '{}',"
    " %(applicant)s, %(handler)s, %(author)s, %(signer)s, now(), %(closed)s, %(outcome)s)"
)
CLOSE = "update write_off_request set closed_at = now(), outcome = 'written_off' where id = %(request)s"
END = "update \"case\" set status = 'written_off' where id = %(case)s"
Refusal = type[psycopg.Error]


class Attacker:
    """A session as the application's role; every attempt is taken back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def refused(self, refusal: Refusal, values: Mapping[str, Any], *statements: str, because: str | None = None) -> None:
        """The last statement must be refused so, those before it must pass."""
        for statement in statements[:-1]:
            self.connection.execute(statement, values)
        with pytest.raises(refusal, match=because):
            self.connection.execute(statements[-1], values)
        self.connection.rollback()

    def passes(self, values: Mapping[str, Any], *statements: str) -> None:
        """What is lawful is let through."""
        for statement in statements:
            self.connection.execute(statement, values)
        self.connection.rollback()


@contextmanager
def attacking(database: Urls) -> Iterator[Attacker]:
    """The way in."""
    with psycopg.connect(database.app.replace("+psycopg", "")) as connection:
        yield Attacker(connection)
        connection.rollback()


def row_of(scene: Scene, reviewer: str, level: int = 1) -> dict[str, Any]:
    """An approval of the newest request by this reviewer, as values for INSERT."""
    request, person = the_request(scene), actor(reviewer)
    return {
        "case": scene.case.id, "request": request.id, "level": level, "reviewer": person.user_id,
        "unit": person.unit_id, "applicant": request.applicant_id, "handler": request.handler_id,
        "author": request.author_id, "signer": request.signer_id, "decision": "approve",
    }  # fmt: skip


def test_no_request_in_the_name_of_others_and_no_end_without_one(app: Flask, database: Urls) -> None:
    with app.app_context():
        pattern = the_request(requested())
        scene = resolved()
        call(scene)
        case = scene.case
        right = {
            "case": case.id, "round": 1, "levels": 1, "plan": psycopg.types.json.Jsonb(pattern.plan),
            "applicant": scene.head.user_id, "handler": scene.handler.user_id, "author": scene.handler.user_id,
            "signer": scene.head.user_id, "closed": None, "outcome": None,
        }  # fmt: skip
        stranger, clerk = actor("shandan.sh").user_id, scene.clerk.user_id
        db.session.rollback()
    check = errors.CheckViolation
    with attacking(database) as attacker:
        attacker.passes(right, ASK)
        for wrong in (
            {"applicant": scene.handler.user_id}, {"applicant": clerk}, {"applicant": stranger}, {"handler": stranger},
            {"author": stranger}, {"signer": stranger}, {"levels": 2}, {"round": 2},
            {"outcome": "written_off", "closed": "2026-11-25"}, {"closed": "2026-11-25"},
        ):  # fmt: skip
            attacker.refused(check, right | wrong, ASK, because="names the people")
        for reason in ("ever_overdue = true", "amount_paid = 0, listing = '市级'"):
            update = f'update "case" set {reason} where id = %(case)s'
            attacker.refused(check, right, update, ASK, because="second level")
        angry = (
            "insert into follow_up (case_id, round, answer, by_id, at)"
            " values (%(case)s, 1, 'unsatisfied', %(author)s, now())"
        )
        attacker.refused(check, right, angry, ASK, because="second level")
        attacker.refused(check, right, END, because="request under review")
        waiting = "update \"case\" set status = 'write_off_requested' where id = %(case)s"
        attacker.refused(check, right, waiting, END, because="approval of every level")
        attacker.refused(check, right, ASK, waiting, END, because="approval of every level")
        columns = "number, track, category, channel, company_id, receiving_unit_id, territory, respondent_name, filed_at"
        more = "amount, amount_paid, amount_waived, ever_overdue, result_returned, appealed, version, round, event_count"
        born = (
            f'insert into "case" ({columns}, {more}, lead_unit_id, status)'
            f" select 'X-1', {columns.removeprefix('number, ')}, {more}, lead_unit_id, 'written_off'"
            ' from "case" where id = %(case)s'
        )
        attacker.refused(check, right, born, because="begins at its end")


def test_no_forged_approval_and_no_decision_changed(app: Flask, database: Urls) -> None:
    check, denied = errors.CheckViolation, errors.InsufficientPrivilege
    with app.app_context():
        scene = requested("gansu.guozi", "6000000.00")
        first, second = row_of(scene, "gansu.sh"), row_of(scene, "gansu.sh2", 2)
        outsider = row_of(scene, "zhangye.sh")
        head = row_of(scene, "shandan.caizheng.fz")
        db.session.rollback()
        with attacking(database) as attacker:
            attacker.passes(first, INSERT)
            for hand in ("applicant", "handler", "author", "signer"):
                attacker.refused(check, first | {"reviewer": first[hand]}, INSERT, because="distinct_persons")
            copied = dict.fromkeys(("applicant", "handler", "author", "signer"), second["reviewer"])
            attacker.refused(errors.ForeignKeyViolation, first | copied, INSERT)
            for wrong in (
                second, first | {"level": 0}, first | {"level": 3}, outsider, outsider | {"unit": first["unit"]},
                head | {"unit": first["unit"]}, first | {"unit": outsider["unit"]},
            ):  # fmt: skip
                attacker.refused(check, wrong, INSERT, because="not for this reviewer")
            gone = "update person set disabled_at = now() where id = %(reviewer)s"
            attacker.refused(check, first, gone, INSERT, because="not for this reviewer")
            attacker.refused(check, first, CLOSE, because="every level approved")

        approve(scene, "gansu.sh")
        with attacking(database) as attacker:
            attacker.refused(errors.UniqueViolation, first | {"level": 2}, INSERT)
            attacker.refused(errors.UniqueViolation, first | {"reviewer": second["reviewer"]}, INSERT)
            attacker.refused(check, first, CLOSE, because="every level approved")
            attacker.refused(check, first, END, because="approval of every level")
            for statement in (
                "update review set decision = 'return'",
                "update review set reviewer_id = %(reviewer)s",
                "delete from review",
                "truncate review",
                "update follow_up set answer = 'satisfied'",
                "delete from write_off_request",
                "update write_off_request set levels = 1",
                "update write_off_request set plan = '[]'",
                "update write_off_request set handler_id = %(reviewer)s, applicant_id = %(reviewer)s",
                "update write_off_request set dossier = '{}'",
                "update closure_rule set rules = '{}'",
                "delete from closure_rule",
                "alter table review drop constraint ck_review_distinct_persons",
                "alter table review disable trigger review_in_turn",
                'drop trigger case_end on "case"',
                "set session_replication_role = replica",
            ):
                attacker.refused(denied, first, statement)
            again = (
                "insert into write_off_request (case_id, round, levels, plan, dossier, applicant_id, handler_id,"
                " author_id, signer_id, requested_at) select case_id, round, levels, plan, dossier, applicant_id,"
                " handler_id, author_id, signer_id, now() from write_off_request"
            )
            attacker.refused(errors.UniqueViolation, first, again)
            returned = second | {"decision": "return"}
            attacker.refused(check, returned, INSERT, CLOSE, because="every level approved")
            attacker.passes(second, INSERT, CLOSE, END)


def test_approvals_do_not_end_a_case_whose_rows_say_otherwise(app: Flask, database: Urls) -> None:
    check = errors.CheckViolation
    with app.app_context():
        scene = requested()
        row = row_of(scene, "shandan.sh")
        db.session.rollback()
        with attacking(database) as attacker:
            attacker.passes(row, INSERT, CLOSE, END)
            mine = "where case_id = %(case)s"
            for tampering, because in (
                (f"update evidence set removed_at = now() {mine} and kind = 'payment_proof'", "required proof"),
                (f"update payment set reversed_at = now() {mine}", "money that is owed"),
                (f"update result set outcome = 'partly_paid' {mine}", "lawful outcome"),
                (f"update result set outcome = 'confirmed_unpaid' {mine}", "lawful outcome"),
                (f"update result set outcome = 'whatever' {mine}", "lawful outcome"),
                (f"update result set outcome = 'disputed' {mine}", "required proof"),
                (f"update result set author_id = %(reviewer)s {mine}", "result that was reviewed"),
                (f"update result set returned_at = now() {mine}", "result that was reviewed"),
                (f"update result set served_at = null {mine}", "result that was reviewed"),
                (f"update result set letter_id = null {mine}", "proof of service"),
                (f"update result set served_at = now() + interval '1 day' {mine}", "answer of the complainant"),
                ('update "case" set listing = \'省级\' where id = %(case)s', "office that listed it"),
                ('update "case" set round = 2 where id = %(case)s', "approval of every level"),
            ):
                attacker.refused(check, row, INSERT, CLOSE, tampering, END, because=because)


def test_an_end_stays_until_a_new_round_and_is_looked_at_by_others(app: Flask, database: Urls) -> None:
    check = errors.CheckViolation
    find = (
        "insert into recheck_finding (recheck_id, by_id, contact, money, evidence, retaliation, at)"
        " select id, %(by)s, 'reached', 'received', 'genuine', false, now() from recheck"
    )
    with app.app_context():
        scene = requested()
        row = row_of(scene, "shandan.sh")
        approve(scene, "shandan.sh")
        to_next_month(database, 8)
        draw_month()
        db.session.rollback()
        with attacking(database) as attacker:
            reopened = "update \"case\" set status = 'handling' where id = %(case)s"
            attacker.refused(check, row, reopened, because="new round")
            attacker.passes(row, 'update "case" set round = 2 where id = %(case)s', reopened)
            attacker.refused(
                errors.InsufficientPrivilege, row, "update write_off_request set closed_at = null", because="stays"
            )
            attacker.refused(check, row_of(scene, "shandan.sh2", 2), INSERT, because="not for this reviewer")
            for hand in ("applicant", "handler", "author", "signer", "reviewer"):
                attacker.refused(check, {"by": row[hand]}, find, because="look at it again")
            attacker.passes({"by": actor("shandan.sh2").user_id}, find)
