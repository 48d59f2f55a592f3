"""A measure stands when its letter was signed: what follows from LetterIssued for the letters that supervision drafted."""

from sqlalchemy import exists, select

from caseflow.core.events import Code, Delisted
from caseflow.core.supervision import LISTING
from caseflow.store import editions
from caseflow.store.cases import lock_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Letter, LetterDraft, Measure
from caseflow.store.unit_of_work import Said, Work
from caseflow.supervision.drafting import put_in_force
from caseflow.supervision.settling import REPORT_CLOCK, settle
from caseflow.supervision.words import OFFICE


def carry_out(work: Work, event: Event) -> None:
    """The signed letter takes its measure or ends its listing; letters of other stages are left alone."""
    draft = db.session.get_one(LetterDraft, event.data["draft_id"])
    ordered = draft.values.get("supervision")
    if ordered is None or event.case_id is None:
        return
    case = lock_case(event.case_id)
    if "measure_id" in ordered:
        _end(work, case, ordered["measure_id"], event.data["letter_id"], ordered["reason"])
    elif not _stands(case, ordered["kind"]):
        letter = db.session.get_one(Letter, event.data["letter_id"])
        put_in_force(work, case, letter, ordered, draft.drafted_by_id)


def _end(work: Work, case: Case, measure_id: int, letter_id: int, reason: str) -> None:
    row = db.session.get_one(Measure, measure_id)
    if row.settled_at is not None:
        return
    settle(work, row, "ended")
    meet_clocks(work, case, REPORT_CLOCK)
    general = editions.current().supervision.listing.name
    case.listing = general if _stands(case, LISTING) else None
    left = Code(case.listing) if case.listing else None
    work.record(Delisted(row.id, Code(row.kind), letter_id, left), case, reason=Said(reason, OFFICE))


def _stands(case: Case, kind: str) -> bool:
    standing = exists().where(Measure.case_id == case.id, Measure.kind == kind, Measure.settled_at.is_(None))
    return bool(db.session.scalar(select(standing)))
