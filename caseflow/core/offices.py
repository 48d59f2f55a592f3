"""Lines of competence (财政, 工信 …) and the office each has at a level and place."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.territory import CITY, COUNTY, LEVELS, PROVINCE, Territories, Territory

GOVERNMENT = "政府"


@dataclass(frozen=True, slots=True)
class Office:
    """One office; `territory` is the short official name.

    Two offices are the same when competence, level and territory agree; names change with reforms.
    """

    name: str
    competence: str
    level: str
    territory: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of competence; `names` for 省级, 市级, 县级; `lowest` is the lowest level that handles complaints."""

    competence: str
    names: tuple[str, str, str]
    aliases: Mapping[str, tuple[str, ...]]
    lowest: str
    central: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A functional zone that answers for itself through its committee."""

    committee: str
    one_office: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Designation:
    """An office a government designated in writing for a kind of complaint (国务院令第802号第二十五条)."""

    territory: str
    track: str
    types: tuple[str, ...]
    competence: str
    document: str
    start: date
    until: date | None

    def fits(self, territory: str, track: str, respondent_type: str, filed: date) -> bool:
        """Whether it covers a complaint about a respondent of `territory` filed on that day."""
        in_force = self.start <= filed and (self.until is None or filed <= self.until)
        return in_force and (territory, track) == (self.territory, self.track) and respondent_type in self.types


@dataclass(frozen=True)
class Offices:
    """Every office, computed from the lines and the territories."""

    lines: Mapping[str, Line]
    zones: Mapping[str, Zone]
    designations: tuple[Designation, ...]
    territories: Territories
    named: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]]
    government_endings: tuple[str, ...]
    township_endings: tuple[str, ...]
    body_endings: tuple[str, ...]
    _words: Mapping[str, str] = field(repr=False)
    _word_pattern: re.Pattern[str] = field(repr=False)
    _place_pattern: re.Pattern[str] = field(repr=False)

    @classmethod
    def parse(cls, units_toml: str, territories: Territories) -> "Offices":
        """Read units.toml; BadInput says which line, zone or named office is wrong."""
        data = tomllib.loads(units_toml)
        government = data["government"]
        lines = {line.competence: line for line in map(_line, data["line"])}
        lines[GOVERNMENT] = _line({"competence": GOVERNMENT, "names": government["names"]})
        words = {word: line.competence for line in lines.values() for word in line.words}
        places = (name for t in territories.all() for name in (t.name, *t.aliases))
        return cls(
            lines=lines,
            zones={z["territory"]: Zone(z["committee"], z["one_office"], z["basis"]) for z in data.get("zone", ())},
            designations=tuple(_designation(d, lines) for d in data.get("designated", ())),
            territories=territories,
            named={_named_key(n, lines, territories): (n["name"], tuple(n.get("aliases", ()))) for n in data["named"]},
            government_endings=_government_endings(data, territories),
            township_endings=tuple(government["township_endings"]),
            body_endings=tuple(government["body_endings"]),
            _words=words,
            _word_pattern=_any_of(words),
            _place_pattern=_any_of(places),
        )

    def line(self, competence: str) -> Line:
        """The line; RuleError when there is none of that name."""
        try:
            return self.lines[competence]
        except KeyError:
            raise RuleError(f"机构表里没有“{competence}”这条主管条线") from None

    def office(self, competence: str, level: str, territory: str) -> Office:
        """The office of the line at a place. `level` must be the level of `territory`; RuleError otherwise."""
        place = self.territories.get(territory)
        if place.level != level:
            raise RuleError(f"{territory}是{place.level}，没有{level}的{competence}机构")
        return self.at(competence, place)

    def at(self, competence: str, place: Territory) -> Office:
        """The office of the line at `place`."""
        name, aliases = self._name(self.line(competence), place)
        return Office(name, competence, place.level, place.name, aliases)

    def all_for(self, territory: str) -> tuple[Office, ...]:
        """The offices a territory has: lines whose lowest level lies below stay out."""
        place = self.territories.get(territory)
        return tuple(self.at(c, place) for c, line in self.lines.items() if _rank(place.level) <= _rank(line.lowest))

    def handling_place(self, competence: str, place: Territory) -> Territory:
        """`place`, or the nearest above where the line has an office that handles complaints (routing R5 L3)."""
        lowest = self.line(competence).lowest
        while _rank(place.level) > _rank(lowest):
            above = self.territories.parent(place)
            if above is None:
                raise RuleError(f"{place.name}之上没有{competence}机构")
            place = above
        return place

    def is_one_office(self, place: Territory) -> bool:
        """Whether the committee of this zone acts as one office, without co-handlers (routing R6)."""
        zone = self.zones.get(place.name)
        return zone is not None and zone.one_office

    def lines_of(self, body: str) -> tuple[str, ...]:
        """The lines a public body belongs to, read from its name, in the order of the name; () when it shows none."""
        if body.endswith(self.government_endings):
            return (GOVERNMENT,)
        name = self._place_pattern.sub("", body).replace("人民政府", "")
        if not name.endswith(self.body_endings):
            return ()
        return tuple(dict.fromkeys(self._words[m.group()] for m in self._word_pattern.finditer(name)))

    def is_township(self, body: str) -> bool:
        """Whether the name is that of a township or street."""
        return body.endswith(self.township_endings)

    def _name(self, line: Line, place: Territory) -> tuple[str, tuple[str, ...]]:
        if (place.name, line.competence) in self.named:
            return self.named[place.name, line.competence]
        zone = self.zones.get(place.name)
        if zone and (line.competence == GOVERNMENT or (zone.one_office and not line.central)):
            return zone.committee, ()
        words = {"place": place.name, "short": place.short, "city": self._city(place)}
        aliases = tuple(alias.format(**words) for alias in line.aliases.get(place.level, ()))
        return line.names[_rank(place.level)].format(**words), aliases

    def _city(self, place: Territory) -> str:
        city = self.territories.at_level(place, CITY)
        return city.name if city else place.name


def _rank(level: str) -> int:
    return LEVELS.index(level)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)))


def _line(row: Mapping[str, Any]) -> Line:
    province, city, county = row["names"]
    aliases = {level: list(names) for level, names in row.get("aliases", {}).items()}
    for old in row.get("renamed", ()):
        aliases.setdefault(old["level"], []).append(old["name"])
    lowest = row.get("lowest", COUNTY)
    if not {lowest, *aliases} <= {PROVINCE, CITY, COUNTY}:
        raise BadInput(f"机构表“{row['competence']}”里的层级写错了")
    return Line(
        competence=row["competence"],
        names=(province, city, county),
        aliases={level: tuple(names) for level, names in aliases.items()},
        lowest=lowest,
        central=row.get("central", False),
        words=tuple(row.get("words", ())),
    )


def _designation(row: Mapping[str, Any], lines: Mapping[str, Line]) -> Designation:
    if row["competence"] not in lines:
        raise BadInput(f"指定处理部门里的主管条线“{row['competence']}”不在机构表里")
    return Designation(
        territory=row["territory"],
        track=row["track"],
        types=tuple(row["types"]),
        competence=row["competence"],
        document=row["document"],
        start=row["from"],
        until=row.get("until"),
    )


def _government_endings(data: Mapping[str, Any], territories: Territories) -> tuple[str, ...]:
    government = data["government"]
    zones = (territories.get(z["territory"]) for z in data.get("zone", ()))
    names = [name for zone in zones for name in (zone.name, *zone.aliases)]
    committees = [name + ending for name in names for ending in government["committee_endings"]]
    return (*government["endings"], *committees)


def _named_key(row: Mapping[str, Any], lines: Mapping[str, Line], territories: Territories) -> tuple[str, str]:
    if row["competence"] not in lines:
        raise BadInput(f"机构表里单列的“{row['name']}”用了不存在的主管条线“{row['competence']}”")
    return territories.get(row["territory"]).name, row["competence"]
