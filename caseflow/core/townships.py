"""From what people call a place, down to townships and streets, to the territory that answers for it.

A look-up only: it suggests, a person chooses. Townships decide nothing; routing knows counties and zones (R2).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from caseflow.core.errors import BadInput
from caseflow.core.territory import Territories, Territory

SHORTEST = 2  # a single sign names a third of the country
MOST = 60


@dataclass(frozen=True, slots=True)
class Township:
    """A township, street, farm or the like; `territory` answers for it, or one of several where codes disagree."""

    code: str
    name: str
    territory: Territory


@dataclass(frozen=True, slots=True)
class Candidate:
    """A territory that may be meant. `label` is the whole way down; `township` is empty for a region itself."""

    label: str
    territory: Territory
    township: str = ""


@dataclass(frozen=True)
class Townships:
    """Everything below the counties of 甘肃 and 宁夏, and the names of the regions above."""

    territories: Territories
    all: tuple[Township, ...]
    _meant: Mapping[str, tuple[Candidate, ...]] = field(repr=False)
    _names: re.Pattern[str] = field(repr=False)

    @classmethod
    def parse(cls, csv_text: str, territories: Territories) -> "Townships":
        """Read townships.csv: code, name, county (code of the territory), also (a second one, where codes disagree).

        BadInput names the line whose territory is unknown.
        """
        towns = tuple(town for row in csv.DictReader(io.StringIO(csv_text)) for town in _townships(row, territories))
        meant: dict[str, list[Candidate]] = {}
        for place in territories.all():
            for name in dict.fromkeys((place.name, *place.aliases, place.short)):
                meant.setdefault(name, []).append(_region(place, territories))
        for town in towns:
            meant.setdefault(town.name, []).append(_town(town, territories))
        known = {name: tuple(dict.fromkeys(found)) for name, found in meant.items() if len(name) >= SHORTEST}
        longest_first = sorted(known, key=len, reverse=True)
        return cls(territories, towns, known, re.compile("|".join(map(re.escape, longest_first))))

    def find(self, text: str) -> tuple[Candidate, ...]:
        """The places `text` may mean, those first that agree with most of its words; () when it names none.

        "山丹县清泉镇" and "清泉镇人民政府（山丹）" give one township, "城关镇" every 城关镇, "山丹" the county. Where no
        whole name stands in it, the beginning of a name counts.
        """
        words = "".join(text.split())[:200]
        groups = [self._meant[name] for name in dict.fromkeys(self._names.findall(words))]
        if groups:
            return self._agreeing(groups)[:MOST]
        return tuple(self._beginning_with(words))[:MOST] if len(words) >= SHORTEST else ()

    def _agreeing(self, groups: list[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
        named = dict.fromkeys(candidate for group in groups for candidate in group)
        agreed = {candidate: self._agreement(candidate, groups) for candidate in named}
        most = max(agreed.values())
        return tuple(candidate for candidate in named if agreed[candidate] == most)

    def _agreement(self, candidate: Candidate, groups: Iterable[tuple[Candidate, ...]]) -> int:
        """How many of the names in the text can be this place or lie around it."""
        return sum(candidate in group or self._inside(candidate, group) for group in groups)

    def _inside(self, candidate: Candidate, group: tuple[Candidate, ...]) -> bool:
        around = (other.territory for other in group if not other.township)
        return any(
            self.territories.is_within(candidate.territory, place)
            and (candidate.township or candidate.territory != place)
            for place in around
        )

    def _beginning_with(self, words: str) -> Iterator[Candidate]:
        found = (group for name, group in self._meant.items() if name.startswith(words))
        yield from dict.fromkeys(candidate for group in found for candidate in group)


def _townships(row: Mapping[str, str], territories: Territories) -> Iterator[Township]:
    for code in (row["county"], row["also"]):
        if code and code not in territories.by_code:
            raise BadInput(f"乡镇表里“{row['name']}”所属的代码 {code} 不在行政区划表里")
        if code:
            yield Township(row["code"], row["name"], territories.by_code[code])


def _region(place: Territory, territories: Territories) -> Candidate:
    here = place
    while here.kind == "zone" and not here.responsible:
        here = territories.by_code[str(here.parent)]
    # a zone that does not answer for itself is named, but its county or city is what is meant
    return Candidate(_way(here, territories) if here == place else f"{_way(here, territories)} {place.name}", here,
                     "" if here == place else place.name)  # fmt: skip


def _town(town: Township, territories: Territories) -> Candidate:
    return Candidate(f"{_way(town.territory, territories)} {town.name}", town.territory, town.name)


def _way(place: Territory, territories: Territories) -> str:
    return " ".join(t.name for t in (*reversed(territories.ancestors(place)), place))
