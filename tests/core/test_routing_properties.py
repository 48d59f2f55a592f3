"""What must hold for every complaint, not for chosen ones."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.core.routing import Decision, RuleBook, words
from tests.policies.rulebook import book, case, changed, files, region

PLACES = [t for t in book().territories.all() if t.kind == "region" or t.responsible]
NAMES = [
    "山丹县水务局",
    "某人民政府",
    "某市财政局",
    "某集团有限公司",
    "国家税务总局某税务局",
    "某银行某支行",
    "不详",
    "某镇政府",
]
DEPARTMENTS = [None, "某县教育局", "张掖市人民政府", "某协会", "甘肃省卫生健康委员会"]

UNRELATED = """
[[rule]]
id = "RX"
when = { category = ["知识产权"], industry = ["水利"], province = ["青海省"] }
competence = "审计"
level = "province"
reason = "与其他规则无关"
basis = "试验"
from = 2019-03-18
clauses."张掖" = ["zhangye-2021-9#30"]
clauses."甘肃" = ["gan-2020-351#35"]
clauses."宁夏" = ["ningxia-2021#21"]
"""
EXTENDED: RuleBook = changed("routing.toml", files()["routing.toml"].replace("[[rule]]", UNRELATED + "\n[[rule]]", 1))


def _region(place: Any) -> dict[str, str | None]:
    found = {level: book().territories.at_level(place, level) for level in ("省级", "市级", "县级")}
    return region(*(territory.name if territory else None for territory in found.values()))


complaints = st.builds(
    case,
    category=st.sampled_from(sorted(words.CATEGORIES)),
    amount_wan=st.sampled_from([None, 0, 1, "3.5"]),
    respondent__type=st.sampled_from(sorted(words.TYPES)),
    respondent__level=st.sampled_from(sorted(words.RESPONDENT_LEVELS)),
    respondent__region=st.sampled_from(PLACES).map(_region),
    respondent__name=st.sampled_from(NAMES),
    respondent__supervising_department=st.sampled_from(DEPARTMENTS),
    respondent__industry=st.sampled_from([None, *sorted(words.INDUSTRIES)]),
    complainant__size=st.sampled_from(sorted(words.SIZES)),
    declared__proceedings=st.sampled_from([None, "无", "人民法院一审"]),
)


def _decide(complaint: dict[str, Any], by: RuleBook | None = None) -> Decision:
    rules = by or book()
    return rules.decide(rules.read(complaint))


@settings(max_examples=300, deadline=None)
@given(complaints, st.text(max_size=20))
def test_the_complainants_place_changes_nothing_but_words(complaint: dict[str, Any], place: str) -> None:
    here = _decide(complaint)
    moved = _decide({**complaint, "complainant": {**complaint["complainant"], "region": place}})
    assert (moved.lead, moved.decision, moved.ground, moved.rule, moved.co_handling, moved.citations) == (
        here.lead, here.decision, here.ground, here.rule, here.co_handling, here.citations,
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(complaints)
def test_an_unrelated_rule_changes_no_decision(complaint: dict[str, Any]) -> None:
    before, after = _decide(complaint).as_json(), _decide(complaint, EXTENDED).as_json()
    for answer in (before, after):
        del answer["rules_version"]
        answer["rejected"] = [entry for entry in answer["rejected"] if entry["rule"] != "RX"]
    assert before == after


@settings(max_examples=300, deadline=None)
@given(complaints)
def test_a_stored_decision_is_the_decision(complaint: dict[str, Any]) -> None:
    decision = _decide(complaint)
    stored = json.dumps(decision.as_json(), ensure_ascii=False)
    assert Decision.from_json(json.loads(stored)) == decision
    assert _decide(complaint) == decision


@settings(max_examples=300, deadline=None)
@given(complaints)
def test_there_is_a_lead_or_a_next_step_for_people(complaint: dict[str, Any]) -> None:
    decision = _decide(complaint)
    assert decision.next_step
    if decision.lead is None:
        assert decision.co_handling == ()
        assert decision.implementing_territory is None
    else:
        assert decision.decision == "accept"
        assert decision.citations
        assert decision.lead_basis in {"cited", "principle"}
        assert decision.lead.name != complaint["respondent"]["name"]
