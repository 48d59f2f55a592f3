"""Which office a rule means: place, recusal (L1), vertical lines (L3), co-handlers (R6), implementing body (R7)."""

from dataclasses import dataclass

from caseflow.core.errors import RuleError
from caseflow.core.offices import GOVERNMENT, Offices
from caseflow.core.routing import words
from caseflow.core.routing.decision import Implementing
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.rules import BODY, CITY_OF_SEAT, LEAD, PROVINCE_LEVEL, SAME, SEAT, SUPERIOR, UP, CoRule, Rule
from caseflow.core.routing.standing import Standing
from caseflow.core.territory import CITY, PROVINCE, Territory

NATIONAL = "移送全国中小企业款项支付投诉平台（国家平台）"


@dataclass(frozen=True, slots=True)
class Placed:
    """A lead that was found: its line, its place, and the sentences that explain the way there."""

    competence: str
    place: Territory
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """No lead: what is missing, and the people who decide."""

    reason: str
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """Places offices for one complaint."""

    facts: Facts
    standing: Standing
    offices: Offices

    def lead(self, rule: Rule) -> Placed | Stuck:
        """The lead `rule` names. RuleError when the rule refers to something the facts do not have."""
        competence = self._line(rule.competence or "")
        if competence is None:
            raise RuleError(f"规则“{rule.id}”要用{rule.competence}，但案件事实里没有")
        start = self._start(rule)
        if start is None:
            return Stuck("被投诉人的层级或者所属地区写得不全，定不出市、县")
        if rule.level != UP and not self._recused(rule, competence):
            return self._settled(competence, start, ())
        return self._raised(competence, start)

    def co(self, rules: tuple[CoRule, ...], lead: Placed) -> tuple[tuple[str, Territory], ...]:
        """Co-handlers as (line, place): none in a zone that acts as one office, never the lead or the respondent."""
        if self.offices.is_one_office(lead.place):
            return ()
        found = (self._co(rule, lead) for rule in rules)
        unique = dict.fromkeys(office for office in found if office)
        return tuple(office for office in unique if office != (lead.competence, lead.place))

    def base(self, lead: Territory | None) -> Territory | None:
        """The area of the case: the respondent's affiliation, or its seat when an office below that leads."""
        own = self.standing.own
        if own and own.level == PROVINCE and lead and lead.level != PROVINCE:
            return self.facts.seat
        return own or self.facts.seat

    def implementing(self, lead: Territory) -> Implementing | None:
        """The government that organises the work (R7); None when the province handles the case itself."""
        here = self.base(lead)
        if here and self._is_government():
            here = self.offices.territories.parent(here)
        if here is None or PROVINCE in {here.level, lead.level}:
            return None
        above = self.offices.territories.parent(here)
        parent = self._government(above) if above and above.level != PROVINCE else None
        return Implementing(self._government(here), parent)

    def _government(self, place: Territory) -> str:
        return self.offices.at(GOVERNMENT, place).name

    def _line(self, competence: str) -> str | None:
        if not competence.startswith("@"):
            return competence
        value = self.standing.features[competence.removeprefix("@")]
        return value if isinstance(value, str) else None

    def _start(self, rule: Rule) -> Territory | None:
        seat, own = self.facts.seat, self.standing.own
        if seat is None or rule.level == SEAT:
            return seat if seat and seat.level != PROVINCE else None
        if rule.level == CITY_OF_SEAT:
            return self.offices.territories.at_level(seat, CITY)
        if rule.level == PROVINCE_LEVEL:
            return self.offices.territories.top(seat)
        return self._named_department(rule) or own

    def _named_department(self, rule: Rule) -> Territory | None:
        department = self.facts.supervising_department
        if rule.competence != "@supervising" or department is None or self.facts.seat is None:
            return None
        return self.offices.territories.named_within(department, self.offices.territories.top(self.facts.seat))

    def _is_government(self) -> bool:
        return GOVERNMENT in self.standing.bodies and not self.standing.below

    def _recused(self, rule: Rule, competence: str) -> bool:
        if (
            rule.level != SAME
            or self.facts.respondent_type not in words.PUBLIC_BODIES
            or rule.competence == "@supervising"
        ):
            return False
        return self._is_government() or (competence in self.standing.bodies and not self._institution_in_arrears())

    def _institution_in_arrears(self) -> bool:
        # an institution under the line is not the line department: its department handles its debts (R4b)
        return self.facts.track == "A" and self.facts.respondent_type in {"事业单位", "团体组织"}

    def _raised(self, competence: str, start: Territory) -> Placed | Stuck:
        if self.standing.below:
            return self._settled(
                competence, start, (f"被投诉单位隶属{start.name}的部门，由{start.name}的主管部门办理。",)
            )
        above = self.offices.territories.parent(start)
        if above:
            step = f"被投诉的就是本条线、本级政府，或事项是其处罚、强制：回避自办，上提一级到{above.name}（L1）。"
            return self._settled(competence, above, (step,))
        if self._is_government() or self.offices.line(competence).central:
            return Stuck("被投诉的是省级政府或中央垂直机构的省级机构，省（区）内没有上一级", NATIONAL)
        return Placed(GOVERNMENT, start, (f"省级{competence}部门自己被投诉，由{start.name}人民政府办理（回避自办）。",))

    def _settled(self, competence: str, place: Territory, steps: tuple[str, ...]) -> Placed:
        settled = self.offices.handling_place(competence, place)
        if settled != place:
            steps = (
                *steps,
                f"{competence}系统在{place.name}没有独立办理投诉的机构，由{settled.name}的机构办理（L3）。",
            )
        return Placed(competence, settled, steps)

    def _co(self, rule: CoRule, lead: Placed) -> tuple[str, Territory] | None:
        competence = self._line(rule.competence)
        place = self._co_place(rule, lead)
        if competence is None or place is None:
            return None
        itself = competence in self.standing.bodies and place == self.standing.own and not self.standing.below
        settled = self.offices.handling_place(competence, place)
        return None if itself or (competence == GOVERNMENT and rule.competence != BODY) else (competence, settled)

    def _co_place(self, rule: CoRule, lead: Placed) -> Territory | None:
        own = self.standing.own
        if rule.level == LEAD or own is None or (rule.level == SAME and self._is_government()):
            return lead.place
        if rule.level == PROVINCE_LEVEL:
            return self.offices.territories.top(own)
        if rule.level == SUPERIOR and not self.standing.below:
            return self.offices.territories.parent(own)
        return own
