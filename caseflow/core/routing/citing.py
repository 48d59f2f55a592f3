"""Clauses as routing cites them: the document, the clause, and the units the clause names."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow.core.errors import RuleError

CITED, PRINCIPLE = "cited", "principle"


@dataclass(frozen=True, slots=True)
class CitedUnit:
    """A unit as the clause writes it, and its line of competence (None when the line is not known)."""

    cited: str
    competence: str | None


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


Clauses = Mapping[str, CitedClause]


def cite(refs: Iterable[str], clauses: Clauses, lead: str | None, others: Iterable[str]) -> tuple[Citation, ...]:
    """Citations for `refs` ("document key#clause key").

    The unit is that of the lead's line, else a co-handler's, else the first named. RuleError when a clause does not
    exist: a rule that cannot show its basis is an alarm.
    """
    return tuple(_cite(ref, clauses, lead, tuple(others)) for ref in refs)


def parse_documents(texts: Iterable[str]) -> Clauses:
    """Read policy documents (policies/documents/*.toml) as clauses by "document key#clause key", tasks included."""
    return dict(pair for text in texts for pair in _clauses_of(tomllib.loads(text)))


def _clauses_of(document: Mapping[str, Any]) -> Iterator[tuple[str, CitedClause]]:
    name = document.get("number") or document["title"]
    for clause in document["clauses"]:
        own = _clause(name, clause, "", _units(clause))
        yield f"{document['key']}#{clause['id']}", own
        for task in clause.get("tasks", ()):
            units = (*own.units, *_units(task))
            yield f"{document['key']}#{task['id']}", _clause(name, clause, task["number"], units)


def _clause(document: str, row: Mapping[str, Any], task: str, units: tuple[CitedUnit, ...]) -> CitedClause:
    return CitedClause(document=document, part=row["part"], number=row["number"], task=task, units=units)


def _units(row: Mapping[str, Any]) -> tuple[CitedUnit, ...]:
    units = (unit for unit in row.get("units", ()) if unit.get("role") != "implementing")
    return tuple(CitedUnit(unit["cited"], unit.get("competence") or None) for unit in units)


def _cite(ref: str, clauses: Clauses, lead: str | None, others: tuple[str, ...]) -> Citation:
    clause = clauses.get(ref)
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
