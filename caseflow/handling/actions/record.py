"""Who handles the case, and what was done in it day by day."""

from dataclasses import dataclass
from datetime import date, datetime, time

from caseflow.core.access import Actor, Permission
from caseflow.core.chinese import SHANGHAI
from caseflow.core.errors import BadInput
from caseflow.core.events import Code, ContactRecorded, HandlerAssigned
from caseflow.core.lifecycle import WITH_HANDLER
from caseflow.handling import desk
from caseflow.handling.words import AUDIENCES, CONTACT_KINDS
from caseflow.store.cases import open_case
from caseflow.store.models import Contact
from caseflow.store.unit_of_work import Said, Submission, transaction


@dataclass(frozen=True)
class Assignment:
    """The colleague who takes the case."""

    version: int
    handler_id: int


@dataclass(frozen=True)
class ContactNote:
    """What happened on `happened_on`; `audience` 'parties' lets the complainant read it, 'office' does not."""

    version: int
    kind: str
    audience: str
    happened_on: date
    text: str


def assign(actor: Actor, number: str, assignment: Assignment, submission: Submission) -> None:
    """Hand the case to a colleague of the lead unit. BadInput when that person is not one, or has it already."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_FOR, assignment.version)
        desk.require_status(case, WITH_HANDLER)
        handler = desk.colleague(actor, assignment.handler_id)
        if handler.id == case.handler_id:
            raise BadInput(f"{handler.name}已经是本案的承办人。", "handler_id")
        case.handler_id = handler.id
        work.record(HandlerAssigned(handler_id=handler.id), case)
        work.answer = case.number


def record_contact(actor: Actor, number: str, note: ContactNote, submission: Submission) -> None:
    """Record a call, visit, meeting, letter or note; its text becomes an erasable entry for `note.audience`.

    BadInput for an unknown kind or audience, no text, or a day that has not come.
    """
    if note.kind not in CONTACT_KINDS or note.audience not in AUDIENCES or not note.text:
        raise BadInput("请选择记录种类、谁能看，并写明内容。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, note.version)
        desk.require_status(case, WITH_HANDLER)
        if note.happened_on > work.today:
            raise BadInput("发生日期不能晚于今天。", "happened_on")
        contact = work.add(
            Contact(
                case_id=case.id,
                kind=note.kind,
                audience=note.audience,
                happened_at=datetime.combine(note.happened_on, time(), SHANGHAI),
                recorded_by_id=actor.user_id,
                recorded_at=work.now,
            )
        )
        event = ContactRecorded(contact_id=contact.id, contact_kind=Code(note.kind), audience=Code(note.audience))
        work.record(event, case, text=Said(note.text, note.audience))
        work.answer = case.number
