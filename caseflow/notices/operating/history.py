"""What became of every notice to one person or one office; whom to look at is found by login or name."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.errors import NotFound
from caseflow.notices.operating.troubles import Line, Listing, Wanted, notices
from caseflow.store.db import db
from caseflow.store.models import Notice, Person, Robot, Unit

MOST = 20


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets notices. `login` is veiled where it is an address; `group`: person or unit."""

    group: str
    id: int
    name: str
    what: str
    login: str


@dataclass(frozen=True)
class Found:
    """At most MOST people and MOST offices; `more`: there are others, and the words should say more."""

    recipients: tuple[Recipient, ...]
    more: bool


def look_up(actor: Actor, words: str) -> Found:
    """People whose login is `words` or whose name holds them, and offices whose name holds them.

    The login of a firm is an address, so it is found when it is known whole, and never by a part of it.
    """
    require(actor, Permission.SEE_OPERATIONS)
    people = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    people = people.where(or_(func.lower(Person.login) == words.lower(), Person.name.contains(words, autoescape=True)))
    persons = db.session.execute(people.order_by(Person.id).limit(MOST + 1)).all()
    offices = select(Unit).where(Unit.name.contains(words, autoescape=True)).order_by(func.length(Unit.name), Unit.id)
    units = db.session.scalars(offices.limit(MOST + 1)).all()
    found = [*(_person(who, unit) for who, unit in persons[:MOST]), *(_unit(unit) for unit in units[:MOST])]
    return Found(tuple(found), max(len(persons), len(units)) > MOST)


def recipient(actor: Actor, group: str, key: int) -> Recipient:
    """The person or unit with this id. Raises NotFound."""
    require(actor, Permission.SEE_OPERATIONS)
    if group == "unit":
        unit = db.session.get(Unit, key)
        if unit is not None:
            return _unit(unit)
    else:
        row = db.session.execute(
            select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id).where(Person.id == key)
        ).one_or_none()
        if row is not None:
            return _person(*row)
    raise NotFound("没有这个收信人。")


def history(actor: Actor, who: Recipient, wanted: Wanted, page: int = 1) -> Listing[Line]:
    """Every notice to a person, or to the people who belong to an office today and its robots; newest first."""
    require(actor, Permission.SEE_OPERATIONS)
    query = select(Notice.id)
    if who.group == "unit":
        people, robots = (select(of.id).where(of.unit_id == who.id) for of in (Person, Robot))
        query = query.where(Notice.recipient_id.in_(people) | Notice.robot_id.in_(robots))
    else:
        query = query.where(Notice.recipient_id == who.id)
    return notices(query, wanted, page)


def _person(who: Person, unit: str | None) -> Recipient:
    role = Role(who.role).label
    return Recipient("person", who.id, who.name, f"{unit} {role}" if unit else role, _veiled_login(who.login))


def _unit(unit: Unit) -> Recipient:
    return Recipient("unit", unit.id, unit.name, "单位", "")


def _veiled_login(login: str) -> str:
    """An address as its first letter: its domain is often the name of a firm."""
    return f"{login[:1]}…@…" if "@" in login else login
