"""Whom a letter may be addressed to, and who may read it then: the one place that decides.

The respondent reads what is addressed to it by its own link, not as one of these people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.access import Actor, CaseFacts, Role, may_read_internal, may_see
from caseflow.core.errors import RuleError
from caseflow.core.referrals import may_read_referral, only_follows
from caseflow.store.models import Unit


@dataclass(frozen=True)
class Audience:
    """`name` as shown; `firm` whether the complainant reads it once it is served; `internal` whether officers of units
    under the respondent are kept out, as from internal notes (Recusal); `referral` whether all are but the issuer, supervisors and auditors:
    such a letter may be about the unit that handles the case."""

    name: str
    firm: bool = False
    internal: bool = False
    referral: bool = False


AUDIENCES: Mapping[str, Audience] = {
    "complainant": Audience("投诉人", firm=True),
    "office": Audience("受理、承办单位"),
    "respondent": Audience("被投诉人"),
    "public": Audience("社会公开", firm=True),
    "competent": Audience("有权机关", internal=True, referral=True),
    "internal": Audience("内部", internal=True),
}


@dataclass(frozen=True)
class Addressee:
    """Who a letter goes to: its `audience` (a key of AUDIENCES), the `name` printed, and the office `unit_id` where it is
    one that the system knows."""

    audience: str
    name: str
    unit_id: int | None = None


def office(unit: Unit) -> Addressee:
    """The receiving, handling or supervising office `unit`."""
    return Addressee("office", unit.name, unit.id)


OUTSIDE = frozenset({"respondent", "public"})
"""Audiences whose letters never say a word of the complainant's private data."""


def audience_of(key: str) -> Audience:
    """The audience `key`. RuleError when unknown."""
    if key not in AUDIENCES:
        raise RuleError(f"没有收件人类别“{key}”。")
    return AUDIENCES[key]


def may_read(actor: Actor, case: CaseFacts, addressee: str, issuer: int, served: bool) -> bool:
    """Whether a letter of the case to `addressee`, issued by the unit `issuer`, may be read by `actor`.

    The complainant, and an office that passed the case on, read what is the firm's once it has been `served`: a signed
    result is not the firm's before.
    """
    audience = audience_of(addressee)
    if actor.role is Role.COMPLAINANT or only_follows(actor, case):
        return audience.firm and served and may_see(actor, case)
    if audience.referral:
        return may_read_referral(actor, case, issuer)
    return may_read_internal(actor, case) if audience.internal else may_see(actor, case)
