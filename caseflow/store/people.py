"""From a stored account to the actor that access rules look at."""

from sqlalchemy import exists, select

from caseflow.core.access import Actor, Role
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Person, Unit

HANDLERS = (Role.HANDLER, Role.UNIT_HEAD)


def actor_of(person_id: int) -> Actor | None:
    """The actor for this account, with the territories its office looks after; None when it is absent or disabled."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    unit = db.session.get(Unit, person.unit_id) if person.unit_id else None
    return Actor(
        user_id=person.id,
        role=Role(person.role),
        name=person.name,
        unit_id=person.unit_id,
        unit_name=unit.name if unit else "",
        territories=editions.current().territories.beneath(unit.territory) if unit else frozenset(),
        company_id=person.company_id,
        house=housemates(unit) if unit else frozenset(),
        level=unit.level if unit else "",
    )


def firm_signs_in(case: Case) -> bool:
    """Whether somebody signs in for the complaining firm; not for one that a clerk wrote down and nobody claimed."""
    accounts = (Person.company_id == case.company_id, Person.password_hash != "", Person.disabled_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*accounts))))


def may_handle(person: Person) -> bool:
    """Whether the account may be somebody's handler: in use, and a handler or head."""
    return person.disabled_at is None and person.role in HANDLERS


def housemates(unit: Unit) -> frozenset[int]:
    """The other offices under the roof of `unit`: a 领导小组办公室 sits in the department that hosts it."""
    same = select(Unit.id).where(Unit.competence == unit.competence, Unit.territory == unit.territory)
    return frozenset(db.session.scalars(same.where(Unit.id != unit.id)))
