"""Word that waited is looked at again before it goes: what is done, or no longer its reader's, is recorded and not sent."""

from caseflow.core.audiences import Audience
from caseflow.core.notices import CLOCK_EVENTS
from caseflow.notices.audiences import people
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Event, Notice, Robot

OVERTAKEN = "overtaken"
DONE = "时限已经办结"
NOT_THEIRS = "已经不归收信人办理"


def set_aside(notice: Notice, event: Event) -> bool:
    """Whether this notice, which is held and has waited, is worth nothing any more; it then says why and stays unsent."""
    why = DONE if _met(event) else "" if _concerns(notice, event) else NOT_THEIRS
    if why:
        notice.status, notice.failure = OVERTAKEN, why
    return bool(why)


def _met(event: Event) -> bool:
    return event.kind in CLOCK_EVENTS and db.session.get_one(Clock, event.data["clock_id"]).met_at is not None


def _concerns(notice: Notice, event: Event) -> bool:
    """Whether the reader, or somebody of the robot's unit, is still one of those whom `event` is for."""
    case = db.session.get_one(Case, notice.case_id) if notice.case_id else None
    readers = people(event, case, Audience(notice.audience))
    if notice.robot_id is not None:
        unit_id = db.session.get_one(Robot, notice.robot_id).unit_id
        return any(person.unit_id == unit_id for person in readers)
    return any(person.id == notice.recipient_id for person in readers)
