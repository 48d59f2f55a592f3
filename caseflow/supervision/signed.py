"""A measure stands when its letter was signed: what follows from LetterIssued for the letters that supervision drafted."""

from datetime import date

from sqlalchemy import exists, select

from caseflow.core.events import CaseListed, Code, Delisted, MeasureTaken
from caseflow.core.supervision import LISTING, PRIORITY
from caseflow.store import editions
from caseflow.store.cases import lock_case
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case, Event, Letter, LetterDraft, Measure, Unit
from caseflow.store.unit_of_work import Said, Work
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
        _take(work, case, draft, event.data["letter_id"], ordered)


def _take(work: Work, case: Case, draft: LetterDraft, letter_id: int, ordered: dict[str, str]) -> None:
    office = db.session.get_one(Unit, draft.unit_id)
    row = work.add(
        Measure(
            case_id=case.id,
            round=case.round,
            kind=ordered["kind"],
            level=office.level,
            unit_id=office.id,
            lead_unit_id=int(ordered["lead_unit_id"]),
            number=db.session.get_one(Letter, letter_id).number,
            criterion=ordered["criterion"],
            due=date.fromisoformat(ordered["due"]),
            leader=ordered["leader"],
            letter_id=letter_id,
            issued_by_id=draft.drafted_by_id,
            issued_at=work.now,
        )
    )
    if row.kind == PRIORITY:
        case.listing = row.level
    words = (row.id, Code(row.kind), Code(row.level), Code(row.criterion), letter_id)
    listed = row.kind == PRIORITY
    event = CaseListed(*words, listing=Code(row.level)) if listed else MeasureTaken(*words)
    work.record(event, case, facts=Said(ordered["facts"], OFFICE))


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
