"""The database keeps every former state of an office and lets nobody change that record."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from caseflow.core.access import Actor, Role
from caseflow.core.errors import Denied
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Event, Person, Unit, UnitHistory
from caseflow.store.unit_of_work import Submission, transaction
from caseflow.store.units import unit_named
from caseflow.units.actions import UnitData, change_unit
from caseflow.units.queries import shown

NAME = "山丹县财政局"


def administrator() -> Actor:
    """The demo's administrator."""
    who = db.session.scalars(select(Person).where(Person.login == "xitong")).one()
    return Actor(who.id, Role.ADMINISTRATOR, who.name)


def office() -> Unit:
    """山丹县财政局, read anew."""
    return db.session.scalars(select(Unit).where(Unit.name == NAME).execution_options(populate_existing=True)).one()


def newest(unit_id: int) -> UnitHistory:
    """The last state that was left."""
    query = select(UnitHistory).where(UnitHistory.unit_id == unit_id).order_by(UnitHistory.id.desc()).limit(1)
    return db.session.scalars(query).one()


def test_a_change_outside_the_form_is_kept_too(app: Flask) -> None:
    with app.app_context():
        actor = administrator()
        with transaction(actor) as work:
            db.session.execute(update(Unit).where(Unit.name == NAME).values(phone="1"))
            moment = work.now
        row = newest(office().id)
        assert (row.old["phone"], row.person_id, row.at) == ("", actor.user_id, moment)


def test_the_name_of_who_acted_does_not_reach_the_next_transaction(app: Flask) -> None:
    with app.app_context():
        for actor, phone in ((administrator(), "1"), (None, "2")):
            with transaction(actor):
                db.session.execute(update(Unit).where(Unit.name == NAME).values(phone=phone))
        row = newest(office().id)
        assert (row.old["phone"], row.person_id) == ("1", None)


def test_an_update_that_changes_nothing_leaves_no_line(app: Flask) -> None:
    with app.app_context():
        before = newest(office().id).id
        with transaction(None):
            db.session.execute(update(Unit).where(Unit.name == NAME).values(name=NAME))
        assert newest(office().id).id == before


@pytest.mark.parametrize(
    "statement",
    [
        "update unit_history set person_id = null",
        "delete from unit_history",
        "truncate unit_history",
        "insert into unit_history (unit_id, old, at) values (1, '{}', now())",
        "update unit_name set name = 'x'",
        "delete from unit_name",
    ],
)
def test_the_application_cannot_touch_the_history(app: Flask, statement: str) -> None:
    with app.app_context(), pytest.raises(ProgrammingError), transaction(None):
        db.session.execute(text(statement))


def test_what_moved_is_said_in_words_and_recorded(app: Flask) -> None:
    with app.app_context():
        unit = office()
        given = UnitData(NAME, unit.letter_code, None, "cz@shandan.example", "")
        change_unit(administrator(), unit.id, unit.version, given, Submission("k1", "f"))
        change = shown(unit.id).changes[0]
        assert change.who == administrator().name
        assert change.fields == (("邮箱", "", "cz@shandan.example"), ("联系方式", "已确认", "未确认"))
        event = db.session.scalars(select(Event).where(Event.kind == "UnitChanged")).one()
        assert event.data == {"unit_id": unit.id, "version": 2}


def test_a_clerk_changes_no_office(app: Flask) -> None:
    clerk, wanted = Actor(1, Role.CLERK, "受理员", unit_id=1), UnitData("x", "y", None, "", "")
    with app.app_context(), pytest.raises(Denied):
        change_unit(clerk, 1, 1, wanted, Submission("k", "f"))


def test_a_respondent_under_its_old_name_is_the_same_office(app: Flask) -> None:
    with app.app_context():
        unit = office()
        given = UnitData("山丹县财政和国资局", unit.letter_code, None, "", "", renamed=True)
        change_unit(administrator(), unit.id, unit.version, given, Submission("k2", "f"))
        found = unit_named(NAME)
        assert found is not None
        assert found.id == unit.id
        until = shown(unit.id).former_names[0].until
        assert (clock.today() - until).days == 1


def test_no_two_offices_sign_with_the_same_code(app: Flask) -> None:
    with app.app_context():
        codes = list(db.session.scalars(select(Unit.letter_code)))
        assert len(codes) == len(set(codes)) > 5000


def test_a_designated_office_shows_the_document(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        number = office().id
        edition = editions.current()
        named = (
            '\n[[designated]]\nterritory = "山丹县"\ntrack = "A"\ntypes = ["事业单位"]\ncompetence = "财政"\n'
            'document = "山政发〔2026〕1号"\nfrom = 2026-01-01\n'
        )
        files = {**edition.files, "units.toml": edition.text("units.toml") + named}
        with transaction(None) as work:
            editions.publish(work, type(edition)(files))
    page = client("xitong").get(f"/units/{number}").get_data(as_text=True)
    assert "山政发〔2026〕1号" in page
