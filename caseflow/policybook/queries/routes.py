"""Who handles a complaint and why: asked by anybody, or stored with a case and computed again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.core.routing import Decision
from caseflow.core.routing.words import ARREARS
from caseflow.store import clock, editions
from caseflow.store.cases import read_case
from caseflow.store.db import db
from caseflow.store.models import Case, RoutingDecision
from caseflow.store.routes import latest_decision


@dataclass(frozen=True)
class Explanation:
    """A stored decision, what computing it anew from its own edition and facts gives, and whether the two are the
    same bit for bit."""

    number: str
    edition: str
    stored: dict[str, Any]
    again: dict[str, Any]

    @property
    def repeated(self) -> bool:
        """Whether both are written with the same bytes."""
        return _bytes(self.stored) == _bytes(self.again)

    def as_json(self) -> dict[str, Any]:
        """What `policies explain --json` prints."""
        return {
            "case": self.number,
            "edition": self.edition,
            "repeated": self.repeated,
            "decision": self.stored,
            "again": self.again,
        }


@dataclass(frozen=True)
class Question:
    """Who would handle it: what a passer-by answers. `region` names province, city and county."""

    category: str
    respondent_type: str
    level: str
    region: Mapping[str, str | None]
    industry: str | None


def explanation(actor: Actor, number: str) -> Explanation:
    """The newest decision of a case the actor may see, computed again. NotFound where there is none yet."""
    case = read_case(actor, number)
    return _again(case.number, latest_decision(case.id))


def repeat(number: str) -> Explanation:
    """The same for the command line, where nobody is signed in."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound(f"没有编号为 {number} 的案件。")
    return _again(case.number, latest_decision(case.id))


def who_handles(question: Question) -> Decision:
    """The decision for a complaint that answers `question` and has nothing against it."""
    edition = editions.current()
    arrears = question.category in ARREARS
    case = {
        "id": "查询",
        "complainant": {"name": "某中小企业", "region": "", "size": "小型"},
        "respondent": {
            "name": "某单位",
            "type": question.respondent_type,
            "level": question.level,
            "region": dict(question.region),
            "industry": question.industry,
        },
        "category": question.category,
        "amount_wan": 1 if arrears else None,
        "dates": {"filed": clock.today().isoformat()},
        "declared": {"contactable": True, "contract_relation": True, "price_of": "货物" if arrears else None},
    }
    return edition.book.decide(edition.book.read(case))


def _again(number: str, row: RoutingDecision | None) -> Explanation:
    if row is None:
        raise NotFound("这件案件还没有转办建议。")
    book = editions.of_version(row.edition).book
    return Explanation(number, row.edition, row.answer, book.decide(book.read(row.facts)).as_json())


def _bytes(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, sort_keys=True).encode()
