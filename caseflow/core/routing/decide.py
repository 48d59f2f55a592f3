"""From facts to a decision, with the reasons of every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseflow.core.acceptance import ACCEPT, Ground
from caseflow.core.errors import RuleError
from caseflow.core.offices import Office, Offices
from caseflow.core.policy import Document
from caseflow.core.routing import explaining
from caseflow.core.routing.citing import CITED, PRINCIPLE, Citation, cite
from caseflow.core.routing.decision import Decision
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.placing import Placed, Stuck
from caseflow.core.routing.rules import Rule, Rules
from caseflow.core.routing.settling import DESIGNATED, Outcome, settle
from caseflow.core.territory import Territories

UNMATCHED = "无匹配规则"


@dataclass(frozen=True, slots=True)
class _Case:
    facts: Facts
    rules: Rules
    territories: Territories
    offices: Offices
    documents: Sequence[Document]
    outcome: Outcome
    receiving: str


def decide(
    facts: Facts, rules: Rules, territories: Territories, offices: Offices, documents: Sequence[Document]
) -> Decision:
    """Decide one complaint by routing R0–R8.

    `documents` hold the clauses that rules cite. A complaint no rule fits is accepted without a lead and its
    `next_step` names the people who decide. RuleError when a rule cannot be evaluated: an alarm, never skipped.
    """
    outcome = settle(facts, rules, offices)
    receiving = rules.receiving.get(facts.province or "")
    name = receiving.name if receiving else "受理投诉部门"
    case = _Case(facts, rules, territories, offices, documents, outcome, name)
    if outcome.ground:
        return _declined(case, outcome.ground)
    if outcome.placed and outcome.rule:
        return _led(case, outcome.rule, outcome.placed)
    return _unrouted(case, outcome.stuck or Stuck(UNMATCHED))


def _declined(case: _Case, ground: Ground) -> Decision:
    rejected = case.rules.acceptance.passed_over(case.outcome.standing.features, case.facts.filed, ground)
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
        citations=_cited(case, None, ()),
        rule=ground.code,
        rules_version=case.rules.version,
        trace=(*_opening(case), f"受理审查：{ground.code}成立，{ground.text}（{ground.basis}）。"),
        rejected=tuple(rejected),
    )


def _led(case: _Case, rule: Rule, placed: Placed) -> Decision:
    lead = case.offices.at(placed.competence, placed.place)
    co = tuple(case.offices.at(line, place) for line, place in case.outcome.co)
    citations = _cited(case, lead.competence, co)
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
        implementing_territory=case.outcome.implementing,
        citations=citations,
        rule=rule.id,
        rules_version=case.rules.version,
        trace=(
            *_accepted(case),
            explaining.competence(rule, placed.steps),
            explaining.result(lead, co, case.outcome.implementing),
            explaining.basis(basis, citations, rule.id == DESIGNATED, case.facts.track),
        ),
        rejected=_rejected(case, rule),
    )


def _unrouted(case: _Case, stuck: Stuck) -> Decision:
    people = stuck.queue or f"转{case.receiving}受理员人工分办"
    rule = case.outcome.rule
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
        citations=_cited(case, None, ()),
        rule=name,
        rules_version=case.rules.version,
        trace=(*_accepted(case), f"主管：{name}，{stuck.reason}，{people}。"),
        rejected=_rejected(case, rule),
    )


def _rejected(case: _Case, rule: Rule | None) -> tuple[tuple[str, str], ...]:
    return case.rules.passed_over(case.outcome.standing.features, case.facts.filed, rule)


def _opening(case: _Case) -> tuple[str, ...]:
    return explaining.laws(case.facts, case.rules), explaining.channel(case.facts, case.receiving)


def _accepted(case: _Case) -> tuple[str, ...]:
    passed = "受理审查：补正和不予受理的理由逐项不成立，符合受理条件。"
    return (*_opening(case), passed, explaining.territory(case.facts, case.outcome.standing))


def _cited(case: _Case, lead: str | None, co: tuple[Office, ...]) -> tuple[Citation, ...]:
    area, rule = _area(case), case.outcome.rule
    if area is None:
        return ()
    refs = _clauses(rule.clauses if rule and rule.clauses else case.rules.fallback[case.facts.track], area)
    return cite(refs, case.documents, lead, tuple(office.competence for office in co))


def _clauses(by_area: Mapping[str, tuple[str, ...]], area: str) -> tuple[str, ...]:
    if area not in by_area:
        raise RuleError(f"规则没有写明{area}引用哪些条款")
    return by_area[area]


def _area(case: _Case) -> str | None:
    base = case.outcome.base
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
