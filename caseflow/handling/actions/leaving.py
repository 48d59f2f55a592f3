"""交接: no case stays with somebody who cannot work on it.

A head hands the cases of one colleague to another. Where an account is disabled or gets another role without that, its cases
fall back to the unit, whose heads are told; disabling itself waits for nothing, for an account may be in the wrong hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput
from caseflow.core.events import HandlerAssigned, HandlerReleased
from caseflow.core.lifecycle import OPEN
from caseflow.handling import desk
from caseflow.store.cases import lock_case, open_case
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Person
from caseflow.store.people import may_handle
from caseflow.store.unit_of_work import Submission, Work, transaction


@dataclass(frozen=True)
class HandOver:
    """The cases `numbers` of the person `from_id` (0: those without a handler) go to the colleague `to_id`."""

    from_id: int
    to_id: int
    numbers: Sequence[str]


def hand_over(actor: Actor, over: HandOver, submission: Submission) -> None:
    """Hand several cases over in one go; what somebody else got meanwhile stays there. The answer counts what went over.

    BadInput without cases, for somebody who is no colleague, or where giver and taker are one.
    """
    if not over.numbers:
        raise BadInput("请至少选择一件案件。", "numbers")
    if over.from_id == over.to_id:
        raise BadInput("请选择另一位承办人。", "to_id")
    with transaction(actor, submission) as work:
        taker = desk.colleague(actor, over.to_id)
        gone = [number for number in sorted(over.numbers) if _hand(work, number, over.from_id or None, taker)]
        work.answer = str(len(gone))


def release_cases(work: Work, event: Event) -> None:
    """The account of `event` was disabled or changed its role: its open cases are the unit's until a head assigns them."""
    left = db.session.get_one(Person, event.data["user_id"])
    if may_handle(left):
        return
    theirs = select(Case.id).where(Case.handler_id == left.id, Case.status.in_(OPEN)).order_by(Case.id)
    for case_id in list(db.session.scalars(theirs)):
        case = lock_case(case_id)
        if case.handler_id == left.id:
            case.handler_id = None
            work.record(HandlerReleased(user_id=left.id), case)


def _hand(work: Work, number: str, giver: int | None, taker: Person) -> bool:
    case = open_case(work, number, Permission.HAND_OVER)
    if case.handler_id != giver or case.status not in OPEN:
        return False
    case.handler_id = taker.id
    work.record(HandlerAssigned(handler_id=taker.id), case)
    return True
