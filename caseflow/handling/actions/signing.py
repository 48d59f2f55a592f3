"""签收 and 退单: the unit takes the case, or refuses it with its basis and in time."""

from dataclasses import dataclass

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.core.events import Code, Objected, SignedFor
from caseflow.core.lifecycle import Status, Step, move
from caseflow.handling import desk
from caseflow.handling.words import OBJECTION_BASES
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.models import Case, Objection
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Signing:
    """The person of the unit who will handle the case."""

    version: int
    handler_id: int


@dataclass(frozen=True)
class Objecting:
    """Why the case is not this unit's: `basis` of OBJECTION_BASES; `reason` names the clause and who should."""

    version: int
    basis: str
    reason: str


def sign(actor: Actor, number: str, signing: Signing, submission: Submission) -> None:
    """签收: the newest dispatch is signed and the handler named; both answers to it (sign, object) are given now.

    The right to object lasts until the objection clock's day all the same; only the waiting ends here.
    BadInput when the handler is not of this unit.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_FOR, signing.version)
        move(Status(case.status), Step.SIGN)
        handler = desk.colleague(actor, signing.handler_id)
        dispatch = desk.latest_dispatch(case.id)
        dispatch.signed_by_id, dispatch.signed_at = actor.user_id, work.now
        case.handler_id = handler.id
        meet_clocks(work, case, "sign", "objection")
        work.record(SignedFor(dispatch_id=dispatch.id, unit_id=dispatch.lead_unit_id, handler_id=handler.id), case)
        work.answer = case.number


def object_to_case(actor: Actor, number: str, objecting: Objecting, submission: Submission) -> None:
    """退单: once per unit, with its basis, within the objection clock; the office that dispatched decides.

    BadInput for an unknown basis or no reason, IllegalMove after the limit or a second time.
    """
    if objecting.basis not in OBJECTION_BASES or not objecting.reason:
        raise BadInput("退单须选择理由，并写明依据和建议的承办单位。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_FOR, objecting.version)
        move(Status(case.status), Step.OBJECT)
        _still_allowed(work, case)
        dispatch = desk.latest_dispatch(case.id)
        objection = work.add(
            Objection(
                case_id=case.id,
                dispatch_id=dispatch.id,
                unit_id=dispatch.lead_unit_id,
                basis=OBJECTION_BASES[objecting.basis],
                objected_by_id=actor.user_id,
                objected_at=work.now,
            )
        )
        meet_clocks(work, case, "sign", "objection")
        start_clock(work, case, "objection_decision")
        event = Objected(objection_id=objection.id, unit_id=objection.unit_id, basis=Code(objecting.basis))
        work.record(event, case, reason=Said(objecting.reason, "office"))
        work.answer = case.number


def _still_allowed(work: Work, case: Case) -> None:
    if desk.objected_before(case):
        raise IllegalMove("本单位已对这件案件提出过退单，不能再次退单。")
    last_day = desk.objection_until(case.id)
    if last_day is None or work.today > last_day:
        raise IllegalMove("提出退单的期限已过，请继续办理；确有问题的，向转办单位说明。")
