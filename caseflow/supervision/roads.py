"""Whose measures a case may see: the facts of each road, who may take a measure of it here and in whose name."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from caseflow.core.access import Actor, Permission, Role, holds
from caseflow.core.lifecycle import OPEN, Status
from caseflow.core.rungs import At
from caseflow.core.supervision import UNITS, Affair, LadderFacts, Road, Rung, Taken, Taker, may_take
from caseflow.store import clock, editions
from caseflow.store.cases import concerned_units
from caseflow.store.db import db
from caseflow.store.models import Case, Complaint, Letter, Measure, Result, Unit
from caseflow.store.units import RECEIVING, leading_group_office, unit_for
from caseflow.supervision import ladder

HANDLED = frozenset({Status.HANDLING, Status.RESULT_SUBMITTED, Status.AWAITING_SERVICE})
BEFORE = frozenset({Status.UNDER_REVIEW, Status.AWAITING_SUPPLEMENT})
CONFIRMED = "confirmed_unpaid"


def facts_for(actor: Actor, case: Case, road: Road) -> LadderFacts:
    """What the rungs of `road` look at in this case, for the office in whose name the actor takes them."""
    if road.key == UNITS:
        return ladder.facts_for(case)
    today = clock.today()
    rows = [row for row in ladder.measures_of(case.id) if row.road == road.key]
    if road.each_its_own:
        rows = [row for row in rows if row.unit_id == issuer(actor, road).id]
    return LadderFacts(
        since=case.accepted_at or case.filed_at,
        confirmed=_confirmed(case),
        track=case.track,
        filed_on=clock.day_of(case.filed_at),
        respondent_type=respondent_type(case),
        measures=tuple(Taken(row.kind, row.issued_at, ladder.standing(row, today)) for row in rows),
    )


def obstacle(actor: Actor, case: Case, road: Road) -> str | None:
    """Why this actor may take no measure of `road` in this case, as a sentence; None when they may."""
    if road.key == UNITS:
        return ladder.obstacle(actor, case) if holds(actor, Permission.SUPERVISE) else "由领导小组办公室督办。"
    if road.taken_by == "lead" and not holds(actor, Permission.HANDLE):
        return "由承办单位采取。"
    who = Taker(actor.unit_id, actor.house, _departments(actor), actor.role is Role.SUPERVISOR)
    return may_take(road, who, affair_of(case))


def affair_of(case: Case) -> Affair:
    """The case as recusal and the powers of each road look at it."""
    status = Status(case.status)
    return Affair(
        lead=case.lead_unit_id,
        receiving=case.receiving_unit_id,
        concerned=concerned_units(case.respondent_unit_id),
        handling=status in HANDLED,
        accepted=status in OPEN - BEFORE,
        owed=case.amount - case.amount_paid - case.amount_waived > 0,
    )


def issuer(actor: Actor, road: Road) -> Unit:
    """The unit in whose name the actor takes a measure of `road`: the own, or the SME department that hosts it."""
    department = next(iter(_departments(actor)), None) if road.taken_by == "sme" else None
    return db.session.get_one(Unit, department or actor.unit_id)


def acts_for(actor: Actor, row: Measure) -> bool:
    """Whether a measure was taken in the name of the actor's office, or of the department in whose name it writes."""
    road = editions.current().supervision.road_of(row.kind)
    return row.unit_id == actor.unit_id or (road.taken_by == "sme" and row.unit_id in _departments(actor))


def taken_for(actor: Actor) -> ColumnElement[bool]:
    """`acts_for` in SQL."""
    sme = [road.key for road in editions.current().supervision.roads.values() if road.taken_by == "sme"]
    for_department = and_(Measure.road.in_(sme), Measure.unit_id.in_(_departments(actor)))
    return or_(Measure.unit_id == actor.unit_id, for_department)


def hindrance(actor: Actor, case: Case, row: Measure) -> str | None:
    """Why this actor may do nothing more on a measure that was taken, as a sentence; None when they may.

    Recusal and powers as for taking it, but a debt that was paid meanwhile or a result that was served does not leave a
    measure without its end.
    """
    road = road_of(row.kind)
    if not acts_for(actor, row):
        return "由采取这项措施的单位处理。"
    if road.key == UNITS:
        return ladder.obstacle(actor, case)
    return _recusal(actor, case)


def _recusal(actor: Actor, case: Case) -> str | None:
    return "本单位须回避，不能处理这项措施。" if affair_of(case).concerned & (actor.house | {actor.unit_id}) else None


def hindrance_to_return(actor: Actor, case: Case, row: Measure) -> str | None:
    """The same of recording what came back: the office that was asked records its own answer too."""
    return _recusal(actor, case) if asks(actor, row) else hindrance(actor, case, row)


def asks(actor: Actor, row: Measure) -> bool:
    """Whether the letter of the measure was written to the leading-group office that the actor works in."""
    letter = db.session.get(Letter, row.letter_id) if row.kind in editions.current().supervision.asking else None
    return letter is not None and letter.addressee_unit_id == actor.unit_id


def asking(actor: Actor) -> ColumnElement[bool]:
    """`asks` in SQL, beside a join of the letter."""
    return and_(Measure.kind.in_(editions.current().supervision.asking), Letter.addressee_unit_id == actor.unit_id)


def road_of(kind: str) -> Road:
    """The road of a measure."""
    return editions.current().supervision.road_of(kind)


def respondent_type(case: Case) -> str:
    """What the respondent is (core/routing/words.TYPES), as the complaint states it; '' where it does not."""
    return str(db.session.get_one(Complaint, case.id).respondent.get("type") or "")


def respondent_address(case: Case) -> str:
    """Where the respondent is, as the complaint states it; '' where it does not."""
    return str(db.session.get_one(Complaint, case.id).respondent.get("address") or "")


def bodies(case: Case, rung: Rung, issuer: Unit) -> list[str]:
    """The offices that the measure may go to where the rules name their line or ask a leading-group office: at the place
    of the case and above it, the nearest first."""
    if not rung.to_known_body:
        return []
    edition, places = editions.current(), editions.current().territories
    here = places.get(case.territory)
    found = [
        leading_group_office(edition, place.code) if rung.to_leading_group else unit_for(edition, rung.competence, place.code)
        for place in (here, *places.ancestors(here))
    ]
    barred = concerned_units(case.respondent_unit_id) | {issuer.id}
    return [unit.name for unit in found if unit is not None and unit.id not in barred]


def basis(case: Case, kind: str, office: Unit) -> str:
    """The basis on which `office` takes a measure of this kind."""
    return editions.current().supervision.rung(kind).basis_at(_at(case, office))


def reason(case: Case, criterion: str, office: Unit) -> str:
    """The basis of the fact for which `office` takes a measure."""
    return editions.current().supervision.criteria[criterion].basis_at(_at(case, office))


def following(case: Case, kind: str) -> str:
    """The measure that may come after this one in this case, in words; '' where none may."""
    return editions.current().supervision.following(kind, case.track, clock.day_of(case.filed_at), respondent_type(case))


def _at(case: Case, office: Unit) -> At:
    territories = editions.current().territories
    here = territories.get(office.territory)
    places = [place.name for place in (here, *territories.ancestors(here))]
    return At(places, office.level, case.track, clock.day_of(case.filed_at))


def _departments(actor: Actor) -> frozenset[int]:
    """The SME department that the actor works in or, as a supervisor, sits under the roof of."""
    own = actor.house | {actor.unit_id} if actor.role is Role.SUPERVISOR else {actor.unit_id}
    mine = select(Unit.id).where(Unit.id.in_(own), Unit.competence == RECEIVING, Unit.supervises.is_(False))
    return frozenset(db.session.scalars(mine))


def _confirmed(case: Case) -> tuple[datetime, ...]:
    """When a result that said 欠款属实未清偿 was served, unless it came back."""
    served = select(Result.served_at).where(Result.case_id == case.id, Result.outcome == CONFIRMED)
    standing = served.where(Result.served_at.is_not(None), Result.returned_at.is_(None))
    return tuple(at for at in db.session.scalars(standing.order_by(Result.served_at)) if at)
