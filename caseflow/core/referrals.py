"""Who reads what goes over the head of the unit that handles a case, and who only follows it."""

from caseflow.core.access import Actor, CaseFacts, Role, may_read_internal, receives
from caseflow.core.territory import PROVINCE


def reads_over_its_head(actor: Actor, case: CaseFacts) -> bool:
    """Who reads what goes over the head of the handling unit: auditors, and supervisors who do not sit under its roof (at
    province level nobody is above them)."""
    apart = case.lead_unit_id not in actor.house or actor.level == PROVINCE
    return actor.role is Role.AUDITOR or (actor.role is Role.SUPERVISOR and apart)


def may_read_referral(actor: Actor, case: CaseFacts, issuer: int) -> bool:
    """What the unit `issuer` sent over the head of the handling unit: a referral may be about that unit."""
    return may_read_internal(actor, case) and (actor.unit_id == issuer or reads_over_its_head(actor, case))


def only_follows(actor: Actor, case: CaseFacts) -> bool:
    """A clerk whose office passed the case on: it reads what the firm reads, and no more."""
    return actor.role is Role.CLERK and not receives(actor, case)
