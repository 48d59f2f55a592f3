"""回头看 as its rows say it: what may be drawn, what was drawn, how far the office has come."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import BigInteger, Select, SQLColumnExpression, cast, exists, func, select

from caseflow.closure.words import WRITTEN_OFF
from caseflow.core.access import Actor, Permission
from caseflow.core.access import holds as holds_permission
from caseflow.core.chinese import SHANGHAI
from caseflow.core.closure_rules import UPWARDS
from caseflow.core.lifecycle import Status
from caseflow.core.recheck import draw, draw_day, holds, may_check, month_before
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.checkers import checking_office, ended_by, ends
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Clock,
    Payment,
    Person,
    Publication,
    Recheck,
    RecheckDraw,
    RecheckFinding,
    Unit,
    WriteOffRequest,
)

PAGE = 12


@dataclass(frozen=True)
class DrawnLine:
    """One drawn case; `state` is waiting, holds, failed or moot (it came back for another reason).

    `passed_on` says who looks again where nobody of the drawing office may.
    """

    number: str
    lead: str
    respondent: str
    state: str
    due: date | None
    remaining: int | None
    by: str
    barred: str
    passed_on: str


@dataclass(frozen=True)
class DrawView:
    """One draw; `strata` are (unit, how many could be drawn, how many were); `repeats`: drawing again gives the same."""

    id: int
    month: date
    seed: str
    percent: int
    at: datetime
    by: str
    strata: tuple[tuple[str, int, int], ...]
    lines: tuple[DrawnLine, ...]
    done: int
    repeats: bool


@dataclass(frozen=True)
class DrawsPage:
    """The draws of an office, newest first; `may_draw` when the month before waits for its draw.

    `passed_up` are cases of offices below that have nobody left for them.
    """

    draws: tuple[tuple[int, date, int, int], ...]
    total: int
    month: date
    may_draw: bool
    opens: date
    passed_up: list[tuple[str, str, date]]


def offices_to_draw(month: date) -> list[int]:
    """The offices that wrote off cases in `month` and have not drawn yet."""
    offices = _ended(month).with_only_columns(_office()).distinct().subquery()
    done = exists().where(RecheckDraw.office_id == offices.c[0], RecheckDraw.month == month)
    return list(db.session.scalars(select(offices.c[0]).where(~done).order_by(offices.c[0])))


def lock_written_off(office_id: int, month: date) -> dict[int, dict[str, Case]]:
    """By lead unit the cases the office wrote off in `month` and that still stand so, locked in the order of ids."""
    ids = _ended(month).with_only_columns(Case.id).where(_office() == office_id, Case.status == Status.WRITTEN_OFF)
    locked = select(Case).where(Case.id.in_(ids)).order_by(Case.id).with_for_update()
    found: dict[int, dict[str, Case]] = {}
    for case in db.session.scalars(locked.execution_options(populate_existing=True)):
        if case.status == Status.WRITTEN_OFF and case.lead_unit_id is not None:
            found.setdefault(case.lead_unit_id, {})[case.number] = case
    return found


def waiting(case: Case) -> tuple[Recheck, RecheckDraw] | None:
    """The drawn case that waits for its finding, with its draw; None where none does."""
    open_ones = (
        select(Recheck, RecheckDraw)
        .join(RecheckDraw, RecheckDraw.id == Recheck.draw_id)
        .join(Clock, Clock.id == Recheck.clock_id)
        .where(Recheck.case_id == case.id, Clock.met_at.is_(None))
    )
    row = db.session.execute(open_ones.limit(1)).one_or_none()
    return None if row is None else (row[0], row[1])


def waits_for(actor: Actor, case: Case) -> bool:
    """Whether the case waits for a finding of the actor's office."""
    found = waiting(case)
    return found is not None and holds_permission(actor, Permission.RECHECK) and checks(actor, case, found[1])


def checks(actor: Actor, case: Case, draw: RecheckDraw) -> bool:
    """Whether the actor's office is the one that looks again at a case of `draw`."""
    office = checking_office(case, draw.office_id)
    return actor.unit_id == (office.id if office else draw.office_id)


def passed_up(actor: Actor) -> list[tuple[str, str, date]]:
    """(number, drawing office, last day) of the cases that other offices drew and this one must look at again."""
    rows = db.session.execute(
        select(Case, RecheckDraw, Unit, Clock.due_rolled)
        .select_from(Recheck)
        .join(RecheckDraw, RecheckDraw.id == Recheck.draw_id)
        .join(Unit, Unit.id == RecheckDraw.office_id)
        .join(Case, Case.id == Recheck.case_id)
        .join(Clock, Clock.id == Recheck.clock_id)
        .where(Clock.met_at.is_(None), RecheckDraw.office_id != actor.unit_id, Unit.territory.in_(actor.territories))
        .order_by(Clock.due_rolled, Case.id)
    )
    return [(case.number, office.name, due) for case, draw, office, due in rows if checks(actor, case, draw)]


def passed_on(case: Case, drawing_id: int) -> str:
    """Who looks again where nobody of the drawing office may, as a sentence; '' where somebody does."""
    office = checking_office(case, drawing_id)
    if office is None:
        return "本办公室和上级办公室的人员都参与过本案，须回避；请为本办公室增加督办员以后办理。"
    return "" if office.id == drawing_id else f"本办公室没有可以回头看本案的人员，由{office.name}回头看。"


def barred(actor: Actor, case: Case) -> str | None:
    """Why the actor may not record the finding about a case of the own office, as a sentence; None when they may."""
    return may_check(actor.user_id, ended_by(case.id))


def has_payments(case: Case) -> bool:
    """Whether any payment of the case still counts."""
    return bool(db.session.scalar(select(exists().where(Payment.case_id == case.id, Payment.reversed_at.is_(None)))))


def listed_before(case: Case) -> str | None:
    """The level of 重点挂牌 the case ended under: its own, or that of whoever ended it after a publication."""
    if case.listing in UPWARDS:
        return case.listing
    published = ends(case.id).join(Publication, Publication.request_id == WriteOffRequest.id)
    request = db.session.scalar(published.limit(1))
    return str(request.plan[-1]["level"]) if request else None


def ending_level(case: Case) -> str:
    """The level of the office whose approval was the last one of a case that was written off."""
    return str(db.session.scalars(ends(case.id).limit(1)).one().plan[-1]["level"])


def draws_page(actor: Actor, number: int) -> DrawsPage:
    """Page `number` (from 1) of the draws of the actor's office: (id, month, drawn, done)."""
    office_id = actor.unit_id or 0
    mine = select(RecheckDraw).where(RecheckDraw.office_id == office_id)
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = db.session.scalars(mine.order_by(RecheckDraw.month.desc()).offset((number - 1) * PAGE).limit(PAGE)).all()
    today, month = clock.today(), month_before(clock.today())
    opens = draw_day(editions.current().calendar, today)
    return DrawsPage(
        draws=tuple((row.id, row.month, *_progress(row.id)) for row in rows),
        total=total,
        month=month,
        may_draw=today >= opens and office_id in offices_to_draw(month),
        opens=opens,
        passed_up=passed_up(actor),
    )


def draw_view(actor: Actor, draw_id: int) -> DrawView | None:
    """One draw of the actor's office with its cases; None for any other."""
    row = db.session.get(RecheckDraw, draw_id)
    if row is None or row.office_id != actor.unit_id:
        return None
    lines = _lines(actor, row)
    again = draw({stratum["unit_id"]: stratum["cases"] for stratum in row.strata}, row.percent, row.seed)
    return DrawView(
        id=row.id,
        month=row.month,
        seed=row.seed,
        percent=row.percent,
        at=row.at,
        by=db.session.get_one(Person, row.by_id).name if row.by_id else "系统",
        strata=tuple(
            (db.session.get_one(Unit, s["unit_id"]).name, len(s["cases"]), len(s["drawn"])) for s in row.strata
        ),
        lines=lines,
        done=sum(line.state != "waiting" for line in lines),
        repeats=all(list(again[stratum["unit_id"]]) == stratum["drawn"] for stratum in row.strata),
    )


def _office() -> SQLColumnExpression[int]:
    """The office of the last level: whoever ended the case looks at it again."""
    return cast(WriteOffRequest.plan.op("->")(-1).op("->>")("unit_id"), BigInteger)


def _ended(month: date) -> Select[WriteOffRequest]:
    first = datetime.combine(month, time.min, SHANGHAI)
    after = datetime.combine(date(month.year + month.month // 12, month.month % 12 + 1, 1), time.min, SHANGHAI)
    return (
        select(WriteOffRequest)
        .join(Case, Case.id == WriteOffRequest.case_id)
        .where(
            WriteOffRequest.outcome == WRITTEN_OFF,
            WriteOffRequest.closed_at >= first,
            WriteOffRequest.closed_at < after,
        )
    )


def _progress(draw_id: int) -> tuple[int, int]:
    counts = (
        select(func.count(), func.count().filter(Clock.met_at.is_not(None)))
        .select_from(Recheck)
        .join(Clock, Clock.id == Recheck.clock_id)
    )
    drawn, done = db.session.execute(counts.where(Recheck.draw_id == draw_id)).one()
    return drawn, done


def _lines(actor: Actor, row: RecheckDraw) -> tuple[DrawnLine, ...]:
    rows = db.session.execute(
        select(Case, Unit.name, Clock, RecheckFinding, Person.name)
        .select_from(Recheck)
        .join(Case, Case.id == Recheck.case_id)
        .join(Unit, Unit.id == Case.lead_unit_id)
        .join(Clock, Clock.id == Recheck.clock_id)
        .outerjoin(RecheckFinding, RecheckFinding.recheck_id == Recheck.id)
        .outerjoin(Person, Person.id == RecheckFinding.by_id)
        .where(Recheck.draw_id == row.id)
        .order_by(Clock.met_at.is_not(None), Clock.due_rolled, Case.id)
    )
    return tuple(_line(actor, *found) for found in rows)


def _line(
    actor: Actor, case: Case, lead: str, limit: Clock, finding: RecheckFinding | None, by: str | None
) -> DrawnLine:
    runs = limit.met_at is None
    return DrawnLine(
        number=case.number,
        lead=lead,
        respondent=case.respondent_name,
        state=_state(runs, finding),
        due=limit.due_rolled if runs else None,
        remaining=working_days_between(editions.current().calendar, clock.today(), limit.due_rolled) if runs else None,
        by=by or "",
        barred=barred(actor, case) or "" if runs else "",
        passed_on=passed_on(case, actor.unit_id or 0) if runs else "",
    )


def _state(runs: bool, finding: RecheckFinding | None) -> str:
    if finding is not None:
        return "holds" if holds(finding.money, finding.evidence) else "failed"
    return "waiting" if runs else "moot"
