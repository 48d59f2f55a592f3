"""考核数字 as tables: one line per unit or territory, the whole beneath, each figure with what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.access import Actor
from caseflow.core.errors import NotFound
from caseflow.core.figures import Figure, FigureRules, Tally, Value
from caseflow.core.territory import Territory
from caseflow.ledger.counting import Period, Place, tallies_by_territory, tallies_by_unit, units_of
from caseflow.ledger.queries import LARGEST_ID
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Unit

UNIT, TERRITORY = "unit", "territory"
NOT_YET = "尚未转办"
PAGE = 30


@dataclass(frozen=True)
class Line:
    """One unit or territory with its figures; `key` is the id or code for addresses, '' where there is nothing to open.

    `alone`: the cases of this very territory, without those of the places beneath it, which have lines of their own.
    """

    key: str
    name: str
    values: tuple[Value, ...]
    received: int
    alone: bool = False


@dataclass(frozen=True)
class Overview:
    """The figures of a period: the whole, and the lines it is made of."""

    rules: FigureRules
    whole: tuple[Value, ...]
    lines: tuple[Line, ...]


def overview(actor: Actor, period: Period, by: str, territory: str) -> Overview:
    """The figures of every unit or of every territory one level down that had a case; what had none is left out."""
    rules, place = editions.current().figures, Place(territory)
    by_unit = {key: tallies_by_unit(actor, key, period, place) for key in rules.sets}
    alone: frozenset[str] = frozenset()
    if by == UNIT:
        names = {str(key): name for key, name in units_of(actor, place).items()}
        parts = {key: _keyed(found) for key, found in by_unit.items()}
    else:
        names, beneath, alone = _children(actor, territory)
        parts = {key: _folded(tallies_by_territory(actor, key, period, place), beneath) for key in rules.sets}
    whole = {key: _sum(list(found.values())) for key, found in by_unit.items()}
    rows = [
        (key, name, {part: found[key] for part, found in parts.items() if key in found}) for key, name in names.items()
    ]
    rows.append(("", NOT_YET, {part: found[""] for part, found in parts.items() if "" in found}))
    lines = tuple(
        _line(rules, *row, alone=row[0] in alone) for row in rows if any(tally.count for tally in row[2].values())
    )
    return Overview(rules, _values(rules, whole), lines)


def scorecard(actor: Actor, period: Period, unit_id: int) -> tuple[Unit, Line, Overview]:
    """The figures of one unit beside those of its whole territory. NotFound as `known_unit`."""
    unit = known_unit(actor, unit_id)
    rules, place = editions.current().figures, Place(unit_id=unit_id)
    tallies = {key: _sum(list(tallies_by_unit(actor, key, period, place).values())) for key in rules.sets}
    return unit, _line(rules, str(unit_id), unit.name, tallies), overview(actor, period, UNIT, "")


def compared(found: Overview) -> tuple[Line, ...]:
    """The units a circular may compare: those that received enough for a comparison to say something."""
    return tuple(line for line in found.lines if line.key and line.received >= found.rules.circular.least)


def _line(rules: FigureRules, key: str, name: str, tallies: Mapping[str, Tally], alone: bool = False) -> Line:
    return Line(key, name, _values(rules, tallies), tallies.get("received", Tally()).count, alone)


def _values(rules: FigureRules, tallies: Mapping[str, Tally]) -> tuple[Value, ...]:
    return tuple(rules.value(figure, tallies) for figure in rules.figures)


def _sum(tallies: list[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole = Tally(whole.count + tally.count, whole.amount + tally.amount)
    return whole


def _keyed(found: Mapping[int | None, Tally]) -> dict[str, Tally]:
    return {"" if unit_id is None else str(unit_id): tally for unit_id, tally in found.items()}


def _children(actor: Actor, territory: str) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """The places one level beneath `territory` (or beneath what the actor looks after) and these tops themselves; for
    each code seen its place among them; the tops, which stand for themselves alone."""
    places = editions.current().territories
    seen = [place for place in places.all() if place.code in actor.territories]
    tops = [places.get(territory)] if territory else [place for place in seen if place.parent not in actor.territories]
    roots = frozenset(top.code for top in tops)
    named = {place.code: place for place in seen if place.parent in roots or place.code in roots}
    names = {code: f"{place.name}（本级）" if code in roots else place.name for code, place in named.items()}
    return names, {place.code: _above(place, named) for place in seen}, roots


def _above(place: Territory, named: Mapping[str, Territory]) -> str:
    places = editions.current().territories
    chain = [place, *places.ancestors(place)]
    return next((each.code for each in chain if each.code in named), place.code)


def _folded(found: Mapping[str, Tally], beneath: Mapping[str, str]) -> dict[str, Tally]:
    folded: dict[str, list[Tally]] = {}
    for code, tally in found.items():
        folded.setdefault(beneath.get(code, code), []).append(tally)
    return {code: _sum(tallies) for code, tallies in folded.items()}


def known_unit(actor: Actor, unit_id: int) -> Unit:
    """A unit of the actor's territory, or one that had a case the actor sees. NotFound for any other."""
    unit = db.session.get(Unit, unit_id) if 0 < unit_id <= LARGEST_ID else None
    if unit is None or (unit.territory not in actor.territories and unit_id not in units_of(actor, Place())):
        raise NotFound("没有找到这个单位，或者不在您的辖区。")
    return unit


def beside(key: str) -> list[tuple[Figure, str, str]]:
    """The ratios that set `key` is part of, each with the key and the name of its other set."""
    rules = editions.current().figures
    found = []
    for figure in rules.figures:
        sets = (figure.numerator, figure.denominator)
        if key in sets and figure.denominator:
            other = sets[1 - sets.index(key)]
            found.append((figure, other, rules.sets[other].name))
    return found
