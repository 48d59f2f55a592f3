"""What follows a filing without anybody clicking: the proposed route."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseflow.core.events import Code, RouteProposed
from caseflow.core.lifecycle import Status
from caseflow.core.routing import Decision
from caseflow.store import editions
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Complaint, Determination, RoutingDecision
from caseflow.store.unit_of_work import Work
from caseflow.store.units import unit_for


def propose_route(work: Work, case_id: int) -> RoutingDecision | None:
    """Decide the route from the complaint as filed, a size determined since in place of the stated one, and store the whole answer with its edition.

    None when the case has moved past examination meanwhile. A rule that cannot be evaluated raises RuleError: the
    relay keeps the work and shows the alarm.
    """
    case = lock_case(case_id)
    if case.status != Status.UNDER_REVIEW:
        return None
    edition = editions.current()
    facts = _facts(case_id)
    decision = edition.book.decide(edition.book.read(facts))
    lead = unit_for(edition, decision.lead.competence, decision.lead.territory) if decision.lead else None
    row = work.add(
        RoutingDecision(
            case_id=case.id,
            edition=edition.version,
            rule=decision.rule,
            facts=dict(facts),
            answer=decision.as_json(),
            lead_unit_id=lead.id if lead else None,
            decided_at=work.now,
        )
    )
    work.record(_event(row, decision, edition.version), case)
    return row


def _facts(case_id: int) -> Mapping[str, Any]:
    filed = db.session.get_one(Complaint, case_id).facts
    size = db.session.scalar(select(Determination.size).where(Determination.case_id == case_id, Determination.recalled_at.is_(None)))
    if size is None:
        return filed
    settled = {
        "complainant": filed["complainant"] | {"size": size},
        "declared": filed["declared"] | {"size_disputed": False},
    }
    return filed | settled


def _event(row: RoutingDecision, decision: Decision, version: str) -> RouteProposed:
    return RouteProposed(
        decision_id=row.id,
        decision=Code(decision.decision),
        rule=Code(decision.rule),
        rules_version=Code(version),
        lead_unit_id=row.lead_unit_id,
    )
