"""The people behind an audience of an event: active accounts only, never those of the respondent (Recusal)."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import ColumnElement, false, func, select

from caseflow.core.access import GRANTS, Permission, Role
from caseflow.core.audiences import Audience
from caseflow.notices.holders import determining_unit, holding_unit, left_waiting
from caseflow.store import editions
from caseflow.store.checkers import checking_office
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Event,
    Letter,
    LetterDraft,
    Measure,
    Objection,
    Person,
    Recheck,
    RecheckDraw,
    Review,
    Unit,
    WriteOffRequest,
)
from caseflow.store.people import housemates

IN_UNIT = (Role.HANDLER, Role.UNIT_HEAD)


def people(event: Event, case: Case | None, audience: Audience) -> list[Person]:
    """Who belongs to `audience` of `event`, in the order of their ids. Events of the office know accounts alone."""
    if audience is Audience.ACCOUNT:
        return _active(Person.id == event.data["user_id"])
    if audience is Audience.ADMINISTRATORS:
        return _active(Person.role == Role.ADMINISTRATOR)
    if audience is Audience.REACHING:
        return _active(_of_unit(event.data["unit_id"], (Role.CLERK,)))
    if case is None or audience is Audience.RESPONDENT:  # it has no account here
        return []
    recused = _recused_units(case)
    checkers = audience is Audience.CHECKERS
    concerned = _of_unit(_checking_office(case), (Role.SUPERVISOR,)) if checkers else _condition(event, case, audience)
    return [person for person in _active(concerned) if person.unit_id not in recused]


def _recused_units(case: Case) -> frozenset[int]:
    respondent = db.session.get(Unit, case.respondent_unit_id) if case.respondent_unit_id else None
    return housemates(respondent) | {respondent.id} if respondent else frozenset()


def _active(condition: ColumnElement[bool]) -> list[Person]:
    query = select(Person).where(condition, Person.disabled_at.is_(None)).order_by(Person.id)
    return list(db.session.scalars(query))


def _condition(event: Event, case: Case, audience: Audience) -> ColumnElement[bool]:
    if audience in OF_EVENT:
        return OF_EVENT[audience](event)
    match audience:
        case Audience.COMPLAINANT:
            return Person.company_id == case.company_id
        case Audience.RECEIVING:
            return _receiving(event, case)
        case Audience.LEAD | Audience.HEADS:
            return _of_unit(_lead(event, case), IN_UNIT if audience is Audience.LEAD else (Role.UNIT_HEAD,))
        case Audience.HANDLER:
            return _handler(event, case)
        case Audience.DETERMINING:
            asked = left_waiting(case) if event.kind == "Withdrawn" else event.data.get("unit_id") or determining_unit(case)
            return _of_unit(asked, (Role.CLERK, *IN_UNIT))
        case Audience.REVIEWERS:
            return _reviewers(event, case)
        case _:
            return _supervisors(holding_unit(event, case), None)


def _receiving(event: Event, case: Case) -> ColumnElement[bool]:
    """The office the event itself names, else the present one; of a row of a spreadsheet nobody is told by itself."""
    if event.data.get("batch_id"):
        return false()
    return _of_unit(event.data.get("to_unit_id") or case.receiving_unit_id, (Role.CLERK,))


def _reviewers(event: Event, case: Case) -> ColumnElement[bool]:
    """The office whose review is due; of what the firm says nobody, unless a review waits."""
    level = _level_due(event, case)
    if level is None and event.kind in {"FollowedUp", "PaymentDenied"}:
        return false()
    return _supervisors(case.lead_unit_id or case.receiving_unit_id, level)


def _of_unit(unit_id: int | None, roles: Iterable[Role]) -> ColumnElement[bool]:
    if unit_id is None:
        return false()
    return (Person.unit_id == unit_id) & Person.role.in_(list(roles))


def _lead(event: Event, case: Case) -> int | None:
    """The lead unit the event itself names, else the present one: a late relay must still tell the right office."""
    return event.data.get("lead_unit_id") or case.lead_unit_id


def _handler(event: Event, case: Case) -> ColumnElement[bool]:
    """The assigned handler; until there is one, everybody in the lead unit."""
    unit = _of_unit(_lead(event, case), IN_UNIT)
    handler = event.data.get("handler_id") or case.handler_id
    return unit if handler is None else unit & (Person.id == handler)


def _objecting(event: Event) -> ColumnElement[bool]:
    unit = db.session.scalar(select(Objection.unit_id).where(Objection.id == event.data["objection_id"]))
    return _of_unit(unit, IN_UNIT)


def _issuing(event: Event) -> ColumnElement[bool]:
    """The office that took the measure of the event, or of its clock, and who wrote its letter: a supervisor writes in the
    name of the department that hosts the office."""
    named = Measure.id == event.data["measure_id"] if "measure_id" in event.data else Measure.clock_id == event.data["clock_id"]
    row = db.session.scalar(select(Measure).where(named))
    if row is None:
        return false()
    return _of_unit(row.unit_id, (*IN_UNIT, Role.CLERK, Role.SUPERVISOR)) | (Person.id == row.issued_by_id)


def _asked(event: Event) -> ColumnElement[bool]:
    """The leading-group office to which the question of this measure was written."""
    letters = select(Letter.addressee_unit_id).join(Measure, Measure.letter_id == Letter.id)
    return _of_unit(db.session.scalar(letters.where(Measure.id == event.data["measure_id"])), (Role.SUPERVISOR,))


def _signers(event: Event) -> ColumnElement[bool]:
    """Who may sign the draft: of its office, never who wrote it."""
    draft = db.session.get_one(LetterDraft, event.data["draft_id"])
    signing = [role for role, granted in GRANTS.items() if Permission.SIGN_LETTERS in granted]
    return _of_unit(draft.office_id, signing) & (Person.id != draft.drafted_by_id)


def _drafter(event: Event) -> ColumnElement[bool]:
    return Person.id == db.session.get_one(LetterDraft, event.data["draft_id"]).drafted_by_id


OF_EVENT: Mapping[Audience, Callable[[Event], ColumnElement[bool]]] = {
    Audience.OBJECTING: _objecting,
    Audience.ISSUING: _issuing,
    Audience.ASKED: _asked,
    Audience.SIGNERS: _signers,
    Audience.DRAFTER: _drafter,
}
"""Audiences that the event alone tells."""


def _checking_office(case: Case) -> int | None:
    """The office that looks again at the case that was drawn last; where nobody is left, the one that drew it."""
    draws = select(RecheckDraw.office_id).join(Recheck, Recheck.draw_id == RecheckDraw.id)
    drawing = db.session.scalar(draws.where(Recheck.case_id == case.id).order_by(Recheck.id.desc()).limit(1))
    office = checking_office(case, drawing) if drawing else None
    return office.id if office else drawing


def _level_due(event: Event, case: Case) -> str | None:
    """The level of the office whose review is due now, from the plan stored with the open request."""
    request = db.session.scalar(
        select(WriteOffRequest).where(WriteOffRequest.case_id == case.id, WriteOffRequest.closed_at.is_(None))
    )
    if request is None:
        return None
    passed = int(event.data["level"]) if event.kind == "ReviewApproved" else _decided(request)
    return str(request.plan[passed]["level"]) if passed < len(request.plan) else None


def _decided(request: WriteOffRequest) -> int:
    return db.session.scalar(select(func.count()).where(Review.request_id == request.id)) or 0


def _supervisors(unit_id: int, level: str | None) -> ColumnElement[bool]:
    """Supervisors of the place of this unit, or above it at `level`."""
    unit = db.session.get_one(Unit, unit_id)
    territories = editions.current().territories
    here = territories.get(unit.territory)
    place = (territories.at_level(here, level) if level else None) or here
    offices = select(Unit.id).where(Unit.territory == place.code)
    return (Person.role == Role.SUPERVISOR) & Person.unit_id.in_(offices)
