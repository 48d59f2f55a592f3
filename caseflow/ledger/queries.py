"""The one case list: scoped, filtered, sorted, a page at a time by key, with the sums of the whole filter."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.clocks import limits_to_keep
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Company, Unit
from caseflow.store.scope import visible_cases

SIZES = (20, 50, 100)
SORTS = {"filed": Case.filed_at, "amount": Case.amount}
NEWEST_FIRST = "-filed"
IN_HAND = "open"
LATE_NOW, LATE_EVER = "now", "ever"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; empty means everything.

    `status` is a status or 'open', `territory` a code (with everything beneath it), `overdue` 'now' or 'ever', `text`
    the beginning of a number or a part of the respondent's name.
    """

    status: str = ""
    territory: str = ""
    category: str = ""
    overdue: str = ""
    text: str = ""


@dataclass(frozen=True)
class Window:
    """Which page: the order ('filed' or 'amount', '-' in front for descending), its size, and the key it follows."""

    sort: str = NEWEST_FIRST
    size: int = SIZES[0]
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Row:
    """A case in the ledger; amounts in yuan, `remaining` working days until its nearest limit, negative once late."""

    number: str
    status: Status
    filed_at: datetime
    complainant: str
    respondent: str
    category: str
    territory: str
    lead: str
    amount: Decimal
    paid: Decimal
    outstanding: Decimal
    listing: str
    ever_overdue: bool
    due: date | None
    remaining: int | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Totals:
    """Over the whole filter, not the page alone; amounts in yuan."""

    count: int
    amount: Decimal
    paid: Decimal
    outstanding: Decimal


@dataclass(frozen=True)
class Page:
    """One page of the list with the keys of its neighbours ('' where there is none)."""

    rows: tuple[Row, ...]
    totals: Totals
    previous: str
    following: str


def cases(actor: Actor, narrowed: Filter, window: Window) -> Page:
    """One page of the cases that exist for `actor`. BadInput for a key that is none."""
    query = visible_cases(actor).where(*_conditions(narrowed))
    found = list(db.session.execute(_paged(_with_names(query), window)))
    more = len(found) > window.size
    found = found[: window.size]
    if window.before:
        found.reverse()
    return Page(
        rows=_rows(found),
        totals=_totals(query),
        previous=_key(found[0][0], window.sort) if found and (window.after or (window.before and more)) else "",
        following=_key(found[-1][0], window.sort) if found and (window.before or more) else "",
    )


def categories(actor: Actor) -> list[str]:
    """The categories that occur among the cases of `actor`, sorted."""
    mine = visible_cases(actor).with_only_columns(Case.category).distinct()
    return sorted(db.session.scalars(mine))


def territory_choices(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of the places the actor's office looks after, indented by level."""
    territories = editions.current().territories
    return [
        (place.code, "　" * len(territories.ancestors(place)) + place.name)
        for place in territories.all()
        if place.code in actor.territories
    ]


def page_query(actor: Actor, narrowed: Filter, window: Window) -> Select[Any]:
    """The statement of one page, for looking at its plan."""
    return _paged(_with_names(visible_cases(actor).where(*_conditions(narrowed))), window)


def _conditions(narrowed: Filter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if narrowed.status:
        statuses = OPEN if narrowed.status == IN_HAND else {Status(narrowed.status)}
        wanted.append(Case.status.in_(sorted(statuses)))
    if narrowed.territory:
        wanted.append(Case.territory.in_(sorted(editions.current().territories.beneath(narrowed.territory))))
    if narrowed.category:
        wanted.append(Case.category == narrowed.category)
    if narrowed.overdue == LATE_EVER:
        wanted.append(Case.ever_overdue.is_(True))
    if narrowed.overdue == LATE_NOW:
        late = and_(*limits_to_keep(), Clock.due_rolled < clock.today())
        wanted.append(exists().where(late))
    if narrowed.text:
        number = Case.number.startswith(narrowed.text.upper(), autoescape=True)
        wanted.append(or_(number, Case.respondent_name.contains(narrowed.text, autoescape=True)))
    return wanted


def _with_names(query: Select[Any]) -> Select[Any]:
    nearest = select(func.min(Clock.due_rolled)).where(*limits_to_keep()).correlate(Case).scalar_subquery()
    return (
        query.add_columns(Company.name, Unit.name, nearest)
        .join(Company, Company.id == Case.company_id)
        .outerjoin(Unit, Unit.id == Case.lead_unit_id)
    )


def _paged(query: Select[Any], window: Window) -> Select[Any]:
    column = SORTS[window.sort.removeprefix("-")]
    descending = window.sort.startswith("-")
    key = window.before or window.after
    if window.before:
        descending = not descending
    if key:
        here, place = tuple_(column, Case.id), tuple_(*_parsed(key, window.sort))
        query = query.where(here < place if descending else here > place)
    order = (column.desc(), Case.id.desc()) if descending else (column, Case.id)
    return query.order_by(*order).limit(window.size + 1)


def _key(case: Case, sort: str) -> str:
    value: datetime | Decimal = case.amount if sort.removeprefix("-") == "amount" else case.filed_at
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{case.id}"


def _parsed(key: str, sort: str) -> tuple[Any, int]:
    value, _, number = key.partition("~")
    try:
        place = Decimal(value) if sort.removeprefix("-") == "amount" else datetime.fromisoformat(value)
        case_id = int(number)
    except (ValueError, InvalidOperation) as unreadable:
        raise BadInput("翻页的地址不完整，请从台账首页重新查询。") from unreadable
    known = place.is_finite() if isinstance(place, Decimal) else place.tzinfo is not None
    if not known or not 0 < case_id <= LARGEST_ID:
        raise BadInput("翻页的地址不完整，请从台账首页重新查询。")
    return place, case_id


def _totals(query: Select[Any]) -> Totals:
    inner = query.with_only_columns(Case.amount, Case.amount_paid, Case.amount_waived).subquery()
    owed = inner.c.amount - inner.c.amount_paid - inner.c.amount_waived
    count, *sums = db.session.execute(
        select(func.count(), func.sum(inner.c.amount), func.sum(inner.c.amount_paid), func.sum(owed))
    ).one()
    return Totals(count, *(total or Decimal(0) for total in sums))


def _rows(found: list[Any]) -> tuple[Row, ...]:
    territories, calendar, today = editions.current().territories, editions.current().calendar, clock.today()
    return tuple(
        Row(
            number=case.number,
            status=Status(case.status),
            filed_at=case.filed_at,
            complainant=complainant,
            respondent=case.respondent_name,
            category=case.category,
            territory=territories.get(case.territory).name,
            lead=lead or "",
            amount=case.amount,
            paid=case.amount_paid,
            outstanding=case.amount - case.amount_paid - case.amount_waived,
            listing=case.listing or "",
            ever_overdue=case.ever_overdue,
            due=due,
            remaining=None if due is None else working_days_between(calendar, today, due),
            closed_at=case.closed_at,
        )
        for case, complainant, lead, due in found
    )
