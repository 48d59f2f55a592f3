"""The words by which documents name offices: lines of competence, vertical bodies, provinces, zones."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caseflow.core.errors import RuleError

_PLACE = r"(?P<place>[\u4e00-\u9fff]{2,12}?)"


@dataclass(frozen=True)
class Form:
    """One way the offices of a line are called; `official` is the middle of the full name."""

    competence: str
    official: str
    suffixes: tuple[str, ...]
    template: str
    central: str
    party: bool


@dataclass(frozen=True)
class Vertical:
    """A body that answers to the centre and is named after a place."""

    competence: str
    pattern: re.Pattern[str]
    name: str
    level: str


@dataclass(frozen=True)
class Province:
    """A province-level region: full and short name, mark in document numbers, capital."""

    name: str
    short: str
    mark: str
    capital: str


@dataclass(frozen=True)
class Zone:
    """A functional zone that is a responsible body of its own."""

    name: str
    level: str


@dataclass(frozen=True)
class Lexicon:
    """Everything the parser knows about names; made by `load_lexicon`."""

    stems: Mapping[str, tuple[Form, ...]]
    suffixes: Mapping[str, str]
    vertical: tuple[Vertical, ...]
    provinces: tuple[Province, ...]
    central: Mapping[str, tuple[str, str]]
    zones: Mapping[str, Zone]
    office: re.Pattern[str] = field(repr=False)

    def province(self, word: str) -> Province | None:
        """The province of that full or short name, or None."""
        return next((p for p in self.provinces if word in (p.name, p.short)), None)

    def province_of_capital(self, word: str) -> Province | None:
        """The province whose capital (with or without 市) is `word`, or None."""
        return next((p for p in self.provinces if word.removesuffix("市") == p.capital), None)

    def competences(self) -> frozenset[str]:
        """All lines of competence the lexicon knows."""
        lines = {form.competence for forms in self.stems.values() for form in forms}
        return frozenset(lines | {body.competence for body in self.vertical})


def load_lexicon(text: str) -> Lexicon:
    """The lexicon from the text of policies/competences.toml; RuleError when the file is not well formed."""
    try:
        data = tomllib.loads(text)
        return _lexicon(data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error) as error:
        raise RuleError(f"单位词典无法读取：{error}") from error


def _lexicon(data: Mapping[str, Any]) -> Lexicon:
    stems = _stems(data["lines"])
    provinces = tuple(Province(p["name"], p["short"], p["mark"], p["capital"]) for p in data["provinces"])
    shorts = "|".join(sorted((p.short for p in provinces), key=len, reverse=True))
    suffixes = {suffix for forms in stems.values() for form in forms for suffix in form.suffixes if suffix}
    return Lexicon(
        stems=stems,
        suffixes=dict(data["suffixes"]),
        vertical=tuple(_vertical(body, shorts) for body in data["vertical"]),
        provinces=provinces,
        central={word: (name, line) for word, (name, line) in data["central"].items()},
        zones=_zones(data["zones"]),
        office=_office(stems, suffixes),
    )


def _stems(lines: list[dict[str, Any]]) -> dict[str, tuple[Form, ...]]:
    stems: dict[str, tuple[Form, ...]] = {}
    for line in lines:
        for entry in line["forms"]:
            form = Form(
                competence=line["competence"],
                official=entry["official"],
                suffixes=tuple(entry["suffixes"]),
                template=entry.get("template", ""),
                central=entry.get("central", ""),
                party=line.get("party", False),
            )
            for stem in entry["stems"]:
                stems[stem] = (*stems.get(stem, ()), form)
    return stems


def _office(stems: Mapping[str, tuple[Form, ...]], suffixes: set[str]) -> re.Pattern[str]:
    """`stem` and `suffix` of an office without its prefix; the longest words first."""
    words = "|".join(map(re.escape, sorted(stems, key=len, reverse=True)))
    ends = "|".join(map(re.escape, sorted(suffixes, key=len, reverse=True)))
    return re.compile(rf"(?P<stem>{words})(?P<suffix>{ends}|)")


def _vertical(body: Mapping[str, str], shorts: str) -> Vertical:
    pattern = body["pattern"]
    marked = pattern.replace("{province}", f"(?P<p0>{shorts})")
    count = 0
    while "{place}" in marked:
        count += 1
        marked = marked.replace("{place}", _PLACE.replace("?P<place>", f"?P<p{count}>"), 1)
    return Vertical(body["competence"], re.compile(marked), body["name"], body["level"])


def _zones(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Zone]:
    zones: dict[str, Zone] = {}
    for name, entry in entries.items():
        zone = Zone(name, entry["level"])
        zones[name] = zone
        zones.update(dict.fromkeys(entry["aliases"], zone))
    return zones
