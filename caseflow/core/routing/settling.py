"""The decision without its words: which ground or rule applies, and which places it means."""

from dataclasses import dataclass

from caseflow.core.acceptance import Ground
from caseflow.core.conditions import When
from caseflow.core.offices import Designation, Offices
from caseflow.core.routing.decision import Implementing
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.placing import Placed, Placing, Stuck
from caseflow.core.routing.rules import SAME, Rule, Rules
from caseflow.core.routing.standing import Standing, stand
from caseflow.core.territory import Territory

DESIGNATED = "指定处理部门"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found: a ground of R1, or a lead with its co-handlers, or (`stuck`) people who must decide.

    `rule` is the rule that matched; for a declined complaint the rule whose clauses concern the matter, if any.
    """

    standing: Standing
    ground: Ground | None
    rule: Rule | None
    placed: Placed | None
    stuck: Stuck | None
    co: tuple[tuple[str, Territory], ...]
    implementing: Implementing | None
    base: Territory | None


def settle(facts: Facts, rules: Rules, offices: Offices) -> Outcome:
    """Examine, match and place one complaint. RuleError when a rule cannot be evaluated."""
    standing = stand(facts, offices)
    ground = rules.acceptance.examine(standing.features, facts.filed)
    rule = rules.match(standing.features, facts.filed) if facts.track == "B" or not ground else None
    return conclude(facts, standing, ground, rule, offices)


def conclude(facts: Facts, standing: Standing, ground: Ground | None, rule: Rule | None, offices: Offices) -> Outcome:
    """The outcome, once the ground and the rule that fit are known."""
    placing = Placing(facts, standing, offices)
    if ground:
        return Outcome(standing, ground, rule, None, None, (), None, facts.seat)
    rule = _designated(facts, standing, offices) or rule
    found = _placed(rule, placing, facts, standing)
    if isinstance(found, Stuck):
        return Outcome(standing, None, rule, None, found, (), None, placing.base(None))
    co = placing.co(rule.co, found) if rule else ()
    return Outcome(standing, None, rule, found, None, co, placing.implementing(found.place), placing.base(found.place))


def _placed(rule: Rule | None, placing: Placing, facts: Facts, standing: Standing) -> Placed | Stuck:
    if rule is None:
        return Stuck(_missing(facts, standing))
    return Stuck(rule.reason, rule.queue) if rule.queue else placing.lead(rule)


def _missing(facts: Facts, standing: Standing) -> str:
    if facts.respondent_type in {"事业单位", "团体组织"} and facts.track == "A" and not standing.supervising:
        return "认不出被投诉单位的主管部门"
    if not standing.bodies and facts.respondent_type in {"机关", "部门监管行为", "司法机关"}:
        return "认不出被投诉机关属于哪条主管线"
    return "没有规则覆盖这类事项与这类被投诉人的组合"


def _designated(facts: Facts, standing: Standing, offices: Offices) -> Rule | None:
    own, kind = standing.own, facts.respondent_type
    if own is None:
        return None
    found = next((d for d in offices.designations if d.fits(own.name, facts.track, kind, facts.filed)), None)
    return _rule_of(found) if found else None


def _rule_of(designation: Designation) -> Rule:
    return Rule(
        id=DESIGNATED,
        when=When((), ()),
        competence=designation.competence,
        level=SAME,
        queue=None,
        co=(),
        clauses={},
        principle=(),
        reason=f"{designation.territory}已发文指定处理部门（{designation.document}），先于推定",
        basis="国务院令第802号第二十五条",
        note="",
        start=designation.start,
        until=designation.until,
    )
