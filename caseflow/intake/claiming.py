"""认领: a firm takes over the complaint that an office wrote down for it, by showing number and query code."""

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, require
from caseflow.core.events import CaseClaimed
from caseflow.store import throttle
from caseflow.store.db import db
from caseflow.store.models import Case, Company, Complaint
from caseflow.store.query_code import query_code, same_code
from caseflow.store.unit_of_work import Submission, Work, transaction

GUESSED = throttle.Limit("claim", tries=5, minutes=15)
NOWHERE = "XX-0000-000000"


def claim_case(actor: Actor, number: str, code: str, address: str, submission: Submission) -> bool:
    """Whether the case is the actor's firm's now: number and query code belong together, and the credit code is the same.

    False alike for whatever does not fit, so that nobody learns which cases there are. At most five wrong guesses per
    account and per address in fifteen minutes, else TooMany.
    """
    require(actor, Permission.SEE_OWN_CASES)
    tickets = throttle.admit(GUESSED, (f"person {actor.user_id}", f"address {address}"))
    with transaction(actor, submission) as work:
        case = _claimable(actor, number, code)
        if case is not None:
            _take_over(work, actor, case)
            work.answer = case.number
    if case is None:
        return False
    throttle.forgive(tickets)
    return True


def _claimable(actor: Actor, number: str, code: str) -> Case | None:
    """The case, locked, where code and credit code fit; as much is computed for a number that does not exist."""
    case = db.session.scalar(select(Case).where(Case.number == number).with_for_update(of=Case))
    complaint = db.session.get(Complaint, case.id) if case else None
    right = query_code(number if case else NOWHERE, complaint.content_hash if complaint else "")
    if not same_code(code, right) or case is None:
        return None
    told, own = db.session.get_one(Company, case.company_id), db.session.get_one(Company, actor.company_id)
    fits = told.entered_by_unit_id is not None and told.credit_code == own.credit_code
    return case if fits else None


def _take_over(work: Work, actor: Actor, case: Case) -> None:
    if actor.company_id is None:
        raise RuntimeError("only a firm claims a case")
    case.company_id = actor.company_id
    work.record(CaseClaimed(company_id=actor.company_id), case)
