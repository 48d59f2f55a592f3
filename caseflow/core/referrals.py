"""Who reads what goes over the head of the unit that handles a case."""

from caseflow.core.access import Actor, CaseFacts, Role, may_read_internal
from caseflow.core.territory import PROVINCE


def reads_over_its_head(actor: Actor, case: CaseFacts) -> bool:
    """Who reads what goes over the head of the handling unit: auditors, and supervisors who do not sit under its roof (at
    province level nobody is above them)."""
    apart = case.lead_unit_id not in actor.house or actor.level == PROVINCE
    return actor.role is Role.AUDITOR or (actor.role is Role.SUPERVISOR and apart)


def may_read_referral(actor: Actor, case: CaseFacts, issuer: int) -> bool:
    """What the unit `issuer` sent over the head of the handling unit: a referral may be about that unit."""
    return may_read_internal(actor, case) and (actor.unit_id == issuer or reads_over_its_head(actor, case))
