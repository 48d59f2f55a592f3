"""代收转报 and 逐级转办: a receiving office passes on what another has to examine, inside the one clock of the review."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from caseflow.acceptance.determinations import waits_for_size
from caseflow.core.access import Actor, Permission, Role
from caseflow.core.errors import BadInput
from caseflow.core.events import HandedUp, Relayed
from caseflow.core.lifecycle import Status, Step, move
from caseflow.core.territory import PROVINCE
from caseflow.store import clock, editions
from caseflow.store.cases import concerned_units, must_go_up, open_case
from caseflow.store.db import db
from caseflow.store.models import Case, Handover, Person, Unit
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.store.units import taking_office


@dataclass(frozen=True)
class Onward:
    """Where the case goes, and why; the reason is for the offices and the firm."""

    version: int
    unit_id: int
    reason: str


def require_its_to_decide(case: Case) -> None:
    """BadInput where the office that has the complaint may only pass it on: below the province on track A, and where it is
    the respondent or belongs to it (Recusal; at province level nobody is left to pass it to)."""
    if must_go_up(case):
        raise BadInput("款项支付投诉由省级以上部门受理（国务院令第802号第二十四条），请代收转报，不要在本单位作出决定。")
    office = db.session.get_one(Unit, case.receiving_unit_id)
    if office.level != PROVINCE and office.id in concerned_units(case.respondent_unit_id):
        raise BadInput("被投诉的是本单位，或者与本单位有隶属关系，本单位须回避。请转给有权审查的上级单位。")


def step_onward(case: Case) -> Step:
    """What passing this case on is called: up where it must go up, else on."""
    return Step.HAND_UP if case.track == "A" else Step.RELAY


def targets(case: Case) -> list[Unit]:
    """The offices the case may go to: of payment the one that takes it; else those of the respondent's place and above.

    Only where a clerk would find it, never the respondent or an office that belongs to it, and never where it was before.
    """
    if case.track == "A":
        return _above(case) if must_go_up(case) else []
    territories = editions.current().territories
    place = territories.get(case.territory)
    codes = [each.code for each in (place, *territories.ancestors(place))]
    staffed = exists().where(Person.unit_id == Unit.id, Person.role == Role.CLERK, Person.disabled_at.is_(None))
    found = db.session.scalars(select(Unit).where(Unit.territory.in_(codes), Unit.supervises.is_(False), staffed))
    barred = concerned_units(case.respondent_unit_id) | _before(case)
    order = {code: rank for rank, code in enumerate(codes)}
    return sorted((unit for unit in found if unit.id not in barred), key=lambda unit: (order[unit.territory], unit.id))


def pass_on(actor: Actor, number: str, onward: Onward, submission: Submission) -> None:
    """Pass the case on; the review runs on as it began, and the firm is told who has it now.

    IllegalMove where the case is not under review, BadInput for an office it cannot go to, while the size of the firm is
    being determined, or after an objection to a decline, which the office that declined decides.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, onward.version)
        move(Status(case.status), step_onward(case))
        if waits_for_size(case.id):
            raise BadInput("正在认定投诉企业的规模，收到认定结果或者撤回提请以后再转。")
        if case.appealed:
            raise BadInput("企业对不予受理提出异议的，由作出决定的单位复查，不能转出。")
        target = next((unit for unit in targets(case) if unit.id == onward.unit_id), None)
        if target is None:
            raise BadInput("请选择可以接收的单位。", "unit_id")
        _hand_over(work, case, target, onward.reason)
        work.answer = case.number


def _hand_over(work: Work, case: Case, target: Unit, reason: str) -> None:
    before, received_on = case.receiving_unit_id, clock.day_of(case.filed_at)
    row = work.add(
        Handover(
            case_id=case.id,
            from_unit_id=before,
            to_unit_id=target.id,
            received_on=received_on,
            by_id=work.person_id,
            at=work.now,
        )
    )
    case.receiving_unit_id = target.id
    fact = HandedUp if step_onward(case) is Step.HAND_UP else Relayed
    event = fact(handover_id=row.id, from_unit_id=before, to_unit_id=target.id, received_on=received_on)
    work.record(event, case, reason=Said(reason))


def _above(case: Case) -> list[Unit]:
    edition = editions.current()
    top = edition.territories.at_level(edition.territories.get(case.territory), PROVINCE)
    respondent = db.session.get(Unit, case.respondent_unit_id) if case.respondent_unit_id else None
    office = taking_office(edition, top.name, respondent) if top else None
    return [office] if office is not None and office.id not in _before(case) else []


def _before(case: Case) -> frozenset[int]:
    """Who has the case, and who had it: nobody gets it back."""
    hops = db.session.scalars(select(Handover.from_unit_id).where(Handover.case_id == case.id))
    return frozenset(hops) | {case.receiving_unit_id}
