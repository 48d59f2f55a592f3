"""Reading accounts."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from caseflow.core.access import Role
from caseflow.core.errors import NotFound
from caseflow.store.db import db
from caseflow.store.models import Company, Person, Unit

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A line of the list of people."""

    id: int
    login: str
    name: str
    role: str
    role_label: str
    unit: str
    disabled: bool


def person_by_login(login: str) -> Person | None:
    """The account with this login, whatever its case."""
    return db.session.scalar(select(Person).where(func.lower(Person.login) == login.lower()))


def person(person_id: int) -> Person:
    """The account with this id. Raises NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound("没有这个账号。")
    return found


def staff(person_id: int) -> Person:
    """The account of a member of staff with this id. Raises NotFound, for a firm's too."""
    found = person(person_id)
    if found.role == Role.COMPLAINANT:
        raise NotFound("没有这个工作人员的账号。")
    return found


def company_of(company_id: int | None) -> Company | None:
    """The firm of a complainant; None for staff."""
    return db.session.get(Company, company_id) if company_id else None


def registered(credit_code: str) -> bool:
    """Whether a firm with this credit code has an account; what clerks wrote down of it does not count."""
    own = (Company.credit_code == credit_code, Company.entered_by_unit_id.is_(None))
    return db.session.scalar(select(Company.id).where(*own)) is not None


def people(search: str, page: int, staff_only: bool = True) -> tuple[list[Listed], int]:
    """A page of accounts whose name, login or unit contains `search`, and how many there are."""
    query = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
    if staff_only:
        query = query.where(Person.role != Role.COMPLAINANT)
    if search:
        like = func.lower(f"%{search}%")
        names = (Person.name, Person.login, Unit.name)
        query = query.where(or_(*(func.lower(name).like(like) for name in names)))
    return _page(query, page), db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _page(query: Select[Person, str], page: int) -> list[Listed]:
    rows = db.session.execute(query.order_by(Person.id).limit(PAGE).offset((page - 1) * PAGE))
    return [
        Listed(who.id, who.login, who.name, who.role, Role(who.role).label, unit or "", who.disabled_at is not None)
        for who, unit in rows
    ]


def units_like(name: str) -> list[str]:
    """Up to five names of offices that resemble what was typed."""
    words = [f"%{name}%", f"{name[:4]}%"] if name else []
    for pattern in words:
        query = select(Unit.name).where(Unit.name.like(pattern)).order_by(func.length(Unit.name)).limit(5)
        found = list(db.session.scalars(query))
        if found:
            return found
    return []
