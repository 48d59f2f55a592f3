"""Before the request: the call back to the firm, and files that the dossier lacks."""

from dataclasses import dataclass

from sqlalchemy import select

from caseflow.closure.words import ANSWERS, FOR_PARTIES, OFFICE, OPEN_TO_PARTIES, SATISFIED, UNREACHED
from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput, IllegalMove
from caseflow.core.events import Code, FollowedUp
from caseflow.core.lifecycle import Status
from caseflow.evidence.actions import Upload, attach
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, FollowUp
from caseflow.store.unit_of_work import Said, Submission, transaction


@dataclass(frozen=True)
class CallBack:
    """One call to the complainant: `answer` of words.ANSWERS, and what was said or tried."""

    version: int
    answer: str
    note: str


@dataclass(frozen=True)
class Supply:
    """A file for the dossier: `kind` of policies/closure.toml, on one claim or (None) on the whole case."""

    kind: str
    upload: Upload
    claim_id: int | None = None


def follow_up(actor: Actor, number: str, call: CallBack, submission: Submission) -> None:
    """回访 after the result was served: an answer, or an attempt that reached nobody; either meets the clock.

    BadInput for an unknown answer or no note, IllegalMove before service.
    """
    if call.answer not in ANSWERS or not call.note:
        raise BadInput("请选择回访结果，并写明联系经过。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, call.version)
        require_resolved(case, "回访")
        row = work.add(
            FollowUp(case_id=case.id, round=case.round, answer=call.answer, by_id=actor.user_id, at=work.now)
        )
        if call.answer != UNREACHED:
            case.satisfied = call.answer == SATISFIED
        meet_clocks(work, case, "follow_up")
        work.record(FollowedUp(follow_up_id=row.id, answer=Code(call.answer)), case, note=Said(call.note, OFFICE))
        work.answer = case.number


def supply(actor: Actor, number: str, given: Supply, submission: Submission) -> None:
    """Add a file that the dossier needs while the case waits for its request.

    BadInput for an unknown kind, a claim of another case, or a file that is refused.
    """
    if given.kind not in editions.current().closure.evidence:
        raise BadInput("请选择材料的种类。", "kind")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE)
        require_resolved(case, "补充销号材料")
        own = select(Claim.id).where(Claim.case_id == case.id)
        if given.claim_id is not None and given.claim_id not in set(db.session.scalars(own)):
            raise BadInput("请选择本案的一笔款项。", "claim_id")
        audience = OPEN_TO_PARTIES if given.kind in FOR_PARTIES else OFFICE
        attach(work, case, given.upload, given.kind, given.claim_id, audience)
        work.answer = case.number


def require_resolved(case: Case, deed: str) -> None:
    """IllegalMove, with the name of the `deed`, unless the result was served and nobody asked for the write-off yet."""
    if case.status != Status.RESOLVED:
        raise IllegalMove(f"案件现在是“{Status(case.status).label}”，处理结果送达后、申请销号前才能{deed}。")
