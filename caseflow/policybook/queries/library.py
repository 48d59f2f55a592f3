"""The policy documents of the edition in force: browsing, searching, one clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.errors import NotFound
from caseflow.core.policy import Document, DocumentClause
from caseflow.core.routing.rules import Rule
from caseflow.policybook.spotting import found_in, plain
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import Case, DocumentText, RoutingDecision
from caseflow.store.scope import visible_cases

MOST_HITS = 60
MOST_TASKS = 3
MOST_CASES = 20


@dataclass(frozen=True)
class Hit:
    """A clause found by a search.

    `tasks` are the first of its tasks in which a word stands; `passage` is the stretch of its full text where
    a word stands, if only there.
    """

    document: Document
    clause: DocumentClause
    passage: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a search found: how many clauses, and the first of them, titles first."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class ClausePage:
    """A clause with its neighbours, its full text where one was imported, the rules that cite it, and (for officers)
    the cases of this actor it justified."""

    document: Document
    clause: DocumentClause
    before: DocumentClause | None
    after: DocumentClause | None
    full_text: str
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]


def documents() -> tuple[Document, ...]:
    """All documents of the edition in force, newest first."""
    return tuple(sorted(editions.current().documents, key=lambda d: d.date or clock.today(), reverse=True))


def document(key: str) -> Document:
    """One document; raises NotFound."""
    found = next((d for d in documents() if d.key == key), None)
    if found is None:
        raise NotFound("没有这份政策文件。")
    return found


def texts() -> dict[str, DocumentText]:
    """The imported full texts by document key."""
    return {row.key: row for row in db.session.scalars(select(DocumentText))}


def search(words: str) -> Found:
    """Clauses in which every word occurs; one character is enough.

    The documents are few (some hundred clauses), so reading all of them in memory is exact and quick where a full-text
    index would have to cut Chinese into words. Title, number, units and summary count; so does an imported full text.
    """
    wanted = plain(words).split()
    kept = texts()
    everything = [(d, c, clause_text(kept.get(d.key), c.id)) for d in documents() for c in d.clauses]
    found = [
        (_rank(clause, wanted), Hit(document, clause, _passage(document, clause, full, wanted), _tasks(clause, wanted)))
        for document, clause, full in everything
        if wanted and all(word in plain(f"{_words(document, clause)} {full}") for word in wanted)
    ]
    ordered = sorted(found, key=lambda pair: pair[0])
    return Found(len(ordered), tuple(hit for _rank_of, hit in ordered[:MOST_HITS]))


def clause_page(actor: Actor | None, key: str, clause_id: str) -> ClausePage:
    """One clause; raises NotFound. The public sees no cases."""
    home = document(key)
    at = next((i for i, c in enumerate(home.clauses) if local_id(c) == clause_id), None)
    if at is None:
        raise NotFound("没有这一条款。")
    clause = home.clauses[at]
    return ClausePage(
        document=home,
        clause=clause,
        before=home.clauses[at - 1] if at else None,
        after=home.clauses[at + 1] if at + 1 < len(home.clauses) else None,
        full_text=clause_text(texts().get(key), clause.id),
        rules=_rules_citing(clause),
        cases=tuple(_cases_citing(actor, home, clause)),
    )


def cited_clause(citation: Mapping[str, Any]) -> tuple[str, str] | None:
    """Document key and clause id of a citation of a stored decision, as the edition in force has them."""
    wanted = citation.get("document"), citation.get("part") or "", citation.get("clause")
    return next(
        (
            (document.key, local_id(clause))
            for document in editions.current().documents
            for clause in document.clauses
            if (document.name, clause.part, clause.number) == wanted
        ),
        None,
    )


def clauses_named(basis: str) -> list[tuple[str, str, str]]:
    """(words, document key, clause id) for each clause that a basis in words names, in its order.

    A document without a clause that is named comes with an empty id.
    """
    found = []
    for document in editions.current().documents:
        if document.name in basis:
            named = [clause for clause in document.clauses if clause.number in basis]
            found += [(f"{document.name}{c.number}", document.key, local_id(c)) for c in named]
            found += [] if named else [(document.name, document.key, "")]
    return found


def local_id(clause: DocumentClause) -> str:
    """The id of a clause within its document, as it stands in addresses."""
    return clause.id.partition("#")[2]


def clause_text(row: DocumentText | None, clause_id: str) -> str:
    """The clause's own stretch of an imported text; empty without one."""
    span = row.spans.get(clause_id.partition("#")[2]) if row else None
    return row.text[span[0] : span[1]].strip() if row and span else ""


def _rank(clause: DocumentClause, wanted: list[str]) -> int:
    title, units = plain(f"{clause.number}{clause.title}"), plain(_unit_words(clause))
    if all(word in title for word in wanted):
        return 0
    return 1 if all(word in f"{title} {units}" for word in wanted) else 2


def _passage(document: Document, clause: DocumentClause, full: str, wanted: list[str]) -> str:
    missing = [word for word in wanted if word not in plain(_words(document, clause))]
    return found_in(full, missing[0]) if missing else ""


def _tasks(clause: DocumentClause, wanted: list[str]) -> tuple[str, ...]:
    told = (" ".join(filter(None, (f"{task.number}{task.title}", task.summary))) for task in clause.tasks)
    return tuple(task for task in told if any(word in plain(task) for word in wanted))[:MOST_TASKS]


def _unit_words(clause: DocumentClause) -> str:
    units = (*clause.units, *(unit for task in clause.tasks for unit in task.units))
    return " ".join(f"{unit.cited} {unit.name}" for unit in units)


def _words(document: Document, clause: DocumentClause) -> str:
    tasks = " ".join(f"{task.number}{task.title} {task.summary}" for task in clause.tasks)
    head = f"{document.name} {document.title} {clause.number}{clause.title} {clause.part}"
    return f"{head} {clause.summary} {tasks} {_unit_words(clause)}"


def _rules_citing(clause: DocumentClause) -> tuple[Rule, ...]:
    ids = {clause.id, *(task.id for task in clause.tasks)}
    rules = editions.current().routing.rules
    return tuple(rule for rule in rules if any(ids.intersection(refs) for refs in rule.clauses.values()))


def _cases_citing(actor: Actor | None, document: Document, clause: DocumentClause) -> list[Case]:
    if actor is None or not holds(actor, Permission.SEE_INTERNAL):
        return []
    citation = {"document": document.name, "part": clause.part, "clause": clause.number}
    cited = select(RoutingDecision.case_id).where(RoutingDecision.answer["citations"].contains([citation]))
    query = visible_cases(actor).where(Case.id.in_(cited))
    return list(db.session.scalars(query.order_by(Case.filed_at.desc()).limit(MOST_CASES)))
