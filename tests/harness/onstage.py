"""Demo complaints brought on stage for a test: filed and routed, waiting for their clerk."""

from itertools import count

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.demo.cases import DemoCase
from caseflow.demo.complaints import COMPLAINTS
from caseflow.demo.people import firm_login
from caseflow.store.db import db
from caseflow.store.models import Case, Person
from caseflow.store.people import actor_of
from caseflow.store.unit_of_work import Submission

_keys = count(1)


def key() -> Submission:
    """A submission nobody made before."""
    number = next(_keys)
    return Submission(f"onstage-{number}", str(number))


def person(login: str) -> Actor:
    """A demo person as an actor."""
    found = actor_of(db.session.scalars(select(Person.id).where(Person.login == login)).one())
    assert found is not None
    return found


def filed(firm: str = "runhe") -> DemoCase:
    """The complaint of a demo firm, filed, with its route proposed."""
    complaint = next(c for c in COMPLAINTS if c.firm == firm)
    play = DemoCase(complaint, person(firm_login(firm)))
    play.file()
    return play


def case_of(play: DemoCase) -> Case:
    """Its case as the database has it now."""
    db.session.rollback()
    return db.session.scalars(select(Case).where(Case.number == play.number)).one()
