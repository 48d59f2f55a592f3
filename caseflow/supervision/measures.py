"""The part of whoever takes measures: take one, record its service, judge what came back, delist."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.events import AnswerAccepted, AnswerRefused, Code, Event, ReplyJudged
from caseflow.core.supervision import PRIORITY, refusal
from caseflow.core.working_days import working_days_between
from caseflow.documents.readers import office
from caseflow.documents.serving import Service, prove_service
from caseflow.documents.signing import draft_letter
from caseflow.store import clock, editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import start_clock, start_ordered_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Letter, Measure, Unit
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.supervision import ladder, roads
from caseflow.supervision.drafting import Order, check_addressee, complete, draw_up, level_name, on_working_day
from caseflow.supervision.settling import REPORT_CLOCK, settle
from caseflow.supervision.words import OFFICE, STAGE

DELISTING_LETTER = "delisting_notice"


@dataclass(frozen=True)
class Verdict:
    """The word on an answer, with its reasons."""

    version: int
    accepted: bool
    opinion: str


def take(actor: Actor, number: str, order: Order, submission: Submission) -> None:
    """Draft the letter of a measure; the measure stands once a colleague signed it (supervision/signed.py), or at once
    where its letter needs no signature (核实函).

    Denied for whoever may not take it here, IllegalMove where a rung would be skipped or the fact is missing, BadInput
    without what the measure needs.
    """
    rules = editions.current().supervision
    rung, road, order = rules.rung(order.kind), rules.road_of(order.kind), on_working_day(order)
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.MEASURE, order.version)
        denied = roads.obstacle(actor, case, road)
        if denied:
            raise Denied(denied)
        refused = ladder.outranks(actor, case, order.kind) or refusal(
            order.kind, order.criterion, roads.facts_for(actor, case, road), rules
        )
        if refused:
            raise IllegalMove(refused)
        complete(order, rung, work.today)
        issuer = roads.issuer(actor, road)
        check_addressee(case, order, rung, issuer)
        draw_up(work, case, rung, order, issuer)
        work.answer = case.number


def serve(actor: Actor, number: str, measure_id: int, service: Service, submission: Submission) -> None:
    """Record that the letter was served; from that day run the days that the letter orders or the rules give.

    BadInput for an impossible day or without the receipt, IllegalMove when served before.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.MEASURE, service.version)
        row = own_measure(actor, case, measure_id)
        if row.served_on is not None or row.letter_id is None:
            raise IllegalMove("这项措施的文书已经送达，不能重复登记。")
        prove_service(work, case, db.session.get_one(Letter, row.letter_id), service)
        row.served_on = service.served_on
        if row.clock_id is None:
            row.clock_id = _start(work, case, row, service.served_on).id
        if row.kind == PRIORITY:
            start_clock(work, case, REPORT_CLOCK, service.served_on)
        work.answer = case.number


def judge(actor: Actor, number: str, measure_id: int, verdict: Verdict, submission: Submission) -> None:
    """Accept the answer, or refuse it, which opens the next rung. BadInput without reasons, IllegalMove without an answer."""
    if not verdict.opinion:
        raise BadInput("请写明审核意见。", "opinion")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.MEASURE, verdict.version)
        row = own_measure(actor, case, measure_id)
        if row.answered_at is None or row.kind == PRIORITY:
            raise IllegalMove("这项措施还没有收到答复。")
        settle(work, row, "accepted" if verdict.accepted else "not_accepted")
        work.record(_judged(row), case, opinion=Said(verdict.opinion, OFFICE))
        work.answer = case.number


def delist(actor: Actor, number: str, measure_id: int, version: int, reason: str, submission: Submission) -> None:
    """摘牌 by the office that listed the case, with its reason, once its letter is signed. The general listing ends with the case."""
    if not reason:
        raise BadInput("请写明摘牌的理由。", "reason")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SUPERVISE, version)
        row = own_measure(actor, case, measure_id)
        if row.kind != PRIORITY or row.served_on is None:
            raise IllegalMove("只有已经送达的重点挂牌可以摘牌；一般挂牌到销号时结束。")
        lead = db.session.get_one(Unit, row.lead_unit_id)
        context: dict[str, object] = {"level_name": level_name(row.level), "listed_on": clock.day_of(row.issued_at), "reason_text": reason}
        context[STAGE] = {"measure_id": row.id, "reason": reason}
        draft_letter(work, case, DELISTING_LETTER, row.unit_id, office(lead), context)
        work.answer = case.number


def own_measure(actor: Actor, case: Case, measure_id: int) -> Measure:
    """The open measure that was taken in the name of the actor's office. Denied for another's: 谁挂牌谁摘牌; IllegalMove when
    it is over."""
    return _permitted(_standing(case, measure_id), lambda row: roads.hindrance(actor, case, row))


def measure_to_return(actor: Actor, case: Case, measure_id: int) -> Measure:
    """The open measure on which the actor may record what came back: the own, or one that asks the own office. Raises as
    `own_measure`."""
    return _permitted(_standing(case, measure_id), lambda row: roads.hindrance_to_return(actor, case, row))


def _standing(case: Case, measure_id: int) -> Measure:
    row = db.session.scalar(select(Measure).where(Measure.case_id == case.id, Measure.id == measure_id))
    if row is None or row.settled_at is not None:
        raise IllegalMove("这项措施不存在或者已经结束，请刷新页面查看。")
    return row


def _permitted(row: Measure, hindrance: Callable[[Measure], str | None]) -> Measure:
    denied = hindrance(row)
    if denied:
        raise Denied(denied)
    return row


def _judged(row: Measure) -> Event:
    verdict = row.settlement or ""
    if roads.road_of(row.kind).about != "lead" or editions.current().supervision.rung(row.kind).confidential:
        return ReplyJudged(row.id, Code(row.kind), Code(verdict))
    return (AnswerAccepted if verdict == "accepted" else AnswerRefused)(row.id, Code(row.kind))


def _start(work: Work, case: Case, row: Measure, served_on: date) -> Clock:
    """The clock of the rules, or the one that ends on the day the letter sets, a rest day counting as the next working
    day."""
    key = editions.current().supervision.rung(row.kind).clock
    if row.due is None:
        return start_clock(work, case, key, served_on)
    calendar = editions.current().calendar
    days = working_days_between(calendar, served_on, calendar.next_working_day(row.due))
    if days < 1:
        raise BadInput("文书写明的期限前已经没有工作日，不能这样登记送达。", "served_on")
    return start_ordered_clock(work, case, key, days, served_on)
