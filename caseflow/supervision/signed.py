"""A measure stands when its letter was signed: whether a letter that supervision drafted may still go out, and what it does."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import exists, select

from caseflow.core.access import Actor
from caseflow.core.events import Code, Delisted
from caseflow.core.supervision import LISTING, Road, refusal
from caseflow.documents.signing import Drafting
from caseflow.store import clock, editions
from caseflow.store.clocks import meet_clocks
from caseflow.store.db import db
from caseflow.store.models import Case, Letter, LetterDraft, Measure
from caseflow.store.unit_of_work import Said, Work
from caseflow.supervision import roads
from caseflow.supervision.drafting import put_in_force
from caseflow.supervision.drafts import form_of
from caseflow.supervision.settling import REPORT_CLOCK, settle
from caseflow.supervision.words import OFFICE, STAGE


def obstacle(actor: Actor, case: Case, draft: LetterDraft) -> str | None:
    """Why the letter may not go out any more: the case, its unit, the debt or the measures are not what they were."""
    ordered = draft.values[STAGE]
    if "measure_id" in ordered:
        row = db.session.get_one(Measure, ordered["measure_id"])
        return roads.hindrance(actor, case, row) if row.settled_at is None else "这次挂牌已经结束，不用再摘牌。"
    rules = editions.current().supervision
    road = rules.road_of(ordered["kind"])
    return (
        roads.obstacle(actor, case, road)
        or _past(case, road, ordered)
        or refusal(ordered["kind"], ordered["criterion"], roads.facts_for(actor, case, road), rules)
    )


def carry_out(work: Work, case: Case, draft: LetterDraft, letter: Letter) -> None:
    """The signed letter takes its measure or ends its listing."""
    ordered = draft.values[STAGE]
    if "measure_id" in ordered:
        _end(work, case, ordered["measure_id"], letter.id, ordered["reason"])
    else:
        put_in_force(work, case, letter, ordered, draft.drafted_by_id)


DRAFTING = Drafting(obstacle, carry_out, form_of)


def _past(case: Case, road: Road, ordered: Mapping[str, str]) -> str | None:
    if "lead" in (road.about, road.taken_by) and ordered["lead_unit_id"] != str(case.lead_unit_id):
        return "案件已经改由其他单位承办，文书是向原承办单位起草的。"
    if ordered["due"] and date.fromisoformat(ordered["due"]) <= clock.today():
        return "文书写明的期限已经过了。"
    return None


def _end(work: Work, case: Case, measure_id: int, letter_id: int, reason: str) -> None:
    row = db.session.get_one(Measure, measure_id)
    settle(work, row, "ended")
    meet_clocks(work, case, REPORT_CLOCK)
    general = editions.current().supervision.listing.name
    case.listing = general if _stands(case, LISTING) else None
    left = Code(case.listing) if case.listing else None
    work.record(Delisted(row.id, Code(row.kind), letter_id, left), case, reason=Said(reason, OFFICE))


def _stands(case: Case, kind: str) -> bool:
    standing = exists().where(Measure.case_id == case.id, Measure.kind == kind, Measure.settled_at.is_(None))
    return bool(db.session.scalar(select(standing)))
