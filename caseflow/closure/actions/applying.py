"""申请销号: the unit's request, with the levels it must pass and the people who may not review it."""

from dataclasses import dataclass

from caseflow.closure import dossier as dossiers
from caseflow.closure.actions.publishing import open_level
from caseflow.closure.words import OFFICE
from caseflow.core.access import Actor, Permission
from caseflow.core.closure import Dossier, missing
from caseflow.core.errors import Incomplete
from caseflow.core.events import WriteOffRequested
from caseflow.core.lifecycle import Status, Step, move
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.models import Case, WriteOffRequest
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Application:
    """The unit head's request; `explanation` is needed where the complainant is not satisfied."""

    version: int
    explanation: str = ""


def apply(actor: Actor, number: str, application: Application, submission: Submission) -> None:
    """申请销号 by the unit head: the dossier must be complete; the levels of review are fixed here.

    Incomplete lists what is missing, one sentence each.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.REQUEST_WRITE_OFF, application.version)
        move(Status(case.status), Step.REQUEST_WRITE_OFF)
        found = dossiers.dossier(case, explained=bool(application.explanation))
        complete(missing(found, editions.current().closure))
        request = _request(work, case, found)
        meet_clocks(work, case, "follow_up")
        event = WriteOffRequested(request_id=request.id, levels=request.levels)
        work.record(event, case, explanation=Said(application.explanation, OFFICE))
        open_level(work, case, request, 1)
        work.answer = case.number


def complete(lacking: tuple[str, ...]) -> None:
    """Raise Incomplete when anything is lacking."""
    if lacking:
        raise Incomplete(f"销号材料还不齐全，缺 {len(lacking)} 项。", lacking)


def _request(work: Work, case: Case, found: Dossier) -> WriteOffRequest:
    result = dossiers.newest_result(case)
    if result is None or result.signer_id is None or case.handler_id is None:
        raise Incomplete("还没有确定承办人和签发人，不能申请销号。")
    levels = dossiers.plan(case)
    return work.add(
        WriteOffRequest(
            case_id=case.id,
            round=case.round,
            levels=len(levels),
            plan=levels,
            dossier=_snapshot(found, [row.id for row in dossiers.denied_payments(case.id)]),
            applicant_id=work.person_id,
            handler_id=case.handler_id,
            author_id=result.author_id,
            signer_id=result.signer_id,
            requested_at=work.now,
        )
    )


def _snapshot(found: Dossier, denied: list[int]) -> dict[str, object]:
    claims = [
        {
            "name": claim.name,
            "outcome": claim.outcome,
            "paid": str(claim.paid),
            "outstanding": str(claim.outstanding),
            "evidence": sorted(claim.evidence),
        }
        for claim in found.claims
    ]
    attempts = [day.isoformat() for day in found.attempts]
    return {
        "claims": claims,
        "answered": found.answered,
        "attempts": attempts,
        "unsatisfied": found.unsatisfied,
        "denied": denied,
    }
