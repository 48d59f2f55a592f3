"""Routing rules as data: ordered, dated, each with its condition, competence, level, clauses and reason."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.core.acceptance import Acceptance
from caseflow.core.conditions import Feature, When
from caseflow.core.errors import RuleError
from caseflow.core.routing.words import ARREARS, CATEGORIES

SAME, UP, SEAT, CITY_OF_SEAT, PROVINCE_LEVEL, LEAD, SUPERIOR = (
    "same",
    "up",
    "seat",
    "city",
    "province",
    "lead",
    "superior",
)
_LEAD_LEVELS = frozenset({SAME, UP, SEAT, CITY_OF_SEAT, PROVINCE_LEVEL})
_CO_LEVELS = frozenset({SAME, LEAD, SUPERIOR, PROVINCE_LEVEL})
BODY, SUPERVISING, INDUSTRY = "@body", "@supervising", "@industry"
REFERENCES = frozenset({BODY, SUPERVISING, INDUSTRY})


@dataclass(frozen=True, slots=True)
class CoRule:
    """A co-handler: a line or reference, and where it is."""

    competence: str
    level: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Either `competence` and `level` name the lead, or `queue` names the people who decide.

    `clauses` are by area; `principle` lists the areas whose clauses do not name the lead's line: there it follows from
    谁主管谁负责 and `basis`.
    """

    id: str
    when: When
    competence: str | None
    level: str
    queue: str | None
    co: tuple[CoRule, ...]
    clauses: Mapping[str, tuple[str, ...]]
    principle: tuple[str, ...]
    reason: str
    basis: str
    note: str
    start: date
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether the rule applies to a complaint filed on that day."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Receiving:
    """The receiving office of a province (受理投诉部门) and the clauses that say so."""

    name: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawVersion:
    """A law in force from a day on, for the procedure or for the substance of a case."""

    kind: str
    start: date
    name: str


@dataclass(frozen=True)
class Rules:
    """Every rule of one edition. `version` is a short hash of the rule files; equal files, equal version."""

    rules: tuple[Rule, ...]
    by_category: Mapping[str, tuple[Rule, ...]]
    acceptance: Acceptance
    areas: tuple[tuple[str, str], ...]
    receiving: Mapping[str, Receiving]
    fallback: Mapping[str, Mapping[str, tuple[str, ...]]]
    laws: tuple[LawVersion, ...]
    version: str

    @classmethod
    def parse(cls, routing_toml: str, acceptance_toml: str, *other_texts: str) -> "Rules":
        """Read routing.toml and acceptance.toml; `other_texts` a decision depends on enter the version only.

        RuleError names the rule that is wrong; a rule file that cannot be read is refused as a whole.
        """
        try:
            data = tomllib.loads(routing_toml)
            acceptance = Acceptance.parse(acceptance_toml)
            rules = tuple(_rule(row) for row in data["rule"])
        except (tomllib.TOMLDecodeError, KeyError) as error:
            raise RuleError(f"规则文件读不懂：{error}") from error
        _refuse_doubles(rules)
        return cls(
            rules=rules,
            by_category={c: tuple(r for r in rules if _concerns(r, c)) for c in CATEGORIES},
            acceptance=acceptance,
            areas=tuple((a["name"], a["within"]) for a in data["area"]),
            receiving={r["province"]: Receiving(r["name"], tuple(r["clauses"])) for r in data["receiving"]},
            fallback={track: _clauses(areas) for track, areas in data["fallback"].items()},
            laws=tuple(LawVersion(law["kind"], law["from"], law["name"]) for law in data["law"]),
            version=_version(routing_toml, acceptance_toml, *other_texts),
        )

    def match(self, features: Mapping[str, Feature], filed: date) -> Rule | None:
        """The first rule in force that fits, or None: then a person decides."""
        candidates = self.by_category[str(features["category"])]
        return next((r for r in candidates if r.in_force(filed) and r.when.fits(features)), None)

    def passed_over(
        self, features: Mapping[str, Feature], filed: date, until: Rule | None
    ) -> tuple[tuple[str, str], ...]:
        """Candidates for the same category that stand before `until`, and why each does not fit."""
        candidates = []
        for rule in self.by_category[str(features["category"])]:
            if rule is until:
                break
            why = rule.when.fails(features) if rule.in_force(filed) else "不在施行期间"
            candidates.append((rule.id, why or ""))
        return tuple(candidates)

    def law(self, kind: str, day: date) -> str:
        """The name of the law of that kind in force on a day; RuleError when none is recorded."""
        found = next((law.name for law in self.laws if law.kind == kind and law.start <= day), None)
        if found is None:
            raise RuleError(f"没有{day.isoformat()}施行的法律版本")
        return found


def _rule(row: Mapping[str, Any]) -> Rule:
    name = row["id"]
    competence, queue, level = row.get("competence"), row.get("queue"), row.get("level", SAME)
    if (competence is None) == (queue is None):
        raise RuleError(f"规则“{name}”应写明主管条线或人工环节，两者择一")
    if level not in _LEAD_LEVELS:
        raise RuleError(f"规则“{name}”的级别“{level}”不认识")
    _check_reference(name, competence)
    return Rule(
        id=name,
        when=When.parse(name, row["when"], row.get("unless", {})),
        competence=competence,
        level=level,
        queue=queue,
        co=tuple(_co(name, co) for co in row.get("co", ())),
        clauses=_clauses(row["clauses"]),
        principle=tuple(row.get("principle", ())),
        reason=row["reason"],
        basis=row["basis"],
        note=row.get("note", ""),
        start=row["from"],
        until=row.get("until"),
    )


def _concerns(rule: Rule, category: str) -> bool:
    return rule.when.allows("category", category) and rule.when.allows("track", "A" if category in ARREARS else "B")


def _co(rule: str, row: Mapping[str, str]) -> CoRule:
    if row["level"] not in _CO_LEVELS:
        raise RuleError(f"规则“{rule}”的协办级别“{row['level']}”不认识")
    _check_reference(rule, row["competence"])
    return CoRule(row["competence"], row["level"])


def _check_reference(rule: str, competence: str | None) -> None:
    if competence and competence.startswith("@") and competence not in REFERENCES:
        raise RuleError(f"规则“{rule}”的主管条线“{competence}”不认识")


def _clauses(areas: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {area: tuple(clauses) for area, clauses in areas.items()}


def _refuse_doubles(rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"规则编号“{rule.id}”出现两次")
        seen.add(rule.id)


def _version(*texts: str) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]
