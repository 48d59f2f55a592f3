"""What the clerk should know beside the complaint: cases that may be the same, and who was here before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from caseflow.core.access import Actor
from caseflow.core.likeness import Gist, likeness
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Company, Complaint
from caseflow.store.scope import visible_cases

LOOKED_AT = 200
MOST = 5
LISTED = 10


@dataclass(frozen=True)
class Alike:
    """A case that may be the same complaint, and why."""

    case: Case
    firm: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Before:
    """How many other cases the actor sees of the same firm or respondent, and the newest of them."""

    count: int
    newest: list[Case]


@dataclass(frozen=True)
class Beside:
    """All of it, for the page of the examination."""

    alike: list[Alike]
    of_firm: Before
    of_respondent: Before


def beside(actor: Actor, case: Case) -> Beside:
    """What this actor may see that bears on the case."""
    others = visible_cases(actor).where(Case.id != case.id)
    of_firm = others.where(Case.company_id.in_(_same_firm(case)))
    of_respondent = others.where(_same_respondent(case))
    return Beside(_alike(case, others), _before(of_firm), _before(of_respondent))


def _alike(case: Case, others: Select[Case]) -> list[Alike]:
    """The most alike of the newest cases with the same firm, respondent or contract number."""
    near = or_(Case.company_id.in_(_same_firm(case)), _same_respondent(case), _same_contract(case))
    found = list(db.session.scalars(others.where(near).order_by(Case.id.desc()).limit(LOOKED_AT)))
    gists = _gists([case, *found])
    measured = [(likeness(gists[case.id], gists[other.id]), other) for other in found]
    shown = sorted((pair for pair in measured if pair[0].shown), key=lambda pair: (-pair[0].points, -pair[1].id))
    names = dict(list(db.session.execute(select(Case.id, Company.name).join(Company, Company.id == Case.company_id)
                 .where(Case.id.in_([other.id for _like, other in shown[:MOST]])))))  # fmt: skip
    return [Alike(other, names[other.id], like.reasons) for like, other in shown[:MOST]]


def _gists(cases: Sequence[Case]) -> dict[int, Gist]:
    ids = [case.id for case in cases]
    told = select(Complaint.case_id, Complaint.narrative, Company.credit_code)
    told = told.join(Case, Case.id == Complaint.case_id).join(Company, Company.id == Case.company_id)
    texts = {row.case_id: row for row in db.session.execute(told.where(Complaint.case_id.in_(ids)))}
    numbers: dict[int, list[str]] = {}
    for case_id, number in db.session.execute(select(Claim.case_id, Claim.contract_number).where(Claim.case_id.in_(ids))):
        numbers.setdefault(case_id, []).append(number)
    return {case.id: _gist(case, texts[case.id], numbers.get(case.id, [])) for case in cases}


def _gist(case: Case, told: Any, numbers: list[str]) -> Gist:
    return Gist(told.credit_code, case.respondent_name, case.amount, tuple(numbers), told.narrative)


def _before(query: Select[Case]) -> Before:
    count = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return Before(count, list(db.session.scalars(query.order_by(Case.id.desc()).limit(LISTED))) if count else [])


def _same_firm(case: Case) -> Select[int]:
    """The rows of this firm, registered or written down: its credit code is what they share."""
    code = select(Company.credit_code).where(Company.id == case.company_id).scalar_subquery()
    return select(Company.id).where(Company.credit_code == code)


def _same_respondent(case: Case) -> ColumnElement[bool]:
    if case.respondent_unit_id is not None:
        return or_(Case.respondent_unit_id == case.respondent_unit_id, Case.respondent_name == case.respondent_name)
    return Case.respondent_name == case.respondent_name


def _same_contract(case: Case) -> ColumnElement[bool]:
    own = select(Claim.contract_number).where(Claim.case_id == case.id, Claim.contract_number != "")
    return exists().where(and_(Claim.case_id == Case.id, Claim.contract_number.in_(own), Claim.contract_number != ""))

