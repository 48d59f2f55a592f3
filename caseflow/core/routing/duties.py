"""Clauses that oblige somebody to take or handle complaints, and the rules that rest on them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from caseflow.core.policy import DUTIES, Document, DocumentClause, DocumentTask


def marked(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(reference, duties) of every clause and task that a reviewer marked in policies/documents/."""
    for document in documents:
        for clause in document.clauses:
            parts: tuple[DocumentClause | DocumentTask, ...] = (clause, *clause.tasks)
            yield from ((part.id, part.duty) for part in parts if part.duty)


def uncited(documents: Sequence[Document], cited: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A sentence for every marked clause on which no rule rests; `cited` maps references to who cites them."""
    for ref, duties in marked(documents):
        if ref not in cited:
            yield f"条款{ref}写有受理处理投诉的职责（{'、'.join(DUTIES[d] for d in duties)}），却没有规则引用"


def coverage(documents: Sequence[Document], cited: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """How many clauses give which duty, how many of them a rule cites, and for each clause who does."""
    rows = list(marked(documents))
    counts = Counter(duty for _ref, duties in rows for duty in duties)
    return {
        "clauses": len(rows),
        "cited": sum(ref in cited for ref, _duties in rows),
        "by_duty": {DUTIES[duty]: counts[duty] for duty in DUTIES if counts[duty]},
        "rules": {ref: list(cited.get(ref, ())) for ref, _duties in rows},
    }
