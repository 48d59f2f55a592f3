"""The decision: what is stored with a case, shown to people and printed by `caseflow route`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caseflow.core.offices import Office
from caseflow.core.routing.citing import Citation


@dataclass(frozen=True, slots=True)
class Implementing:
    """The government that organises the work in the territory (组织实施), and the one above it."""

    unit: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A routing decision. `lead` None with `decision` accept means: a person decides, `next_step` names who."""

    id: str
    decision: str
    ground: str
    ground_text: str
    next_step: str
    lead: Office | None
    lead_basis: str | None
    co_handling: tuple[Office, ...]
    implementing_territory: Implementing | None
    citations: tuple[Citation, ...]
    rule: str
    rules_version: str
    trace: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]

    @property
    def routed(self) -> bool:
        """Whether the rules named one lead."""
        return self.lead is not None

    def as_json(self) -> dict[str, Any]:
        """The value `caseflow route` prints (contracts: every key always present)."""
        here = self.implementing_territory
        return {
            "id": self.id,
            "decision": self.decision,
            "ground": self.ground,
            "ground_text": self.ground_text,
            "next_step": self.next_step,
            "lead": None if self.lead is None else {**_office(self.lead), "lead_basis": self.lead_basis},
            "co_handling": [_office(office) for office in self.co_handling],
            "implementing_territory": None if here is None else {"unit": here.unit, "parent": here.parent},
            "citations": [_citation(c) for c in self.citations],
            "rule": self.rule,
            "rules_version": self.rules_version,
            "trace": list(self.trace),
            "rejected": [{"rule": rule, "why": why} for rule, why in self.rejected],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Decision":
        """The decision `as_json` gave, equal to the original."""
        lead, here = value["lead"], value["implementing_territory"]
        return cls(
            id=value["id"],
            decision=value["decision"],
            ground=value["ground"],
            ground_text=value["ground_text"],
            next_step=value["next_step"],
            lead=None if lead is None else _read_office(lead),
            lead_basis=None if lead is None else lead["lead_basis"],
            co_handling=tuple(_read_office(o) for o in value["co_handling"]),
            implementing_territory=None if here is None else Implementing(here["unit"], here["parent"]),
            citations=tuple(_read_citation(c) for c in value["citations"]),
            rule=value["rule"],
            rules_version=value["rules_version"],
            trace=tuple(value["trace"]),
            rejected=tuple((r["rule"], r["why"]) for r in value["rejected"]),
        )


def _office(office: Office) -> dict[str, Any]:
    return {
        "name": office.name,
        "competence": office.competence,
        "level": office.level,
        "territory": office.territory,
        "aliases": list(office.aliases),
    }


def _read_office(value: Mapping[str, Any]) -> Office:
    return Office(value["name"], value["competence"], value["level"], value["territory"], tuple(value["aliases"]))


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "document": citation.document,
        "part": citation.part,
        "clause": citation.clause,
        "task": citation.task,
        "unit_as_cited": citation.unit_as_cited,
        "basis": citation.basis,
    }


def _read_citation(value: Mapping[str, Any]) -> Citation:
    return Citation(
        value["document"], value["part"], value["clause"], value["task"], value["unit_as_cited"], value["basis"]
    )
