"""Handing an accepted case to its lead unit, and deciding on a unit's objection."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Incomplete
from caseflow.core.events import Dispatched, ObjectionOverruled, ObjectionUpheld
from caseflow.core.lifecycle import Status, Step, move
from caseflow.dispatch.queries import open_objection
from caseflow.documents.actions import issue_letter, serve_here
from caseflow.documents.readers import office
from caseflow.store import editions
from caseflow.store.cases import facts_of, open_case
from caseflow.store.clocks import meet_clocks, resume_clock, running_clock, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, CoUnit, Dispatch, Objection, RoutingDecision, Unit
from caseflow.store.routes import latest_decision
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.store.units import unit_for

B_CLOCKS = {"simple": "result_simple", "ordinary": "result_ordinary", "complex": "result_complex"}


@dataclass(frozen=True)
class Confirmation:
    """The clerk's word: the proposed unit, or another one with a reason (and its basis in it)."""

    version: int
    lead_unit_id: int
    reason: str


def dispatch_case(actor: Actor, number: str, confirmation: Confirmation, submission: Submission) -> None:
    """Hand the case to a unit; overriding the proposal needs a reason.

    Starts the clocks sign, objection and the result clock of the track (802号 25条: 30 days from the unit's receipt,
    never past 90 from the first dispatch). Raises Incomplete where the unit's contact was never confirmed.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.DISPATCH, confirmation.version)
        move(Status(case.status), Step.DISPATCH)
        decision = latest_decision(case.id)
        if decision is None:
            raise Incomplete("系统还没有给出承办单位建议，请稍候刷新页面再转办。")
        unit = _allowed_unit(case, confirmation.lead_unit_id)
        overridden = unit.id != decision.lead_unit_id
        if overridden and not confirmation.reason:
            raise BadInput("改派其他单位须写明理由和依据。")
        row = work.add(
            Dispatch(
                case_id=case.id,
                decision_id=decision.id,
                lead_unit_id=unit.id,
                overridden=overridden,
                dispatched_by_id=actor.user_id,
                dispatched_at=work.now,
            )
        )
        _set_helpers(work, case, decision, unit)
        _hand_over(work, case, row, unit, confirmation.reason)
        work.answer = case.number


def decide_objection(
    actor: Actor, number: str, version: int, upheld: bool, reason: str, submission: Submission
) -> None:
    """Uphold (the case comes back to be dispatched anew) or overrule a unit's objection, with reasons."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.ADJUDICATE, version)
        objection = open_objection(case.id)
        if objection is None:
            raise BadInput("没有待审核的退单。")
        objection.decided_by_id, objection.decided_at, objection.upheld = actor.user_id, work.now, upheld
        meet_clocks(work, case, "objection_decision")
        said = Said(reason, "office")
        if upheld:
            meet_clocks(work, case, "sign", "objection", "result", *B_CLOCKS.values())
            resume_clock(case, "dispatch")
            case.lead_unit_id = None
            case.handler_id = None
            work.record(ObjectionUpheld(objection_id=objection.id), case, reason=said)
        else:
            work.record(ObjectionOverruled(objection_id=objection.id), case, reason=said)
        work.answer = case.number


def _allowed_unit(case: Case, unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.supervises:
        raise BadInput("请选择一个承办单位。")
    if unit.id == case.respondent_unit_id:
        raise BadInput("被投诉单位不能办理自己的案件，请选择其他单位。")
    if unit.id in facts_of(case).subordinate_unit_ids:
        raise BadInput("被投诉单位的下级单位不能主办这件案件，请选择其他单位。")
    refused = select(Objection.id).where(
        Objection.case_id == case.id, Objection.unit_id == unit.id, Objection.upheld.is_(True)
    )
    if db.session.scalar(refused) is not None:
        raise BadInput("这个单位的退单已获同意，不能再转给它。")
    if unit.contact_confirmed_at is None:
        raise Incomplete(f"“{unit.name}”的联系方式还没有确认，请管理员先确认后再转办。")
    return unit


def _set_helpers(work: Work, case: Case, decision: RoutingDecision, lead: Unit) -> None:
    edition = editions.of_version(decision.edition)
    db.session.execute(delete(CoUnit).where(CoUnit.case_id == case.id))
    offices = decision.answer.get("co_handling", ())
    helpers = (unit_for(edition, office["competence"], office["territory"]) for office in offices)
    barred = {lead.id, case.respondent_unit_id}
    for unit_id in {helper.id for helper in helpers if helper is not None} - barred:
        work.add(CoUnit(case_id=case.id, unit_id=unit_id))


def _hand_over(work: Work, case: Case, row: Dispatch, unit: Unit, reason: str) -> None:
    meet_clocks(work, case, "dispatch")
    start_clock(work, case, "sign")
    start_clock(work, case, "objection")
    result = start_clock(work, case, B_CLOCKS.get(case.complexity or "", "result") if case.track == "B" else "result")
    if case.first_dispatched_on is None:
        case.first_dispatched_on = work.today
    case.result_until, result_due = _within_ceiling(work, case, result)
    letter = issue_letter(
        work, case, "dispatch_letter", case.receiving_unit_id, office(unit),
        {"unit": unit.name, "result_due": result_due, "listing": editions.current().supervision.listed_as(case.listing)},
    )  # fmt: skip
    case.lead_unit_id = unit.id  # only now: the database takes a lead unit and the status together
    work.record(
        Dispatched(
            dispatch_id=row.id,
            decision_id=row.decision_id,
            lead_unit_id=unit.id,
            overridden=row.overridden,
            letter_id=letter.id,
            result_due=result_due,
            result_until=case.result_until,
        ),
        case,
        reason=Said(reason, "office"),
    )
    serve_here(work, case, letter)


def _within_ceiling(work: Work, case: Case, result: Clock) -> tuple[date, date]:
    """The end of the result clock and the same moved off rest days; on track A never past the 90 days.

    A unit that gets the case late has what is left of the days since the first dispatch (802号 25条).
    """
    if case.track != "A":
        return result.due, result.due_rolled
    most = running_clock(case.id, "result_max") or start_clock(work, case, "result_max", case.first_dispatched_on)
    return min(result.due, most.due), min(result.due_rolled, most.due_rolled)
