"""Clauses as routing cites them: the document, the clause, and the unit the clause names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseflow.core.errors import RuleError
from caseflow.core.policy import CitedUnit, Document

CITED, PRINCIPLE = "cited", "principle"
_IMPLEMENTING = "implementing"


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause, or a task of one; `document` is the number, else the title. `units` in the order of the clause."""

    document: str
    part: str
    number: str
    task: str
    units: tuple[CitedUnit, ...]

    def unit_for(self, competences: Iterable[str]) -> CitedUnit | None:
        """The unit of the first of `competences` that the clause names."""
        named = {unit.competence: unit for unit in reversed(self.units) if unit.competence}
        return next((named[c] for c in competences if c in named), None)


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of a decision; `basis`: the clause names the lead's line, or only the principle carries it."""

    document: str
    part: str
    clause: str
    task: str
    unit_as_cited: str | None
    basis: str


def find(ref: str, documents: Sequence[Document]) -> CitedClause | None:
    """The clause or task that "document key#clause key" names; None when there is none."""
    document = next((d for d in documents if ref.startswith(f"{d.key}#")), None)
    for clause in document.clauses if document else ():
        if clause.id == ref:
            return CitedClause(_name(document), clause.part, clause.number, "", _responsible(clause.units))
        for task in clause.tasks:
            if task.id == ref:
                units = _responsible((*clause.units, *task.units))
                return CitedClause(_name(document), clause.part, clause.number, task.number, units)
    return None


def cite(
    refs: Iterable[str], documents: Sequence[Document], lead: str | None, others: Iterable[str]
) -> tuple[Citation, ...]:
    """Citations for `refs` ("document key#clause key").

    The unit is that of the lead's line, else a co-handler's, else the first named. RuleError when a clause does not
    exist: a rule that cannot show its basis is an alarm.
    """
    return tuple(_cite(ref, documents, lead, tuple(others)) for ref in refs)


def _cite(ref: str, documents: Sequence[Document], lead: str | None, others: tuple[str, ...]) -> Citation:
    clause = find(ref, documents)
    if clause is None:
        raise RuleError(f"规则引用的条款“{ref}”不存在")
    own = clause.unit_for((lead,)) if lead else None
    unit = own or clause.unit_for(others) or (clause.units[0] if clause.units else None)
    return Citation(
        document=clause.document,
        part=clause.part,
        clause=clause.number,
        task=clause.task,
        unit_as_cited=unit.cited if unit else None,
        basis=CITED if own else PRINCIPLE,
    )


def _name(document: Document | None) -> str:
    return document.name if document else ""


def _responsible(units: tuple[CitedUnit, ...]) -> tuple[CitedUnit, ...]:
    return tuple(unit for unit in units if unit.role != _IMPLEMENTING)
