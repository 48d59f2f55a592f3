"""回头看: the monthly draw of an office, and what its people find."""

import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from caseflow.closure import rechecks
from caseflow.closure.actions.reopening import Reopening, restart
from caseflow.closure.words import CONTACTS, EVIDENCE_FOUND, MONEY_FOUND, OFFICE, RECHECK_FAILED
from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.events import Code, RecheckDrawn, Rechecked, RechecksDrawn
from caseflow.core.lifecycle import Status
from caseflow.core.recheck import draw, draw_day, holds, month_before
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.checkers import checking_office
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Recheck, RecheckDraw, RecheckFinding
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Finding:
    """What was found, in words of closure.words; `payment_ids` are the payments that are not there."""

    version: int
    contact: str
    money: str
    evidence: str
    retaliation: bool
    remarks: str
    payment_ids: frozenset[int] = frozenset()


def draw_rechecks(actor: Actor, submission: Submission) -> None:
    """A supervisor draws for the own office over the month before.

    Denied for anybody else, IllegalMove before the first working day, with nothing to draw from or drawn already.
    """
    require(actor, Permission.RECHECK)
    with transaction(actor, submission) as work:
        if work.today < draw_day(editions.current().calendar, work.today):
            raise IllegalMove("每月第一个工作日起才能抽取上个月销号的案件。")
        if actor.unit_id is None or not _draw(work, actor.unit_id, month_before(work.today)):
            raise IllegalMove("上个月没有由本办公室批准销号、可以抽取的案件，或者已经抽取。")


def draw_for_office(office_id: int, month: date, seed: str = "") -> bool:
    """The same by the system; False where there is nothing to draw from or somebody was faster.

    `seed` is drawn at random where none is given.
    """
    with transaction(None) as work:
        return _draw(work, office_id, month, seed)


def record_recheck(actor: Actor, number: str, finding: Finding, submission: Submission) -> None:
    """What was found about a drawn case. An end that does not hold brings the case back, listed one level higher.

    Denied for another office than the one that drew it (or the nearest above, where nobody there may) and for whoever had
    a hand in the end; IllegalMove where nothing
    waits; BadInput without remarks, for an unknown word, or where money is missing and no payment is named that is not
    there.
    """
    _checked(finding)
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.RECHECK, finding.version)
        row = _waiting(actor, case)
        work.add(
            RecheckFinding(
                recheck_id=row.id, by_id=actor.user_id, contact=finding.contact, money=finding.money,
                evidence=finding.evidence, retaliation=finding.retaliation, at=work.now,
            )
        )  # fmt: skip
        meet_clocks(work, case, "recheck")
        event = Rechecked(
            row.id, Code(finding.contact), Code(finding.money), Code(finding.evidence), finding.retaliation
        )
        work.record(event, case, remarks=Said(finding.remarks, OFFICE))
        if not holds(finding.money, finding.evidence):
            _bring_back(work, case, finding)
        work.answer = case.number


def _checked(finding: Finding) -> None:
    known = finding.contact in CONTACTS and finding.money in MONEY_FOUND and finding.evidence in EVIDENCE_FOUND
    if not known or not finding.remarks:
        raise BadInput("请逐项选择回头看的结果，并写明核实情况。")


def _draw(work: Work, office_id: int, month: date, given: str = "") -> bool:
    strata = rechecks.lock_written_off(office_id, month)
    if not strata:
        return False
    percent, seed = editions.current().closure.recheck_percent, given or secrets.token_hex(8)
    chosen = draw({unit: list(cases) for unit, cases in strata.items()}, percent, seed)
    stored = [{"unit_id": unit, "cases": sorted(cases), "drawn": list(chosen[unit])} for unit, cases in strata.items()]
    person_id = work.actor.user_id if work.actor else None
    values = {
        "office_id": office_id, "month": month, "seed": seed, "percent": percent, "strata": stored,
        "by_id": person_id, "at": work.now,
    }  # fmt: skip
    claim = insert(RecheckDraw).values(values).on_conflict_do_nothing().returning(RecheckDraw.id)
    draw_id = db.session.execute(claim).scalar_one_or_none()
    if draw_id is None:
        return False
    everything = {number: case for cases in strata.values() for number, case in cases.items()}
    drawn = sorted(number for numbers in chosen.values() for number in numbers)
    for number in drawn:
        _assign(work, draw_id, everything[number], office_id)
    work.record(RechecksDrawn(draw_id, office_id, month, Code(seed), len(everything), len(drawn)))
    return True


def _assign(work: Work, draw_id: int, case: Case, office_id: int) -> None:
    clock = start_clock(work, case, "recheck")
    row = work.add(Recheck(draw_id=draw_id, case_id=case.id, clock_id=clock.id))
    work.record(RecheckDrawn(draw_id, row.id, clock.due_rolled, _checks_id(case, office_id)), case)


def _checks_id(case: Case, office_id: int) -> int | None:
    office = checking_office(case, office_id)
    return office.id if office else None


def _waiting(actor: Actor, case: Case) -> Recheck:
    found = rechecks.waiting(case)
    if found is None or case.status != Status.WRITTEN_OFF:
        raise IllegalMove("这件案件没有待办的回头看。")
    if not rechecks.checks(actor, case, found[1]):
        raise Denied("这件案件由抽取它的办公室回头看，那里没有人可以办理的，由上一级办公室回头看。")
    if denied := rechecks.barred(actor, case):
        raise Denied(denied)
    return found[0]


def _bring_back(work: Work, case: Case, finding: Finding) -> None:
    if finding.money == "missing" and not finding.payment_ids and rechecks.has_payments(case):
        raise BadInput("请选择没有到账的还款。", "payment_ids")
    reason = "回头看发现款项没有到账。" if finding.money == "missing" else "回头看发现佐证不实。"
    restart(work, case, Reopening(finding.version, RECHECK_FAILED, reason, finding.payment_ids))
