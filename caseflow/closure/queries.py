"""What people look at on the way out: the reviewers' queue, the review page, the panel of the case page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, String, and_, cast, func, select

from caseflow.closure import dossier as dossiers
from caseflow.closure import publications, rechecks, replies, showing
from caseflow.core.access import ACTS_ON, Actor, Permission, holds, may_read_internal, recused
from caseflow.core.closure import Dossier, Reviewer, may_review
from caseflow.core.errors import Denied, IllegalMove, NotFound
from caseflow.core.lifecycle import Status, Step, steps_from
from caseflow.core.working_days import working_days_between
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Clock, Company, Review, Unit, WriteOffRequest
from caseflow.store.scope import visible_cases
from caseflow.store.standing import ANSWERABLE

PAGE = 50
REVIEWING = ("review_level", "publication")
SHOWN_IN = frozenset({Status.RESOLVED, Status.WRITE_OFF_REQUESTED, Status.WRITTEN_OFF})


@dataclass(frozen=True)
class QueueLine:
    """A case that waits for this office: which level, until when, and why this person may not decide it ('' if so)."""

    number: str
    complainant: str
    respondent: str
    lead: str
    amount: Decimal
    level: int
    levels: int
    due: date | None
    remaining: int | None
    barred: str
    published: bool


@dataclass(frozen=True)
class ReviewPage:
    """What one reviewer decides on."""

    dossier: showing.DossierView
    request: showing.RequestView
    level: int
    levels: int
    last: bool
    listed: bool
    publication: publications.PublicationView | None
    complainant: str
    lead: str
    due: date | None
    remaining: int | None


@dataclass(frozen=True)
class Panel:
    """销号 on the case page: `dossier` while there is one, every request, and what the actor may do now."""

    dossier: showing.DossierView | None
    requests: tuple[showing.RequestView, ...]
    publication: publications.PublicationView | None
    reply: replies.ReplyState | None
    may_apply: bool
    may_follow_up: bool
    may_review: bool
    may_reopen: bool
    may_recheck: bool


def due_entry(request: WriteOffRequest, decided: int) -> Mapping[str, Any]:
    """The entry of the plan whose review is due. IllegalMove when every level is decided."""
    if decided >= len(request.plan):
        raise IllegalMove("这件案件没有待审核的销号申请。")
    entry: Mapping[str, Any] = request.plan[decided]
    return entry


def refusal(actor: Actor, request: WriteOffRequest, found: Dossier) -> str | None:
    """Why the actor may not decide the level that is due, as a sentence; None when they may."""
    entry = due_entry(request, len(found.involved.reviewers))
    if actor.unit_id != entry["unit_id"]:
        return f"这一级由{entry['unit']}审核。"
    level = db.session.get_one(Unit, actor.unit_id).level
    return may_review(Reviewer(actor.user_id, actor.unit_id, level), found)


def queue(actor: Actor) -> list[QueueLine]:
    """The cases whose next open level is this office's, the most urgent first; at most PAGE of them."""
    decided = select(func.count()).where(Review.request_id == WriteOffRequest.id).scalar_subquery()
    office = WriteOffRequest.plan.op("->")(cast(decided, Integer)).op("->>")("unit_id")
    waits = and_(WriteOffRequest.case_id == Case.id, WriteOffRequest.closed_at.is_(None))
    runs = and_(Clock.case_id == Case.id, Clock.met_at.is_(None), Clock.key.in_(REVIEWING))
    rows = db.session.execute(
        visible_cases(actor)
        .add_columns(WriteOffRequest, Company.name, Unit.name, Clock)
        .join(WriteOffRequest, waits)
        .join(Company, Company.id == Case.company_id)
        .join(Unit, Unit.id == Case.lead_unit_id)
        .outerjoin(Clock, runs)
        .where(Case.status == Status.WRITE_OFF_REQUESTED, office == cast(actor.unit_id, String))
        .order_by(Clock.due_rolled.nulls_last(), Case.id)
        .limit(PAGE)
    )
    return [_line(actor, *row) for row in rows]


def review_page(actor: Actor, case: Case) -> ReviewPage:
    """The dossier and the evidence for the reviewer whose turn it is.

    IllegalMove when nothing waits, Denied when the level belongs to somebody else.
    """
    request = dossiers.open_request(case.id)
    if case.status != Status.WRITE_OFF_REQUESTED or request is None:
        raise IllegalMove("这件案件没有待审核的销号申请。")
    found = dossiers.dossier(case, request)
    denied = refusal(actor, request, found)
    if denied:
        raise Denied(denied)
    level = due_entry(request, len(found.involved.reviewers))["order"]
    due = _due(case.id)
    return ReviewPage(
        dossier=showing.dossier_view(actor, case, request),
        request=showing.requests_of(case)[-1],
        level=level,
        levels=request.levels,
        last=level == request.levels,
        listed=found.priority_listed,
        publication=publications.view(case, request),
        complainant=db.session.get_one(Company, case.company_id).name,
        lead=db.session.get_one(Unit, case.lead_unit_id).name,
        due=due,
        remaining=_left(due),
    )


def panel(actor: Actor, case: Case) -> Panel | None:
    """The dossier, the levels and the next steps for officers; None before a result was served and for the firm."""
    facts = facts_of(case)
    if not may_read_internal(actor, facts):
        return None
    requests = showing.requests_of(case)
    if case.status not in SHOWN_IN and not requests:
        return None
    request = dossiers.open_request(case.id)
    return Panel(
        dossier=showing.dossier_view(actor, case, request) if case.status in SHOWN_IN else None,
        requests=requests,
        publication=publications.view(case, request) if request else None,
        reply=replies.state(actor, case) if case.status in ANSWERABLE else None,
        may_apply=_may(actor, case, Permission.REQUEST_WRITE_OFF, Step.REQUEST_WRITE_OFF),
        may_follow_up=_may(actor, case, Permission.HANDLE, Step.REQUEST_WRITE_OFF),
        may_review=request is not None and _may_review(actor, case, request),
        may_reopen=_may(actor, case, Permission.REOPEN, Step.RELAPSE),
        may_recheck=rechecks.waits_for(actor, case) and rechecks.barred(actor, case) is None,
    )


def objection_of(actor: Actor, case: Case, objection_id: int) -> publications.ObjectionView:
    """One objection for the reviewer who must answer it; as review_page, and NotFound for any other."""
    found = review_page(actor, case).publication
    objection = next((o for o in found.objections if o.id == objection_id), None) if found else None
    if objection is None:
        raise NotFound("没有找到这条异议。")
    return objection


def claim_choices(case_id: int) -> list[tuple[str, str]]:
    """(id, name) of each claim, for choosing what a file proves."""
    rows = db.session.scalars(select(Claim).where(Claim.case_id == case_id).order_by(Claim.position))
    return [(str(row.id), row.contract_name) for row in rows]


def dossier_of(actor: Actor, case: Case) -> showing.DossierView:
    """The dossier before it is handed in."""
    return showing.dossier_view(actor, case, dossiers.open_request(case.id))


def reply_of(actor: Actor, case: Case) -> replies.ReplyState | None:
    """The link by which the complainant may answer the present result."""
    return replies.state(actor, case)


def levels_ahead(case: Case) -> list[dict[str, object]]:
    """The levels a request made now would have to pass."""
    return dossiers.plan(case)


def payment_choices(case_id: int) -> list[tuple[int, str]]:
    """(id, words) of the payments that still count."""
    lines = [line for _claim, line in showing.payments_of(case_id) if not line.reversed]
    return [(line.id, f"{line.paid_on} {line.method} {line.amount:,.2f} 元") for line in lines]


def _may_review(actor: Actor, case: Case, request: WriteOffRequest) -> bool:
    may = _may(actor, case, Permission.REVIEW, Step.APPROVE)
    return may and refusal(actor, request, dossiers.dossier(case, request)) is None


def _may(actor: Actor, case: Case, permission: Permission, step: Step) -> bool:
    facts = facts_of(case)
    return (
        step in steps_from(Status(case.status))
        and holds(actor, permission)
        and not recused(actor, facts)
        and ACTS_ON[permission](actor, facts)
    )


def _line(
    actor: Actor, case: Case, request: WriteOffRequest, complainant: str, lead: str, clock_row: Clock | None
) -> QueueLine:
    due = clock_row.due_rolled if clock_row else None
    found = dossiers.dossier(case, request)
    return QueueLine(
        number=case.number,
        complainant=complainant,
        respondent=case.respondent_name,
        lead=lead,
        amount=case.amount,
        level=due_entry(request, len(found.involved.reviewers))["order"],
        levels=request.levels,
        due=due,
        remaining=_left(due),
        barred=refusal(actor, request, found) or "",
        published=clock_row is not None and clock_row.key == "publication",
    )


def _due(case_id: int) -> date | None:
    waits = select(Clock.due_rolled).where(Clock.case_id == case_id, Clock.key.in_(REVIEWING))
    return db.session.scalar(waits.where(Clock.met_at.is_(None)).limit(1))


def _left(due: date | None) -> int | None:
    return None if due is None else working_days_between(editions.current().calendar, clock.today(), due)
