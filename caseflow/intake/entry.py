"""代录: a clerk writes down the complaint of a firm that phoned, wrote or came; a spreadsheet brings many of them."""

import uuid
from dataclasses import dataclass
from datetime import date

from psycopg.errors import UniqueViolation
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.errors import BadInput, Stale
from caseflow.core.territory import PROVINCE
from caseflow.evidence.actions import move_to_case
from caseflow.evidence.queries import files_of_draft
from caseflow.intake.drafts import CHANGED, locked
from caseflow.intake.filing import Filing
from caseflow.intake.registering import Origin, register_case
from caseflow.store import editions
from caseflow.store.cases import concerned_units
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Person, Reception, Unit
from caseflow.store.unit_of_work import Submission, Work, transaction
from caseflow.store.units import unit_named

NO_ACCOUNT = ""
SAME_NUMBER = "uq_reception_external"
OWN = "被投诉的是本单位，或者与本单位有隶属关系，本单位不能代录。请告诉企业自己在网上提交，或者向上一级主管部门、同级人民政府反映。"


@dataclass(frozen=True)
class Caller:
    """Who complained and how it came: the way in (a key of policies/channels.toml), the sender's number, the day of
    receipt; the firm as it was told, and whom to write to (`email` may be empty)."""

    channel: str
    external_number: str
    received_on: date
    credit_code: str
    name: str
    size: str
    industry: str
    region: str
    address: str
    contact_name: str
    phone: str
    email: str


def enter_complaint(
    actor: Actor, draft_id: int, version: int | None, caller: Caller, filing: Filing, submission: Submission
) -> str:
    """File the draft that a clerk filled in for a firm; returns the number. Raises Stale for an older draft.

    BadInput where the day or the sender's number cannot be, the number was entered before, or the office is complained of.
    """
    require(actor, Permission.ENTER)
    try:
        with transaction(actor, submission) as work:
            draft = locked(actor, draft_id)
            if draft.version != version:
                raise Stale(CHANGED)
            hashes = tuple(file.sha256 for file in files_of_draft(actor, draft_id))
            case = enter(work, caller, filing, hashes)
            move_to_case(work, draft, case)
            draft.case_id, draft.answers = case.id, {}
            work.answer = case.number
            return case.number
    except IntegrityError as twice:
        if not isinstance(twice.orig, UniqueViolation) or twice.orig.diag.constraint_name != SAME_NUMBER:
            raise
        # a colleague entered the same number at the same moment
        raise BadInput("同一个对方编号刚刚由同事登记过，请到代录页面查看。", "external_number") from twice


@dataclass(frozen=True)
class Imported:
    """The spreadsheet a complaint came with, and the key by which its row is entered once."""

    batch_id: int
    row_key: str


def enter(
    work: Work, caller: Caller, filing: Filing, hashes: tuple[str, ...] = (), row: Imported | None = None
) -> Case:
    """The case of a complaint that the actor's office received, with its receipt, inside the caller's transaction.

    The firm stands in a row of its own with the contact it gave (docs/decisions): nobody comes to read the case by
    registering with the firm's credit code. BadInput as for `enter_complaint`.
    """
    office = require_enterable(work, caller, filing)
    company, contact = _firm(work, office, caller)
    origin = Origin(caller.channel, caller.received_on, office, row.batch_id if row else None)
    case = register_case(work, company, filing, origin, hashes)
    work.add(
        Reception(
            case_id=case.id,
            unit_id=office.id,
            channel=caller.channel,
            external_number=caller.external_number,
            received_on=caller.received_on,
            contact_id=contact.id,
            entered_by_id=work.person_id,
            entered_at=work.now,
            row_key=row.row_key if row else None,
        )
    )
    return case


def require_enterable(work: Work, caller: Caller, filing: Filing) -> Unit:
    """The office of the actor, where it may enter this complaint and has not before. BadInput as for `enter_complaint`."""
    office = _office(work, filing)
    editions.current().reception.check(caller.channel, caller.external_number, caller.received_on, work.today)
    _not_before(office, caller)
    return office


def _office(work: Work, filing: Filing) -> Unit:
    """The actor's office, unless it is complained of, shares the roof of the respondent or is under it (Recusal; at province
    level nobody is above)."""
    actor = work.actor
    if actor is None or actor.unit_id is None:
        raise RuntimeError("only somebody of an office writes down a complaint")
    respondent = unit_named(filing.respondent.name)
    office = db.session.get_one(Unit, actor.unit_id)
    own = respondent is not None and respondent.id in actor.house | {office.id}
    under = respondent is not None and office.level != PROVINCE and office.id in concerned_units(respondent.id)
    if own or under:
        raise BadInput(OWN, "name")
    return office


def _not_before(office: Unit, caller: Caller) -> None:
    """The same number of the same sender is one complaint."""
    if not caller.external_number:
        return
    same = (
        Reception.unit_id == office.id,
        Reception.channel == caller.channel,
        Reception.external_number == caller.external_number,
    )
    number = db.session.scalar(select(Case.number).join(Reception, Reception.case_id == Case.id).where(*same))
    if number is not None:
        raise BadInput(f"对方编号 {caller.external_number} 已经登记为 {number}，没有重复登记。", "external_number")


def _firm(work: Work, office: Unit, caller: Caller) -> tuple[Company, Person]:
    company = work.add(
        Company(
            credit_code=caller.credit_code,
            name=caller.name,
            size=caller.size,
            industry=caller.industry,
            region=caller.region,
            address=caller.address,
            contact_name=caller.contact_name,
            contact_phone=caller.phone,
            created_at=work.now,
            entered_by_unit_id=office.id,
        )
    )
    contact = work.add(
        Person(
            login=f"contact-{uuid.uuid4().hex}",
            name=caller.contact_name,
            email=caller.email,
            role=Role.COMPLAINANT,
            password_hash=NO_ACCOUNT,
            company_id=company.id,
            created_at=work.now,
        )
    )
    return company, contact
