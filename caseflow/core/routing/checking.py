"""The proof that the rules answer everything: one lead, or a ground, or named people, for every combination."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from caseflow.core.acceptance import Ground
from caseflow.core.conditions import Feature
from caseflow.core.errors import CaseflowError, RuleError
from caseflow.core.offices import Offices
from caseflow.core.routing import words
from caseflow.core.routing.book import RuleBook
from caseflow.core.routing.citing import CITED, PRINCIPLE, find
from caseflow.core.routing.duties import coverage, uncited
from caseflow.core.routing.facts import Facts
from caseflow.core.routing.placing import Placed
from caseflow.core.routing.probing import Probes
from caseflow.core.routing.rules import REFERENCES, Rule, Rules
from caseflow.core.routing.settling import DESIGNATED, Outcome, conclude
from caseflow.core.routing.standing import Standing, stand

SHOWN = 50


@dataclass
class Sweep:
    """What the combinations gave. `holes` are combinations without a proper answer; they must be none."""

    offices: Offices
    rules: Rules
    combinations: int = 0
    led: int = 0
    grounds: Counter[str] = field(default_factory=Counter)
    queues: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)
    fired: set[int] = field(default_factory=set)
    holes: list[str] = field(default_factory=list)
    _known: dict[tuple[Feature, ...], tuple[Ground | None, Rule | None]] = field(default_factory=dict)

    def run(self, probes: Iterable[Facts]) -> None:
        """Try each probe in every category."""
        for probe in probes:
            for track in (words.ARREARS, words.UNFAIR):
                self._run_track(probe, sorted(track))

    def unreachable(self) -> list[str]:
        """Rules and grounds that no combination reached."""
        rules = [f"规则{rule.id}从未成立" for rule in self.rules.rules if rule.id not in self.matched]
        return rules + [
            f"受理理由{g.code}（{g.text}）" for g in self.rules.acceptance.grounds if id(g) not in self.fired
        ]

    def _run_track(self, probe: Facts, categories: list[str]) -> None:
        # within a track the standing is the same but for the category, and rules see the category by features alone
        facts = replace(probe, category=categories[0])
        standing = stand(facts, self.offices)
        outcomes: dict[tuple[int, int], Outcome] = {}
        for category in categories:
            self.combinations += 1
            try:
                ground, rule = self._applies({**standing.features, "category": category}, facts.filed)
                key = id(ground), id(rule)
                if key not in outcomes:
                    outcomes[key] = conclude(facts, standing, ground, rule, self.offices)
                self._count(facts, category, outcomes[key])
            except CaseflowError as alarm:
                self._hole(facts, category, str(alarm))

    def _applies(self, features: Mapping[str, Feature], filed: date) -> tuple[Ground | None, Rule | None]:
        key = tuple(features.values())
        if key not in self._known:
            ground = self.rules.acceptance.examine(features, filed)
            self._known[key] = ground, None if ground else self.rules.match(features, filed)
        return self._known[key]

    def _count(self, facts: Facts, category: str, outcome: Outcome) -> None:
        if outcome.ground:
            self.grounds[outcome.ground.code] += 1
            self.fired.add(id(outcome.ground))
            return
        if outcome.rule:
            self.matched[outcome.rule.id] += 1
        if outcome.stuck:
            self.queues[f"{outcome.stuck.reason} → {outcome.stuck.queue or '转受理投诉部门受理员人工分办'}"] += 1
            return
        self.led += 1
        if outcome.placed is None or not _proper(facts, outcome.placed, outcome.standing, self.offices):
            self._hole(facts, category, "主办不在被投诉人的属地和层级上，或就是被投诉人自己")

    def _hole(self, facts: Facts, category: str, why: str) -> None:
        seat = facts.seat.name if facts.seat else facts.province
        what = "×".join((category, facts.respondent_type, facts.respondent_level, str(seat)))
        self.holes.append(f"{what}（{facts.respondent_name}）：{why}")


def check(book: RuleBook, expected: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """The whole report: counts, holes, what each rule rests on, expected lines that fail. `ok` sums it up."""
    sweep = Sweep(book.offices, book.rules)
    probes = Probes(book.offices)
    sweep.run(probes.full())
    full = sweep.combinations
    sweep.run(probes.varied())
    clause_faults = list(rule_faults(book))
    wrong, lines = expected_faults(book, expected)
    faults = [*clause_faults, *sweep.unreachable(), *wrong]
    return {
        "ok": not (faults or sweep.holes),
        "rules_version": book.rules.version,
        "rules": len(book.rules.rules),
        "grounds": len(book.rules.acceptance.grounds),
        "territories": len(probes.places()),
        "combinations": sweep.combinations,
        "full_product": full,
        "outcomes": {
            "lead": sweep.led,
            "ground": dict(sorted(sweep.grounds.items())),
            "queue": dict(sweep.queues.most_common()),
        },
        "hits": {rule.id: sweep.matched[rule.id] for rule in book.rules.rules},
        "bases": list(_bases(book)),
        "duties": coverage(book.documents, _cited(book)),
        "expected": {"lines": lines, "wrong": wrong},
        "faults": faults,
        "holes": sweep.holes[:SHOWN],
        "hole_count": len(sweep.holes),
    }


def _proper(facts: Facts, placed: Placed, standing: Standing, offices: Offices) -> bool:
    chain = {t for start in (standing.own, facts.seat) if start for t in (start, *offices.territories.ancestors(start))}
    itself = placed.competence in standing.bodies and placed.place == standing.own and not standing.below
    institution = facts.respondent_type in {"事业单位", "团体组织"}
    return placed.place in chain and not (itself and not institution)


def rule_faults(book: RuleBook) -> Iterator[str]:
    """Clauses that are missing or unused, unknown lines, leads neither cited nor marked as principle."""
    for owner, areas, by_area in _citing(book):
        refs = [ref for area_refs in by_area.values() for ref in area_refs]
        yield from (f"{owner}没有写明{area}引用的条款" for area in sorted(areas - by_area.keys()))
        yield from (f"{owner}引用的条款{ref}不存在" for ref in refs if not find(ref, book.documents))
    yield from uncited(book.documents, _cited(book))
    yield from (f"规则{rule.id}的主管条线没有法定依据" for rule in book.rules.rules if not rule.basis)
    yield from _unknown_lines(book)
    yield from _unmarked(book)


def _unmarked(book: RuleBook) -> Iterator[str]:
    marked = {rule.id: rule.principle for rule in book.rules.rules}
    for found in _bases(book):
        rule, area = found["rule"], found["area"]
        if found["basis"] == PRINCIPLE and area not in marked[rule]:
            yield f"规则{rule}在{area}所引条款没有列{found['competence']}，也没有注明依原则"
        if found["basis"] == CITED and area in marked[rule]:
            yield f"规则{rule}在{area}注明依原则，所引条款却列了{found['competence']}"


def _cited(book: RuleBook) -> dict[str, list[str]]:
    """Who cites each clause."""
    cited: dict[str, dict[str, None]] = {}
    for owner, _areas, by_area in _citing(book):
        for ref in (ref for refs in by_area.values() for ref in refs):
            cited.setdefault(ref, {})[owner] = None
    return {ref: list(owners) for ref, owners in cited.items()}


def _citing(book: RuleBook) -> Iterator[tuple[str, set[str], Mapping[str, tuple[str, ...]]]]:
    everywhere = {name for name, _ in book.rules.areas}
    for rule in book.rules.rules:
        yield (
            f"规则{rule.id}",
            {area for area, top in _provinces(book) if rule.when.allows("province", top)},
            rule.clauses,
        )
    for track, areas in book.rules.fallback.items():
        yield f"兜底条款{track}", everywhere, areas
    for province, receiving in book.rules.receiving.items():
        yield f"{province}受理部门", set(), {province: receiving.clauses}


def _provinces(book: RuleBook) -> list[tuple[str, str]]:
    territories = book.territories
    return [(name, territories.top(territories.get(within)).name) for name, within in book.rules.areas]


def _unknown_lines(book: RuleBook) -> Iterator[str]:
    for rule in book.rules.rules:
        for line in (rule.competence, *(co.competence for co in rule.co)):
            if line and line not in REFERENCES and line not in book.offices.lines:
                yield f"规则{rule.id}的主管条线“{line}”不在机构表里"


def _bases(book: RuleBook) -> Iterator[dict[str, Any]]:
    """For every rule with a fixed line and every area: is the line named in a cited clause, or is it the principle?"""
    for rule in book.rules.rules:
        if rule.id == DESIGNATED or rule.competence is None or rule.competence in REFERENCES:
            continue
        for area, refs in rule.clauses.items():
            clauses = [clause for ref in refs if (clause := find(ref, book.documents))]
            named = [clause for clause in clauses if clause.unit_for((rule.competence,))]
            basis = CITED if named else PRINCIPLE
            yield {"rule": rule.id, "area": area, "competence": rule.competence, "basis": basis, "law": rule.basis}


def expected_faults(book: RuleBook, rows: Iterable[Mapping[str, str]]) -> tuple[list[str], int]:
    """The lines of expected/routing.csv the rules do not answer as written, and how many lines there are."""
    wrong, count = [], 0
    for row in rows:
        count += 1
        got = answer(book, row)
        faults = {key: value for key, value in got.items() if value != (row.get(key) or "")}
        if faults:
            wrong.append(f"预期表{row['id']}：{faults}")
    return wrong, count


def answer(book: RuleBook, row: Mapping[str, str]) -> dict[str, str]:
    """What the rules say to one line of expected/routing.csv."""
    try:
        decision = book.decide(book.read(case_of(row)))
    except RuleError as alarm:
        return {"decision": str(alarm)}
    lead, here = decision.lead, decision.implementing_territory
    return {
        "decision": decision.decision,
        "ground": decision.ground,
        "rule": decision.rule,
        "lead_competence": lead.competence if lead else "",
        "lead_level": lead.level if lead else "",
        "lead_territory": lead.territory if lead else "",
        "implementing": here.unit if here else "",
        "co": "、".join(f"{o.competence}/{o.territory}" for o in decision.co_handling),
    }


def case_of(row: Mapping[str, str]) -> dict[str, Any]:
    """The complaint one line of expected/routing.csv describes; what the line leaves out is the ordinary complaint."""
    declared: dict[str, Any] = {"contactable": True, "contract_relation": True, "size_disputed": False}
    return {
        "id": row["id"],
        "complainant": {"name": "甲公司", "region": "", "size": row.get("size") or "小型"},
        "respondent": {
            "name": row["respondent"],
            "type": row["type"],
            "level": row["level"],
            "region": {key: row.get(key) or None for key in ("province", "city", "county")},
            "supervising_department": row.get("supervising") or None,
            "industry": row.get("industry") or None,
        },
        "category": row["category"],
        "amount_wan": row.get("amount") or "10",
        "dates": {"contract": "2025-07-01", "due": row.get("due") or "2025-12-31", "filed": "2026-11-01"},
        "declared": declared | {key: row[key] for key in ("proceedings", "duplicate_of", "price_of") if row.get(key)},
    }
