"""What a firm sees of its drafts and cases."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from caseflow.core.access import ACTS_ON, Actor, Permission, holds, receives
from caseflow.core.enterprise import credit_code
from caseflow.core.errors import BadInput, NotFound
from caseflow.core.lifecycle import OPEN, WITH_HANDLER, Status
from caseflow.evidence.queries import File, files_of
from caseflow.store import editions
from caseflow.store.cases import facts_of, must_go_up, read_case
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Claim,
    Company,
    Complaint,
    Draft,
    Evidence,
    Payment,
    Reception,
    Supplement,
    Unit,
)
from caseflow.store.people import firm_signs_in
from caseflow.store.query_code import query_code
from caseflow.store.scope import visible_cases
from caseflow.store.standing import ANSWERABLE, Answer, awaited_until, in_plain_words, last_answer


@dataclass(frozen=True)
class OwnCase:
    """A line of “我的投诉”."""

    number: str
    respondent: str
    category: str
    status: Status
    plain: str
    filed_at: datetime
    amount: Decimal
    until: date | None


@dataclass(frozen=True)
class OwnDraft:
    """A complaint not filed yet: who is complained of, in a clerk's list who complains."""

    id: int
    named: str
    updated_at: datetime


@dataclass(frozen=True)
class Receipt:
    """What is printed when a complaint was filed."""

    number: str
    code: str
    content_hash: str
    filed_at: datetime
    company: str
    respondent: str
    category: str
    amount: Decimal
    receiving: str
    goes_up: bool
    review_due: date | None
    files: list[File]


@dataclass(frozen=True)
class Deed:
    """Something the firm may do now."""

    label: str
    endpoint: str


@dataclass(frozen=True)
class Came:
    """How a complaint came that an office wrote down: by which way, when received, when entered, whether it was claimed."""

    unit: str
    channel: str
    external_number: str
    received_on: date
    entered_at: datetime
    claimed: bool


@dataclass(frozen=True)
class Panel:
    """What was filed, what the firm said of the result, and what it may do now."""

    number: str
    track: str
    claims: list[Claim]
    complaint: Complaint
    company: Company
    supplement: Supplement | None
    answer: Answer | None
    deeds: tuple[Deed, ...]
    came: Came | None


def own_drafts(actor: Actor) -> list[OwnDraft]:
    """One's own drafts, the newest first."""
    named = ("caller", "name") if holds(actor, Permission.ENTER) else ("respondent", "name")
    mine = (Draft.person_id == actor.user_id, Draft.case_id.is_(None), Draft.discarded_at.is_(None))
    rows = db.session.scalars(select(Draft).where(*mine).order_by(Draft.updated_at.desc()))
    return [OwnDraft(row.id, _typed(row, *named), row.updated_at) for row in rows]


def own_cases(actor: Actor) -> list[OwnCase]:
    """The firm's cases, the newest first."""
    rows = db.session.scalars(visible_cases(actor).order_by(Case.filed_at.desc(), Case.id.desc()))
    return [
        OwnCase(
            number=case.number,
            respondent=case.respondent_name,
            category=case.category,
            status=Status(case.status),
            plain=in_plain_words(case),
            filed_at=case.filed_at,
            amount=case.amount,
            until=awaited_until(case),
        )
        for case in rows
    ]


def receipt(actor: Actor, number: str) -> Receipt:
    """The receipt of a case of the actor's own firm. Raises NotFound."""
    return receipt_of(actor, own_case(actor, number))


def receipt_of(actor: Actor, case: Case) -> Receipt:
    """The receipt of a case this actor may see, with the query code: for the firm, and for the clerk who hands it over."""
    complaint = complaint_of(case)
    company = db.session.get_one(Company, case.company_id)
    filed = set(
        db.session.scalars(select(Evidence.id).where(Evidence.case_id == case.id, Evidence.draft_id.is_not(None)))
    )
    return Receipt(
        number=case.number,
        code=query_code(case.number, complaint.content_hash),
        content_hash=complaint.content_hash,
        filed_at=case.filed_at,
        company=company.name,
        respondent=case.respondent_name,
        category=case.category,
        amount=case.amount,
        receiving=db.session.get_one(Unit, case.receiving_unit_id).name,
        goes_up=must_go_up(case),
        review_due=awaited_until(case) if case.status == Status.UNDER_REVIEW else None,
        files=[file for file in files_of(actor, case) if file.id in filed],
    )


def own_case(actor: Actor, number: str) -> Case:
    """A case of the actor's own firm, for reading. Raises NotFound for everybody else's."""
    case = read_case(actor, number)
    if case.company_id != actor.company_id:
        raise NotFound("没有找到这件投诉。")
    return case


def known_firm(typed: str) -> Company | None:
    """What is known of the firm with the credit code `typed`: as it registered, else as it was last written down."""
    try:
        code = credit_code(typed).code
    except BadInput:
        return None
    own = select(Company).where(Company.credit_code == code)
    return db.session.scalar(own.order_by(Company.entered_by_unit_id.is_not(None), Company.id.desc()).limit(1))


def case_of_draft(actor: Actor, draft_id: int) -> str | None:
    """The number of the case that one's own draft became; None while it has not."""
    query = select(Case.number).join(Draft, Draft.case_id == Case.id)
    return db.session.scalar(query.where(Draft.id == draft_id, Draft.person_id == actor.user_id))


def complaint_of(case: Case) -> Complaint:
    """What was filed."""
    return db.session.get_one(Complaint, case.id)


def claims_of(case: Case) -> list[Claim]:
    """The claims in the order in which they were filed."""
    return list(db.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position)))


def supplement_of(case: Case) -> Supplement | None:
    """What was asked for, answered or not; at most once per case."""
    return db.session.scalar(select(Supplement).where(Supplement.case_id == case.id))


def unconfirmed_payments(case: Case) -> list[Payment]:
    """Payments the unit recorded and the firm has not confirmed."""
    waiting = (Payment.case_id == case.id, Payment.confirmed_at.is_(None), Payment.reversed_at.is_(None))
    return list(db.session.scalars(select(Payment).where(*waiting).order_by(Payment.id)))


def awaits_arrival(case: Case) -> bool:
    """Whether payments wait for the firm's word before there is a result to answer."""
    return case.status in OPEN - ANSWERABLE and bool(unconfirmed_payments(case))


def may_waive(case: Case) -> bool:
    """Whether the firm may give up a part: while a unit handles the money and something is owed."""
    owed = case.amount - case.amount_paid - case.amount_waived > 0
    return case.track == "A" and owed and case.status in WITH_HANDLER


def answer_of(actor: Actor, case: Case) -> Answer | None:
    """What the actor's own firm said of the result; None to everybody else."""
    return last_answer(case) if case.company_id == actor.company_id else None


def panel(actor: Actor, case: Case) -> Panel | None:
    """What the case page shows of the complaint itself."""
    return Panel(
        number=case.number,
        track=case.track,
        claims=claims_of(case),
        complaint=complaint_of(case),
        company=db.session.get_one(Company, case.company_id),
        supplement=supplement_of(case),
        answer=answer_of(actor, case),
        deeds=_deeds(actor, case),
        came=came_by(case),
    )


def came_by(case: Case) -> Came | None:
    """How the case came, where a clerk wrote it down; None for what a firm filed itself."""
    kept = db.session.get(Reception, case.id)
    if kept is None:
        return None
    return Came(
        unit=db.session.get_one(Unit, kept.unit_id).name,
        channel=editions.current().reception.name(kept.channel),
        external_number=kept.external_number,
        received_on=kept.received_on,
        entered_at=kept.entered_at,
        claimed=db.session.get_one(Company, case.company_id).entered_by_unit_id is None,
    )


def _deeds(actor: Actor, case: Case) -> tuple[Deed, ...]:
    facts, status = facts_of(case), Status(case.status)
    offered = (
        (Permission.SUPPLY, status is Status.AWAITING_SUPPLEMENT, Deed("补充材料", "intake.supply")),
        (Permission.CONFIRM_OUTCOME, awaits_arrival(case), Deed("核对还款是否到账", "intake.confirm")),
        (
            Permission.CONFIRM_OUTCOME,
            status in ANSWERABLE,
            Deed("更改答复" if last_answer(case) else "告诉我们钱到没到、满不满意", "intake.confirm"),
        ),
        (
            Permission.APPEAL,
            status is Status.DECLINED and not case.appealed,
            Deed("对不予受理提出异议", "intake.appeal"),
        ),
        (Permission.CONFIRM_OUTCOME, may_waive(case), Deed("放弃部分欠款", "waivers.own")),
        (Permission.WITHDRAW, status in OPEN, Deed("补交证据材料", "evidence.add")),
        (Permission.SUPPLY, True, Deed("回执和查询码", "intake.receipt")),
        (Permission.WITHDRAW, status in OPEN, Deed("撤回投诉", "intake.withdraw")),
    )
    own = (deed for need, fits, deed in offered if fits and holds(actor, need) and ACTS_ON[need](actor, facts))
    return (*own, *_deeds_for_the_firm(actor, case))


def stands_in(actor: Actor, case: Case) -> bool:
    """Whether the clerk acts for the firm, which has no account: what it brings or says is entered for it."""
    return holds(actor, Permission.ENTER) and receives(actor, facts_of(case)) and not firm_signs_in(case)


def _deeds_for_the_firm(actor: Actor, case: Case) -> tuple[Deed, ...]:
    if case.status not in OPEN or not stands_in(actor, case):
        return ()
    asked = (Deed("替企业补充材料", "entry.supply"),) if case.status == Status.AWAITING_SUPPLEMENT else ()
    return (*asked, Deed("替企业补交证据材料", "evidence.add"))


def _typed(draft: Draft, step: str, name: str) -> str:
    values = draft.answers.get(step, {}).get(name) or [""]
    return str(values[0])
