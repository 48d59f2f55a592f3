"""Looking things up in the edition in force."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.errors import NotFound
from caseflow.core.policy import Document, DocumentClause
from caseflow.core.routing import Decision
from caseflow.core.routing.words import ARREARS
from caseflow.core.territory import CITY, COUNTY, PROVINCE, Territory
from caseflow.store import clock, editions
from caseflow.store.cases import read_case
from caseflow.store.db import db
from caseflow.store.models import Case, RoutingDecision
from caseflow.store.scope import visible_cases

MOST_HITS = 60
MOST_CASES = 20


@dataclass(frozen=True)
class Hit:
    """A clause found by a search."""

    document: Document
    clause: DocumentClause


@dataclass(frozen=True)
class ClausePage:
    """A clause with the rules that cite it and the cases of this actor it justified."""

    document: Document
    clause: DocumentClause
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Explanation:
    """A stored decision, and whether computing it again from its own edition gives the same, bit for bit."""

    case: Case
    decision: RoutingDecision
    answer: dict[str, Any]
    repeated: bool


@dataclass(frozen=True)
class Question:
    """Who would handle it: what a passer-by answers."""

    category: str
    respondent_type: str
    level: str
    territory: str
    industry: str | None


def documents() -> tuple[Document, ...]:
    """All documents of the edition in force, newest first."""
    return tuple(sorted(editions.current().documents, key=lambda d: d.date or clock.today(), reverse=True))


def search(words: str) -> list[Hit]:
    """Clauses in which every word occurs in title, summary, units or document; from one character up."""
    wanted = words.split()
    found = (
        Hit(document, clause)
        for document in documents()
        for clause in document.clauses
        if all(word in _text(document, clause) for word in wanted)
    )
    return [hit for hit, _ in zip(found, range(MOST_HITS), strict=False)]


def clause_page(actor: Actor | None, key: str, clause_id: str) -> ClausePage:
    """One clause; raises NotFound. The public sees no cases."""
    document = next((d for d in documents() if d.key == key), None)
    clause = next((c for c in document.clauses if c.id.endswith(f"#{clause_id}")), None) if document else None
    if document is None or clause is None:
        raise NotFound("没有这一条款。")
    return ClausePage(document, clause, tuple(_cases_citing(actor, document, clause)))


def explanation(actor: Actor, number: str) -> Explanation:
    """The newest stored decision of a case, computed again from the edition it was made with."""
    case = read_case(actor, number)
    row = db.session.scalar(
        select(RoutingDecision).where(RoutingDecision.case_id == case.id).order_by(RoutingDecision.id.desc()).limit(1)
    )
    if row is None:
        raise NotFound("这件案件还没有转办建议。")
    edition = editions.of_version(row.edition)
    again = edition.book.decide(edition.book.read(row.facts))
    return Explanation(case, row, row.answer, again.as_json() == row.answer)


def who_handles(question: Question) -> Decision:
    """The decision for a complaint that answers `question` and has nothing against it."""
    edition = editions.current()
    place = edition.territories.get(question.territory)
    arrears = question.category in ARREARS
    respondent = {
        "name": "某单位",
        "type": question.respondent_type,
        "level": question.level,
        "region": _region(place, edition.territories.ancestors(place)),
        "industry": question.industry,
    }
    case = {
        "id": "查询",
        "complainant": {"name": "某中小企业", "region": place.name, "size": "小型"},
        "respondent": respondent,
        "category": question.category,
        "amount_wan": 1 if arrears else None,
        "dates": {"filed": clock.today().isoformat()},
        "declared": {"contactable": True, "contract_relation": True, "price_of": "货物" if arrears else None},
    }
    return edition.book.decide(edition.book.read(case))


def _region(place: Territory, above: tuple[Territory, ...]) -> dict[str, str | None]:
    chain = {t.level: t.name for t in (*above[::-1], place)}
    return {"province": chain.get(PROVINCE), "city": chain.get(CITY), "county": chain.get(COUNTY)}


def _text(document: Document, clause: DocumentClause) -> str:
    units = " ".join(f"{unit.cited} {unit.name}" for unit in clause.units)
    return f"{document.name} {document.title} {clause.number} {clause.part} {clause.title} {clause.summary} {units}"


def _cases_citing(actor: Actor | None, document: Document, clause: DocumentClause) -> list[Case]:
    if actor is None or not holds(actor, Permission.SEE_INTERNAL):
        return []
    cited = func.jsonb_path_exists(
        RoutingDecision.answer,
        '$.citations[*] ? (@.document == $document && @.clause == $clause)',
        func.jsonb_build_object("document", document.name, "clause", clause.number),
    )
    query = visible_cases(actor).where(Case.id.in_(select(RoutingDecision.case_id).where(cited)))
    return list(db.session.scalars(query.order_by(Case.filed_at.desc()).limit(MOST_CASES)))
