"""Reading offices: the list, one office, what was changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from caseflow.core.edition import Edition
from caseflow.core.errors import NotFound
from caseflow.core.offices import Designation
from caseflow.store import editions
from caseflow.store.clock import today
from caseflow.store.db import db
from caseflow.store.models import Person, Unit, UnitHistory, UnitName

PAGE = 50
SHOWN_CHANGES = 100
CONFIRMED, UNCONFIRMED = "yes", "no"
LABELS = {
    "name": "名称",
    "letter_code": "机关代字",
    "case_prefix": "案号字头",
    "email": "邮箱",
    "phone": "联系电话",
    "contact_confirmed_at": "联系方式",
}


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed by; `place` is a code and takes in everything beneath it."""

    search: str = ""
    place: str = ""
    level: str = ""
    line: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Listed:
    """A line of the list."""

    id: int
    name: str
    level: str
    line: str
    place: str
    confirmed_at: datetime | None


@dataclass(frozen=True)
class FormerName:
    """A name the office bore until a day, that day included."""

    name: str
    until: date


@dataclass(frozen=True)
class Change:
    """One change: who, when, and per changed field its label, what it was and what it became."""

    who: str
    at: datetime
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Shown:
    """One office with everything its page says."""

    unit: Unit
    place: str
    line: str
    aliases: tuple[str, ...]
    former_names: tuple[FormerName, ...]
    confirmed_by: str
    designations: tuple[Designation, ...]
    changes: tuple[Change, ...]


def line_of(unit: Unit) -> str:
    """The line in words; the office of a leading group has one of its own."""
    return "领导小组办公室" if unit.supervises else unit.competence


def lines(edition: Edition) -> list[str]:
    """The lines of competence a list can be narrowed by."""
    return list(edition.offices.lines)


def listed(edition: Edition, chosen: Filter, page: int) -> tuple[list[Listed], int]:
    """A page of offices, provinces first, and how many there are."""
    where = list(_where(edition, chosen))
    total = db.session.scalar(select(func.count()).select_from(Unit).where(*where)) or 0
    query = select(Unit).where(*where).order_by(_rank(), Unit.territory, Unit.id)
    rows = db.session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))
    return [_listed(edition, unit) for unit in rows], total


def unit_of(unit_id: int) -> Unit:
    """The office with this id. Raises NotFound."""
    found = db.session.get(Unit, unit_id)
    if found is None:
        raise NotFound("没有这个机构。")
    return found


def shown(unit_id: int) -> Shown:
    """One office for its page. Raises NotFound."""
    unit, edition = unit_of(unit_id), editions.current()
    by = db.session.get(Person, unit.contact_confirmed_by_id) if unit.contact_confirmed_by_id else None
    return Shown(
        unit=unit,
        place=_path(edition, unit.territory),
        line=line_of(unit),
        aliases=() if unit.supervises else _aliases_at(edition, unit),
        former_names=tuple(former_names(unit.id)),
        confirmed_by=by.name if by else "系统（演示数据）",
        designations=tuple(_designations(edition, unit)),
        changes=tuple(_changes(unit)),
    )


def former_names(unit_id: int) -> Iterator[FormerName]:
    """The names before today's, newest first."""
    rows = db.session.scalars(select(UnitName).where(UnitName.unit_id == unit_id).order_by(UnitName.id.desc()))
    yield from (FormerName(row.name, row.until) for row in rows)


def bearer_of(name: str, letter_code: str, case_prefix: str | None, unit_id: int) -> Unit | None:
    """Another office that already has this name, letter code or case prefix."""
    same = [Unit.name == name, Unit.letter_code == letter_code]
    if case_prefix:
        same.append(Unit.case_prefix == case_prefix)
    return db.session.scalar(select(Unit).where(Unit.id != unit_id, or_(*same)).limit(1))


def _where(edition: Edition, chosen: Filter) -> Iterator[ColumnElement[bool]]:
    if chosen.search:
        yield _called(edition, chosen.search)
    if chosen.place:
        yield Unit.territory.in_(edition.territories.beneath(chosen.place))
    if chosen.level:
        yield Unit.level == chosen.level
    if chosen.line:
        yield Unit.competence == chosen.line
    if chosen.contact:
        yield (
            Unit.contact_confirmed_at.is_not(None)
            if chosen.contact == CONFIRMED
            else Unit.contact_confirmed_at.is_(None)
        )


def _called(edition: Edition, search: str) -> ColumnElement[bool]:
    keys = [key for alias, key in aliases(edition.version) if search in alias]
    meant = [line.competence for line in edition.offices.lines.values() if search in line.words]
    renamed = select(UnitName.unit_id).where(UnitName.name.icontains(search, autoescape=True))
    return or_(
        Unit.name.icontains(search, autoescape=True),
        Unit.letter_code.icontains(search, autoescape=True),
        Unit.case_prefix.icontains(search, autoescape=True),
        Unit.competence.in_(meant),
        Unit.id.in_(renamed),
        tuple_(Unit.competence, Unit.territory).in_(keys) & Unit.supervises.is_(False),
    )


@lru_cache(maxsize=2)
def aliases(version: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Every other name of an office in this edition, with its line and territory code."""
    edition = editions.of_version(version)
    return tuple(
        (alias, (office.competence, place.code))
        for place in edition.territories.all()
        for office in edition.offices.all_for(place.name)
        for alias in office.aliases
    )


def _rank() -> ColumnElement[int]:
    return func.array_position(["省级", "市级", "县级"], Unit.level)


def _listed(edition: Edition, unit: Unit) -> Listed:
    place = _path(edition, unit.territory)
    return Listed(unit.id, unit.name, unit.level, line_of(unit), place, unit.contact_confirmed_at)


def _path(edition: Edition, code: str) -> str:
    place = edition.territories.by_code.get(code)
    if place is None:  # a territory that the rules in force no longer know
        return code
    return " ".join(t.name for t in (*reversed(edition.territories.ancestors(place)), place))


def _aliases_at(edition: Edition, unit: Unit) -> tuple[str, ...]:
    key = (unit.competence, unit.territory)
    return tuple(alias for alias, found in aliases(edition.version) if found == key and alias != unit.name)


def _designations(edition: Edition, unit: Unit) -> Iterator[Designation]:
    place, day = edition.territories.by_code.get(unit.territory), today()
    for found in edition.offices.designations:
        fits = place is not None and (found.territory, found.competence) == (place.name, unit.competence)
        if fits and not unit.supervises and (found.until is None or day <= found.until):
            yield found


def _changes(unit: Unit) -> Iterator[Change]:
    query = (
        select(UnitHistory, Person.name)
        .outerjoin(Person, Person.id == UnitHistory.person_id)
        .where(UnitHistory.unit_id == unit.id)
        .order_by(UnitHistory.id.desc())
        .limit(SHOWN_CHANGES)
    )
    after: Mapping[str, Any] = {name: getattr(unit, name) for name in LABELS}
    for row, who in db.session.execute(query):
        yield Change(who or "系统", row.at, tuple(_differences(row.old, after)))
        after = row.old


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, label in LABELS.items():
        before, after = _words(name, old.get(name)), _words(name, new.get(name))
        if before != after:
            yield label, before, after


def _words(name: str, value: Any) -> str:
    if name == "contact_confirmed_at":
        return "已确认" if value else "未确认"
    return str(value or "")
