"""From facts to a decision, with the reasons of every step."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.acceptance import ACCEPT, Ground
from caseflow.core.conditions import When
from caseflow.core.errors import RuleError
from caseflow.core.offices import Designation, Office, Offices
from caseflow.core.routing import explaining
from caseflow.core.routing.citing import CITED, PRINCIPLE, Citation, Clauses, cite
from caseflow.core.routing.decision import Decision
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.placing import Placed, Placing, Stuck
from caseflow.core.routing.rules import SAME, Rule, Rules
from caseflow.core.routing.standing import Standing, stand
from caseflow.core.territory import Territories, Territory

UNMATCHED = "无匹配规则"
DESIGNATED = "指定处理部门"


@dataclass(frozen=True, slots=True)
class _Case:
    facts: Facts
    rules: Rules
    territories: Territories
    offices: Offices
    documents: Clauses
    standing: Standing
    placing: Placing
    receiving: str
    opening: tuple[str, ...]


def decide(facts: Facts, rules: Rules, territories: Territories, offices: Offices, documents: Clauses) -> Decision:
    """Decide one complaint by routing R0–R8.

    `documents` maps "document key#clause key" to the clause. A complaint no rule fits is accepted without a lead and
    its `next_step` names the people who decide. RuleError when a rule cannot be evaluated: an alarm, never skipped.
    """
    standing = stand(facts, offices)
    receiving = rules.receiving.get(facts.province or "")
    name = receiving.name if receiving else "受理投诉部门"
    opening = (explaining.laws(facts, rules), explaining.channel(facts, name))
    placing = Placing(facts, standing, offices)
    case = _Case(facts, rules, territories, offices, documents, standing, placing, name, opening)
    ground = rules.acceptance.examine(standing.features, facts.filed)
    return _declined(case, ground) if ground else _routed(case)


def _declined(case: _Case, ground: Ground) -> Decision:
    features, filed = case.standing.features, case.facts.filed
    rule = case.rules.match(features, filed) if case.facts.track == "B" else None
    return Decision(
        id=case.facts.id,
        decision=ground.decision,
        ground=ground.code,
        ground_text=ground.text,
        next_step=_said(case, ground.next_step),
        lead=None,
        lead_basis=None,
        co_handling=(),
        implementing_territory=None,
        citations=_cited(case, rule, None, None, ()),
        rule=ground.code,
        rules_version=case.rules.version,
        trace=(*case.opening, f"受理审查：{ground.code}成立，{ground.text}（{ground.basis}）。"),
        rejected=tuple(case.rules.acceptance.passed_over(features, filed, ground)),
    )


def _routed(case: _Case) -> Decision:
    rule = _designated(case) or case.rules.match(case.standing.features, case.facts.filed)
    if rule is None:
        return _unrouted(case, None, Stuck(explaining.missing(case.facts, case.standing)))
    if rule.queue:
        return _unrouted(case, rule, Stuck(rule.reason, rule.queue))
    placed = case.placing.lead(rule)
    return _unrouted(case, rule, placed) if isinstance(placed, Stuck) else _led(case, rule, placed)


def _led(case: _Case, rule: Rule, placed: Placed) -> Decision:
    lead = case.offices.at(placed.competence, placed.place)
    co = tuple(case.offices.at(line, place) for line, place in case.placing.co(rule.co, placed))
    here = case.placing.implementing(placed.place)
    citations = _cited(case, rule, placed.place, lead.competence, co)
    basis = CITED if rule.id == DESIGNATED or any(c.basis == CITED for c in citations) else PRINCIPLE
    return Decision(
        id=case.facts.id,
        decision=ACCEPT,
        ground="A",
        ground_text=case.rules.acceptance.accepted_text,
        next_step=" ".join(filter(None, (f"由{case.receiving}转{lead.name}办理。", rule.note))),
        lead=lead,
        lead_basis=basis,
        co_handling=co,
        implementing_territory=here,
        citations=citations,
        rule=rule.id,
        rules_version=case.rules.version,
        trace=(
            *_accepted(case),
            explaining.competence(rule, placed.steps),
            explaining.result(lead, co, here),
            explaining.basis(basis, citations),
        ),
        rejected=case.rules.passed_over(case.standing.features, case.facts.filed, rule),
    )


def _unrouted(case: _Case, rule: Rule | None, stuck: Stuck) -> Decision:
    people = stuck.queue or f"转{case.receiving}受理员人工分办"
    name = rule.id if rule else UNMATCHED
    return Decision(
        id=case.facts.id,
        decision=ACCEPT,
        ground="A",
        ground_text=case.rules.acceptance.accepted_text,
        next_step=f"{stuck.reason}；{people}。",
        lead=None,
        lead_basis=None,
        co_handling=(),
        implementing_territory=None,
        citations=_cited(case, rule, None, None, ()),
        rule=name,
        rules_version=case.rules.version,
        trace=(*_accepted(case), f"主管：{name}，{stuck.reason}，{people}。"),
        rejected=case.rules.passed_over(case.standing.features, case.facts.filed, rule),
    )


def _accepted(case: _Case) -> tuple[str, ...]:
    passed = "受理审查：补正和不予受理的理由逐项不成立，符合受理条件。"
    return (*case.opening, passed, explaining.territory(case.facts, case.standing))


def _designated(case: _Case) -> Rule | None:
    own, facts = case.standing.own, case.facts
    found = own and next(
        (d for d in case.offices.designations if d.fits(own.name, facts.track, facts.respondent_type, facts.filed)),
        None,
    )
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
        reason=f"{designation.territory}已发文指定处理部门（{designation.document}），先于推定",
        basis="国务院令第802号第二十五条",
        note="",
        start=designation.start,
        until=designation.until,
    )


def _cited(
    case: _Case, rule: Rule | None, lead_place: Territory | None, lead: str | None, co: tuple[Office, ...]
) -> tuple[Citation, ...]:
    area = _area(case, case.placing.base(lead_place))
    if area is None:
        return ()
    refs = _clauses(rule.clauses if rule and rule.clauses else case.rules.fallback[case.facts.track], area)
    return cite(refs, case.documents, lead, tuple(office.competence for office in co))


def _clauses(by_area: Mapping[str, tuple[str, ...]], area: str) -> tuple[str, ...]:
    if area not in by_area:
        raise RuleError(f"规则没有写明{area}引用哪些条款")
    return by_area[area]


def _area(case: _Case, base: Territory | None) -> str | None:
    if base is None:
        return None
    places = {place.name for place in (base, *case.territories.ancestors(base))}
    return next((name for name, within in case.rules.areas if within in places), None)


def _said(case: _Case, template: str) -> str:
    return template.format(
        respondent=case.facts.respondent_name,
        complainant_region=case.facts.complainant_region or "所在地",
        province=case.facts.province,
        receiving=case.receiving,
        due=case.facts.due_date,
        duplicate=case.facts.duplicate_of,
    )
