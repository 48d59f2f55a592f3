"""What the parser finds: units, tasks and clauses, in the words of `policies parse`."""

from dataclasses import dataclass
from typing import Any

from caseflow.core.policy.normalise import SPAN


@dataclass(frozen=True)
class Unit:
    """A unit as a clause cites it, what it means, its role and its place in the list; `span` where it is written."""

    cited: str
    name: str
    competence: str | None
    level: str | None
    territory: str | None
    role: str
    order: int
    span: SPAN

    def as_json(self) -> dict[str, Any]:
        """The keys of `policies parse`."""
        keys = ("cited", "name", "competence", "level", "territory", "role", "order")
        return {key: getattr(self, key) for key in keys} | {"span": list(self.span)}


@dataclass(frozen=True)
class Task:
    """A numbered task inside a clause; `units` when it has a note of its own."""

    number: str
    title: str
    span: SPAN
    units: tuple[Unit, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The keys of `policies parse`."""
        return {
            "number": self.number,
            "title": self.title or None,
            "span": list(self.span),
            "units": [unit.as_json() for unit in self.units],
        }


@dataclass(frozen=True)
class Clause:
    """A clause; "" where the text gives no number, part or title."""

    number: str
    part: str
    title: str
    span: SPAN
    units: tuple[Unit, ...] = ()
    open_list: bool = False
    tasks: tuple[Task, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The keys of `policies parse`."""
        return {
            "number": self.number or None,
            "part": self.part or None,
            "title": self.title or None,
            "span": list(self.span),
            "units": [unit.as_json() for unit in self.units],
            "open_list": self.open_list,
            "tasks": [task.as_json() for task in self.tasks],
        }
