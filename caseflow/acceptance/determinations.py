"""规模认定 as its readers see it: what waits for an office, what was asked, whom a clerk may ask."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, false, func, or_, select

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.errors import NotFound
from caseflow.core.lifecycle import Status
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.cases import concerned_units
from caseflow.store.clocks import rule_for
from caseflow.store.db import db
from caseflow.store.history import happenings
from caseflow.store.models import Case, Claim, Clock, Company, Complaint, Determination, Unit
from caseflow.store.scope import visible_cases
from caseflow.store.units import RECEIVING, unit_for

PAGE = 20


@dataclass(frozen=True)
class Yardstick:
    """As of when a firm's size counts, and where that is said."""

    moment: str
    basis: str


YARDSTICKS = {
    "A": Yardstick("签订合同时", "国务院令第802号第三条、第二十九条"),
    "B": Yardstick("提出投诉时", "中小企业促进法第二条"),
}
"""By track: 802号 is about payment and goes by the contract; any other complaint needs no contract."""

ABSENT = "没有找到这项规模认定，或者它不由您的单位办理。"


@dataclass(frozen=True)
class Asked:
    """One request as the office that determines reads it: the firm and the contracts, not the complaint itself."""

    row: Determination
    case: Case
    company: Company
    respondent: str
    contracts: tuple[date, ...]
    question: str
    answer: str
    unit: str
    recalled: str
    waits: bool
    due: date
    remaining: int
    yardstick: Yardstick


def determination_of(case_id: int) -> Determination | None:
    """The determination of a case that stands: waiting or made, not recalled."""
    standing = (Determination.case_id == case_id, Determination.recalled_at.is_(None))
    return db.session.scalar(select(Determination).where(*standing))


def most_questions(case: Case) -> int:
    """How often the case may ask, what was recalled included: `times` of the clock in policies/deadlines.toml, else once."""
    return rule_for(case, "determination").times or 1


def times_asked(case_id: int) -> int:
    """How often a case asked, what was recalled included."""
    asked_for = select(func.count()).select_from(Determination).where(Determination.case_id == case_id)
    return db.session.scalar(asked_for) or 0


def waits_for_size(case_id: int) -> bool:
    """Whether a determination was asked for and not made yet."""
    row = determination_of(case_id)
    return row is not None and row.determined_at is None


def asked_of(actor: Actor, number: int) -> tuple[list[Asked], int]:
    """Page `number` (from 1) of what the actor's office was asked, what waits first; and how many there are."""
    mine = _within(actor).where(Determination.unit_id == actor.unit_id)
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    open_still = Determination.determined_at.is_(None) & Determination.recalled_at.is_(None)
    waiting = (open_still & (Case.status == Status.UNDER_REVIEW)).desc()
    rows = db.session.scalars(
        mine.outerjoin(Clock, Clock.id == Determination.clock_id)
        .order_by(waiting, func.coalesce(Clock.due_rolled, Determination.due), Determination.id).offset((number - 1) * PAGE).limit(PAGE)
    )
    return [_asked(row) for row in rows], total


def asked(actor: Actor, determination_id: int) -> Asked:
    """One request, for the office that determines and the clerks of the one that asked. NotFound for everybody else."""
    row = db.session.scalar(_within(actor).where(Determination.id == determination_id))
    if row is None:
        raise NotFound(ABSENT)
    return _asked(row)


def of_case(case: Case) -> Asked | None:
    """The determination of a case the actor sees already."""
    row = determination_of(case.id)
    return None if row is None else _asked(row)


def offices_for(case: Case) -> list[Unit]:
    """The SME departments of the firm's place, from the county on, the nearest first.

    Never the respondent or an office that belongs to it; so the list may be empty.
    """
    edition = editions.current()
    region = db.session.get_one(Company, case.company_id).region
    seat = edition.territories.get(db.session.get_one(Unit, case.receiving_unit_id).territory)
    provinces = [place for place in edition.territories.all() if place.parent is None]
    province = edition.territories.named_in(region, provinces) or edition.territories.top(seat)
    place = edition.territories.named_within(region, province) or province
    found = [unit_for(edition, RECEIVING, each.code) for each in (place, *edition.territories.ancestors(place))]
    barred = concerned_units(case.respondent_unit_id)
    return [unit for unit in found if unit is not None and unit.id not in barred]


def _within(actor: Actor) -> Select[Determination]:
    """What the actor's office was asked as an impartial one, and what was asked in the cases a clerk examines."""
    impartial = or_(Case.respondent_unit_id.is_(None), Case.respondent_unit_id.not_in(_close_respondents(actor)))
    asked_here = and_(Determination.unit_id == actor.unit_id, impartial)
    examined = Case.id.in_(visible_cases(actor).with_only_columns(Case.id))
    concerned = or_(asked_here, examined if holds(actor, Permission.EXAMINE) else false())
    return select(Determination).join(Case, Case.id == Determination.case_id).where(concerned)


def _close_respondents(actor: Actor) -> list[int]:
    """The respondents of what the actor's office was asked that it belongs to (found or moved under it since)."""
    respondents = (
        select(Case.respondent_unit_id)
        .join(Determination, Determination.case_id == Case.id)
        .where(Determination.unit_id == actor.unit_id, Case.respondent_unit_id.is_not(None))
        .distinct()
    )
    return [each for each in db.session.scalars(respondents) if each and actor.unit_id in concerned_units(each)]


def _asked(row: Determination) -> Asked:
    case = db.session.get_one(Case, row.case_id)
    own = [each for each in happenings(case.id, ("parties",)) if each.event.data.get("determination_id") == row.id]
    said = {each.event.kind: "；".join(each.texts.values()) for each in own}
    watched = db.session.get(Clock, row.clock_id) if row.clock_id else None
    due = watched.due_rolled if watched else row.due
    days = select(Claim.contract_date).where(Claim.case_id == case.id).distinct().order_by(Claim.contract_date)
    return Asked(
        row=row,
        case=case,
        company=db.session.get_one(Company, case.company_id),
        respondent=db.session.get_one(Complaint, case.id).respondent.get("name") or case.respondent_name,
        contracts=tuple(day for day in db.session.scalars(days) if day),
        question=said.get("DeterminationRequested", ""),
        answer=said.get("Determined", ""),
        unit=db.session.get_one(Unit, row.unit_id).name,
        recalled=said.get("DeterminationRecalled", ""),
        waits=row.determined_at is None and row.recalled_at is None and case.status == Status.UNDER_REVIEW,
        due=due,
        remaining=working_days_between(editions.current().calendar, clock.today(), due),
        yardstick=YARDSTICKS[case.track],
    )
