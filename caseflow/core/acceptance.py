"""Eligibility (routing R1): the ordered grounds for a supplement or for not accepting."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.core.conditions import Feature, When
from caseflow.core.errors import RuleError

ACCEPT, NOT_ACCEPT, SUPPLEMENT = "accept", "not_accept", "needs_supplement"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: `code` as in routing R1, the decision it leads to, its words, its legal basis and the way out."""

    code: str
    decision: str
    text: str
    when: When
    next_step: str
    basis: str
    start: date
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether the ground applies to a complaint filed on that day."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A special remedy with a deadline of its own: for complaints of which categories, in words, on what basis."""

    categories: frozenset[str]
    text: str
    basis: str
    start: date


@dataclass(frozen=True, slots=True)
class Acceptance:
    """All grounds in order; a complaint none of them fits is accepted."""

    grounds: tuple[Ground, ...]
    accepted_text: str
    remedies: tuple[Remedy, ...] = ()

    @classmethod
    def parse(cls, acceptance_toml: str) -> "Acceptance":
        """Read acceptance.toml; RuleError names the ground that is wrong."""
        data = tomllib.loads(acceptance_toml)
        grounds = tuple(_ground(row) for row in data["ground"])
        remedies = tuple(_remedy(row) for row in data.get("remedy", ()))
        return cls(grounds, data["accepted"]["text"], remedies)

    def remedies_for(self, category: str, day: date) -> tuple[str, ...]:
        """The special remedies open to a complaint of `category` on that day, each a sentence with its basis."""
        return tuple(
            f"{remedy.text}（{remedy.basis}）。"
            for remedy in self.remedies
            if category in remedy.categories and remedy.start <= day
        )

    def examine(self, features: Mapping[str, Feature], filed: date) -> Ground | None:
        """The first ground that fits a complaint filed on that day; None means: accept."""
        return next((g for g in self.grounds if g.in_force(filed) and g.when.fits(features)), None)

    def passed_over(
        self, features: Mapping[str, Feature], filed: date, until: Ground | None
    ) -> Iterable[tuple[str, str]]:
        """The grounds considered before `until` and why each does not fit, as (code, reason)."""
        for ground in self.grounds:
            if ground is until:
                return
            why = "不在施行期间" if not ground.in_force(filed) else ground.when.fails(features)
            yield ground.code, why or ""


def _remedy(row: Mapping[str, Any]) -> Remedy:
    return Remedy(frozenset(row["categories"]), row["text"], row["basis"], row["from"])


def _ground(row: Mapping[str, Any]) -> Ground:
    code = row["code"]
    if row["decision"] not in {NOT_ACCEPT, SUPPLEMENT}:
        raise RuleError(f"受理规则“{code}”的结论不认识：{row['decision']}")
    return Ground(
        code=code,
        decision=row["decision"],
        text=row["text"],
        when=When.parse(code, row.get("when", {}), row.get("unless", {})),
        next_step=row["next_step"],
        basis=row["basis"],
        start=row["from"],
        until=row.get("until"),
    )
