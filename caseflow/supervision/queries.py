"""What people look at: the measures of a case, and the board of an office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.closure_rules import UPWARDS
from caseflow.core.lifecycle import OPEN
from caseflow.core.supervision import LISTING, PRIORITY, Proposal, Road, Standing, assess
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.clocks import limits_to_keep
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Measure, MeasureReport, Result, Unit
from caseflow.store.scope import visible_cases
from caseflow.supervision import ladder, roads

PAGE = 20
SCAN = 100
GENERAL = "一般挂牌"
LEVELS: Mapping[str, str] = {GENERAL: GENERAL, "priority": "重点挂牌（各级）"} | {
    level: f"重点挂牌（{level}）" for level in UPWARDS
}


@dataclass(frozen=True)
class Narrowed:
    """What the board shows: `level` of LEVELS, `territory` with everything beneath it, `late` only what is late, the
    measures on whose name holds `respondent`."""

    level: str = ""
    territory: str = ""
    late: bool = False
    respondent: str = ""


@dataclass(frozen=True)
class ListedLine:
    """A listed case; `remaining` working days of a priority listing, negative once late; `passed` whether a general one,
    for which nobody is late, has run out; `late` whether another limit of the case has; `reported` the day of its last
    report."""

    number: str
    listing: str
    listing_number: str
    respondent: str
    lead: str
    leader: str
    due: date | None
    remaining: int | None
    passed: bool
    late: bool
    reported: date | None
    reports: bool


@dataclass(frozen=True)
class RespondentLine:
    """A measure on a respondent: by whom, since when, where it stands, until when what is awaited should come."""

    number: str
    respondent: str
    name: str
    measure_number: str
    office: str
    at: datetime
    state: str
    due: date | None
    remaining: int | None


@dataclass(frozen=True)
class WaitingLine:
    """A measure on which this office has the next word: to be served, or its answer to be judged."""

    number: str
    measure_id: int
    kind: str
    name: str
    measure_number: str
    respondent: str
    lead: str
    since: datetime
    answered: bool


@dataclass(frozen=True)
class TodoLine:
    """A case for which the facts propose measures."""

    number: str
    respondent: str
    lead: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class Todo:
    """One page of proposals; `after` leads to the next one (None at the end)."""

    lines: tuple[TodoLine, ...]
    after: int | None


def listed(actor: Actor, narrowed: Narrowed, page: int) -> tuple[list[ListedLine], int]:
    """One page of the listed cases in the office's territory, the most urgent first, and how many there are in all."""
    reported = select(func.max(MeasureReport.at)).where(MeasureReport.measure_id == Measure.id).scalar_subquery()
    query = (
        visible_cases(actor)
        .join(Measure, and_(Measure.case_id == Case.id, Measure.settled_at.is_(None)))
        .outerjoin(Clock, Clock.id == Measure.clock_id)
        .outerjoin(Unit, Unit.id == Case.lead_unit_id)
        .where(*_conditions(narrowed))
    )
    total = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Measure.id).subquery())) or 0
    rows = db.session.execute(
        query.add_columns(Measure, Unit.name, Clock.due_rolled, reported, _late())
        .order_by(Clock.due_rolled.nulls_last(), Case.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [_listed(*row) for row in rows], total


def on_respondents(actor: Actor, name: str, page: int) -> tuple[list[RespondentLine], int]:
    """One page of the measures taken on respondents in the office's territory, the newest first, and how many there are;
    only those whose name holds `name`."""
    about = [road.key for road in editions.current().supervision.roads.values() if road.about == "respondent"]
    query = (
        visible_cases(actor)
        .join(Measure, Measure.case_id == Case.id)
        .join(Unit, Unit.id == Measure.unit_id)
        .outerjoin(Clock, Clock.id == Measure.clock_id)
        .where(Measure.road.in_(about), Case.respondent_name.contains(name, autoescape=True))
    )
    total = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Measure.id).subquery())) or 0
    rows = query.add_columns(Measure, Unit.name, Clock.due_rolled).order_by(Measure.id.desc())
    found = db.session.execute(rows.limit(PAGE).offset((page - 1) * PAGE))
    return [_on_respondent(*row) for row in found], total


def waiting(actor: Actor) -> list[WaitingLine]:
    """What this office has to serve or to judge, the oldest first; at most PAGE."""
    rows = db.session.execute(
        visible_cases(actor)
        .add_columns(Measure, Unit.name)
        .join(Measure, Measure.case_id == Case.id)
        .outerjoin(Unit, Unit.id == Measure.lead_unit_id)
        .where(
            roads.taken_for(actor),
            Measure.settled_at.is_(None),
            or_(Measure.served_on.is_(None), Measure.answered_at.is_not(None)),
        )
        .order_by(func.coalesce(Measure.answered_at, Measure.issued_at), Measure.id)
        .limit(PAGE)
    )
    return [_waiting(*row) for row in rows]


def todo(actor: Actor, after: int) -> Todo:
    """The cases with a measure proposed to this office, by id from `after` on, a page at a time."""
    candidates = (
        visible_cases(actor)
        .where(Case.id > after, Case.lead_unit_id.is_not(None), Case.status.in_(OPEN), _may_propose())
        .order_by(Case.id)
        .limit(SCAN)
    )
    lines: list[TodoLine] = []
    last, seen = 0, 0
    for case in db.session.scalars(candidates):
        last, seen = case.id, seen + 1
        line = _todo(actor, case)
        if line is not None:
            lines.append(line)
        if len(lines) == PAGE:
            break
    return Todo(tuple(lines), last if len(lines) == PAGE or seen == SCAN else None)


def proposals(actor: Actor, case: Case, road: Road) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
    """What the facts propose to this actor on `road`, and what would skip a rung; nothing for whoever may not take it."""
    if not holds(actor, Permission.MEASURE) or roads.obstacle(actor, case, road):
        return (), ()
    found = assess(roads.facts_for(actor, case, road), editions.current().supervision, road.key)
    fitting = (proposal for proposal in found.proposed if not ladder.outranks(actor, case, proposal.rung.key))
    return tuple(fitting), found.refused


def _conditions(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    general = and_(Measure.kind == LISTING, Case.listing.not_in(UPWARDS))
    priority = Measure.kind == PRIORITY
    match narrowed.level:
        case "":
            conditions = [or_(general, priority)]
        case "priority":
            conditions = [priority]
        case level if level in UPWARDS:
            conditions = [and_(priority, Measure.level == level)]
        case _:
            conditions = [general]
    if narrowed.territory:
        beneath = editions.current().territories.beneath(narrowed.territory)
        conditions.append(Case.territory.in_(sorted(beneath)))
    if narrowed.late:
        conditions.append(_late())
    return conditions


def _late() -> ColumnElement[bool]:
    """Whether a limit of the case that somebody has to keep has passed: the day of a priority listing, or any other."""
    return select(Clock.id).where(*limits_to_keep(), Clock.due_rolled < clock.today()).correlate(Case).exists()


def _listed(case: Case, row: Measure, lead: str | None, due: date | None, reported: datetime | None, late: bool) -> ListedLine:
    name = editions.current().supervision.name(row.kind)
    return ListedLine(
        number=case.number,
        listing=f"{name}（{row.level}）" if row.kind == PRIORITY else name,
        listing_number=row.number,
        respondent=case.respondent_name,
        lead=lead or "",
        leader=row.leader,
        due=due or row.due,
        remaining=_left(due) if row.kind == PRIORITY else None,
        passed=row.kind == LISTING and due is not None and due < clock.today(),
        late=late,
        reported=clock.day_of(reported) if reported else None,
        reports=row.kind == PRIORITY,
    )


def _on_respondent(case: Case, row: Measure, office: str, due: date | None) -> RespondentLine:
    standing = ladder.standing(row, clock.today())
    waits = standing in (Standing.WAITING, Standing.UNANSWERED)
    return RespondentLine(
        number=case.number,
        respondent=case.respondent_name,
        name=editions.current().supervision.name(row.kind),
        measure_number=row.number,
        office=office,
        at=row.issued_at,
        state=ladder.in_words(row, standing),
        due=due or row.due,
        remaining=_left(due) if waits else None,
    )


def _waiting(case: Case, row: Measure, lead: str | None) -> WaitingLine:
    return WaitingLine(
        number=case.number,
        measure_id=row.id,
        kind=row.kind,
        name=editions.current().supervision.name(row.kind),
        measure_number=row.number,
        respondent=case.respondent_name,
        lead=lead or "",
        since=row.answered_at or row.issued_at,
        answered=row.answered_at is not None,
    )


def _todo(actor: Actor, case: Case) -> TodoLine | None:
    found = [proposals(actor, case, road)[0] for road in editions.current().supervision.roads.values()]
    proposed = tuple(proposal for of_road in found for proposal in of_road)
    if not proposed:
        return None
    lead = db.session.get_one(Unit, case.lead_unit_id)
    return TodoLine(case.number, case.respondent_name, lead.name, proposed)


def _may_propose() -> ColumnElement[bool]:
    """Cases that could have a criterion at all; which do, core.supervision says."""
    least = min(editions.current().closure.thresholds.values())
    returned = exists().where(Event.case_id == Case.id, Event.kind.in_(ladder.RETURNS))
    measured = exists().where(Measure.case_id == Case.id, Measure.kind != LISTING)
    unpaid = exists().where(Result.case_id == Case.id, Result.outcome == roads.CONFIRMED, Result.served_at.is_not(None))
    raised = exists().where(Event.case_id == Case.id, Event.kind == "ListingRaised")
    return or_(Case.ever_overdue, Case.amount > least, returned, measured, unpaid, raised)


def _left(due: date | None) -> int | None:
    return None if due is None else working_days_between(editions.current().calendar, clock.today(), due)
