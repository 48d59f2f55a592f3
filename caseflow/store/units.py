"""Offices as rows: made from the edition's lines of competence and territories, then looked up."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from caseflow.core.edition import Edition
from caseflow.core.offices import GOVERNMENT, Office
from caseflow.core.territory import PROVINCE, Territory
from caseflow.store.db import db
from caseflow.store.models import Unit, UnitName

RECEIVING = "工信"
LEADING_GROUP = "促进中小企业发展工作领导小组办公室"
PREFIXES = {"甘肃省": "GS", "宁夏回族自治区": "NX"}


def ensure_units(edition: Edition) -> int:
    """Add the offices that the edition knows and the table lacks; existing rows stay as people edited them.

    Returns how many were added. Runs inside the caller's transaction.
    """
    rows = [row for place in edition.territories.all() if _is_seat(place) for row in _rows(edition, place)]
    before = _count()
    for start in range(0, len(rows), 500):
        statement = insert(Unit).values(rows[start : start + 500]).on_conflict_do_nothing()
        db.session.execute(statement)
    return _count() - before


def unit_for(edition: Edition, competence: str, territory: str) -> Unit | None:
    """The office of a line at a place (name or code); the committee where a zone acts as one office."""
    place = edition.territories.get(territory)
    line = GOVERNMENT if _one_office(edition, place, competence) else competence
    return db.session.scalar(
        select(Unit).where(Unit.competence == line, Unit.territory == place.code, Unit.supervises.is_(False))
    )


def taking_office(edition: Edition, province: str, respondent: Unit | None) -> Unit | None:
    """The office that takes complaints about payment in a province: its SME department (国务院令第802号第二十四条).

    A complaint against the department itself goes to the government.
    """
    receiving = unit_for(edition, RECEIVING, province)
    if receiving is None or respondent is None or respondent.id != receiving.id:
        return receiving
    return unit_for(edition, GOVERNMENT, province) or receiving


def unit_named(name: str) -> Unit | None:
    """The office with exactly this name now, else before it was renamed; a respondent may be an office itself."""
    found = db.session.scalar(select(Unit).where(Unit.name == name))
    return found or db.session.scalar(
        select(Unit)
        .join(UnitName, UnitName.unit_id == Unit.id)
        .where(UnitName.name == name)
        .order_by(UnitName.id.desc())
    )


def leading_group_office(edition: Edition, territory: str, levels_up: int = 0) -> Unit | None:
    """The 领导小组办公室 of a place, or of the place `levels_up` above it (the province's at the top)."""
    place = edition.territories.get(territory)
    for _ in range(levels_up):
        place = edition.territories.parent(place) or place
    return db.session.scalar(select(Unit).where(Unit.territory == place.code, Unit.supervises.is_(True)))


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Unit)) or 0


def _is_seat(place: Territory) -> bool:
    return place.kind != "zone" or place.responsible


def _one_office(edition: Edition, place: Territory, competence: str) -> bool:
    return edition.offices.is_one_office(place) and not edition.offices.line(competence).central


def _rows(edition: Edition, place: Territory) -> list[dict[str, object]]:
    offices = [
        office
        for office in edition.offices.all_for(place.name)
        if office.competence == GOVERNMENT or not _one_office(edition, place, office.competence)
    ]
    return [*(_row(edition, place, office) for office in offices), _leading_group(edition, place)]


def _row(edition: Edition, place: Territory, office: Office) -> dict[str, object]:
    receives = office.competence == RECEIVING
    return {
        "name": office.name,
        "competence": office.competence,
        "level": office.level,
        "territory": place.code,
        "letter_code": f"{_letter_place(edition, place)}{office.competence}",
        "case_prefix": _prefix(edition, place) if receives else None,
        "supervises": False,
        "email": "",
    }


def _leading_group(edition: Edition, place: Territory) -> dict[str, object]:
    return {
        "name": f"{place.name}{LEADING_GROUP}",
        "competence": RECEIVING,
        "level": place.level,
        "territory": place.code,
        "letter_code": f"{_letter_place(edition, place)}促中小办",
        "case_prefix": None,
        "supervises": True,
        "email": "",
    }


def _letter_place(edition: Edition, place: Territory) -> str:
    """The short name; the full one where another place has the same (白银市 and 白银区): letters must differ."""
    namesakes = [other for other in edition.territories.all() if other.short == place.short]
    return place.short if namesakes[0] == place else place.name


def _prefix(edition: Edition, place: Territory) -> str:
    province = edition.territories.at_level(place, PROVINCE) or place
    head = PREFIXES.get(province.name, "QT")
    return head if place.level == PROVINCE else f"{head}{place.code[2:]}"
