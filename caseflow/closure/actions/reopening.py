"""反弹 and 重新办理: the way back in, under the same number."""

from dataclasses import dataclass

from caseflow.closure import rechecks
from caseflow.closure.words import NEW_FACTS, OPEN_TO_PARTIES, RECHECK_FAILED, REOPENINGS, REVERSING
from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput
from caseflow.core.events import Code, HandlerReleased, ListingRaised, Rehandled, Relapsed
from caseflow.core.lifecycle import Status, Step, move
from caseflow.core.recheck import raised_listing
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Person
from caseflow.store.payments import undo_payments
from caseflow.store.people import may_handle
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

UNDOING = REVERSING | {RECHECK_FAILED}


@dataclass(frozen=True)
class Reopening:
    """Why the case comes back (words.REOPENINGS), in words, and the payments that did not hold."""

    version: int
    reason_code: str
    reason: str
    payment_ids: frozenset[int] = frozenset()


def reopen(actor: Actor, number: str, reopening: Reopening, submission: Submission) -> None:
    """反弹 or 重新办理 under the same number: the next round has its own clock, payments that failed are undone.

    BadInput without a reason, or where a bounced payment is not named.
    """
    if reopening.reason_code not in REOPENINGS or not reopening.reason:
        raise BadInput("请选择原因，并写明情况。")
    if reopening.reason_code in REVERSING and not reopening.payment_ids:
        raise BadInput("请选择没有兑现或被追回的还款。", "payment_ids")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REOPEN, reopening.version)
        restart(work, case, reopening)
        work.answer = case.number


def restart(work: Work, case: Case, reopening: Reopening) -> None:
    """The reopening itself, of a case that is locked already; the payments named are undone.

    An end that did not last raises the level of 重点挂牌, whatever overturned it; before the write-off nothing ended yet.
    """
    again = reopening.reason_code == NEW_FACTS
    move(Status(case.status), Step.REHANDLE if again else Step.RELAPSE)
    ended = Status(case.status) is Status.WRITTEN_OFF
    if reopening.reason_code in UNDOING:
        undo_payments(work, case, reopening.payment_ids, reopening.reason_code)
    _next_round(work, case)
    code = Code(reopening.reason_code)
    until = case.result_until
    event = Rehandled(case.round, until) if again else Relapsed(case.round, code, until)
    work.record(event, case, reason=Said(reopening.reason, OPEN_TO_PARTIES))
    _free(work, case)
    if ended:
        case.listing = raised_listing(rechecks.listed_before(case), rechecks.ending_level(case))
        work.record(ListingRaised(level=Code(case.listing)), case)


def _free(work: Work, case: Case) -> None:
    """Whoever handled the case may have left since: then it is the unit's until a head assigns it."""
    handler = db.session.get(Person, case.handler_id) if case.handler_id else None
    if handler is not None and not may_handle(handler):
        case.handler_id = None
        work.record(HandlerReleased(user_id=handler.id), case)


def _next_round(work: Work, case: Case) -> None:
    case.round += 1
    case.closed_at = case.resolved_at = None
    case.satisfied = None
    meet_clocks(work, case, "follow_up", "recheck")
    case.result_until = start_clock(work, case, "round").due
