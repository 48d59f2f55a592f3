"""Which cases belong to each set of policies/figures.toml in a period, and what they come to.

Every figure and every list behind one is made from the same statement of its set.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    Subquery,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from caseflow.core.access import Actor
from caseflow.core.chinese import SHANGHAI
from caseflow.core.figures import Tally
from caseflow.core.lifecycle import Status
from caseflow.store import clock, editions
from caseflow.store.clocks import standing_still
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Dispatch, Event, FollowUp, Result, Unit
from caseflow.store.scope import visible_cases

RESULT_LIMITS = ("result", "result_simple", "result_ordinary", "result_complex", "result_max")
"""The limits of the first result; a later round has its own."""
RETURNS = ("ResultReturned", "ReviewReturned")
ANSWERS = ("satisfied", "unsatisfied")
ZONE = literal("Asia/Shanghai")


@dataclass(frozen=True)
class Period:
    """From the day `since` to the day `until`, both included, in Asia/Shanghai."""

    since: date
    until: date

    def covers(self, moment: Any) -> ColumnElement[bool]:
        """Whether a column with a moment lies within."""
        start = datetime.combine(self.since, time.min, SHANGHAI)
        after = datetime.combine(self.until + timedelta(days=1), time.min, SHANGHAI)
        return and_(moment >= start, moment < after)


@dataclass(frozen=True)
class Place:
    """What is looked at: everything the actor sees beneath `territory` ('' for all of it), of one unit or of all.

    `alone`: in this very territory, without the places beneath it.
    """

    territory: str = ""
    unit_id: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class CaseLine:
    """One line of the list behind a figure; amounts in yuan."""

    number: str
    status: Status
    respondent: str
    lead: str
    territory: str
    amount: Decimal
    paid: Decimal


def tallies_by_unit(actor: Actor, key: str, period: Period, place: Place) -> dict[int | None, Tally]:
    """What set `key` comes to for each unit; None stands for cases that no unit has yet."""
    members = _members(actor, key, period, place)
    return _grouped(members, members.c.unit_id)


def tallies_by_territory(actor: Actor, key: str, period: Period, place: Place) -> dict[str, Tally]:
    """The same for each territory code of the cases."""
    members = _members(actor, key, period, place)
    return _grouped(members, members.c.territory)


def cases_of(actor: Actor, key: str, period: Period, place: Place, page: int, size: int) -> tuple[list[CaseLine], int]:
    """Page `page` (from 1) of what belongs to set `key`, newest case first, and how many there are."""
    members = _members(actor, key, period, place)
    total = db.session.scalar(select(func.count()).select_from(members)) or 0
    rows = db.session.execute(
        select(Case, Unit.name)
        .select_from(members)
        .join(Case, Case.id == members.c.case_id)
        .outerjoin(Unit, Unit.id == members.c.unit_id)
        .order_by(Case.id.desc(), members.c.unit_id)
        .limit(size)
        .offset((page - 1) * size)
    )
    places = editions.current().territories
    return [
        CaseLine(
            row.number, Status(row.status), row.respondent_name, lead or "", places.get(row.territory).name,
            row.amount, row.amount_paid,
        )
        for row, lead in rows
    ], total  # fmt: skip


def units_of(actor: Actor, place: Place) -> dict[int, str]:
    """The names of the units that had cases the actor sees beneath the place."""
    seen = _visible(actor, place)
    had = exists().where(Dispatch.lead_unit_id == Unit.id, Dispatch.case_id == Case.id, seen)
    rows = select(Unit.id, Unit.name).where(or_(had, exists().where(Case.lead_unit_id == Unit.id, seen)))
    found = db.session.execute(rows.order_by(Unit.territory, Unit.id)).all()
    return {row.id: row.name for row in found}


def _visible(actor: Actor, place: Place) -> ColumnElement[bool]:
    mine = Case.id.in_(visible_cases(actor).with_only_columns(Case.id))
    if not place.territory:
        return mine
    if place.alone:
        return and_(mine, Case.territory == place.territory)
    return and_(mine, Case.territory.in_(sorted(editions.current().territories.beneath(place.territory))))


def _members(actor: Actor, key: str, period: Period, place: Place) -> Subquery:
    """The members of a set: case_id, unit_id, territory, amount in yuan; one row each."""
    query = MEMBERS[key](period).where(_visible(actor, place))
    members = query.subquery()
    if place.unit_id is None:
        return members
    return select(members).where(members.c.unit_id == place.unit_id).subquery()


def _grouped(members: Subquery, column: Any) -> dict[Any, Tally]:
    rows = db.session.execute(
        select(column, func.count(), func.coalesce(func.sum(members.c.amount), 0)).group_by(column)
    )
    return {name: Tally(count, Decimal(amount)) for name, count, amount in rows}


def _of_cases(amount: Any = Case.amount, unit: Any = Case.lead_unit_id) -> Select[Any]:
    return select(
        Case.id.label("case_id"), unit.label("unit_id"), Case.territory.label("territory"), amount.label("amount")
    )


def _day(moment: Any) -> ColumnElement[date]:
    return cast(func.timezone(ZONE, moment), Date)


def _received(period: Period) -> Select[Any]:
    handed = _of_cases(unit=Dispatch.lead_unit_id).join(Dispatch, Dispatch.case_id == Case.id)
    return handed.where(period.covers(Dispatch.dispatched_at))


def _sign_due(period: Period) -> Select[Any]:
    """Each hand-over has the sign limit of its own place in the order."""
    earlier = aliased(Dispatch)
    before = select(func.count()).where(earlier.case_id == Dispatch.case_id, earlier.id <= Dispatch.id)
    place = before.correlate(Dispatch).scalar_subquery()
    own = and_(Clock.case_id == Case.id, Clock.key == "sign", Clock.sequence == place)
    decided = or_(Clock.met_at.is_not(None), Clock.due_rolled < clock.today())
    return _received(period).join(Clock, own).where(decided)


def _signed_in_time(period: Period) -> Select[Any]:
    return _sign_due(period).where(_day(Clock.met_at) <= Clock.due_rolled)


def _accepted(period: Period) -> Select[Any]:
    return _of_cases().where(period.covers(Case.accepted_at))


def _accepted_written_off(period: Period) -> Select[Any]:
    return _accepted(period).where(Case.status == Status.WRITTEN_OFF)


def _claimed(period: Period) -> Select[Any]:
    return _accepted(period).where(Case.track == "A")


def _recovered(period: Period) -> Select[Any]:
    paid = _of_cases(Case.amount_paid).where(period.covers(Case.accepted_at))
    return paid.where(Case.track == "A", Case.amount_paid > 0)


def _of_case(query: Select[Any]) -> Any:
    """The one value of `query` for the case of the row that is counted, however deep it stands in another query."""
    return query.correlate(Case).scalar_subquery()


def _lead_at(moment: Any) -> Any:
    """The unit that a case had been handed to last at a moment: what happened then is its deed, whoever leads now."""
    until = (Dispatch.case_id == Case.id, Dispatch.dispatched_at <= moment)
    return _of_case(select(Dispatch.lead_unit_id).where(*until).order_by(Dispatch.id.desc()).limit(1))


def _first_served() -> Any:
    return _of_case(select(func.min(Result.served_at)).where(Result.case_id == Case.id, Result.round == 1))


def _first_late() -> Any:
    """The first moment after a limit of the first result that was not kept: by its last day, whenever a sweep saw it."""
    kept_too_late = and_(Clock.met_at.is_not(None), _day(Clock.met_at) > Clock.due_rolled)
    runs_late = and_(Clock.met_at.is_(None), Clock.due_rolled < clock.today(), ~standing_still())
    after = func.timezone(ZONE, cast(func.min(Clock.due_rolled) + 1, DateTime))
    limits = (Clock.case_id == Case.id, Clock.key.in_(RESULT_LIMITS), or_(kept_too_late, runs_late))
    return _of_case(select(after).where(*limits))


def _result_due(period: Period) -> Select[Any]:
    """Told by what came first, the service or the end of the limit, and charged to the unit that had the case then."""
    decided = func.least(_first_served(), _first_late())
    return _of_cases(unit=_lead_at(decided)).where(period.covers(decided))


def _resolved_in_time(period: Period) -> Select[Any]:
    served, late = _first_served(), _first_late()
    return _of_cases(unit=_lead_at(served)).where(period.covers(served), or_(late.is_(None), late > served))


def _served(period: Period) -> Select[Any]:
    within = (Result.case_id == Case.id, period.covers(Result.served_at))
    last = _of_case(select(func.max(Result.served_at)).where(*within))
    return _of_cases(unit=_lead_at(last)).where(last.is_not(None))


def _returned(period: Period) -> Select[Any]:
    came_back = exists().where(Event.case_id == Case.id, Event.kind.in_(RETURNS), period.covers(Event.at))
    return _served(period).where(came_back)


def _ended(period: Period) -> Select[Any]:
    within = (Event.case_id == Case.id, Event.kind == "WrittenOff", period.covers(Event.at))
    last = _of_case(select(func.max(Event.at)).where(*within))
    return _of_cases(unit=_lead_at(last)).where(last.is_not(None))


def _relapsed(period: Period) -> Select[Any]:
    """Ended in the period, and after one of these ends came back for another reason than new facts."""
    end, back = aliased(Event), aliased(Event)
    ended = (end.case_id == Case.id, end.kind == "WrittenOff", period.covers(end.at))
    return _ended(period).where(
        exists().where(*ended, back.case_id == end.case_id, back.kind == "Relapsed", back.sequence > end.sequence)
    )


def _last_answer(period: Period, column: Any) -> Any:
    given = (FollowUp.case_id == Case.id, FollowUp.answer.in_(ANSWERS), period.covers(FollowUp.at))
    return _of_case(select(column).where(*given).order_by(FollowUp.id.desc()).limit(1))


def _answered(period: Period) -> Select[Any]:
    at = _last_answer(period, FollowUp.at)
    return _of_cases(unit=_lead_at(at)).where(at.is_not(None))


def _satisfied(period: Period) -> Select[Any]:
    return _answered(period).where(_last_answer(period, FollowUp.answer) == ANSWERS[0])


MEMBERS: Mapping[str, Callable[[Period], Select[Any]]] = {
    "received": _received,
    "sign_due": _sign_due,
    "signed_in_time": _signed_in_time,
    "accepted": _accepted,
    "accepted_written_off": _accepted_written_off,
    "result_due": _result_due,
    "resolved_in_time": _resolved_in_time,
    "served": _served,
    "returned": _returned,
    "ended": _ended,
    "relapsed": _relapsed,
    "claimed": _claimed,
    "recovered": _recovered,
    "answered": _answered,
    "satisfied": _satisfied,
}
"""Key of a set -> the statement of its members; the keys are core.figures.SETS."""
