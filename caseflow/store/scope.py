"""Which cases an actor may see: the one definition in SQL, twin of `core.access.may_see`."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from caseflow.core.access import Actor, Role
from caseflow.store.models import Case, CoUnit, Handover


def visible_cases(actor: Actor) -> Select[Case]:
    """Select of the cases that exist for `actor`; every list, search, export and page starts from it."""
    return select(Case).where(_in_reach(actor), _not_recused(actor))


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case Role.COMPLAINANT:
            return Case.company_id == actor.company_id
        case Role.CLERK:
            passed_on = exists().where(and_(Handover.case_id == Case.id, Handover.from_unit_id == actor.unit_id))
            return or_(Case.receiving_unit_id == actor.unit_id, passed_on)
        case Role.HANDLER | Role.UNIT_HEAD:
            helps = exists().where(and_(CoUnit.case_id == Case.id, CoUnit.unit_id == actor.unit_id))
            return or_(Case.lead_unit_id == actor.unit_id, helps)
        case Role.SUPERVISOR | Role.AUDITOR:
            return Case.territory.in_(sorted(actor.territories))
        case _:
            return false()


def _not_recused(actor: Actor) -> ColumnElement[bool]:
    own = sorted(actor.house | ({actor.unit_id} if actor.unit_id else set()))
    return Case.respondent_unit_id.is_(None) | Case.respondent_unit_id.not_in(own)
