"""Territories of the two provinces: regions by the national codes, and zones that are responsible bodies."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caseflow.core.errors import BadInput, NotFound

PROVINCE, CITY, COUNTY = "省级", "市级", "县级"
LEVELS = (PROVINCE, CITY, COUNTY)
ZONE_ENDINGS = ("开发区", "新区", "园区", "高新区", "经开区", "工业园", "示范区", "集中区", "管委会", "管理委员会")


@dataclass(frozen=True, slots=True)
class Territory:
    """A region or zone; `responsible` marks a zone whose committee answers for itself, others count as their parent."""

    code: str
    name: str = field(compare=False)
    level: str = field(compare=False)
    parent: str | None = field(compare=False)
    kind: str = field(compare=False)
    responsible: bool = field(compare=False)
    short: str = field(compare=False)
    aliases: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_zone(self) -> bool:
        return self.kind == "zone" and self.responsible


@dataclass(frozen=True)
class Territories:
    """All territories, found by official name, alias or code; `locate` reads the place of a respondent."""

    by_code: Mapping[str, Territory]
    by_name: Mapping[str, Territory]
    _above: Mapping[str, tuple[Territory, ...]] = field(repr=False)
    _below: Mapping[str, tuple[Territory, ...]] = field(repr=False)
    _names: re.Pattern[str] = field(repr=False)

    @classmethod
    def parse(cls, csv_text: str) -> "Territories":
        """Read territory.csv (columns code, name, level, parent, kind, responsible, short, aliases joined by ';')."""
        rows = tuple(_territory(row) for row in csv.DictReader(io.StringIO(csv_text)))
        by_code = {t.code: t for t in rows}
        by_name: dict[str, Territory] = {}
        for territory in rows:
            for name in (territory.name, *territory.aliases):
                if by_name.setdefault(name, territory) is not territory:
                    raise BadInput(f"行政区划表里“{name}”出现两次，无法区分")
            if territory.parent is not None and territory.parent not in by_code:
                raise BadInput(f"行政区划表里“{territory.name}”的上级代码 {territory.parent} 不存在")
        return cls(
            by_code=by_code,
            by_name=by_name,
            _above={code: _chain(by_code, code) for code in by_code},
            _below={code: _under(rows, code) for code in by_code},
            _names=re.compile("|".join(sorted(map(re.escape, by_name), key=len, reverse=True))),
        )

    def all(self) -> tuple[Territory, ...]:
        """Every territory in the order of the file."""
        return tuple(self.by_code.values())

    def get(self, name_or_code: str) -> Territory:
        """The territory of an official name, alias or code; NotFound names the unknown word."""
        found = self.by_name.get(name_or_code) or self.by_code.get(name_or_code)
        if found is None:
            raise NotFound(f"没有“{name_or_code}”这个地区")
        return found

    def parent(self, territory: Territory) -> Territory | None:
        return self.by_code[territory.parent] if territory.parent else None

    def ancestors(self, territory: Territory) -> tuple[Territory, ...]:
        """The territories above, nearest first."""
        return self._above[territory.code]

    def is_within(self, child: Territory, ancestor: Territory) -> bool:
        """Whether `child` is `ancestor` or lies below it."""
        return child == ancestor or ancestor in self.ancestors(child)

    def children(self, territory: Territory) -> tuple[Territory, ...]:
        """Regions and responsible zones directly below."""
        return self._below[territory.code]

    def beneath(self, name_or_code: str) -> frozenset[str]:
        """The codes of a territory and of everything within it: what an office there looks after."""
        place = self.get(name_or_code)
        return frozenset(t.code for t in self.all() if self.is_within(t, place))

    def top(self, territory: Territory) -> Territory:
        """The province `territory` lies in."""
        return (territory, *self.ancestors(territory))[-1]

    def at_level(self, territory: Territory, level: str) -> Territory | None:
        """`territory` or its ancestor that has `level`; None when `territory` already stands above it."""
        return next((t for t in (territory, *self.ancestors(territory)) if t.level == level), None)

    def locate(self, province: str | None, city: str | None, county: str | None) -> Territory | None:
        """The deepest territory the three words name; None for a province other than 甘肃 and 宁夏, or no province.

        A zone that is no responsible body of its own counts as its county or city (routing R2). BadInput names
        an unknown word, or words that do not lie within one another.
        """
        here = self.by_name.get(province or "")
        if here is None or here.level != PROVINCE:
            return None
        for word in (city, county):
            if word:
                here = self._step(here, word)
        return here

    def _step(self, here: Territory, word: str) -> Territory:
        inner = self.by_name.get(word)
        if inner is None:
            if word.endswith(ZONE_ENDINGS):
                return here
            raise BadInput(f"地区“{word}”不在行政区划表里")
        while inner.kind == "zone" and not inner.responsible:
            inner = self.by_code[str(inner.parent)]
        return self._checked(here, inner, word)

    def _checked(self, here: Territory, inner: Territory, word: str) -> Territory:
        if self.is_within(here, inner):
            return here
        # 兰州新区 and 宁东 are committees of the province, yet many write them under the city they lie in
        if self.is_within(inner, here) or (inner.is_zone and self.top(inner) == self.top(here)):
            return inner
        raise BadInput(f"地区“{word}”不属于{here.name}")

    def named_in(self, text: str, among: Iterable[Territory]) -> Territory | None:
        """The one of `among` whose name or alias stands in `text`: the deepest, then the one with the longest name."""
        found = ((LEVELS.index(t.level), len(n), t) for t in among for n in (t.name, *t.aliases) if n in text)
        best = max(found, key=lambda hit: hit[:2], default=None)
        return best[2] if best else None

    def named_within(self, text: str, province: Territory) -> Territory | None:
        """The deepest region or responsible zone of `province` whose name or alias stands in `text`."""
        found = (self.by_name[match.group()] for match in self._names.finditer(text))
        inside = [t for t in found if self.top(t) == province and (t.kind == "region" or t.responsible)]
        return max(inside, key=lambda t: LEVELS.index(t.level), default=None)


def _territory(row: dict[str, str]) -> Territory:
    if row["level"] not in LEVELS or row["kind"] not in {"region", "zone"}:
        raise BadInput(f"行政区划表里“{row['name']}”的层级或类别不认识")
    return Territory(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent=row["parent"] or None,
        kind=row["kind"],
        responsible=row["responsible"] == "yes",
        short=row["short"],
        aliases=tuple(a for a in row["aliases"].split(";") if a),
    )


def _chain(by_code: Mapping[str, Territory], code: str) -> tuple[Territory, ...]:
    parent = by_code[code].parent
    return (by_code[parent], *_chain(by_code, parent)) if parent else ()


def _under(rows: Iterable[Territory], code: str) -> tuple[Territory, ...]:
    return tuple(t for t in rows if t.parent == code and (t.kind == "region" or t.responsible))
