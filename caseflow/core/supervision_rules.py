"""Roads of measures as policies/supervision.toml states them: criteria, rungs in order, whose they are, the general listing."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.core.closure_rules import UPWARDS
from caseflow.core.errors import RuleError
from caseflow.core.reply_grounds import Ground, ground_in
from caseflow.core.rungs import OURS, Article, Criterion, Local, Road, Rung

__all__ = ["LISTING", "OURS", "PRIORITY", "UNITS", "Criterion", "Listing", "Road", "Rung", "SupervisionRules"]

LISTING = "listing"
PRIORITY = "priority_listing"
UNITS = "units"
COMPUTED = frozenset(
    {
        "overdue", "overdue_twice", "result_exceeded", "returned_twice", "refused_order", "amount", "unanswered",
        "not_accepted", "no_reply", "improper_reply", "confirmed_unpaid", "reopened",
    }
)  # fmt: skip
ANSWERERS = ("lead", "office")
ABOUT = ("lead", "respondent", "case")
TAKERS = ("office", "lead", "sme", "involved")
LADDER = Road(UNITS, "督办", "lead", "office", "")
"""The one road of rules that name none: what was published before there were others."""


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
    """policies/supervision.toml: the roads, their rungs from the lowest on; which clocks count as the unit's lateness;
    the `grounds` on which a respondent may refuse to pay, by key."""

    version: str
    roads: Mapping[str, Road]
    criteria: Mapping[str, Criterion]
    rungs: tuple[Rung, ...]
    listing: Listing
    late_clocks: frozenset[str]
    result_clocks: frozenset[str]
    grounds: Mapping[str, Ground]

    @staticmethod
    def parse(toml_text: str) -> "SupervisionRules":
        """The rules from the text of supervision.toml. RuleError when unreadable or naming what is not there."""
        try:
            data = tomllib.loads(toml_text)
            roads = {entry["key"]: _road(entry) for entry in data.get("road", ())} or {UNITS: LADDER}
            criteria = {entry["key"]: _criterion(entry) for entry in data["criterion"]}
            rungs = _rungs(data["rung"], roads, criteria)
            overdue = data["overdue"]
            rules = SupervisionRules(
                version=str(data["version"]),
                roads=roads,
                criteria=criteria,
                rungs=rungs,
                listing=_listing(data["listing"]),
                late_clocks=frozenset(overdue["clocks"]) | frozenset(overdue["result"]),
                result_clocks=frozenset(overdue["result"]),
                grounds={entry["key"]: ground_in(entry) for entry in data.get("ground", ())},
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

    def of_road(self, road: str, track: str = "") -> tuple[Rung, ...]:
        """The rungs of a road, only those for `track` where it is given."""
        return tuple(rung for rung in self.rungs if rung.road == road and track in rung.tracks)

    def following(self, key: str, track: str, filed_on: date, respondent_type: str) -> str:
        """The name of the measure that such a case knows after this one; '' where it knows none."""
        above = (rung for rung in self.rungs if key in rung.after)
        return next((rung.name for rung in above if rung.unfit(track, filed_on, respondent_type) is None), "")

    @property
    def asking(self) -> frozenset[str]:
        """The measures that ask a leading-group office."""
        return frozenset(rung.key for rung in self.rungs if rung.to_leading_group)

    def road_of(self, key: str) -> Road:
        """The road of a measure; the general listing is one on the unit too."""
        return self.roads[UNITS] if key == LISTING else self.roads[self.rung(key).road]

    def name(self, key: str) -> str:
        """The name of a measure, the general listing included."""
        return self.listing.name if key == LISTING else self.rung(key).name

    def listed_as(self, listing: str | None) -> str:
        """How a listing of a case is called: that of a level is 重点挂牌; '' for none."""
        return f"{self.name(PRIORITY)}（{listing}）" if listing in UPWARDS else listing or ""


def _road(entry: Mapping[str, Any]) -> Road:
    if entry["about"] not in ABOUT or entry["taken_by"] not in TAKERS:
        raise ValueError(f"{entry['key']} 的 about 或 taken_by 有误")
    return Road(entry["key"], entry["name"], entry["about"], entry["taken_by"], _basis(entry))


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
        start=entry["valid_from"],
        addressee_levels=_levels(entry, "addressee_levels"),
        local=tuple(_local(each) for each in entry.get("local", ())),
    )


def _rungs(
    entries: Iterable[Mapping[str, Any]], roads: Mapping[str, Road], criteria: Mapping[str, Criterion]
) -> tuple[Rung, ...]:
    """The rungs in their order; one that does not say so itself comes after the one before it on its road."""
    found: list[Rung] = []
    for entry in entries:
        below = [rung.key for rung in found if rung.road == entry.get("road", UNITS)]
        after = tuple(entry.get("after", below[-1:]))
        if entry.get("road", UNITS) not in roads or not set(after) <= set(below):
            raise ValueError(f"{entry['key']} 的 road 或 after 有误")
        found.append(_rung(entry, after, criteria))
    return tuple(found)


def _rung(entry: Mapping[str, Any], after: tuple[str, ...], criteria: Mapping[str, Criterion]) -> Rung:
    unknown = [key for key in entry["criteria"] if key not in criteria]
    days = entry.get("days")
    fixed = days is None and "clock" in entry
    if unknown or entry["answered_by"] not in ANSWERERS or not (fixed or (isinstance(days, int) and days >= 1)):
        raise ValueError(f"{entry['key']} 的 criteria、days、clock 或 answered_by 有误")
    # rules published before the word was known: what goes over the head of the unit
    over_its_head = "road" not in entry and entry["answered_by"] == "office"
    return Rung(
        key=entry["key"],
        name=entry["name"],
        letter=entry["letter"],
        criteria=tuple(entry["criteria"]),
        days=days,
        answered_by=entry["answered_by"],
        basis=_basis(entry),
        road=entry.get("road", UNITS),
        after=after,
        clock=entry.get("clock", "supervision"),
        from_sending=bool(entry.get("from_sending", False)),
        judged=bool(entry.get("judged", True)),
        returned=entry.get("returned", "答复"),
        confidential=bool(entry.get("confidential", over_its_head)),
        tracks=entry.get("tracks", "AB"),
        competence=entry.get("competence", ""),
        to_leading_group=bool(entry.get("to_leading_group", False)),
        start=entry["valid_from"],
        articles=tuple(_article(each) for each in entry.get("article", ())),
        local=tuple(_local(each) for each in entry.get("local", ())),
        by_link=bool(entry.get("by_link", False)),
    )


def _article(entry: Mapping[str, Any]) -> Article:
    return Article(str(entry["number"]), frozenset(entry.get("respondents", ())))


def _local(entry: Mapping[str, Any]) -> Local:
    return Local(
        territories=frozenset(entry.get("territories", ())),
        levels=_levels(entry, "levels"),
        tracks=entry.get("tracks", "AB"),
        basis=_basis(entry),
        start=entry["valid_from"],
    )


def _levels(entry: Mapping[str, Any], name: str) -> frozenset[str]:
    levels = frozenset(entry.get(name, ()))
    if not levels <= set(UPWARDS):
        raise ValueError(f"{entry.get('key', name)} 的层级有误")
    return levels


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
