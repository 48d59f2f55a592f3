"""Loading a case: for reading within the actor's scope, for changing with its lock and its version."""

from sqlalchemy import select

from caseflow.core.access import Actor, CaseFacts, Permission, require_on
from caseflow.core.errors import NotFound, Stale
from caseflow.core.offices import GOVERNMENT
from caseflow.core.territory import PROVINCE
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, CoUnit, Handover, Unit
from caseflow.store.people import housemates
from caseflow.store.scope import visible_cases
from caseflow.store.unit_of_work import Work

ABSENT = "没有找到这件案件，或您无权查看。"


def read_case(actor: Actor, number: str) -> Case:
    """The case with this number, for reading. Raises NotFound also where it exists outside the actor's scope."""
    case = db.session.scalar(visible_cases(actor).where(Case.number == number))
    if case is None:
        raise NotFound(ABSENT)
    return case


def facts_of(case: Case) -> CaseFacts:
    """What access rules look at."""
    passed = db.session.scalars(select(Handover.from_unit_id).where(Handover.case_id == case.id))
    helpers = db.session.scalars(select(CoUnit.unit_id).where(CoUnit.case_id == case.id))
    return CaseFacts(
        company_id=case.company_id,
        receiving_unit_id=case.receiving_unit_id,
        lead_unit_id=case.lead_unit_id,
        co_unit_ids=frozenset(helpers),
        respondent_unit_id=case.respondent_unit_id,
        subordinate_unit_ids=_subordinates(case.respondent_unit_id),
        territory=case.territory,
        passed_on_by=frozenset(passed),
    )


def must_go_up(case: Case) -> bool:
    """Whether the office that has the complaint may not decide on it: payment is for the province (国务院令第802号第二十四条)."""
    return case.track == "A" and db.session.get_one(Unit, case.receiving_unit_id).level != PROVINCE


def concerned_units(respondent_id: int | None) -> frozenset[int]:
    """The respondent, who shares its roof and who is under it: none of them judges the firm that complains (Recusal)."""
    respondent = db.session.get(Unit, respondent_id) if respondent_id else None
    return _subordinates(respondent_id) | housemates(respondent) | {respondent.id} if respondent else frozenset()


def _subordinates(respondent_id: int | None) -> frozenset[int]:
    """The offices under a respondent that is one itself: of a government all in its area, else those of its line."""
    respondent = db.session.get(Unit, respondent_id) if respondent_id else None
    if respondent is None:
        return frozenset()
    area = editions.current().territories.beneath(respondent.territory)
    under = select(Unit.id).where(Unit.territory.in_(area), Unit.id != respondent.id)
    if respondent.competence != GOVERNMENT:
        own_line = (Unit.competence == respondent.competence, Unit.territory != respondent.territory)
        under = under.where(*own_line, Unit.supervises.is_(False))
    return frozenset(db.session.scalars(under))


def open_case(work: Work, number: str, permission: Permission, version: int | None = None) -> Case:
    """The case locked for change in the name of the acting person: allow and load in one.

    Raises NotFound outside the actor's scope, Denied without `permission` on it, Stale when `version` (of the form)
    is not the present one. The lock is taken before children are touched, always in this order.
    """
    if work.actor is None:
        raise RuntimeError("a person's action needs a person")
    query = visible_cases(work.actor).where(Case.number == number).with_for_update(of=Case)
    case = db.session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise NotFound(ABSENT)
    require_on(work.actor, permission, facts_of(case))
    if version is not None and case.version != version:
        raise Stale("在您填写期间，这件案件已有新的变化。您填写的内容还在下面。")
    return case


def lock_case(case_id: int) -> Case:
    """The case locked for change by the system itself (jobs and sweeps)."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def try_lock_case(case_id: int) -> Case | None:
    """The same for a sweep, which waits for nobody: None while somebody else holds the case."""
    query = select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)
    return db.session.scalar(query.execution_options(populate_existing=True))
