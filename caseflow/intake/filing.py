"""A complaint as a value: what the steps of filing add up to, and the facts that routing reads from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from caseflow.intake.words import track_of
from caseflow.store.models import Company

WAN = Decimal(10000)


@dataclass(frozen=True)
class Respondent:
    """Who is complained of; `region` is a territory code, or the name of a province other than the two."""

    name: str
    type: str
    level: str
    region: str
    industry: str = ""
    supervising_department: str = ""
    credit_code: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ClaimInput:
    """One unpaid contract or invoice; amounts in yuan, undisputed + disputed = amount."""

    contract_name: str
    contract_number: str
    contract_date: date | None
    price_of: str
    delivered_on: date | None
    due_on: date | None
    amount: Decimal
    undisputed: Decimal
    disputed: Decimal


@dataclass(frozen=True)
class Filing:
    """A complaint, checked and ready. `region` holds province, city and county of the respondent.

    `proceedings` names the court or body that takes the matter already, empty for none; `claims` is empty on track B,
    where `amount` (yuan) and `happened_on` say what it is about.
    """

    category: str
    proceedings: str
    size_disputed: bool
    respondent: Respondent
    region: dict[str, str | None]
    claims: tuple[ClaimInput, ...]
    contract_relation: bool | None
    happened_on: date | None
    amount: Decimal
    narrative: str
    request: str
    pledged_by: str

    @property
    def track(self) -> str:
        """A for arrears, B for unfair treatment."""
        return track_of(self.category)


def facts_json(number: str, company: Company, filing: Filing, filed_on: date) -> dict[str, Any]:
    """The complaint in the shape that `caseflow route` reads."""
    claims = filing.claims
    first = min(claims, key=lambda claim: claim.due_on or date.max) if claims else None
    relation = filing.contract_relation
    return {
        "id": number,
        "complainant": {
            "name": company.name,
            "region": company.region,
            "industry": company.industry,
            "size": company.size,
        },
        "respondent": {
            "name": filing.respondent.name,
            "type": filing.respondent.type,
            "level": filing.respondent.level,
            "region": filing.region,
            "supervising_department": filing.respondent.supervising_department or None,
            "industry": filing.respondent.industry or None,
        },
        "category": filing.category,
        "amount_wan": str(filing.amount / WAN) if claims or filing.amount else None,
        "dates": {
            "contract": _iso(first.contract_date if first else None),
            "delivered_or_accepted": _iso(first.delivered_on if first else filing.happened_on),
            "due": _iso(first.due_on if first else None),
            "filed": filed_on.isoformat(),
        },
        "narrative": filing.narrative,
        "declared": {
            "contactable": True,
            "contract_relation": relation,
            "price_of": first.price_of if first else None,
            "proceedings": filing.proceedings or None,
            "size_disputed": filing.size_disputed,
            "duplicate_of": None,
        },
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
