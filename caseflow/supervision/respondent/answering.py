"""The respondent's reply by the link of its letter: once, for good, in its own words."""

from dataclasses import dataclass

from caseflow.core.errors import BadInput, Stale
from caseflow.core.events import Code, RespondentAnswered
from caseflow.evidence.by_link import hand_over
from caseflow.store.models import Case, MeasureReport
from caseflow.store.unit_of_work import Said, Submission, Work, transaction
from caseflow.supervision.claims import Substance, claims_of, take_in
from caseflow.supervision.respondent.drafts import CHANGED, held_draft, require_open
from caseflow.supervision.settling import stop_clock
from caseflow.supervision.words import OFFICE


@dataclass(frozen=True)
class Given:
    """A whole reply as its draft in `version` holds it; `signed` is who answers for the respondent, with telephone."""

    version: int
    text: str
    signed: str
    said: Substance


def submit(link_id: int, given: Given, submission: Submission) -> None:
    """Take the reply: rows, events, texts and files in one step; the clock of the measure is met.

    IllegalMove where the link is not open any more, Stale where the draft was changed meanwhile, BadInput where a claim is
    left without an answer. What was typed is kept in the draft no longer than that.
    """
    with transaction(None, submission) as work:
        place = require_open(work, link_id)
        draft = held_draft(link_id)
        if draft is None or draft.version != given.version:
            raise Stale(CHANGED)
        _require_whole(place.case, given)
        measure = place.measure
        report = work.add(MeasureReport(measure_id=measure.id, kind="answer", by_link=True, at=work.now))
        measure.answered_at = work.now
        stop_clock(work, measure)
        place.case.version += 1  # a respondent answered, though nobody signed in: whoever works on the case must notice
        hand_over(work, link_id, place.case)
        take_in(work, place.case, report, given.said)
        _record(work, place.case, report, measure.kind, given)
        draft.answers = {}


def _require_whole(case: Case, given: Given) -> None:
    answered = [answer.claim_id for answer in given.said.answers]
    if sorted(answered) != sorted(claim.id for claim in claims_of(case)) or not given.signed:
        raise BadInput("请对每一笔款都作出答复，并写明答复人。")
    if not answered and not given.text:
        raise BadInput("请写明答复。")


def _record(work: Work, case: Case, report: MeasureReport, kind: str, given: Given) -> None:
    event = RespondentAnswered(report.measure_id, Code(kind), by_link=True, offers=len(given.said.offers))
    work.record(event, case, text=Said(given.text, OFFICE), signed=Said(given.signed, OFFICE))
