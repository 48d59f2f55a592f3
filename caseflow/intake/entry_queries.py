"""What an office wrote down for firms."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.core.lifecycle import Status
from caseflow.intake.queries import Came, Receipt, came_by, receipt_of
from caseflow.store import editions
from caseflow.store.cases import read_case
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Person, Reception
from caseflow.store.scope import visible_cases

PAGE = 30


@dataclass(frozen=True)
class Entered:
    """A complaint that was written down: the way in in words, when it was received and by whom entered."""

    number: str
    firm: str
    respondent: str
    channel: str
    external_number: str
    received_on: date
    entered_at: datetime
    entered_by: str
    status: Status
    claimed: bool


def entered(actor: Actor, page: int) -> tuple[list[Entered], int]:
    """A page of what the actor's office wrote down and this actor may still see, the newest first, and how many."""
    query = (
        visible_cases(actor)
        .join(Reception, Reception.case_id == Case.id)
        .join(Company, Company.id == Case.company_id)
        .join(Person, Person.id == Reception.entered_by_id)
        .where(Reception.unit_id == actor.unit_id)
    )
    total = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Case.id).subquery())) or 0
    rows = query.add_columns(Reception, Company, Person.name).order_by(Reception.case_id.desc())
    names = editions.current().reception
    return [
        Entered(
            number=case.number,
            firm=company.name,
            respondent=case.respondent_name,
            channel=names.name(kept.channel),
            external_number=kept.external_number,
            received_on=kept.received_on,
            entered_at=kept.entered_at,
            entered_by=by,
            status=Status(case.status),
            claimed=company.entered_by_unit_id is None,
        )
        for case, kept, company, by in db.session.execute(rows.limit(PAGE).offset((page - 1) * PAGE))
    ], total


def receipt(actor: Actor, number: str) -> tuple[Receipt, Came, str]:
    """The receipt of a complaint that the actor's own office wrote down, how it came, and the address notices go to.

    Raises NotFound for every other.
    """
    case = read_case(actor, number)
    kept, came = db.session.get(Reception, case.id), came_by(case)
    if kept is None or came is None or kept.unit_id != actor.unit_id:
        raise NotFound("这件投诉不是本单位代录的。")
    return receipt_of(actor, case), came, db.session.get_one(Person, kept.contact_id).email
