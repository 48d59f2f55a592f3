"""Where the respondent stands: the territory it is affiliated to (R2, R3) and the features rules ask about."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.conditions import Feature
from caseflow.core.offices import Offices
from caseflow.core.routing import words
from caseflow.core.routing.facts import Facts
from caseflow.core.territory import CITY, PROVINCE, Territory

_BRANCHES = ("支行", "分理处", "营业部", "营业所", "储蓄所", "网点", "信用社")


@dataclass(frozen=True, slots=True)
class Standing:
    """`own` is the area of the respondent's affiliation, None when the facts do not name it; `below` marks a respondent
    that ranks below its area's own departments (township, subordinate office of a provincial vertical organ)."""

    own: Territory | None
    below: bool
    bodies: tuple[str, ...]
    supervising: tuple[str, ...]
    features: Mapping[str, Feature]


def stand(facts: Facts, offices: Offices) -> Standing:
    """Work out the standing of the respondent; nothing about the complainant's place enters."""
    bodies = _bodies(facts, offices)
    supervising = offices.lines_of(facts.supervising_department) if facts.supervising_department else ()
    township = facts.respondent_level == words.TOWNSHIP or offices.is_township(facts.respondent_name)
    own = _own(facts, offices)
    features: dict[str, Feature] = {
        "track": facts.track,
        "category": facts.category,
        "type": facts.respondent_type,
        "level": facts.respondent_level,
        "province": facts.province,
        "industry": facts.industry,
        "body": bodies[0] if bodies else None,
        "supervising": supervising[0] if supervising else None,
        "central_line": bool(bodies) and offices.line(bodies[0]).central,
        "township": township,
        "branch": any(word in facts.respondent_name for word in _BRANCHES),
        "respondent_known": _known(facts),
        "in_area": facts.seat is not None,
        "size": facts.complainant_size,
        "size_disputed": facts.size_disputed,
        "contactable": facts.contactable and not facts.anonymous,
        "contract_relation": facts.contract_relation,
        "price_of": facts.price_of,
        "settled": facts.amount is not None and facts.amount == 0 and not facts.interest_claimed,
        "not_due": facts.due_date is not None and facts.filed <= facts.due_date,
        "proceedings": facts.proceedings is not None,
        "duplicate": facts.duplicate_of is not None,
    }
    return Standing(own, township or facts.respondent_level == words.VERTICAL, bodies, supervising, features)


def _bodies(facts: Facts, offices: Offices) -> tuple[str, ...]:
    return offices.lines_of(facts.respondent_name) if facts.respondent_type in words.PUBLIC_BODIES else ()


def _known(facts: Facts) -> bool:
    return facts.respondent_named and facts.respondent_type != "不明" and facts.province is not None


def _own(facts: Facts, offices: Offices) -> Territory | None:
    seat, level, territories = facts.seat, _rank(facts), offices.territories
    if seat is None:
        return None
    if facts.respondent_type in words.RANKLESS:
        return seat
    if level in {words.CENTRAL, words.PROVINCIAL, words.VERTICAL}:
        return territories.at_level(seat, PROVINCE)
    if level == words.MUNICIPAL:
        return _city_of(facts, offices)
    if level in {words.COUNTY_RUN, words.TOWNSHIP}:
        return _county_of(facts, offices)
    return seat if level == words.ZONE_LEVEL else None


def _rank(facts: Facts) -> str:
    """Affiliation: a state-owned enterprise and its subsidiaries follow the owner, wherever they sit (R3)."""
    owned = words.OWNED_BY.get(facts.respondent_type)
    if owned is None or (facts.respondent_level == words.ZONE_LEVEL and owned != words.PROVINCIAL):
        return facts.respondent_level
    return owned


def _city_of(facts: Facts, offices: Offices) -> Territory | None:
    place = facts.city or facts.seat
    return place and (offices.territories.at_level(place, CITY) or _named(facts, place, offices))


def _county_of(facts: Facts, offices: Offices) -> Territory | None:
    # 嘉峪关 and the zones have no counties below them: they answer themselves (routing R3)
    seat = facts.seat
    return seat and (_named(facts, seat, offices) if offices.territories.children(seat) else seat)


def _named(facts: Facts, place: Territory, offices: Offices) -> Territory | None:
    return offices.territories.named_in(facts.respondent_name, offices.territories.children(place))
