"""公示: a listed case is published before its last approval, anybody may object, the reviewer answers."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from caseflow.closure import dossier as dossiers
from caseflow.closure import publications
from caseflow.closure.queries import due_entry, refusal
from caseflow.closure.words import OFFICE, REVIEWERS
from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound
from caseflow.core.events import (
    PublicationEnded,
    PublicationObjected,
    PublicationObjectionAnswered,
    PublicationStarted,
)
from caseflow.core.lifecycle import Status, Step, move
from caseflow.core.publication import body_word, matter_word
from caseflow.store import throttle
from caseflow.store.cases import lock_case, open_case, try_lock_case
from caseflow.store.clocks import meet_clocks, start_clock
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Clock,
    Complaint,
    Publication,
    PublicationAnswer,
    PublicationObjection,
    WriteOffRequest,
)
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

OBJECTING = throttle.Limit("publication objection", tries=5, minutes=60)
ABSENT = "没有找到这条公示。"


@dataclass(frozen=True)
class Objection:
    """What somebody of the public says against the end of a case; `contact` may be ''."""

    text: str
    contact: str = ""


@dataclass(frozen=True)
class Answer:
    """The reviewer's answer to one objection; `upheld` when the objection is right."""

    version: int
    objection_id: int
    upheld: bool
    text: str


def open_level(work: Work, case: Case, request: WriteOffRequest, level: int) -> None:
    """The review of `level` is next: its clock starts, or, before the last one of a listed case, its publication."""
    if level == request.levels and dossiers.listed_by(case) is not None:
        _start(work, case, request)
    else:
        start_clock(work, case, "review_level")


def publish(actor: Actor, number: str, version: int, submission: Submission) -> None:
    """Publish by hand, where the case was listed only after its last review had begun.

    Denied for whoever may not decide this level; IllegalMove before the last level, for a case that is not listed or
    was published already.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REVIEW, version)
        request, level = _own_level(actor, case)
        if level < request.levels or dossiers.listed_by(case) is None:
            raise IllegalMove("只有重点挂牌案件在最后一级审核前公示。")
        if publications.of_request(request) is not None:
            raise IllegalMove("这次销号申请已经公示。")
        meet_clocks(work, case, "review_level")
        _start(work, case, request)
        work.answer = case.number


def object_to(publication_id: int, objection: Objection, address: str, submission: Submission) -> None:
    """Take an objection from anybody, while the publication runs. The text is the reviewers' alone.

    TooMany beyond five from one address in an hour, NotFound for an unknown publication, IllegalMove once it is over.
    """
    if not objection.text:
        raise BadInput("请写明异议的内容。", "text")
    throttle.admit(OBJECTING, (f"address {address}",))
    with transaction(None, submission) as work:
        row = db.session.get(Publication, publication_id)
        if row is None:
            raise NotFound(ABSENT)
        case = lock_case(row.case_id)
        if not _runs(work, row):
            raise IllegalMove("公示已经结束，不能再提出异议。")
        made = work.add(PublicationObjection(publication_id=row.id, at=work.now))
        event = PublicationObjected(publication_id=row.id, objection_id=made.id)
        texts = {"objection": Said(objection.text, REVIEWERS), "contact": Said(objection.contact, REVIEWERS)}
        work.record(event, case, **texts)


def answer_objection(actor: Actor, number: str, answer: Answer, submission: Submission) -> None:
    """The reviewer of the last level records whether an objection is right, and why.

    Denied for whoever may not decide this level, NotFound for an objection of another request, IllegalMove where it
    was answered, BadInput without text.
    """
    if not answer.text:
        raise BadInput("请写明核实情况和答复。", "text")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REVIEW, answer.version)
        request, _level = _own_level(actor, case)
        row = publications.of_request(request)
        objection = db.session.get(PublicationObjection, answer.objection_id)
        if row is None or objection is None or objection.publication_id != row.id:
            raise NotFound("没有找到这条异议。")
        if db.session.scalar(select(exists().where(PublicationAnswer.objection_id == objection.id))):
            raise IllegalMove("这条异议已经答复。")
        work.add(PublicationAnswer(objection_id=objection.id, by_id=actor.user_id, upheld=answer.upheld, at=work.now))
        event = PublicationObjectionAnswered(row.id, objection.id, upheld=answer.upheld)
        work.record(event, case, answer=Said(answer.text, OFFICE))
        work.answer = case.number


def end_publication(publication_id: int) -> bool:
    """Its last day has passed: the last review gets its time. False where somebody else did it or holds the case, or it
    still runs."""
    with transaction(None) as work:
        row = db.session.get_one(Publication, publication_id)
        case, clock = try_lock_case(row.case_id), _clock(row)
        if case is None or clock.met_at is not None or clock.due_rolled >= work.today:
            return False
        meet_clocks(work, case, "publication")
        start_clock(work, case, "review_level")
        found = publications.standing(row)
        work.record(PublicationEnded(publication_id=row.id, unanswered=found.unanswered if found else 0), case)
        return True


def _own_level(actor: Actor, case: Case) -> tuple[WriteOffRequest, int]:
    """The open request and the level that is due, which must be the actor's to decide."""
    move(Status(case.status), Step.APPROVE)
    request = dossiers.open_request(case.id)
    if request is None:
        raise IllegalMove("这件案件没有待审核的销号申请。")
    found = dossiers.dossier(case, request)
    denied = refusal(actor, request, found)
    if denied:
        raise Denied(denied)
    return request, int(due_entry(request, len(found.involved.reviewers))["order"])


def _start(work: Work, case: Case, request: WriteOffRequest) -> None:
    clock = start_clock(work, case, "publication")
    result = dossiers.newest_result(case)
    row = work.add(
        Publication(
            case_id=case.id,
            request_id=request.id,
            clock_id=clock.id,
            territory=case.territory,
            body=body_word(_respondent_type(case)),
            matter=matter_word(case.category),
            outcome=result.outcome if result else "",
            at=work.now,
        )
    )
    work.record(PublicationStarted(publication_id=row.id, until=clock.due_rolled), case)


def _respondent_type(case: Case) -> object:
    facts = db.session.get_one(Complaint, case.id).facts
    return facts.get("respondent", {}).get("type")


def _runs(work: Work, row: Publication) -> bool:
    clock = _clock(row)
    return clock.met_at is None and clock.due_rolled >= work.today


def _clock(row: Publication) -> Clock:
    """The clock as it is now that the case is locked."""
    return db.session.get_one(Clock, row.clock_id, populate_existing=True)
