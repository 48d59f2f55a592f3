"""What comes back on a measure: the unit answers or reports; whoever took it records what others sent or did."""

from dataclasses import dataclass

from sqlalchemy import select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.core.events import (
    Code,
    Coordinated,
    Event,
    InterviewHeld,
    ListingReported,
    MeasureAnswered,
    ReferralAnswered,
    RespondentAnswered,
    SuperiorReplied,
)
from caseflow.core.supervision import LISTING, PRIORITY, Rung
from caseflow.evidence.actions import Upload, attach
from caseflow.evidence.kinds import REFERRAL
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Measure, MeasureReport
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.supervision.claims import Substance, take_in
from caseflow.supervision.measures import measure_to_return
from caseflow.supervision.settling import REPORT_CLOCK, settle, stop_clock
from caseflow.supervision.words import DETAILS, OFFICE

FILE_KIND = "supervision_reply"
RESPONDENT_FILE = "respondent_reply"


NOTHING = Substance()


@dataclass(frozen=True)
class Reply:
    """What was done, with the stamped paper where there is one; of a respondent also what it said to each claim."""

    version: int
    text: str
    upload: Upload | None = None
    said: Substance = NOTHING


def answer(actor: Actor, number: str, measure_id: int, reply: Reply, submission: Submission) -> None:
    """The unit answers a measure that was served; its clock is met, late or not. A listing is reported on instead.

    BadInput without text or file, IllegalMove when nothing waits for an answer.
    """
    if not reply.text or reply.upload is None:
        raise BadInput("请写明办理情况，并上传加盖公章的答复。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, reply.version)
        row = _asked_of_lead(case, measure_id)
        if row.kind in (PRIORITY, LISTING) or editions.current().supervision.rung(row.kind).answered_by == OFFICE:
            raise IllegalMove("这项措施不用答复。")
        _answered(work, case, row, reply)


def record_return(actor: Actor, number: str, measure_id: int, reply: Reply, submission: Submission) -> None:
    """What the respondent or the addressee sent back, or how a meeting went, recorded by whoever took the measure or
    was asked by it.

    What needs no judgement ends the measure. BadInput without text or where it says of claims what cannot be, IllegalMove
    when nothing waits for it.
    """
    if not reply.text:
        raise BadInput("请写明内容。", "text")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.MEASURE, reply.version)
        row = measure_to_return(actor, case, measure_id)
        if row.kind in (PRIORITY, LISTING) or editions.current().supervision.rung(row.kind).answered_by != OFFICE:
            raise IllegalMove("这项措施由承办单位答复。")
        _answered(work, case, _asked(case, measure_id), reply)
        if not editions.current().supervision.rung(row.kind).judged:
            settle(work, row, "accepted")


def report(actor: Actor, number: str, measure_id: int, reply: Reply, submission: Submission) -> None:
    """A periodic report on a listed case; the next one is due after the same time. IllegalMove for anything else."""
    if not reply.text:
        raise BadInput("请写明进展。", "text")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, reply.version)
        row = _asked_of_lead(case, measure_id)
        if row.kind != PRIORITY:
            raise IllegalMove("只有重点挂牌的案件需要报告进展。")
        _handed_in(work, row, "report", _file(work, case, reply, FILE_KIND, OFFICE))
        meet_clocks(work, case, REPORT_CLOCK)
        start_clock(work, case, REPORT_CLOCK)
        work.record(ListingReported(row.id), case, text=Said(reply.text, OFFICE))
        work.answer = case.number


def _asked_of_lead(case: Case, measure_id: int) -> Measure:
    row = _asked(case, measure_id)
    if row.lead_unit_id != case.lead_unit_id:
        raise IllegalMove("这项措施是向原承办单位提出的。")
    return row


def _asked(case: Case, measure_id: int) -> Measure:
    row = db.session.scalar(select(Measure).where(Measure.case_id == case.id, Measure.id == measure_id))
    if row is None or row.settled_at is not None or row.answered_at is not None or row.clock_id is None:
        raise IllegalMove("这项措施还没有送达、已经答复或者已经结束，请刷新页面查看。")
    return row


def _answered(work: Work, case: Case, row: Measure, reply: Reply) -> None:
    rules = editions.current().supervision
    rung, own = rules.rung(row.kind), rules.road_of(row.kind).about == "lead"
    audience = REFERRAL if rung.confidential else OFFICE
    report = _handed_in(work, row, "answer", _file(work, case, reply, FILE_KIND if own else RESPONDENT_FILE, audience))
    row.answered_at = work.now
    stop_clock(work, row)
    take_in(work, case, report, reply.said)
    work.record(_event(rung, row, reply.said), case, text=Said(reply.text, OFFICE))
    work.answer = case.number


def _event(rung: Rung, row: Measure, said: Substance) -> Event:
    about = editions.current().supervision.roads[rung.road].about
    ids = (row.id, Code(row.kind))
    if rung.confidential:
        return ReferralAnswered(*ids)
    if about == "lead":
        return MeasureAnswered(*ids)
    if about == "case":
        return Coordinated(*ids)
    if "addressee" in DETAILS[rung.letter]:
        return SuperiorReplied(*ids)
    return InterviewHeld(*ids) if "when" in DETAILS[rung.letter] else RespondentAnswered(*ids, offers=len(said.offers))


def _file(work: Work, case: Case, reply: Reply, kind: str, audience: str) -> int | None:
    return attach(work, case, reply.upload, kind, audience=audience).id if reply.upload else None


def _handed_in(work: Work, row: Measure, kind: str, evidence_id: int | None) -> MeasureReport:
    actor = work.actor
    if actor is None or actor.unit_id is None:
        raise RuntimeError("a reply comes from a person of a unit")
    return work.add(
        MeasureReport(
            measure_id=row.id,
            kind=kind,
            evidence_id=evidence_id,
            by_id=actor.user_id,
            unit_id=actor.unit_id,
            at=work.now,
        )
    )
