"""确认收到: whoever a letter was served on within the system may say that it has come, once; nobody has to.

The service stands without it. What is written is the press of a button, never that a page was opened.
"""

from datetime import datetime

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, Role, holds
from caseflow.core.errors import Denied, IllegalMove, NotFound
from caseflow.core.events import LetterConfirmed
from caseflow.documents.queries import ABSENT, Sheet, sheet
from caseflow.store.cases import open_case
from caseflow.store.db import db
from caseflow.store.models import Letter, LetterReceipt, LetterService
from caseflow.store.unit_of_work import Submission, transaction


def confirmed_at(letter_id: int) -> datetime | None:
    """When the addressee confirmed the receipt; None while nobody did."""
    query = select(LetterReceipt.confirmed_at).join(LetterService, LetterService.id == LetterReceipt.service_id)
    return db.session.scalar(query.where(LetterService.letter_id == letter_id))


def may_confirm(actor: Actor, found: Sheet) -> bool:
    """Whether the letter that `actor` reads was served on the actor within the system, and nobody confirmed it yet."""
    on_platform = found.service is not None and found.service.method == "platform"
    return on_platform and _addressed(actor, found.letter) and confirmed_at(found.letter.id) is None


def _addressed(actor: Actor, letter: Letter) -> bool:
    if actor.role is Role.COMPLAINANT:
        return letter.addressee == "complainant"
    return letter.addressee_unit_id == actor.unit_id != letter.unit_id and holds(actor, Permission.RECORD_SERVICE)


def confirm_receipt(actor: Actor, letter_id: int, submission: Submission) -> None:
    """Write down that the addressee has the letter.

    NotFound for a letter the actor may not read, Denied for one not served on the actor within the system, IllegalMove
    once it is confirmed.
    """
    with transaction(actor, submission) as work:
        found = sheet(actor, letter_id)
        case = open_case(work, found.case.number, Permission.SEE_CASE)
        if found.service is None:
            raise NotFound(ABSENT)
        if confirmed_at(letter_id) is not None:
            raise IllegalMove("这份文书已经确认收到，不需要再确认。")
        if not may_confirm(actor, found):
            raise Denied("这份文书不是在系统内送达您单位的，不能在这里确认。")
        work.add(
            LetterReceipt(service_id=found.service.id, confirmed_by_id=work.person_id, confirmed_at=work.now)
        )
        work.record(LetterConfirmed(letter_id=letter_id), case)
        work.answer = case.number
