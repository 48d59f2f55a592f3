"""How a measure ends, whoever ends it."""

from caseflow.evidence.by_link import forget_files
from caseflow.store.db import db
from caseflow.store.models import Clock, Measure, RespondentDraft
from caseflow.store.respondent_code import link_of_measure
from caseflow.store.unit_of_work import Work

REPORT_CLOCK = "listing_report"


def settle(work: Work, row: Measure, settlement: str) -> None:
    """The measure is over: 'accepted', 'not_accepted' or 'ended'; its clock waits no longer."""
    row.settled_at, row.settlement = work.now, settlement
    row.settled_by_id = work.actor.user_id if work.actor else None
    stop_clock(work, row)
    _forget_unsent(work, row)


def _forget_unsent(work: Work, row: Measure) -> None:
    """What a respondent typed and uploaded but never submitted is kept no longer than the measure waits."""
    link = link_of_measure(row.id)
    draft = db.session.get(RespondentDraft, link.id) if link else None
    if link is not None:
        forget_files(work, link.id)
    if draft is not None:
        draft.answers = {}


def stop_clock(work: Work, row: Measure) -> None:
    """What the measure waited for came, late or not."""
    running = db.session.get_one(Clock, row.clock_id) if row.clock_id else None
    if running is not None and running.met_at is None:
        running.met_at = work.now
