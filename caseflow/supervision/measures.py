"""The office's part of the ladder: take a measure, record its service, judge the answer, delist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.events import AnswerAccepted, AnswerRefused, Code
from caseflow.core.supervision import LISTING, PRIORITY, Rung, refusal
from caseflow.core.working_days import working_days_between
from caseflow.documents.actions import record_service
from caseflow.documents.signing import draft_letter
from caseflow.store import clock, editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import start_clock, start_ordered_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Clock, Letter, Measure, Unit
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.supervision import ladder
from caseflow.supervision.settling import REPORT_CLOCK, settle
from caseflow.supervision.words import DETAILS, OFFICE

DELISTING_LETTER = "delisting_notice"


@dataclass(frozen=True)
class Order:
    """A measure to be taken: `kind` and `criterion` of policies/supervision.toml, what happened, by when to answer.

    `details` are what the letter of this kind needs besides (words.DETAILS), by name.
    """

    version: int
    kind: str
    criterion: str
    facts: str
    due: date
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ServiceNote:
    """How and when the letter of a measure was served."""

    version: int
    method: str
    served_on: date


@dataclass(frozen=True)
class Verdict:
    """The office's word on an answer, with its reasons."""

    version: int
    accepted: bool
    opinion: str


def take(actor: Actor, number: str, order: Order, submission: Submission) -> None:
    """Draft the letter of a measure; the measure stands once a colleague signed it (supervision/signed.py).

    Denied for whoever may not supervise this unit, IllegalMove where a rung would be skipped or the fact is missing,
    BadInput without what the measure needs.
    """
    rung = editions.current().supervision.rung(order.kind)
    _complete(order, rung)
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SUPERVISE, order.version)
        denied = ladder.obstacle(actor, case)
        if denied:
            raise Denied(denied)
        refused = refusal(order.kind, order.criterion, ladder.facts_for(case), editions.current().supervision)
        if refused:
            raise IllegalMove(refused)
        if order.due <= work.today:
            raise BadInput("答复期限应晚于今天。", "due")
        _draft(work, case, rung, order)
        work.answer = case.number


def serve(actor: Actor, number: str, measure_id: int, note: ServiceNote, submission: Submission) -> None:
    """Record that the letter was served; from that day the unit has the days that the letter orders.

    BadInput for an impossible day, IllegalMove when served before.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SUPERVISE, note.version)
        row = own_measure(actor, case, measure_id)
        if row.served_on is not None or row.letter_id is None or row.due is None:
            raise IllegalMove("这项措施的文书已经送达，不能重复登记。")
        record_service(work, case, db.session.get_one(Letter, row.letter_id), note.method, note.served_on)
        row.served_on = note.served_on
        row.clock_id = _start(work, case, row, note.served_on).id
        if row.kind == PRIORITY:
            start_clock(work, case, REPORT_CLOCK, note.served_on)
        work.answer = case.number


def judge(actor: Actor, number: str, measure_id: int, verdict: Verdict, submission: Submission) -> None:
    """Accept the answer, or refuse it, which opens the next rung. BadInput without reasons, IllegalMove without an answer."""
    if not verdict.opinion:
        raise BadInput("请写明审核意见。", "opinion")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SUPERVISE, verdict.version)
        row = own_measure(actor, case, measure_id)
        if row.answered_at is None or row.kind == PRIORITY:
            raise IllegalMove("这项措施还没有收到答复。")
        settle(work, row, "accepted" if verdict.accepted else "not_accepted")
        event = (AnswerAccepted if verdict.accepted else AnswerRefused)(row.id, Code(row.kind))
        work.record(event, case, opinion=Said(verdict.opinion, OFFICE))
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
        context["supervision"] = {"measure_id": row.id, "reason": reason}
        draft_letter(work, case, DELISTING_LETTER, row.unit_id, OFFICE, lead.name, context)
        work.answer = case.number


def own_measure(actor: Actor, case: Case, measure_id: int) -> Measure:
    """The open measure that the actor's office took. Denied for another's: 谁挂牌谁摘牌; IllegalMove when it is over."""
    row = db.session.scalar(select(Measure).where(Measure.case_id == case.id, Measure.id == measure_id))
    if row is None or row.settled_at is not None:
        raise IllegalMove("这项措施不存在或者已经结束，请刷新页面查看。")
    denied = ladder.obstacle(actor, case)
    if denied or row.unit_id != actor.unit_id:
        raise Denied(denied or "由采取这项措施的办公室处理。")
    return row


def level_name(level: str) -> str:
    """How a priority listing of an office at `level` is called."""
    return f"{level}{editions.current().supervision.name(PRIORITY)}"


def _complete(order: Order, rung: Rung) -> None:
    if not order.facts:
        raise BadInput("请写明事由。", "facts")
    for name, (label, _hint) in DETAILS[rung.key].items():
        if not order.details.get(name):
            raise BadInput(f"请填写{label}。", name)


def _start(work: Work, case: Case, row: Measure, served_on: date) -> Clock:
    """The clock that ends on the day the letter sets, a rest day counting as the working day before."""
    days = working_days_between(editions.current().calendar, served_on, row.due or served_on)
    if days < 1:
        raise BadInput("文书写明的期限前已经没有工作日，不能这样登记送达。", "served_on")
    return start_ordered_clock(work, case, "supervision", days, served_on)


def _draft(work: Work, case: Case, rung: Rung, order: Order) -> None:
    """The letter, to be signed by a colleague; what the measure needs once it is signed goes with it."""
    lead = db.session.get_one(Unit, case.lead_unit_id)
    office = db.session.get_one(Unit, work.actor.unit_id if work.actor else None)
    outside = rung.answered_by == OFFICE
    to = order.details["addressee"] if outside else lead.name
    ordered = {
        "kind": rung.key,
        "lead_unit_id": str(lead.id),
        "criterion": order.criterion,
        "due": order.due.isoformat(),
        "leader": order.details.get("leader", ""),
        "facts": order.facts,
    }
    context = {**_context(case, rung, order, lead, office), "supervision": ordered}
    draft_letter(work, case, rung.letter, office.id, "competent" if outside else OFFICE, to, context)


def _context(case: Case, rung: Rung, order: Order, lead: Unit, office: Unit) -> Mapping[str, object]:
    edition = editions.current()
    period = edition.deadlines.get(REPORT_CLOCK, case.track).length
    earlier = [row for row in ladder.measures_of(case.id) if row.kind != LISTING]
    return {
        "unit_reported": lead.name,
        "level_name": level_name(office.level),
        "facts": f"{edition.supervision.criteria[order.criterion].name}。{order.facts}",
        "due": order.due,
        "report": f"每 {period} 个工作日书面报告一次进展" if rung.key == PRIORITY else "按期限书面答复",
        "measures": "；".join(f"{edition.supervision.name(row.kind)}（{row.number}）" for row in earlier),
        "basis": rung.basis.split("；")[0],
        **order.details,
    }
