"""The ladder of measures on units as policies/supervision.toml states it: criteria, rungs in order, the general listing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.errors import RuleError

LISTING = "listing"
PRIORITY = "priority_listing"
COMPUTED = frozenset(
    {"overdue", "overdue_twice", "result_exceeded", "returned_twice", "refused_order", "amount", "unanswered", "not_accepted"}
)  # fmt: skip
ANSWERERS = ("lead", "office")


@dataclass(frozen=True)
class Criterion:
    """A fact that leads to a measure. `direct`: no rung need come before; `stated`: a supervisor says so, with reasons."""

    key: str
    name: str
    direct: bool
    stated: bool
    basis: str


@dataclass(frozen=True)
class Rung:
    """One measure of the ladder. `days` are working days to answer it; `letter` is its kind of letter.

    `answered_by` is 'lead' (the unit answers) or 'office' (the office records what came back).
    """

    key: str
    name: str
    letter: str
    criteria: tuple[str, ...]
    days: int
    answered_by: str
    basis: str


@dataclass(frozen=True)
class Listing:
    """一般挂牌: by itself for every case that a receiving office of `level` and line `competence` takes in `territories`.

    `mark` stands in its number.
    """

    name: str
    level: str
    competence: str
    territories: frozenset[str]
    mark: str
    basis: str
    start: date

    def covers(self, level: str, competence: str, place: str, day: date) -> bool:
        """Whether the office of this level, line and place (its name) lists what it takes on that day."""
        return (level, competence) == (self.level, self.competence) and place in self.territories and self.start <= day


@dataclass(frozen=True)
class SupervisionRules:
    """policies/supervision.toml: rungs from the lowest to the highest; which clocks count as the unit's lateness."""

    version: str
    criteria: Mapping[str, Criterion]
    rungs: tuple[Rung, ...]
    listing: Listing
    late_clocks: frozenset[str]
    result_clocks: frozenset[str]

    @staticmethod
    def parse(toml_text: str) -> "SupervisionRules":
        """The rules from the text of supervision.toml. RuleError when unreadable or naming what is not there."""
        try:
            data = tomllib.loads(toml_text)
            criteria = {entry["key"]: _criterion(entry) for entry in data["criterion"]}
            rungs = tuple(_rung(entry, criteria) for entry in data["rung"])
            listing = _listing(data["listing"])
            overdue = data["overdue"]
            rules = SupervisionRules(
                version=str(data["version"]),
                criteria=criteria,
                rungs=rungs,
                listing=listing,
                late_clocks=frozenset(overdue["clocks"]) | frozenset(overdue["result"]),
                result_clocks=frozenset(overdue["result"]),
            )
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"督办规则无法读取：{problem}。") from problem
        if len(criteria) != len(data["criterion"]) or len({rung.key for rung in rungs}) != len(rungs):
            raise RuleError("督办规则中有重复的条目。")
        return rules

    def rung(self, key: str) -> Rung:
        """The measure `key`. RuleError when unknown."""
        found = next((rung for rung in self.rungs if rung.key == key), None)
        if found is None:
            raise RuleError(f"没有督办措施“{key}”。")
        return found

    def name(self, key: str) -> str:
        """The name of a measure, the general listing included."""
        return self.listing.name if key == LISTING else self.rung(key).name

    def listed_as(self, listing: str | None) -> str:
        """How a listing of a case is called: that of a level is 重点挂牌; '' for none."""
        return f"{self.name(PRIORITY)}（{listing}）" if listing in UPWARDS else listing or ""

    def before(self, key: str) -> Rung | None:
        """The rung below `key`, None at the foot of the ladder."""
        at = self.rungs.index(self.rung(key))
        return self.rungs[at - 1] if at else None


def _criterion(entry: Mapping[str, Any]) -> Criterion:
    stated = bool(entry.get("stated", False))
    if stated is (entry["key"] in COMPUTED):
        raise ValueError(f"{entry['key']} 不是系统能推出的事实，也没有注明由督办员认定")
    return Criterion(
        key=entry["key"],
        name=entry["name"],
        direct=bool(entry.get("direct", False)),
        stated=stated,
        basis=_basis(entry),
    )


def _rung(entry: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Rung:
    unknown = [key for key in entry["criteria"] if key not in criteria]
    days = entry["days"]
    if unknown or entry["answered_by"] not in ANSWERERS or not isinstance(days, int) or days < 1:
        raise ValueError(f"{entry['key']} 的 criteria、days 或 answered_by 有误")
    return Rung(
        key=entry["key"],
        name=entry["name"],
        letter=entry["letter"],
        criteria=tuple(entry["criteria"]),
        days=days,
        answered_by=entry["answered_by"],
        basis=_basis(entry),
    )


def _listing(entry: Mapping[str, Any]) -> Listing:
    return Listing(
        name=entry["name"],
        level=entry["level"],
        competence=entry["competence"],
        territories=frozenset(entry["territories"]),
        mark=entry["mark"],
        basis=_basis(entry),
        start=entry["valid_from"],
    )


def _basis(entry: Mapping[str, Any]) -> str:
    if not entry["basis"] or not isinstance(entry["valid_from"], date):
        raise ValueError(f"{entry.get('key', '')} 缺依据或生效日")
    return str(entry["basis"])
