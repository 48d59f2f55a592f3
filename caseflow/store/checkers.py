"""Who looks again at a case drawn for 回头看: nobody who had a hand in its end, and some office always has somebody."""

from sqlalchemy import Select, exists, select

from caseflow.core.access import Role
from caseflow.core.lifecycle import Status
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, Person, Review, Unit, WriteOffRequest
from caseflow.store.people import housemates
from caseflow.store.units import leading_group_office


def ends(case_id: int) -> Select[WriteOffRequest]:
    """The requests of a case that ended in a write-off, the newest first."""
    ended = select(WriteOffRequest).where(WriteOffRequest.case_id == case_id, WriteOffRequest.outcome == Status.WRITTEN_OFF)
    return ended.order_by(WriteOffRequest.id.desc())


def ended_by(case_id: int) -> frozenset[int]:
    """The people who asked for the end of a case, handled it, wrote or signed its result, or reviewed it."""
    people: set[int] = set()
    for row in db.session.scalars(ends(case_id)):
        people |= {row.applicant_id, row.handler_id, row.author_id, row.signer_id}
        people |= set(db.session.scalars(select(Review.reviewer_id).where(Review.request_id == row.id)))
    return frozenset(people)


def checking_office(case: Case, drawing_id: int) -> Unit | None:
    """The office that looks again: the one that drew the case, else the nearest above it that has somebody who may.

    None where nobody is left up to the province: then the drawing office needs another supervisor.
    """
    drawing, edition = db.session.get_one(Unit, drawing_id), editions.current()
    here = edition.territories.get(drawing.territory)
    barred = ended_by(case.id)
    for place in (here, *edition.territories.ancestors(here)):
        office = leading_group_office(edition, place.code)
        if office is not None and case.respondent_unit_id not in housemates(office) and _has_somebody(office, barred):
            return office
    return None


def _has_somebody(office: Unit, barred: frozenset[int]) -> bool:
    fresh = exists().where(
        Person.unit_id == office.id,
        Person.role == Role.SUPERVISOR,
        Person.disabled_at.is_(None),
        Person.id.not_in(barred),
    )
    return bool(db.session.scalar(select(fresh)))
