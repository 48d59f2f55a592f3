"""`visible_cases` in SQL and `may_see` in Python say the same over a population."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select, update

from caseflow.core.access import Actor, Role, may_read_internal, may_see
from caseflow.core.audiences import Audience
from caseflow.notices.audiences import people
from caseflow.store import editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, CoUnit, Event, Handover, Person, Unit
from caseflow.store.people import actor_of
from caseflow.store.scope import visible_cases
from caseflow.store.unit_of_work import transaction
from tests.harness.onstage import case_of, filed

FIRMS = ("runhe", "xinyuan", "luda", "kangrui", "xiongguan")


@pytest.fixture(autouse=True)
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context."""
    with app.app_context():
        yield app


def population() -> list[Actor]:
    """Every demo person, and for each office one of each role that no demo person has."""
    people = [actor_of(person_id) for person_id in db.session.scalars(select(Person.id))]
    known = [actor for actor in people if actor is not None]
    units = {actor.unit_id: actor for actor in known if actor.unit_id}
    made = [
        Actor(10_000 + number, role, "某人", unit_id=unit, territories=actor.territories)
        for number, ((unit, actor), role) in enumerate(product(units.items(), Role))
        if role is not Role.COMPLAINANT
    ]
    return known + made


def test_sql_and_python_agree() -> None:
    plays = [filed(firm) for firm in FIRMS]
    for play in plays[:3]:
        play.accept()
        play.dispatch()
    with transaction(None) as work:
        first, last = case_of_id(plays[0].number), case_of_id(plays[-1].number)
        work.add(CoUnit(case_id=last.id, unit_id=first.lead_unit_id))
        db.session.execute(update(Case).where(Case.id == last.id).values(respondent_unit_id=last.receiving_unit_id))
        city = db.session.scalars(select(Unit.id).where(Unit.name == "张掖市工业和信息化局")).one()
        hop = {"case_id": first.id, "from_unit_id": city, "to_unit_id": first.receiving_unit_id}
        work.add(Handover(**hop, received_on=work.today, by_id=work_of(city), at=work.now))
    cases = list(db.session.scalars(select(Case)))
    facts = {case.id: facts_of(case) for case in cases}
    seen = 0
    for actor in population():
        in_sql = set(db.session.scalars(visible_cases(actor).with_only_columns(Case.id)))
        in_python = {case.id for case in cases if may_see(actor, facts[case.id])}
        assert in_sql == in_python, actor
        seen += len(in_sql)
    assert seen > len(cases)
    assert case_of(plays[0]).territory in editions.current().territories.beneath("620725")


def work_of(unit_id: int) -> int:
    """Somebody who works there."""
    return db.session.scalars(select(Person.id).where(Person.unit_id == unit_id).order_by(Person.id)).first() or 0


def test_the_office_that_the_respondent_hosts_neither_sees_nor_hears_of_the_case() -> None:
    play = filed()
    case = case_of(play)
    supervisor = actor_of(db.session.scalars(select(Person.id).where(Person.login == "shandan.sh")).one())
    assert supervisor is not None
    assert play.number in set(db.session.scalars(visible_cases(supervisor).with_only_columns(Case.number)))
    host = db.session.scalars(select(Unit.id).where(Unit.name == "山丹县工业和信息化局")).one()
    with transaction(None):
        db.session.execute(update(Case).where(Case.id == case.id).values(respondent_unit_id=host))
    case = case_of(play)
    assert play.number not in set(db.session.scalars(visible_cases(supervisor).with_only_columns(Case.number)))
    assert not may_see(supervisor, facts_of(case))
    event = db.session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id)).first()
    assert event is not None
    told = {person.unit_id for person in people(event, case, Audience.SUPERVISORS)}
    assert supervisor.unit_id not in told


def case_of_id(number: str) -> Case:
    """The case, in the present transaction."""
    return db.session.scalars(select(Case).where(Case.number == number)).one()


@pytest.mark.parametrize(
    ("respondent", "reader", "reads"),
    [
        (None, "山丹县财政局", True),
        ("山丹县水务局", "山丹县财政局", True),
        ("山丹县人民政府", "山丹县财政局", False),
        ("张掖市财政局", "山丹县财政局", False),
        ("张掖市水务局", "山丹县财政局", True),
    ],
)
def test_an_office_under_the_respondent_reads_no_internal_notes(
    respondent: str | None, reader: str, reads: bool
) -> None:
    number = filed().number
    ids = {unit.name: unit.id for unit in db.session.scalars(select(Unit))}
    with transaction(None) as work:
        case = case_of_id(number)
        work.add(CoUnit(case_id=case.id, unit_id=ids[reader]))
        case.respondent_unit_id = ids[respondent] if respondent else None
    helper = Actor(10_000, Role.HANDLER, "某人", unit_id=ids[reader])
    facts = facts_of(case_of_id(number))
    assert may_see(helper, facts)
    assert may_read_internal(helper, facts) is reads
